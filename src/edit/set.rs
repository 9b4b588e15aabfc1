//! Setting one field of a recipe by its name, as `--set KEY=VALUE` does.

use serde_json::Value;

use super::also::{ADDITIONS, Addition, addition};
use super::method::{Parameter, info};
use super::recipe::Recipe;
use super::{Error, Result};

/// Short names and where they point; every other field goes by its full name ("region.padding").
const SHORT: &[(&str, &str)] = &[
    ("prompt", "prompt.target"),
    ("source", "prompt.source"),
    ("negative", "prompt.negative"),
    ("sampler", "sampling.sampler"),
    ("karras", "sampling.karras"),
    ("steps", "sampling.steps"),
    ("guidance", "sampling.guidance"),
    ("rescale", "sampling.rescale"),
    ("eta", "sampling.eta"),
    ("reuse", "sampling.reuse"),
    ("seed", "sampling.seed"),
    ("padding", "region.padding"),
    ("resolution", "region.resolution"),
    ("enlarge", "region.enlarge"),
    ("tile", "region.tile"),
    ("extent", "region.extent"),
];

/// Parameters that some methods leave out of a recipe where they are at their defaults.
const UNWRITTEN: [&str; 2] = ["inversion", "inner"];

/// What a parameter is set to, as a form shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// On or off.
    Flag(bool),
    /// A whole number.
    Whole(u64),
    /// Any number.
    Real(f64),
    /// One of the row's names, by its place in the range.
    Choice(usize),
}

impl Recipe {
    /// The method's own parameters, in the order of its row, and what they are set to; all but strength, which has a
    /// place of its own.
    pub fn own(&self) -> Vec<(&'static Parameter, Setting)> {
        let mut tree = serde_json::to_value(&self.method).unwrap_or_default();
        complete(&mut tree, info(&self.method).parameters);
        let own = info(&self.method).parameters.iter().filter(|parameter| parameter.name != "strength");
        own.filter_map(|parameter| Some((parameter, setting(parameter, tree.get(parameter.name)?)?))).collect()
    }

    /// The parameters of a control that is added to the method, and what they are set to; none where it is not.
    pub fn added(&self, addition: &Addition) -> Option<Vec<(&'static Parameter, Setting)>> {
        let tree = serde_json::to_value(&self.also).unwrap_or_default();
        let own = tree.get(addition.name)?;
        let rows = addition.parameters().into_iter();
        Some(rows.filter_map(|parameter| Some((parameter, setting(parameter, own.get(parameter.name)?)?))).collect())
    }

    /// Sets one parameter by name: `strength`, `steps` or `sampling.steps`, `region.padding`, `fill`, `extent` (as 640x480) …
    ///
    /// The method's own parameters go by their bare name, those of what is added to it by two: `travel.resample`, which adds
    /// it where it is not there; `travel` alone is on or off. `strength` is accepted and ignored by a method without it.
    /// Ranges are told by [`Recipe::problems`]; here only what is no such value at all is an error.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        if matches!(key, "variation" | "sampling.variation") {
            self.sampling.variation = match value.trim() {
                "" | "none" => None,
                text => Some(text.parse().map_err(|reason| invalid(key, format!("{reason}; got \"{text}\"")))?),
            };
            return Ok(());
        }
        let mut tree = serde_json::to_value(&*self).map_err(|error| Error::NotARecipe(error.to_string()))?;
        if tree["region"]["extent"].is_null() {
            tree["region"]["extent"] = Value::Null;
        }
        complete(&mut tree["method"], info(&self.method).parameters);
        let path = SHORT.iter().find(|(short, _)| *short == key).map_or(key, |(_, path)| path);
        if let Some(addition) = addition(path.trim_start_matches("also.").split('.').next().unwrap_or_default()) {
            return self.set_added(tree, addition, key, value);
        }
        let keys = keys(&tree);
        let Some(pointer) = pointer(&tree, path) else {
            if key == "strength" {
                return number(key, value).map(|_| ());
            }
            let known = keys.join(", ");
            return Err(invalid(
                key,
                format!("there is no such parameter of {}; known are {known}", self.method.name()),
            ));
        };
        let Some(slot) = tree.pointer_mut(&pointer) else {
            return Err(invalid(key, "there is no such parameter".into()));
        };
        *slot = parsed(key, path, slot, value)?;
        self.take(tree, key, value)
    }

    /// Sets `travel.resample`, or adds `travel` or takes it away.
    fn set_added(&mut self, mut tree: Value, addition: &Addition, key: &str, value: &str) -> Result<()> {
        let (name, path) = (addition.name, key.trim_start_matches("also."));
        let own = path.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        let there = match own {
            Some(_) => true,
            None => parsed(key, path, &Value::Bool(false), value)? == Value::Bool(true),
        };
        let slot = &mut tree["also"][name];
        if there != slot.is_object() {
            *slot = if there { addition.defaults().into() } else { Value::Null };
        }
        if let Some(own) = own {
            let known = addition.defaults();
            let Some(slot) = slot.get_mut(own) else {
                let known: Vec<_> = known.keys().map(String::as_str).collect();
                let known = known.join(", ");
                return Err(invalid(key, format!("there is no such parameter of {name}; known are {known}")));
            };
            *slot = parsed(key, path, slot, value)?;
        }
        self.take(tree, key, value)
    }

    /// Becomes what the tree says.
    fn take(&mut self, tree: Value, key: &str, value: &str) -> Result<()> {
        *self = serde_json::from_value(tree).map_err(|error| invalid(key, format!("{error}; got \"{value}\"")))?;
        Ok(())
    }
}

