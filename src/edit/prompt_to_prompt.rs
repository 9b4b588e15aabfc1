//! Prompt-to-Prompt — Hertz et al., ICLR 2023, arXiv 2208.01626, Algorithm 1: the words change, the layout stays.
//!
//!   x_T = x*_T;  for t = T … 1:
//!     x_{t−1}, M_t ← DM(x_t, source);   M*_t ← DM(x*_t, target);   M̂_t ← Edit(M_t, M*_t, t)
//!     x*_{t−1} ← DM(x*_t, target){M ← M̂_t};   x*_{t−1} ← m x*_{t−1} + (1 − m) x_{t−1} where the words' places are chosen
//!   return x*_0
//!
//! Edit swaps, refines and re-weights (`diffusion/swap.rs`). For a picture of one's own x_t is the way of its DDIM inversion,
//! kept as it is: the source branch is exact (Ju et al., PnP Inversion, ICLR 2024, arXiv 2310.01506). By the other
//! inversions the source branch comes down by itself, and drifts (plain), or both branches avoid the source words
//! (negative-prompt, Miyake et al. 2023, arXiv 2305.16807) or the learned ∅_t (null-text, Mokady et al., CVPR 2023,
//! arXiv 2211.09794).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use candle_core::Tensor;
use serde::{Deserialize, Serialize};

use super::Result;
use super::align::occurrences;
use super::bench::{Bench, Hold};
use super::ddim_inversion::{AVOIDED, INNER_UPDATES, INVERSION};
use super::editing::Editing;
use super::inversion::Inversion;
use super::method::{
    DDIM, ENLARGE, ETA, EXTENT, GUIDANCE, MethodInfo, PADDING, PROMPT, Parameter, Preset, RESCALE, RESOLUTION, SEED,
    SHARE, SOURCE, STEPS, parameter,
};
use super::recipe::Method;
use crate::diffusion::swap::Unchanged;
use crate::diffusion::{Base, Known, Seen, Start};

/// Its own parameters. Words are looked for in the prompts as [`super::align::occurrences`] does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// How far a picture is inverted, ∈ (0, 1]; without a picture, where target and source part.
    pub strength: f64,
    /// How the source's branch of a picture of one's own goes.
    #[serde(skip_serializing_if = "is_usual_inversion")]
    pub inversion: Inversion,
    /// N ∈ 1…50: updates of ∅ at each step at most, for null-text inversion.
    #[serde(skip_serializing_if = "is_usual_inner")]
    pub inner: usize,
    /// Until which share of the steps words keep the source's maps (τ_c), 0…1.
    pub cross_replace: f64,
    /// From which share of the steps on, 0…1.
    pub cross_from: f64,
    /// Until which share of the steps pixels attend to pixels as in the source (τ_s), 0…1.
    pub self_replace: f64,
    /// From which share of the steps on, 0…1.
    pub self_from: f64,
    /// Words of the target whose maps are the source's from and until other shares.
    pub windows: BTreeMap<String, [f64; 2]>,
    /// c of words of the target, −2…4; 1 where none is given.
    pub weights: BTreeMap<String, f64>,
    /// Words of either prompt: where none of them looks, the source stays. None: everywhere is fine.
    pub blend: Vec<String>,
    /// Words of either prompt: where they look, the source stays all the same.
    pub subtract: Vec<String>,
    /// What share of the hottest place counts as looking there, for `blend`, 0…1.
    pub threshold: f64,
    /// The same for `subtract`.
    pub subtract_threshold: f64,
    /// From which share of the steps on the source stays where no word looks, 0…1.
    pub blend_start: f64,
}

// Recipes that were written before there was a choice keep their form, and with it their identity.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_usual_inversion(inversion: &Inversion) -> bool {
    *inversion == Inversion::Direct
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_usual_inner(inner: &usize) -> bool {
    *inner == INNER
}

/// Updates of ∅ at each step where none are said.
const INNER: usize = 10;

