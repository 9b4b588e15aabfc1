//! A method with the settings that it is measured with: "repaint", "ddim_inversion/inversion=direct".

use std::sync::Arc;

use super::scenes::{Entry, Scene};
use super::{Error, Result};
use crate::edit::Recipe;
use crate::edit::align::occurrences;
use crate::edit::method::{METHODS, MethodInfo, unavailable};
use crate::edit::recipe::{Method, ModelId};
use crate::engine::{Inputs, ModelCard};

/// What stands for the objects of a scene.
const OBJECT: &str = "OBJECT";
/// Measured beside every method's defaults.
const MORE: [&str; 5] = [
    "sdedit/mask=none",
    "ddim_inversion/inversion=negative_prompt",
    "ddim_inversion/inversion=null_text",
    "ddim_inversion/inversion=direct",
    "prompt_to_prompt/blend=OBJECT",
];

/// What a method is given to say where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    Nothing,
    /// The true mask.
    Objects,
    /// The half of the picture that holds less of the object, and no words: all that it can go by is the other half.
    Half,
}

/// A row of the table that a method makes.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    /// As typed.
    pub(super) name: String,
    info: &'static MethodInfo,
    settings: Vec<(String, String)>,
    given: Given,
    /// Whether only where the objects' words look may change, in edits that leave the rest as it is.
    blends: bool,
}

