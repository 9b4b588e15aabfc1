//! Which steps are taken back.

use super::{Error, Result, Schedule, Step, Travel};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// One move of the loop along the schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Visit {
    /// From `step.now` to the cleaner `step.next`.
    Denoise(Step),
    /// Back from `step.now` to the noisier `step.next`; `step.index` is the one that was just taken.
    Renoise(Step),
}

/// More network calls than this are a mistake.
const MOST: usize = 100_000;

impl Schedule {
    /// The moves of a run from `first` on. With `travel`, RePaint's: every `jump` levels the way leads `jump` levels
    /// back, `times` − 1 times (Lugmayr 2022; the official `get_schedule_jump` with `n_sample` 1).
    pub fn visits(&self, first: usize, travel: Option<Travel>) -> Result<Vec<Visit>> {
        let Some(Travel { jump, times }) = travel else {
            return Ok(self.steps(first).map(Visit::Denoise).collect());
        };
        let runs = self.len().saturating_sub(first);
        if jump == 0 || times == 0 || times.saturating_mul(runs) > MOST {
            return Err(Error::Invalid(format!("cannot travel back by {jump} levels {times} times")));
        }
        let mut jumps = vec![0; runs];
        for at in (0..runs.saturating_sub(jump)).step_by(jump) {
            jumps[at] = times - 1;
        }
        let mut visits = Vec::new();
        let mut seen = vec![0; runs];
        // `left` counts the steps that are still to go, so the clean end is 0 and the jumps sit at left − 1 = k·jump.
        let mut left = runs;
        while left > 0 {
            let index = self.len() - left;
            let step = Step { visit: seen[left - 1], ..self.step(index) };
            visits.push(Visit::Denoise(step));
            seen[left - 1] += 1;
            left -= 1;
            if left > 0 && jumps[left - 1] > 0 {
                jumps[left - 1] -= 1;
                for _ in 0..jump {
                    let index = self.len() - left - 1;
                    let (now, next) = (self.level(index + 1), self.level(index));
                    visits.push(Visit::Renoise(Step { now, next, visit: seen[left] - 1, ..self.step(index) }));
                    left += 1;
                }
            }
        }
        Ok(counted(visits))
    }

    /// q(x_t | x_s) for a noisier t: √(ᾱ_t/ᾱ_s) x_s + √(1 − ᾱ_t/ᾱ_s) z, written for any pairs (a, b).
    pub(super) fn renoise(step: &Step, x: &Tensor, noise: &mut dyn Normal) -> Result<Tensor> {
        let z = noise.draw(Purpose::Travel, step.draw(), x.shape(), x.device())?;
        let ratio = step.next.a / step.now.a;
        let deviation = (step.next.b.powi(2) - (ratio * step.now.b).powi(2)).max(0.0).sqrt();
        Ok(((x * ratio)? + (z * deviation)?)?)
    }
}

/// Fills in `i` and `of`: the denoising moves are the steps that run.
fn counted(mut visits: Vec<Visit>) -> Vec<Visit> {
    let total = visits.iter().filter(|visit| matches!(visit, Visit::Denoise(_))).count();
    let mut run = 0;
    for visit in &mut visits {
        let (Visit::Denoise(step) | Visit::Renoise(step)) = visit;
        (step.i, step.of) = (run, total);
        run += usize::from(matches!(visit, Visit::Denoise(_)));
    }
    visits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SchedulerConfig;

    /// The levels that a run visits, counted as RePaint counts them: −1 is the clean end.
    fn times(len: usize, first: usize, jump: usize, times: usize) -> Vec<i64> {
        let config = SchedulerConfig { num_train_timesteps: len, ..SchedulerConfig::default() };
        let schedule = Schedule::new(&config, len).unwrap();
        let mut at = (len - first) as i64 - 1;
        let mut all = vec![at];
        for visit in schedule.visits(first, Some(Travel { jump, times })).unwrap() {
            let index = len as i64 - 1 - at;
            match visit {
                Visit::Denoise(step) => {
                    assert_eq!(step.index as i64, index);
                    assert_eq!((step.now, step.next), (schedule.level(step.index), schedule.level(step.index + 1)));
                    at -= 1;
                }
                Visit::Renoise(step) => {
                    assert_eq!(step.index as i64, index - 1);
                    assert_eq!((step.now, step.next), (schedule.level(step.index + 1), schedule.level(step.index)));
                    at += 1;
                }
            }
            all.push(at);
        }
        all
    }

    #[test]
    fn the_way_is_repaints() {
        // The official code's answer for t_T = 20, jump_length = 4, jump_n_sample = 3.
        let way = [
            19, 18, 17, 16, 15, 14, 13, 12, 13, 14, 15, 16, 15, 14, 13, 12, 13, 14, 15, 16, 15, 14, 13, 12, 11, 10, 9,
            8, 9, 10, 11, 12, 11, 10, 9, 8, 9, 10, 11, 12, 11, 10, 9, 8, 7, 6, 5, 4, 5, 6, 7, 8, 7, 6, 5, 4, 5, 6, 7,
            8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, -1,
        ];
        assert_eq!(times(20, 0, 4, 3), way);
        assert_eq!(times(5, 0, 2, 1), [4, 3, 2, 1, 0, -1]);
        assert_eq!(times(9, 4, 2, 2), [4, 3, 2, 3, 4, 3, 2, 1, 0, 1, 2, 1, 0, -1]);
    }

    #[test]
    fn every_move_draws_noise_of_its_own() {
        let schedule = Schedule::new(&SchedulerConfig::default(), 20).unwrap();
        let visits = schedule.visits(0, Some(Travel { jump: 4, times: 3 })).unwrap();
        for renoise in [false, true] {
            let mut draws: Vec<_> =
                visits.iter().filter(|visit| matches!(visit, Visit::Renoise(_)) == renoise).collect();
            let count = draws.len();
            let key = |visit: &Visit| match visit {
                Visit::Denoise(step) | Visit::Renoise(step) => step.draw(),
            };
            draws.sort_by_key(|visit| key(visit));
            draws.dedup_by_key(|visit| key(visit));
            assert_eq!(draws.len(), count);
        }
    }

    #[test]
    fn impossible_travels_are_refused() {
        let schedule = Schedule::new(&SchedulerConfig::default(), 20).unwrap();
        for (jump, times) in [(0, 2), (2, 0), (1, usize::MAX)] {
            assert!(matches!(schedule.visits(0, Some(Travel { jump, times })), Err(Error::Invalid(_))));
        }
    }
}
