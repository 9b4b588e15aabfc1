//! The table of methods: what the help, the window and the checks read.

use super::recipe::Method;
use super::{
    classifier_free, ddim_inversion, diffedit, edit_friendly, ilvr, inpaint, instruct_pix2pix, latent_blend,
    prompt_to_prompt, repaint, sdedit,
};
use crate::model::{Family, ModelCard};

/// What is told about a method.
#[derive(Clone, Debug)]
pub struct MethodInfo {
    /// As in recipes and on the command line.
    pub name: &'static str,
    /// Plain words: "Change a part, keep its shape".
    pub title: &'static str,
    /// One or two sentences: what it does, what it keeps, what it cannot do.
    pub summary: &'static str,
    /// Authors, title, venue, arXiv.
    pub paper: &'static str,
    /// Its parameters, general ones that it uses included.
    pub parameters: &'static [Parameter],
    /// Settings that belong together.
    pub presets: &'static [Preset],
    /// A fresh instance with the defaults.
    pub default: fn() -> Method,
    /// Needs a picture.
    pub needs_image: bool,
    /// Needs source words.
    pub needs_source: bool,
}

/// Settings that belong together, under one name.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// For `--preset`.
    pub name: &'static str,
    /// Plain words.
    pub title: &'static str,
    /// Keys and values as for `--set`.
    pub settings: &'static [(&'static str, &'static str)],
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Key for `--set`.
    pub name: &'static str,
    /// Plain words, field's term in brackets: "Keep ↔ change (strength t₀)".
    pub label: &'static str,
    /// What the person will see when turning it.
    pub help: &'static str,
    /// Default, as JSON text.
    pub default: &'static str,
    /// Range in words or numbers: "0…1".
    pub range: &'static str,
}

impl Parameter {
    /// The names that it can be set to, where its range lists them.
    pub fn choices(&self) -> Vec<&'static str> {
        self.range.split(", ").filter(|_| self.range.contains(", ")).collect()
    }
    /// Least and most, where its range is one of numbers; what is open at 0 begins a little above.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        if self.range == SHARE {
            return Some((0.05, 1.0));
        }
        let (least, most) = self.range.split_once('…')?;
        Some((least.parse().ok()?, most.parse().ok()?))
    }
}

/// The range of a share of which some must be there.
pub(super) const SHARE: &str = "above 0, up to 1";

/// A row's parameter: name, label, help, default, range.
pub(super) const fn parameter(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    default: &'static str,
    range: &'static str,
) -> Parameter {
    Parameter { name, label, help, default, range }
}

const STRENGTH: &str = "Keep ↔ change (strength t₀)";
const STRENGTH_HELP: &str = "Left: your picture with new details; right: only its rough colours survive";
pub(super) const PROMPT: Parameter = parameter("prompt", "Prompt", "What the picture shall show", "\"\"", "words");
pub(super) const SOURCE: Parameter = parameter(
    "source",
    "What it shows now (source prompt)",
    "Words for the picture as it is: the closer, the better it is kept",
    "\"\"",
    "words",
);
pub(super) const NEGATIVE: Parameter = parameter(
    "negative",
    "Avoid (negative prompt)",
    "What the picture shall keep away from; needs guidance above 1",
    "\"\"",
    "words",
);
pub(super) const STEPS: Parameter =
    parameter("steps", "Steps (N)", "More: finer and slower; strength decides how many of them run", "25", "1…1000");
pub(super) const GUIDANCE: Parameter = parameter(
    "guidance",
    "Follow the words (guidance scale s)",
    "Higher: closer to the words, stronger contrast, less variety; 1 is twice as fast",
    "4.0",
    "0…30",
);
pub(super) const RESCALE: Parameter = parameter(
    "rescale",
    "Calm strong guidance (rescale φ)",
    "Higher: less glaring colours at a high guidance",
    "0.0",
    "0…1",
);
pub(super) const SAMPLER: Parameter = parameter(
    "sampler",
    "Sampler",
    "How each step is taken: dpmpp_2m and unipc need the fewest steps; ddim, euler, pndm, dpmpp_2m and unipc give the \
     same result each time, the others add fresh noise at every step; lcm is for models distilled for it",
    "\"ddim\"",
    "ddim, ddpm, euler, euler_ancestral, dpmpp_2m, dpmpp_2m_sde, pndm, unipc, lcm",
);
/// For methods that take steps back.
pub(super) const BACK_AND_FORTH: Parameter =
    Parameter { range: "ddim, ddpm, euler, euler_ancestral, dpmpp_2m, dpmpp_2m_sde, unipc", ..SAMPLER };
pub(super) const DDIM: Parameter =
    parameter("sampler", "Sampler", "Only ddim undoes the inversion, step by step", "\"ddim\"", "ddim");
