//! What a run may reuse from earlier ones: text states, encoded pictures, trajectories; pruned by bytes.
/// Keyed by content, so that it can only save time.
#[derive(Debug, Default)]
pub struct Memo {}
impl Memo {
    /// With a limit in bytes.
    pub fn new(limit: u64) -> Self {
        let _ = limit;
        Self {}
    }
}