/// A value of a row's parameter; none where a form can't show it.
fn setting(parameter: &Parameter, value: &Value) -> Option<Setting> {
    match value {
        Value::Bool(flag) => Some(Setting::Flag(*flag)),
        Value::Number(number) => number.as_u64().map(Setting::Whole).or_else(|| number.as_f64().map(Setting::Real)),
        Value::String(name) => parameter.choices().iter().position(|choice| choice == name).map(Setting::Choice),
        _ => None,
    }
}

/// Parameters of a method that are not written where they are at their defaults.
pub(super) fn complete(method: &mut Value, rows: &[Parameter]) {
    for row in rows.iter().filter(|row| UNWRITTEN.contains(&row.name)) {
        if method[row.name].is_null() {
            method[row.name] = serde_json::from_str(row.default).unwrap_or_default();
        }
    }
}

/// What can be set, by its shortest name.
fn keys(tree: &Value) -> Vec<String> {
    let mut keys: Vec<String> = SHORT.iter().map(|(short, _)| (*short).to_owned()).collect();
    keys.extend(["fill".into(), "variation".into()]);
    keys.extend(ADDITIONS.iter().map(|addition| addition.name.to_owned()));
    if let Some(method) = tree["method"].as_object() {
        keys.extend(method.keys().filter(|key| *key != "name").cloned());
    }
    keys.sort();
    keys
}

/// The JSON pointer of a full name, or of a bare name of the method's own parameters.
fn pointer(tree: &Value, path: &str) -> Option<String> {
    if path == "fill" {
        return Some("/fill".into());
    }
    let (group, field) = path.split_once('.').unwrap_or(("method", path));
    let settable = matches!(group, "prompt" | "sampling" | "region") || (group == "method" && field != "name");
    let exists = settable && tree.get(group)?.as_object()?.contains_key(field);
    exists.then(|| format!("/{group}/{field}"))
}

/// The text as a value of the kind that stands there now.
fn parsed(key: &str, path: &str, now: &Value, text: &str) -> Result<Value> {
    let text = text.trim_matches(|c: char| c.is_whitespace() && !path.starts_with("prompt."));
    if path == "region.extent" {
        let sides =
            text.split_once(['x', '×', 'X']).and_then(|(w, h)| Some((w.trim().parse().ok()?, h.trim().parse().ok()?)));
        let (width, height): (u32, u32) =
            sides.ok_or_else(|| invalid(key, format!("a size such as 640x480 is needed; got \"{text}\"")))?;
        return Ok(serde_json::json!({ "width": width, "height": height }));
    }
    match now {
        Value::Bool(_) => match text {
            "true" | "on" | "yes" | "1" => Ok(true.into()),
            "false" | "off" | "no" | "0" => Ok(false.into()),
            _ => Err(invalid(key, format!("true or false is needed; got \"{text}\""))),
        },
        Value::Number(old) if old.is_f64() => number(key, text).map(Value::from),
        Value::Number(_) => {
            let whole: u64 = text.parse().map_err(|error| {
                invalid(key, format!("a whole number from 0 on is needed ({error}); got \"{text}\""))
            })?;
            Ok(whole.into())
        }
        Value::Array(_) | Value::Object(_) if text.starts_with(['[', '{']) => serde_json::from_str(text)
            .map_err(|error| invalid(key, format!("this is no JSON ({error}); got \"{text}\""))),
        Value::Array(_) => Ok(listed(text).collect()),
        Value::Object(_) => listed(text).map(|pair| named(key, pair)).collect::<Result<_>>().map(Value::Object),
        _ => Ok(text.into()),
    }
}