impl Variant {
    /// METHOD, or METHOD/KEY=VALUE/KEY=VALUE… with the keys of `--set`, `preset=NAME`, `mask=none` or `mask=half` for a
    /// method that would be given the true one, and `blend=OBJECT` for the words of a scene's objects; elsewhere OBJECT is that of the edited caption.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let wrong = |reason: String| Error::Method { reason, name: text.to_owned() };
        let mut parts = text.split('/');
        let name = parts.next().unwrap_or_default();
        let info = METHODS.iter().find(|info| info.name == name).ok_or_else(|| {
            let names: Vec<_> = METHODS.iter().map(|info| info.name).collect();
            wrong(format!("there is no method of this name (there are {})", names.join(", ")))
        })?;
        let masked = matches!(info.name, "sdedit" | "latent_blend" | "repaint" | "classifier_free" | "inpaint");
        let given = if masked { Given::Objects } else { Given::Nothing };
        let mut variant = Self { name: text.to_owned(), info, settings: Vec::new(), given, blends: false };
        for part in parts {
            let (key, value) = part.split_once('=').ok_or_else(|| wrong("settings are typed as /KEY=VALUE".into()))?;
            match (key, value) {
                ("mask", "none") => variant.given = Given::Nothing,
                ("mask", "half") if masked => variant.given = Given::Half,
                ("blend", OBJECT) if info.name == "prompt_to_prompt" => variant.blends = true,
                ("preset", value) => {
                    let preset = info.presets.iter().find(|preset| preset.name == value);
                    let preset = preset.ok_or_else(|| wrong(format!("{name} has no preset of this name")))?;
                    variant.settings.extend(preset.settings.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())));
                }
                _ => variant.settings.push((key.to_owned(), value.to_owned())),
            }
        }
        let any = ModelId { name: String::new(), hash: String::new() };
        variant.set(&mut Recipe::new((info.default)(), any), OBJECT)?;
        Ok(variant)
    }

    /// Those asked for, or all that a model can run.
    pub(super) fn chosen(names: &[String], card: &ModelCard) -> Result<Vec<Self>> {
        let asked = !names.is_empty();
        let default: Vec<_> = METHODS
            .iter()
            .flat_map(|info| {
                let more = MORE.iter().filter(|more| more.split('/').next() == Some(info.name));
                std::iter::once(info.name).chain(more.copied())
            })
            .map(str::to_owned)
            .collect();
        let names = if asked { names } else { &default };
        let mut chosen: Vec<Self> = Vec::new();
        for name in names.iter().map(|name| name.trim()) {
            let variant = Self::parse(name)?;
            match unavailable(variant.info, card) {
                Some(reason) if asked => return Err(Error::Method { reason, name: name.to_owned() }),
                Some(_) => {}
                None if chosen.iter().any(|known| known.name == name) => {
                    return Err(Error::Method { reason: "this is asked for twice".into(), name: name.to_owned() });
                }
                None => chosen.push(variant),
            }
        }
        if chosen.is_empty() {
            let reason = "this model can run no method".into();
            return Err(Error::Method { reason, name: card.name.clone() });
        }
        Ok(chosen)
    }

    /// Whether its mask comes from the words.
    pub(super) fn finds_mask(&self) -> bool {
        self.info.name == "diffedit"
    }

    /// Whether it fills half a picture instead of editing it.
    pub(super) fn fills(&self) -> bool {
        self.given == Given::Half
    }

    /// `object` takes the place of `OBJECT` in words.
    fn set(&self, recipe: &mut Recipe, object: &str) -> Result<()> {
        for (key, value) in &self.settings {
            recipe.set(key, &value.replace(OBJECT, object))?;
        }
        Ok(())
    }

    /// The edit of a scene: the seed is the scene's, so that all methods begin with the same noise.
    pub(super) fn recipe(&self, entry: &Entry, card: &ModelCard, steps: Option<usize>) -> Result<Recipe> {
        let mut recipe =
            Recipe::new((self.info.default)(), ModelId { name: card.name.clone(), hash: card.hash.clone() });
        recipe.prompt.source.clone_from(&entry.caption);
        recipe.prompt.target.clone_from(&entry.edited_caption);
        recipe.sampling.seed = entry.id;
        if self.fills() {
            recipe.prompt.source.clear();
            recipe.prompt.target.clear();
            recipe.sampling.guidance = 1.0; // no words, nothing to be guided to
        }
        recipe.sampling.steps = steps.unwrap_or(recipe.sampling.steps);
        if let Method::PromptToPrompt(params) = &mut recipe.method
            && self.blends
            && entry.kind.local()
        {
            let named = |word: &&String| {
                [&entry.caption, &entry.edited_caption].iter().any(|text| !occurrences(text, word).is_empty())
            };
            params.blend = [&entry.object, &entry.target_object].into_iter().filter(named).cloned().collect();
            params.blend.dedup();
        }
        self.set(&mut recipe, &entry.target_object)?;
        Ok(recipe)
    }

    /// What it is given of a scene.
    pub(super) fn inputs(&self, scene: &Scene) -> Result<Inputs> {
        let mask = match self.given {
            Given::Nothing => None,
            Given::Objects => scene.mask.clone(),
            Given::Half => Some(Arc::new(scene.half.mask(scene.extent)?)),
        };
        Ok(Inputs { image: Some(scene.source.clone()), mask })
    }

    /// The recipe that should bring the picture back, where it is one that goes by the picture's own noise.
    pub(super) fn back(&self, recipe: &Recipe) -> Option<Recipe> {
        let whole = match &recipe.method {
            Method::DdimInversion(_) | Method::EditFriendly(_) => true,
            // Where words are weighted or blended it is no way back, but an edit of its own.
            Method::PromptToPrompt(own) => {
                own.weights.is_empty() && own.windows.is_empty() && own.blend.is_empty() && !self.blends
            }
            _ => false,
        };
        let mut back = recipe.clone();
        back.prompt.target.clone_from(&back.prompt.source);
        whole.then_some(back)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Source;

    #[test]
    fn what_is_typed_is_what_is_set() {
        let variant = Variant::parse("repaint/preset=good/resample=7/guidance=2").unwrap();
        let mut recipe = Recipe::new((variant.info.default)(), ModelId { name: String::new(), hash: String::new() });
        variant.set(&mut recipe, "").unwrap();
        let Method::Repaint(own) = &recipe.method else { panic!("{recipe:?}") };
        assert_eq!((own.resample, own.jump, recipe.sampling.steps, recipe.sampling.guidance), (7, 10, 50, 2.0));
        let given = |text: &str| Variant::parse(text).unwrap().given;
        assert_eq!(
            (variant.given, given("sdedit/mask=none"), given("ilvr")),
            (Given::Objects, Given::Nothing, Given::Nothing)
        );
        assert_eq!(given("repaint/mask=half"), Given::Half);
        for wrong in [
            "ilvr/mask=half",
            "repaint/mask=quarter",
            "",
            "magic",
            "sdedit/",
            "sdedit/strength",
            "sdedit/strength=much",
            "ilvr/preset=x",
            "ilvr/n=2",
        ] {
            assert!(Variant::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_model_inside_runs_all_but_two() {
        let card = ModelCard::read(&Source::Builtin).unwrap();
        let names: Vec<_> = Variant::chosen(&[], &card).unwrap().into_iter().map(|variant| variant.name).collect();
        assert_eq!(names.len(), METHODS.len() - 2 + MORE.len(), "{names:?}");
        assert!(MORE.iter().all(|more| names.iter().any(|name| name == more)));
        for wrong in [&["inpaint"][..], &["ilvr", "ilvr"]] {
            let wrong: Vec<_> = wrong.iter().map(|&name| name.to_owned()).collect();
            assert!(Variant::chosen(&wrong, &card).is_err());
        }
    }
}
