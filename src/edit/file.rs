//! The file form of a recipe: JSON that embeds the mask and says what it was made on; never a path.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::recipe::{Recipe, RecipeFile, VERSION};
use super::{Error, Inputs, Result};
use crate::raster::{Extent, Mask};

/// Nothing larger is read.
const MOST_BYTES: usize = 64 << 20;
/// Most recipes in a chain of branches.
const MOST_BRANCHES: usize = 8;

/// As it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Version of the program.
    palimpsest: String,
    recipe: Value,
    /// Which normal numbers a seed means.
    noise: String,
    dtype: String,
    device: String,
    #[serde(default)]
    image: Option<Image>,
    /// A grey PNG in base64.
    #[serde(default)]
    mask: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Image {
    sha256: String,
    width: u32,
    height: u32,
}

impl Recipe {
    /// The file form as JSON: this recipe, program version, kind of numbers, hash and size of the input, embedded mask.
    pub fn to_file(&self, inputs: &Inputs) -> Result<String> {
        let image = inputs.image.as_ref().map(|image| Image {
            sha256: image.hash(),
            width: image.extent().width,
            height: image.extent().height,
        });
        let mask = inputs.mask.as_ref().map(|mask| mask.to_png()).transpose()?.map(|png| STANDARD.encode(png));
        let wrong = |error: serde_json::Error| Error::NotARecipe(error.to_string());
        let file = File {
            palimpsest: env!("CARGO_PKG_VERSION").into(),
            recipe: serde_json::to_value(self).map_err(wrong)?,
            noise: "counter-1".into(),
            dtype: "f32".into(),
            device: "cpu".into(),
            image,
            mask,
        };
        serde_json::to_string_pretty(&file).map_err(wrong)
    }

    /// Reads the file form (or a bare recipe), upgrading older versions; unknown fields are errors. The mask comes back
    /// with it.
    pub fn from_file(json: &str) -> Result<RecipeFile> {
        if json.len() > MOST_BYTES {
            let reason = format!("it has {} MB, at most {} are read", json.len() >> 20, MOST_BYTES >> 20);
            return Err(Error::NotARecipe(reason));
        }
        let wrong = |error: serde_json::Error| Error::NotARecipe(error.to_string());
        let tree: Value = serde_json::from_str(json).map_err(wrong)?;
        if !tree.is_object() {
            return Err(Error::NotARecipe("it must be a JSON object".into()));
        }
        if tree.get("palimpsest").is_none() {
            return Ok(RecipeFile { recipe: upgraded(tree)?, image_hash: None, mask: None });
        }
        let file: File = serde_json::from_value(tree).map_err(wrong)?;
        for (field, found, known) in
            [("noise", &file.noise, "counter-1"), ("dtype", &file.dtype, "f32"), ("device", &file.device, "cpu")]
        {
            if found != known {
                return Err(Error::NotARecipe(format!("its {field} is not {known} but {found}; update the program")));
            }
        }
        let recipe = upgraded(file.recipe)?;
        let mask = file.mask.map(|text| mask_of(&text, file.image.as_ref())).transpose()?;
        Ok(RecipeFile { recipe, image_hash: file.image.map(|image| image.sha256), mask })
    }
}

fn mask_of(text: &str, image: Option<&Image>) -> Result<Arc<Mask>> {
    let png = STANDARD.decode(text).map_err(|error| Error::NotARecipe(format!("its mask is no base64: {error}")))?;
    let mask = Mask::from_png(&png)?;
    if let Some(image) = image {
        let (extent, expected) = (mask.extent(), Extent::new(image.width, image.height));
        if extent != expected {
            let (a, b, c, d) = (extent.width, extent.height, expected.width, expected.height);
            return Err(Error::NotARecipe(format!("its mask is {a}×{b} pixels, its picture {c}×{d}")));
        }
    }
    Ok(Arc::new(mask))
}