/// What stands between commas.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// WORD=NUMBER or WORD=NUMBER:NUMBER.
fn named(key: &str, pair: &str) -> Result<(String, Value)> {
    let Some((word, value)) = pair.rsplit_once('=') else {
        return Err(invalid(key, format!("words with numbers are needed, such as dog=2,cat=0.5; got \"{pair}\"")));
    };
    let value = match value.split_once(':') {
        Some((from, to)) => serde_json::json!([number(key, from)?, number(key, to)?]),
        None => number(key, value)?.into(),
    };
    Ok((word.trim().to_owned(), value))
}

fn number(key: &str, text: &str) -> Result<f64> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(invalid(key, format!("a finite number is needed; got \"{text}\""))),
    }
}

fn invalid(field: &str, reason: String) -> Error {
    Error::Invalid { field: field.into(), reason }
}

#[cfg(test)]
mod tests {
    use super::super::recipe::{Fill, Method, ModelId, Variation};
    use super::*;

    fn recipe(method: Method) -> Recipe {
        Recipe::new(method, ModelId { name: "builtin".into(), hash: String::new() })
    }

    #[test]
    fn every_kind_of_field_is_set_by_its_name() {
        let mut recipe = recipe(Method::Sdedit(crate::edit::sdedit::Params::default()));
        for (key, value) in [
            ("strength", "0.25"),
            ("method.repeats", "3"),
            ("steps", "7"),
            ("sampling.guidance", "2"),
            ("reuse", "2"),
            ("region.tile", "128"),
            ("sampler", "ddpm"),
            ("seed", "18446744073709551615"),
            ("variation", "7:0.25"),
            ("fill", "border"),
            ("region.padding", "1e-1"),
            ("enlarge", "true"),
            ("extent", "640x480"),
            ("prompt", " a dog "),
        ] {
            recipe.set(key, value).unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        assert_eq!(recipe.method.strength(), 0.25);
        assert_eq!(recipe.method.repeats(), 3);
        assert_eq!((recipe.sampling.steps, recipe.sampling.guidance, recipe.sampling.seed), (7, 2.0, u64::MAX));
        assert_eq!((recipe.sampling.reuse, recipe.region.tile), (2, 128));
        assert_eq!(recipe.sampling.variation, Some(Variation { seed: 7, amount: 0.25 }));
        recipe.set("variation", "none").unwrap();
        assert_eq!(recipe.sampling.variation, None);
        assert_eq!(recipe.fill, Fill::Border);
        assert_eq!(recipe.region.extent.unwrap().width, 640);
        assert_eq!(recipe.prompt.target, " a dog ");
    }

    #[test]
    fn what_cannot_be_set_says_what_can() {
        let mut recipe = recipe(Method::ClassifierFree(crate::edit::classifier_free::Params::default()));
        let before = recipe.clone();
        for (key, value) in [
            ("strenght", "1"),
            ("graded", "true"),
            ("version", "2"),
            ("model.name", "x"),
            ("name", "sdedit"),
            ("guidance", "NaN"),
            ("guidance", "inf"),
            ("variation", "7"),
            ("variation", "7:1.5"),
            ("sampling.variation", "7:NaN"),
            ("steps", "-3"),
            ("steps", "2.5"),
            ("sampler", "magic"),
            ("fill", "lava"),
            ("enlarge", "perhaps"),
            ("extent", "12"),
            ("strength", "much"),
        ] {
            let error = recipe.set(key, value).expect_err(key).to_string();
            assert!(error.starts_with(key), "{error}");
        }
        recipe.set("strength", "0.5").unwrap();
        assert_eq!(recipe, before);
        let told = recipe.set("strenght", "1").unwrap_err().to_string();
        assert!(told.contains("guidance") && told.contains("resolution"), "{told}");
    }
}
