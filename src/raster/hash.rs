//! Identities of pictures and masks: SHA-256 in hex.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// SHA-256 of all `parts`, one after the other, in hex.
pub(super) fn of(parts: &[&[u8]]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
    }
    sha.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes all that is written");
        hex
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_fips_180_2() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(super::of(&[b"a", b"bc"]), abc);
    }
}
