//! What the processor can do at best, told in the same run, and the peak of memory.

use std::time::Instant;

use candle_core::{Device, Tensor};
use rayon::ThreadPool;

use super::Result;
use crate::tensor::op::linear::Linear;
use crate::tensor::{Noise, Normal as _, Purpose};

/// Side of the square matrices.
const SIDE: usize = 2048;

/// The best rate of one large matrix product by our own kernel that was seen; the weights are packed, as a network's are.
pub(super) struct Roof {
    x: Tensor,
    weight: Linear,
    /// Operations a second.
    best: f64,
}

impl Roof {
    /// Warms up and measures for the first time.
    pub(super) fn new(pool: &ThreadPool) -> Result<Self> {
        let square = |step| Noise::new(0).draw(Purpose::Init, step, &(SIDE, SIDE).into(), &Device::Cpu);
        let mut roof = Self { x: square(0)?, weight: Linear::new(square(1)?, None)?, best: 0.0 };
        pool.install(|| roof.weight.forward(&roof.x))?;
        roof.again(pool)?;
        Ok(roof)
    }

    /// Measures once more: on a machine that others use too, the best of many short looks is what it can do.
    pub(super) fn again(&mut self, pool: &ThreadPool) -> Result<()> {
        for _ in 0..2 {
            let begun = Instant::now();
            pool.install(|| self.weight.forward(&self.x))?;
            self.best = self.best.max(2.0 * (SIDE as f64).powi(3) / begun.elapsed().as_secs_f64());
        }
        Ok(())
    }

    /// Operations a second.
    pub(super) fn rate(&self) -> f64 {
        self.best
    }
}

/// The most memory in bytes that this process has held; `None` where the system does not tell.
pub(super) fn peak_bytes() -> Option<u64> {
    let kilobytes: u64 = line("/proc/self/status", "VmHWM:")?.trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// The processor's name; `None` where the system does not tell.
pub(super) fn processor() -> Option<String> {
    let line = line("/proc/cpuinfo", "model name")?;
    Some(line.trim_start_matches(':').trim().to_owned())
}

/// What follows `key` in a file of the system.
fn line(file: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| line.strip_prefix(key)).map(|rest| rest.trim().to_owned())
}
