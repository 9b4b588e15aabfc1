//! The table of samplers: what the help, the window's menu and the checks read.

use super::recipe::{Method, Sampling};
use crate::diffusion::SamplerId;

/// What is told about a sampler.
#[derive(Clone, Copy, Debug)]
pub struct SamplerInfo {
    /// Which.
    pub id: SamplerId,
    /// What the window calls it.
    pub title: &'static str,
    /// What one will see, in plain words.
    pub summary: &'static str,
}

const fn info(id: SamplerId, title: &'static str, summary: &'static str) -> SamplerInfo {
    SamplerInfo { id, title, summary }
}

/// All of them, in the menu's order.
pub const SAMPLERS: [SamplerInfo; 9] = [
    info(
        SamplerId::Ddim,
        "DDIM",
        "The same noise always leads to the same picture; the only one that can retrace a picture of yours (Song 2021)",
    ),
    info(
        SamplerId::Ddpm,
        "DDPM",
        "The original way: fresh noise at every step; wants many steps, 50 and more (Ho 2020)",
    ),
    info(
        SamplerId::Euler,
        "Euler",
        "Plain and sturdy: the same noise leads to the same picture, down to the very last grain (Karras 2022)",
    ),
    info(
        SamplerId::EulerAncestral,
        "Euler ancestral",
        "Lively: fresh noise at every step, so more steps give another picture, not only a finer one (Crowson, Karras 2022)",
    ),
    info(
        SamplerId::Dpmpp2m,
        "DPM-Solver++ 2M",
        "Good pictures in few steps, 10 to 20: each step learns from the one before (Lu 2022)",
    ),
    info(
        SamplerId::Dpmpp2mSde,
        "DPM-Solver++ 2M SDE",
        "As 2M, with fresh noise at every step: more texture, more variety, some more steps (Lu 2022)",
    ),
    info(
        SamplerId::Pndm,
        "PNDM",
        "What Stable Diffusion came with: each step learns from the last four; one call more than steps (Liu 2022)",
    ),
    info(
        SamplerId::UniPc,
        "UniPC",
        "As 2M, and each step also corrects the one before: good in 8 to 15 steps (Zhao 2023)",
    ),
    info(
        SamplerId::Lcm,
        "LCM",
        "4 to 8 steps and guidance of 1 to 2, for models that were distilled for it; others turn soft (Luo 2023)",
    ),
];

/// The row of a sampler.
pub fn about(id: SamplerId) -> &'static SamplerInfo {
    SAMPLERS.iter().find(|row| row.id == id).unwrap_or(&SAMPLERS[0])
}

/// Why a sampler can't serve a method; `None` where it can.
pub fn unfit(id: SamplerId, method: &Method) -> Option<String> {
    let inverts = matches!(
        method,
        Method::DdimInversion(_) | Method::DiffEdit(_) | Method::PromptToPrompt(_) | Method::EditFriendly(_)
    );
    if inverts && !id.undoes_inversion() {
        return Some(format!(
            "{} goes up from the picture by ddim and only ddim comes back to it, not {}",
            method.name(),
            id.name()
        ));
    }
    if method.travel(1).is_some() && !id.travels() {
        return Some(format!("{} takes steps back, which {} can't", method.name(), id.name()));
    }
    None
}

/// Why a sampler has no Karras levels; `None` where it has.
pub fn no_karras(id: SamplerId) -> Option<String> {
    if id.has_karras() {
        return None;
    }
    let names: Vec<_> = SamplerId::ALL.iter().filter(|id| id.has_karras()).map(|id| id.name()).collect();
    Some(format!("{} keeps to its own noise levels; Karras's are for {}", id.name(), names.join(", ")))
}

/// Why a run can't go on from a step of one with other levels.
pub(super) fn other_levels(parent: &Sampling, child: &Sampling) -> String {
    let name =
        |sampling: &Sampling| format!("{}{}", sampling.sampler.name(), if sampling.karras { " (karras)" } else { "" });
    format!(
        "{} goes by other noise levels than {}, so it can't continue from a step of that run",
        name(child),
        name(parent)
    )
}

#[cfg(test)]
mod tests {
    use super::super::method::METHODS;
    use super::*;

    #[test]
    fn the_table_has_every_sampler_by_its_recipe_name() {
        assert_eq!(SAMPLERS.map(|row| row.id), SamplerId::ALL);
        for id in SamplerId::ALL {
            assert_eq!(about(id).id, id);
            assert_eq!(serde_json::to_value(id).unwrap(), id.name());
        }
    }

    #[test]
    fn the_help_of_a_method_names_the_samplers_that_serve_it() {
        for info in METHODS {
            let method = (info.default)();
            let fit: Vec<_> =
                SamplerId::ALL.iter().filter(|&&id| unfit(id, &method).is_none()).map(|id| id.name()).collect();
            let parameter = |name: &str| info.parameters.iter().find(|parameter| parameter.name == name);
            assert_eq!(parameter("sampler").unwrap().range, fit.join(", "), "{}", info.name);
            let karras =
                fit.iter().any(|name| SAMPLERS.iter().any(|row| row.id.name() == *name && row.id.has_karras()));
            assert_eq!(parameter("karras").is_some(), karras, "{}", info.name);
        }
    }
}
