//! A small step from a seed: its noise, and a share of another seed's.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::recipe::{Recipe, Sampling};
use crate::tensor::Noise;

/// How far the noise goes over to another seed's: cos(a π/2) · noise + sin(a π/2) · the other's, of unit variance for
/// every a.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variation {
    /// The other seed.
    pub seed: u64,
    /// a, 0…1: 0 is the recipe's own seed, 1 the other.
    pub amount: f64,
}

impl FromStr for Variation {
    type Err = String;

    /// SEED:AMOUNT.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(':').and_then(|(seed, amount)| {
            Some(Self { seed: seed.trim().parse().ok()?, amount: amount.trim().parse().ok()? })
        });
        parts
            .filter(|variation| (0.0..=1.0).contains(&variation.amount))
            .ok_or_else(|| "expected SEED:AMOUNT with an amount of 0…1, such as 7:0.2".to_owned())
    }
}

impl Sampling {
    /// Where a run's normal numbers come from.
    pub fn noise(&self) -> Noise {
        let noise = Noise::new(self.seed);
        match self.variation {
            Some(Variation { seed, amount }) => noise.towards(seed, amount),
            None => noise,
        }
    }

    /// The seed that changes from run to run: the variation's where there is one, so that all are steps from the same
    /// picture.
    pub fn changing_seed(&mut self) -> &mut u64 {
        self.variation.as_mut().map_or(&mut self.seed, |variation| &mut variation.seed)
    }
}

impl Recipe {
    /// What candidate `i` of a run is made by: from seed + i; where the seed is varied, from variations of seed + i.
    #[must_use]
    pub fn candidate(&self, i: usize) -> Self {
        let mut recipe = self.clone();
        let seed = recipe.sampling.changing_seed();
        *seed = seed.wrapping_add(i as u64);
        recipe
    }
}
