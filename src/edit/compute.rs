//! Where numbers are computed.

use candle_core::Device;

/// The device that edits run on.
pub fn device() -> Device {
    Device::Cpu
}

/// How many threads number work takes by default: the physical cores, or `RAYON_NUM_THREADS`.
pub fn threads() -> usize {
    candle_core::utils::get_num_threads().max(1)
}