pub(super) const KARRAS: Parameter = parameter(
    "karras",
    "Karras's noise levels",
    "On: more of the steps go into the fine details; for euler, euler_ancestral, dpmpp_2m, dpmpp_2m_sde and unipc",
    "false",
    "true, false",
);
pub(super) const ETA: Parameter =
    parameter("eta", "Fresh noise (η)", "Higher: every step of ddim adds noise, results vary more", "0.0", "0…1");
pub(super) const SEED: Parameter = parameter(
    "seed",
    "Seed",
    "Another number gives another result; the same number the same",
    "0",
    "0…18446744073709551615",
);
pub(super) const FILL: Parameter = parameter(
    "fill",
    "Start from (fill)",
    "What the masked part holds before: keep and blur remember it, border, neutral and noise forget it",
    "\"keep\"",
    "keep, blur, border, neutral, noise",
);
pub(super) const EXTENT: Parameter = parameter(
    "extent",
    "Size in pixels",
    "Size of a new picture; the model's own when none is given",
    "null",
    "such as 256x256",
);
pub(super) const PADDING: Parameter = parameter(
    "padding",
    "Surroundings",
    "More: the model sees more of the picture round the mask, as a share of the mask's size; half of it where all would make \
     the masked part smaller",
    "1.0",
    "0…4",
);
pub(super) const RESOLUTION: Parameter = parameter(
    "resolution",
    "Resolution",
    "Area that is worked at, in units of the model's own; higher keeps detail, costs time and may double things",
    "1.0",
    "0.25…16",
);
pub(super) const ENLARGE: Parameter = parameter(
    "enlarge",
    "Enlarge small regions",
    "The model works on a small region enlarged to its own size",
    "false",
    "true, false",
);

/// All methods that exist.
pub const METHODS: &[MethodInfo] = &[
    MethodInfo {
        name: "sdedit",
        title: "Redraw from the rough shapes",
        summary: "Forgets the details and draws them anew by the words: keeps large shapes and colours. \
                  It cannot move things or hold on to fine structure at high strength.",
        paper: "Meng et al., SDEdit: Guided Image Synthesis and Editing with Stochastic Differential Equations, \
                ICLR 2022, arXiv:2108.01073",
        parameters: &[
            parameter("strength", STRENGTH, STRENGTH_HELP, "0.6", SHARE),
            parameter(
                "repeats",
                "Again (repeats K)",
                "More: further towards what is realistic; K times as slow",
                "1",
                "1…8",
            ),
            PROMPT,
            NEGATIVE,
            STEPS,
            GUIDANCE,
            RESCALE,
            SAMPLER,
            KARRAS,
            ETA,
            SEED,
            FILL,
            PADDING,
            RESOLUTION,
            ENLARGE,
        ],
        presets: &[],
        default: || Method::Sdedit(sdedit::Params::default()),
        needs_image: true,
        needs_source: false,
    },
    MethodInfo {
        name: "latent_blend",
        title: "Put something new in the mask",
        summary: "Draws what the words say inside the mask and keeps the surroundings at every step, so that both join; \
                  a soft mask changes its edge less. It sees only the words, not what was there, at full strength.",
        paper: "Avrahami, Fried, Lischinski, Blended Latent Diffusion, SIGGRAPH 2023, arXiv:2206.02779; \
                Levin, Fried, Differential Diffusion, 2023, arXiv:2306.00950",
        parameters: &[
            parameter("strength", STRENGTH, STRENGTH_HELP, "0.8", SHARE),
            parameter(
                "graded",
                "Soft edges change less (graded strength)",
                "On: where the mask is half painted, half the strength works",
                "true",
                "true, false",
            ),
            parameter(
                "shrink",
                "Thin masks (progressive shrinking)",
                "On: the first steps may use a wider mask, so that thin strokes have an effect",
                "false",
                "true, false",
            ),
            PROMPT,
            NEGATIVE,
            STEPS,
            GUIDANCE,
            RESCALE,
            SAMPLER,
            KARRAS,
            ETA,
            SEED,
            FILL,
            PADDING,
            RESOLUTION,
            ENLARGE,
        ],
        presets: &[],
        default: || Method::LatentBlend(latent_blend::Params::default()),
        needs_image: true,
        needs_source: false,
    },
    ddim_inversion::INFO,
    MethodInfo {
        name: "classifier_free",
        title: "Words to picture",
        summary: "Draws a picture from noise by the words alone; with a mask, inside the mask. \
                  It keeps nothing of what was there.",
        paper: "Ho, Salimans, Classifier-Free Diffusion Guidance, 2022, arXiv:2207.12598",
        parameters: &[
            PROMPT, NEGATIVE, STEPS, GUIDANCE, RESCALE, SAMPLER, KARRAS, ETA, SEED, EXTENT, PADDING, RESOLUTION,
            ENLARGE,
        ],
        presets: &[],
        default: || Method::ClassifierFree(classifier_free::Params::default()),
        needs_image: false,
        needs_source: false,
    },
    ilvr::INFO,
    repaint::INFO,
    diffedit::INFO,
    prompt_to_prompt::INFO,
    edit_friendly::INFO,
    instruct_pix2pix::INFO,
    inpaint::INFO,
];

