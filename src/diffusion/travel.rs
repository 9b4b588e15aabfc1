//! Which steps are taken back.

use super::{Error, Level, Result, Schedule, Step, Travel};
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

/// A move by the index of its step alone, 0 the noisiest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The step is taken.
    Down(usize),
    /// It is taken back.
    Up(usize),
}

/// More network calls than this are a mistake.
const MOST: usize = 100_000;

/// The moves of a run from step `first` on of `len` steps. With `travel`, RePaint's: every `jump` levels the way leads
/// `jump` levels back, `times` − 1 times (Lugmayr 2022; the official `get_schedule_jump` with `n_sample` 1).
///
/// # Errors
/// [`Error::Invalid`] for jumps of no length, no times, or more than a hundred thousand steps.
pub fn moves(len: usize, first: usize, travel: Option<Travel>) -> Result<Vec<Move>> {
    let Some(Travel { jump, times, below, late }) = travel else {
        return Ok((first..len).map(Move::Down).collect());
    };
    let runs = len.saturating_sub(first);
    if jump == 0 || times == 0 || times.saturating_mul(runs) > MOST {
        return Err(Error::Invalid(format!("cannot travel back by {jump} levels {times} times")));
    }
    let mut jumps = vec![0; runs];
    for at in (0..runs.saturating_sub(jump)).step_by(jump) {
        if at + jump <= below {
            jumps[at] = times - 1;
        }
    }
    let mut moves = Vec::new();
    // `left` counts the steps that are still to go, so the clean end is 0 and the jumps sit at left − 1 = k·jump.
    let mut left = runs;
    while left > 0 {
        moves.push(Move::Down(len - left));
        left -= 1;
        let at = if late { Some(left) } else { left.checked_sub(1) };
        if let Some(jumps) = at.and_then(|at| jumps.get_mut(at))
            && *jumps > 0
        {
            *jumps -= 1;
            for _ in 0..jump {
                moves.push(Move::Up(len - left - 1));
                left += 1;
            }
        }
    }
    Ok(moves)
}

impl Schedule {
    /// [`moves`] with their levels; `visit` counts how often a step was taken before.
    pub fn visits(&self, first: usize, travel: Option<Travel>) -> Result<Vec<Visit>> {
        let late = travel.is_some_and(|travel| travel.late);
        let moves = moves(self.len(), first, travel)?;
        let of = moves.iter().filter(|step| matches!(step, Move::Down(_))).count();
        let (mut visits, mut seen, mut i) = (Vec::with_capacity(moves.len()), vec![0; self.len()], 0);
        for step in moves {
            visits.push(match step {
                Move::Down(index) => {
                    let step = Step { visit: seen[index], i, of, ..self.step(index) };
                    seen[index] += 1;
                    i += 1;
                    Visit::Denoise(step)
                }
                Move::Up(index) => {
                    let (now, next) = if late { self.late(index)? } else { (self.level(index + 1), self.level(index)) };
                    Visit::Renoise(Step { now, next, visit: seen[index] - 1, i, of, ..self.step(index) })
                }
            });
        }
        Ok(visits)
    }

    /// The levels between which diffusers goes back: one timestep before that of the step, and a stride above.
    fn late(&self, index: usize) -> Result<(Level, Level)> {
        let alphas = super::betas::alphas_bar(&self.config)?;
        let t = self.timesteps()[index] as usize;
        let above = (t + alphas.len() / self.len() - 1).min(alphas.len() - 1);
        Ok((t.checked_sub(1).map_or(Level::CLEAN, |t| Level::of(alphas[t])), Level::of(alphas[above])))
    }

    /// q(x_t | x_s) for a noisier t: √(ᾱ_t/ᾱ_s) x_s + √(1 − ᾱ_t/ᾱ_s) z, written for any pairs (a, b).
    pub(super) fn renoise(step: &Step, x: &Tensor, noise: &mut dyn Normal) -> Result<Tensor> {
        let z = noise.draw(Purpose::Travel, step.draw(), x.shape(), x.device())?;
        let ratio = step.next.a / step.now.a;
        let deviation = (step.next.b.powi(2) - (ratio * step.now.b).powi(2)).max(0.0).sqrt();
        Ok(((x * ratio)? + (z * deviation)?)?)
    }
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
        for visit in schedule.visits(first, Some(Travel::new(jump, times))).unwrap() {
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
        let visits = schedule.visits(0, Some(Travel::new(4, 3))).unwrap();
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
            assert!(matches!(schedule.visits(0, Some(Travel::new(jump, times))), Err(Error::Invalid(_))));
        }
    }
    #[test]
    fn resampling_begins_below_a_level() {
        let way = |below| moves(20, 0, Some(Travel { below, ..Travel::new(4, 3) })).unwrap();
        let back = |below| way(below).iter().filter(|step| matches!(step, Move::Up(_))).count();
        assert_eq!(way(3), moves(20, 0, None).unwrap());
        assert_eq!([4, 8, 11, 12, 16, usize::MAX].map(back), [8, 16, 16, 24, 32, 32]);
    }
}
