//! Which instructions the kernels use.

use std::sync::OnceLock;

/// An instruction set that the kernels are written for, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Isa {
    /// Plain Rust, left to the compiler (SSE2 on x86-64, NEON on aarch64).
    Portable,
    /// AVX2 with FMA: 8 lanes.
    Avx2,
    /// AVX-512F: 16 lanes.
    Avx512,
}

impl Isa {
    /// Everything that this processor can run, weakest first.
    pub fn available() -> Vec<Self> {
        let mut isas = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                isas.push(Self::Avx2);
                if is_x86_feature_detected!("avx512f") {
                    isas.push(Self::Avx512);
                }
            }
        }
        isas
    }

    /// The strongest one, or the one that the variable `PALIMPSEST_ISA` names (portable, avx2, avx512) where that is
    /// available: how the slower paths are tested on a fast machine. Fixed for the life of the process.
    pub fn best() -> Self {
        static BEST: OnceLock<Isa> = OnceLock::new();
        *BEST.get_or_init(|| {
            let available = Self::available();
            let asked = std::env::var("PALIMPSEST_ISA").ok();
            let named = available.iter().find(|isa| Some(isa.name()) == asked.as_deref());
            named.or(available.last()).copied().unwrap_or(Self::Portable)
        })
    }

    /// Its name in `PALIMPSEST_ISA` and in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}
