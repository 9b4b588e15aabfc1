//! The steps of a run: what a branch goes on from, what can be developed later.

use candle_core::Tensor;

use super::plan::Place;

/// More than this is not remembered: the earliest steps are forgotten then (and run again when asked for).
const MOST_BYTES: u64 = 256 << 20;

/// x before a step.
#[derive(Clone, Debug)]
pub struct State {
    /// Which step comes.
    pub place: Place,
    /// Noisy, (1, c, h, w).
    pub x: Tensor,
    /// Calls of the noise predictor until here.
    pub calls: usize,
    /// Those of them that ran the outermost layers alone.
    pub shallow: usize,
}

/// What a step predicted.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Which step.
    pub place: Place,
    /// The network's timestep.
    pub t: f64,
    /// b/a before the step.
    pub sigma: f64,
    /// x̂₀, (1, c, h, w).
    pub x0: Tensor,
    /// x after the sampler's step, before controls rewrote it. Filled when the step is over.
    pub proposed: Option<Tensor>,
}

/// All of them, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    states: Vec<State>,
    visits: Vec<Visit>,
    forgotten: usize,
}

impl Trace {
    /// x before step `k`.
    pub fn state(&self, k: usize) -> Option<&State> {
        self.states.get(k.checked_sub(self.forgotten)?)
    }
    /// What step `k` predicted.
    pub fn visit(&self, k: usize) -> Option<&Visit> {
        self.visits.get(k.checked_sub(self.forgotten)?)
    }
    /// How many steps have predicted.
    pub fn len(&self) -> usize {
        self.forgotten + self.visits.len()
    }
    /// Before the first step.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many states were reached.
    pub fn reached(&self) -> usize {
        self.forgotten + self.states.len()
    }
    /// The first `k` steps and the state after them; nothing where they were not remembered whole.
    pub fn until(&self, k: usize) -> Option<Self> {
        let whole = self.forgotten == 0 && self.states.len() > k && self.visits.len() >= k;
        whole.then(|| Self { states: self.states[..=k].to_vec(), visits: self.visits[..k].to_vec(), forgotten: 0 })
    }
    /// Bytes of all tensors.
    pub fn bytes(&self) -> u64 {
        let each = self.states.first().map_or(0, |state| state.x.elem_count() as u64 * 4);
        each * (self.states.len() + 2 * self.visits.len()) as u64
    }

    pub(super) fn enter(&mut self, state: State) {
        // A state may be there already: where a branch leaves its parent.
        if self.reached() == self.len() {
            self.states.push(state);
        }
        if self.bytes() > MOST_BYTES && self.states.len() > 1 && !self.visits.is_empty() {
            self.states.remove(0);
            self.visits.remove(0);
            self.forgotten += 1;
        }
    }
    pub(super) fn predict(&mut self, visit: Visit) {
        self.visits.push(visit);
    }
    pub(super) fn propose(&mut self, x: &Tensor) {
        if let Some(visit) = self.visits.last_mut() {
            visit.proposed = Some(x.clone());
        }
    }
}