impl Default for Params {
    fn default() -> Self {
        Self {
            strength: 1.0,
            inversion: Inversion::Direct,
            inner: INNER,
            cross_replace: 0.8,
            cross_from: 0.0,
            self_replace: 0.4,
            self_from: 0.0,
            windows: BTreeMap::new(),
            weights: BTreeMap::new(),
            blend: Vec::new(),
            subtract: Vec::new(),
            threshold: 0.3,
            subtract_threshold: 0.3,
            blend_start: 0.2,
        }
    }
}

/// The steps of `n` from one share of them to another, as the published code counts them.
pub(super) fn steps([from, to]: [f64; 2], n: usize) -> Range<usize> {
    (from * n as f64) as usize..(to * n as f64) as usize
}

impl Params {
    /// Whether step `i` of `n` looks at the source's branch; the published code divides words' times by n + 1.
    pub(super) fn looks(&self, i: usize, n: usize) -> bool {
        let words = std::iter::once([self.cross_from, self.cross_replace]).chain(self.windows.values().copied());
        let inside = words.map(|window| steps(window, n + 1)).any(|steps| steps.contains(&i));
        inside || steps([self.self_from, self.self_replace], n).contains(&i) || self.blends()
    }

    /// Whether the source stays where no word looks.
    pub(super) fn blends(&self) -> bool {
        !self.blend.is_empty()
    }

    /// Takes out what is said of words that do not stand in the prompt any more.
    pub fn forget_unsaid(&mut self, target: &str) {
        let said = |word: &String| !occurrences(target, word).is_empty();
        self.weights.retain(|word, _| said(word));
        self.windows.retain(|word, _| said(word));
    }

    /// Its numbers beside strength: field, value, least, most.
    pub(super) fn ranges(&self) -> Vec<(&'static str, f64, f64, f64)> {
        let share = |field, value| (field, value, 0.0, 1.0);
        let mut ranges = vec![
            share("method.cross_replace", self.cross_replace),
            share("method.cross_from", self.cross_from),
            share("method.self_replace", self.self_replace),
            share("method.self_from", self.self_from),
            share("method.threshold", self.threshold),
            share("method.subtract_threshold", self.subtract_threshold),
            share("method.blend_start", self.blend_start),
            ("method.inner", self.inner as f64, 1.0, 50.0),
        ];
        ranges.extend(self.weights.values().map(|&weight| ("method.weights", weight, -2.0, 4.0)));
        ranges.extend(self.windows.values().flatten().map(|&at| share("method.windows", at)));
        ranges
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "prompt_to_prompt",
    title: "Change words, keep the composition",
    summary: "Draws the new words where the old ones looked: swaps words, adds some, or turns one up or down, and keeps \
              layout and pose. With words to blend, all else stays. It cannot move things or change a pose; without a \
              picture it draws both.",
    paper: "Hertz et al., Prompt-to-Prompt Image Editing with Cross Attention Control, ICLR 2023, arXiv:2208.01626; \
            Ju et al., PnP Inversion, ICLR 2024, arXiv:2310.01506",
    parameters: &[
        SOURCE,
        parameter(
            "strength",
            "Keep ↔ change (depth of the inversion)",
            "Left: small changes of details; right: the words may change everything but the layout",
            "1.0",
            SHARE,
        ),
        parameter(
            "cross_replace",
            "Keep the layout until… (cross-attention τ_c)",
            "Later: shapes stay where they were, words change less",
            "0.8",
            "0…1",
        ),
        parameter(
            "self_replace",
            "Keep texture and pose until… (self-attention τ_s)",
            "Later: surfaces and poses stay, words change less",
            "0.4",
            "0…1",
        ),
        parameter(
            "weights",
            "Words turned up or down (re-weight c)",
            "Above 1: more of it; 0: as if it weren't said; below: away from it. As dog=2,bench=-1",
            "{}",
            "words of the prompt with numbers from -2 to 4",
        ),
        parameter(
            "blend",
            "Change only where these words look (LocalBlend)",
            "All else stays as it was; words of either prompt. As cat,dog",
            "[]",
            "words of either prompt",
        ),
        parameter(
            "subtract",
            "But not where these look",
            "Places that stay although a blend word looks there too",
            "[]",
            "words of either prompt",
        ),
        parameter(
            "threshold",
            "How much counts as looking there (threshold)",
            "Lower: a larger part may change; with words to blend",
            "0.3",
            "0…1",
        ),
        parameter(
            "subtract_threshold",
            "The same for what stays",
            "Lower: a larger part stays; with words to subtract",
            "0.3",
            "0…1",
        ),
        parameter(
            "blend_start",
            "Everything may change before…",
            "Later: the new shape may leave the old one's place; with words to blend",
            "0.2",
            "0…1",
        ),
        parameter(
            "windows",
            "Words with times of their own",
            "From and until when a word keeps the layout. As tiger=0:0.4",
            "{}",
            "words of the prompt with two shares each",
        ),
        parameter(
            "cross_from",
            "Keep the layout from…",
            "Later: the first steps are free to lay things out anew",
            "0.0",
            "0…1",
        ),
        parameter("self_from", "Keep texture and pose from…", "Later: the first steps are free", "0.0", "0…1"),
        Parameter {
            label: "How your picture comes back (inversion)",
            help: "direct keeps the words for now exactly on your picture's way. The others let them come down by \
                   themselves: plain drifts at guidance above 1; negative_prompt avoids the words for now; null_text \
                   learns what to avoid, slowly, and takes much memory",
            default: "\"direct\"",
            ..INVERSION
        },
        INNER_UPDATES,
        PROMPT,
        AVOIDED,
        STEPS,
        GUIDANCE,
        RESCALE,
        DDIM,
        ETA,
        SEED,
        EXTENT,
        PADDING,
        RESOLUTION,
        ENLARGE,
    ],
    presets: &[Preset {
        name: "picture",
        title: "A picture of yours; then choose the words to blend",
        settings: &[
            ("inversion", "direct"),
            ("strength", "1"),
            ("steps", "50"),
            ("cross_replace", "0.4"),
            ("self_replace", "0.6"),
            ("threshold", "0.3"),
            ("blend_start", "0.2"),
        ],
    }],
    default: || Method::PromptToPrompt(Params::default()),
    needs_image: false,
    needs_source: true,
};

/// Algorithm 1. Returns x*₀, (1, 4, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    Ok(edit_seen(bench, params, None)?.0)
}

