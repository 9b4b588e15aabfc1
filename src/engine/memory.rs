//! Whether something fits into memory, asked before it is allocated.

use super::Error;

/// What is left for the window and everybody else.
const RESERVE: u64 = 128 << 20;

/// Bytes that can be allocated without swapping; `None` where the system does not tell.
pub(super) fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// Bytes of activations that previews may keep, `held` of which they have, beside a run of `needed` bytes: three
/// quarters of what is free then, and where the system does not tell, a gigabyte.
pub(super) fn share_for_previews(needed: u64, held: u64) -> u64 {
    available().map_or(1 << 30, |free| (free + held).saturating_sub(needed.saturating_add(RESERVE)) / 4 * 3)
}

/// Whether `needed` bytes can be allocated; an error that says how much is lacking.
pub fn check(needed: u64) -> Result<(), Error> {
    match available() {
        Some(free) if needed.saturating_add(RESERVE) > free => {
            Err(Error::Memory { needed_mb: needed >> 20, available_mb: free >> 20 })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_fit_is_refused() {
        assert!(check(0).is_ok());
        if available().is_some() {
            assert!(matches!(check(1 << 60), Err(Error::Memory { needed_mb, .. }) if needed_mb == 1 << 40));
        }
    }
}