/// The row of a recipe's method.
pub fn info(method: &Method) -> &'static MethodInfo {
    &METHODS[match method {
        Method::Sdedit(_) => 0,
        Method::LatentBlend(_) => 1,
        Method::DdimInversion(_) => 2,
        Method::ClassifierFree(_) => 3,
        Method::Ilvr(_) => 4,
        Method::Repaint(_) => 5,
        Method::DiffEdit(_) => 6,
        Method::PromptToPrompt(_) => 7,
        Method::EditFriendly(_) => 8,
        Method::InstructPix2Pix(_) => 9,
        Method::Inpaint(_) => 10,
    }]
}

/// Why `method` cannot run on a model; `None` when it can.
pub fn unavailable(method: &MethodInfo, card: &ModelCard) -> Option<String> {
    let pixel = card.family == Family::Pixel;
    let (name, reads, latent) = (&card.name, card.unet_channels, card.latent_channels);
    let wanted = match method.name {
        "instruct_pix2pix" => 2 * latent,
        "inpaint" => 2 * latent + 1,
        _ => latent,
    };
    if reads != wanted {
        return Some(match (method.name, reads) {
            ("instruct_pix2pix", _) => {
                format!(
                    "{name} was not trained to follow instructions: its network reads {reads} channels, not {wanted}"
                )
            }
            ("inpaint", _) => {
                format!("{name} was not trained to be shown a hole: its network reads {reads} channels, not {wanted}")
            }
            (_, n) if n == 2 * latent => format!("{name} was trained for instructions: use instruct_pix2pix"),
            (_, n) if n == 2 * latent + 1 => format!("{name} was trained to fill holes: use inpaint"),
            _ => format!("{name} takes {reads} channels: checkpoints that are given more than a picture are not run"),
        });
    }
    if method.name == "latent_blend" && pixel {
        return Some(format!("{} works on pixels: it has no latents to blend, use sdedit with a mask", card.name));
    }
    if !matches!(method.name, "sdedit" | "ilvr" | "repaint") && !card.text {
        return Some(format!("{} takes no words", card.name));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::also::addition;
    use super::super::recipe::{ModelId, Recipe};
    use super::super::set::complete;
    use super::*;

    #[test]
    fn the_table_tells_what_the_code_does() {
        for info in METHODS {
            let method = (info.default)();
            assert_eq!(method.name(), info.name);
            assert_eq!(self::info(&method).name, info.name);
            let recipe = Recipe::new(method, ModelId { name: "builtin".into(), hash: String::new() });
            let mut tree = serde_json::to_value(&recipe).unwrap();
            complete(&mut tree["method"], info.parameters);
            for parameter in info.parameters {
                let default: serde_json::Value = serde_json::from_str(parameter.default).unwrap();
                let pointers =
                    ["", "/method", "/sampling", "/region"].map(|group| format!("{group}/{}", parameter.name));
                let found = pointers.iter().find_map(|pointer| tree.pointer(pointer));
                match parameter.name {
                    "prompt" | "source" | "negative" | "extent" => {}
                    name => assert_eq!(found, Some(&default), "{} {name}", info.name),
                }
                let text = default.as_str().map_or_else(|| parameter.default.to_owned(), str::to_owned);
                let text = if parameter.name == "extent" { "256x256".to_owned() } else { text };
                recipe.clone().set(parameter.name, &text).unwrap();
            }
            assert_eq!(info.parameters.iter().any(|p| p.name == "fill"), recipe.method.uses_fill());
            for (key, value) in info.presets.iter().flat_map(|preset| preset.settings) {
                let known = |rows: &[Parameter], key: &str| rows.iter().any(|parameter| parameter.name == key);
                let (name, own) = key.split_once('.').unwrap_or((key, ""));
                let added = addition(name).filter(|addition| addition.refused(&recipe.method).is_none());
                let added = added.is_some_and(|addition| {
                    own.is_empty() || addition.parameters().iter().any(|parameter| parameter.name == own)
                });
                assert!(added || known(info.parameters, key), "{key}");
                recipe.clone().set(key, value).unwrap();
            }
        }
    }
}