/// [`edit`]; the maps of both branches are kept in `seen`. Returns the source's branch too.
pub fn edit_seen(bench: &mut Bench<'_>, params: &Params, seen: Option<Rc<RefCell<Seen>>>) -> Result<(Tensor, Base)> {
    let [old, new] = bench.old_and_new();
    let (source, target) = (bench.phrase(old)?, bench.phrase(new)?);
    let first = bench.first(params.strength);
    let rewriting = params.rewriting(bench.steps() - first, &source, &target, bench.published());
    let seen = seen.or_else(|| params.blends().then(Rc::default));

    let own = bench.own_way(old, first)?; // z*_t of a picture
    let prompts = bench.mended(params.inversion, params.inner, &own)?; // ∅_t
    let like = Unchanged { rewriting: rewriting.clone(), first, kept: seen.is_some() };
    let exact = params.inversion == Inversion::Direct && !own.is_empty();
    let path = if exact { Arc::clone(&own) } else { bench.drawn(old, own.last(), &prompts, like)? };
    let base = Base { path, words: bench.words(old)?, first }; // x_t
    let x = base.x(bench.steps() - first)?; // x*_T = x_T
    let keep = bench.keep(Known::Path(own.to_vec()), Hold::Touched)?;
    let editing = Editing::new(params, rewriting, [&source, &target], base.clone(), seen);
    let looked = editing.looked();
    let pass = bench.passes(1).start;
    let x = bench.denoise_by(&prompts, pass, Start::Latent { x, first }, keep, |controls| editing.plug(controls))?;
    if let Some(mask) = looked.take() {
        bench.show_within(&mask)?; // what no word looks at is the picture itself, not what the decoder makes of it
    }
    Ok((x, base))
}
