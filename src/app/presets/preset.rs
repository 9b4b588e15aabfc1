//! One preset: a name and the settings of a recipe, without its words, seed and model; and its file.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::locale::t;
use crate::edit::recipe::{ModelId, Prompt, Recipe};

/// The version that this program writes.
const VERSION: u64 = 1;
/// A longer name is cut, characters.
const NAME: usize = 60;

/// Settings under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// As the person calls it; not empty.
    pub name: String,
    /// Method, sampling, region, start content and what is added; its words, seed and model say nothing.
    pub recipe: Recipe,
}

/// As it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    palimpsest_preset: u64,
    name: String,
    recipe: Value,
}

impl Preset {
    /// The settings of a recipe.
    pub fn of(name: &str, recipe: &Recipe) -> Self {
        let mut recipe = recipe.clone();
        recipe.prompt = Prompt::default();
        recipe.model = ModelId { name: "any".into(), hash: String::new() };
        (recipe.sampling.seed, recipe.sampling.variation) = (0, None);
        (recipe.branch, recipe.region.extent) = (None, None);
        Self { name: cut(name), recipe }
    }

    /// Gives a recipe these settings; it keeps its words, seed and model.
    pub fn apply(&self, to: &mut Recipe) {
        let mut recipe = self.recipe.clone();
        recipe.prompt = std::mem::take(&mut to.prompt);
        recipe.model = to.model.clone();
        (recipe.sampling.seed, recipe.sampling.variation) = (to.sampling.seed, to.sampling.variation);
        recipe.region.extent = to.region.extent;
        *to = recipe;
    }

    /// Its file, as JSON.
    pub fn to_json(&self) -> Result<String, String> {
        let recipe = serde_json::to_value(&self.recipe).map_err(|error| error.to_string())?;
        let file = File { palimpsest_preset: VERSION, name: self.name.clone(), recipe };
        serde_json::to_string_pretty(&file).map_err(|error| error.to_string())
    }

    /// Reads a file; one sentence where it is none.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| t!("preset-none", error = error.to_string()))?;
        if file.palimpsest_preset != VERSION {
            return Err(t!("preset-version", found = file.palimpsest_preset.to_string(), known = VERSION));
        }
        let recipe = Recipe::from_file(&file.recipe.to_string()).map_err(|error| error.to_string())?.recipe;
        recipe.in_range().map_err(|error| error.to_string())?;
        let preset = Self::of(&file.name, &recipe);
        if preset.name.is_empty() { Err(t!("preset-nameless").to_owned()) } else { Ok(preset) }
    }

    /// Its name with a number behind it, not longer than a name may be.
    pub fn numbered(&self, number: usize) -> String {
        let behind = format!(" {number}");
        let kept: String = self.name.chars().take(NAME - behind.len()).collect();
        format!("{}{behind}", kept.trim_end())
    }

    /// The name of its file: letters and digits of its own name, and a number that tells like names apart.
    pub fn file_name(&self) -> String {
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        // FNV-1a: two names that differ in signs alone get files of their own.
        let hash = self.name.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
        format!("{}-{hash:08x}.json", self.name.chars().map(plain).take(32).collect::<String>())
    }
}

/// A name without signs that no line has, at most so long; what was cut stays as it is when it is cut again.
fn cut(name: &str) -> String {
    let plain: String = name.chars().filter(|c| !c.is_control()).collect();
    let short: String = plain.trim().chars().take(NAME).collect();
    short.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;
    use crate::app::locale::{Locale, apart};

    fn recipe() -> Recipe {
        let mut recipe = Draft::new().recipe;
        recipe.prompt.target = "a dog".into();
        (recipe.sampling.guidance, recipe.sampling.seed) = (9.5, 42);
        recipe
    }

    #[test]
    fn settings_come_back_words_seed_and_model_stay() {
        let preset = Preset::from_json(&Preset::of(" Strong \n", &recipe()).to_json().unwrap()).unwrap();
        assert_eq!((preset.name.as_str(), &preset), ("Strong", &Preset::of("Strong", &recipe())));
        let mut other = Draft::new().recipe;
        other.prompt.target = "a cat".into();
        other.sampling.seed = 7;
        preset.apply(&mut other);
        assert_eq!((other.sampling.guidance, other.sampling.seed, other.prompt.target.as_str()), (9.5, 7, "a cat"));
        assert_eq!(other.model.name, "builtin");
    }

    #[test]
    fn what_is_no_preset_is_told_in_one_sentence() {
        apart(Locale::English);
        let good: Value = serde_json::from_str(&Preset::of("a", &recipe()).to_json().unwrap()).unwrap();
        let with = |key: &str, value: Value| {
            let mut tree = good.clone();
            tree[key] = value;
            tree.to_string()
        };
        let within = |part: &str, key: &str, value: Value| {
            let mut recipe = good["recipe"].clone();
            recipe[part][key] = value;
            with("recipe", recipe)
        };
        let nested = |depth| (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        for text in [
            String::new(),
            "[".repeat(100_000),
            "{}".into(),
            with("palimpsest_preset", 2.into()),
            with("name", " \n".into()),
            with("name", 7.into()),
            with("path", "/etc".into()),
            with("recipe", Value::Null),
            with("recipe", serde_json::json!({ "version": 9 })),
            with("recipe", nested(100)),
            within("sampling", "steps", serde_json::json!(1e12)),
            within("sampling", "steps", serde_json::json!(-3)),
            within("sampling", "guidance", serde_json::json!(1e300)),
            within("sampling", "guidance", "NaN".into()),
            within("sampling", "sampler", "newest".into()),
            within("sampling", "eta", Value::Null),
            within("method", "strength", serde_json::json!(7)),
            within("method", "name", "teleport".into()),
            good.to_string().replace("9.5", "NaN"),
            good.to_string().replace("9.5", "1e999"),
            serde_json::to_string(&recipe()).unwrap(),
        ] {
            let error = Preset::from_json(&text).expect_err(&text[..text.len().min(60)]);
            assert!(!error.is_empty() && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn a_name_never_leaves_its_folder() {
        for name in ["../../etc/passwd", "a/b\\c", "..", "CON", "é 猫"] {
            let file = Preset::of(name, &recipe()).file_name();
            assert!(!file.contains(['/', '\\', '.']) || file.matches('.').count() == 1, "{file}");
            assert!(!file.starts_with('.') && file.len() > 13, "{file}");
        }
        let file = |name: &str| Preset::of(name, &recipe()).file_name();
        assert_ne!(file("a/b"), file("a:b"));
    }
}