/// A recipe of any version that we know as one of today's. There is one version until now: nothing to rewrite.
fn upgraded(tree: Value) -> Result<Recipe> {
    let mut deep = Some(&tree);
    let mut depth = 0;
    while let Some(recipe) = deep {
        let version = recipe.get("version").ok_or_else(|| Error::NotARecipe("it has no version".into()))?;
        match version.as_u64() {
            Some(found) if found > u64::from(VERSION) => {
                return Err(Error::Newer { found: u32::try_from(found).unwrap_or(u32::MAX), known: VERSION });
            }
            Some(found) if found == u64::from(VERSION) => {}
            _ => return Err(Error::NotARecipe(format!("there never was a version {version}"))),
        }
        depth += 1;
        if depth > MOST_BRANCHES + 1 {
            return Err(Error::NotARecipe(format!("at most {MOST_BRANCHES} branches can follow one another")));
        }
        deep = recipe.pointer("/branch/parent");
    }
    serde_json::from_value(tree).map_err(|error| Error::NotARecipe(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::recipe::{Branch, Method, ModelId};
    use super::*;
    use crate::raster::{Pixels, Rect};

    fn recipe() -> Recipe {
        let mut recipe = Recipe::new(
            Method::Sdedit(crate::edit::sdedit::Params::default()),
            ModelId { name: "builtin".into(), hash: "ab".into() },
        );
        recipe.sampling.seed = u64::MAX;
        recipe.sampling.guidance = 0.1 + 0.2;
        recipe.prompt.target = "a dog \"on\" a beach".into();
        recipe
    }

    #[test]
    fn what_is_written_is_read() {
        let extent = Extent::new(7, 5);
        let mut mask = Mask::filled(extent, 0);
        mask.fill(Rect::new(2, 1, 1, 1), 200);
        let image = Arc::new(Pixels::filled(extent, [1, 2, 3, 4]));
        let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::new(mask)) };
        let mut recipe = recipe();
        recipe.branch = Some(Branch { parent: Box::new(recipe.clone()), step: 3 });
        let file = Recipe::from_file(&recipe.to_file(&inputs).unwrap()).unwrap();
        assert_eq!(file.recipe, recipe);
        assert_eq!(file.image_hash, Some(image.hash()));
        assert_eq!(file.mask, inputs.mask);
        let bare = Recipe::from_file(&serde_json::to_string(&recipe).unwrap()).unwrap();
        assert_eq!((bare.recipe, bare.image_hash, bare.mask), (recipe, None, None));
    }

    #[test]
    fn what_is_no_recipe_is_told_in_one_sentence() {
        let good = serde_json::to_value(recipe()).unwrap();
        let with = |pointer: &str, value: Value| {
            let mut tree = good.clone();
            let (object, key) = pointer.rsplit_once('/').unwrap();
            tree.pointer_mut(object).unwrap()[key] = value;
            tree.to_string()
        };
        let mut deep = good.clone();
        for _ in 0..12 {
            let mut child = good.clone();
            child["branch"] = serde_json::json!({ "parent": deep, "step": 1 });
            deep = child;
        }
        let wrapped = |key: &str, value: Value| {
            let mut file: Value = serde_json::from_str(&recipe().to_file(&Inputs::default()).unwrap()).unwrap();
            file[key] = value;
            file.to_string()
        };
        for json in [
            String::new(),
            "[]".into(),
            "{}".into(),
            "{".repeat(1000),
            "[".repeat(100_000),
            deep.to_string(),
            with("/colour", 1.into()),
            with("/method/colour", 1.into()),
            with("/sampling/sampler", "magic".into()),
            with("/sampling/steps", (-1).into()),
            with("/sampling/steps", 2.5.into()),
            with("/sampling/eta", Value::Null),
            with("/method/name", "lava".into()),
            with("/version", 0.into()),
            with("/version", "1".into()),
            wrapped("mask", "no base64!".into()),
            wrapped("mask", "AAAA".into()),
            wrapped("noise", "counter-9".into()),
            wrapped("path", "/etc/passwd".into()),
        ] {
            let error = Recipe::from_file(&json).expect_err(&json[..json.len().min(80)]).to_string();
            assert!(!error.contains('\n'), "{error}");
        }
        assert!(matches!(Recipe::from_file(&with("/version", 2.into())), Err(Error::Newer { found: 2, known: 1 })));
    }
}
