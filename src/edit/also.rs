//! What is added to a method: controls of other papers, which plug into the same loop.
//!
//! Where a run begins stays the method's own affair. What is added acts in the order that the loop keeps: the picture's
//! own way, then large shapes, then the places of words, and the mask last.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::inversion::Inversion;
use super::method::{Parameter, info};
use super::recipe::{Method, Recipe};
use super::{ilvr, prompt_to_prompt, repaint};
use crate::diffusion::Travel;

/// Parameters that say where a run begins.
const START: [&str; 3] = ["strength", "inversion", "inner"];

/// The controls that are added to a recipe's method; what they say of where a run begins is neither read nor written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Also {
    /// Prompt-to-Prompt's control of attention; the source's branch is the picture's own x at each level.
    #[serde(with = "without_start", skip_serializing_if = "Option::is_none")]
    pub words: Option<prompt_to_prompt::Params>,
    /// RePaint's time travel.
    #[serde(with = "without_start", skip_serializing_if = "Option::is_none")]
    pub travel: Option<repaint::Params>,
    /// ILVR's exchange of low frequencies after each step.
    #[serde(with = "without_start", skip_serializing_if = "Option::is_none")]
    pub layout: Option<ilvr::Params>,
}

mod without_start {
    //! A method's parameters, less those that say where a run begins.

    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    use super::START;

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(super) fn serialize<T: Serialize, S: Serializer>(own: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
        let mut tree = serde_json::to_value(own).map_err(S::Error::custom)?;
        if let Some(fields) = tree.as_object_mut() {
            fields.retain(|name, _| !START.contains(&name.as_str()));
        }
        tree.serialize(to)
    }

    pub(super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
        let tree = Value::deserialize(from)?;
        if let Some(name) = START.iter().find(|name| tree.get(name).is_some()) {
            return Err(D::Error::custom(format!("unknown field `{name}`: the method itself says where a run begins")));
        }
        serde_json::from_value(tree).map_err(D::Error::custom)
    }
}

/// What is told about a control that can be added.
#[derive(Debug)]
pub struct Addition {
    /// As in recipes and for `--set`.
    pub name: &'static str,
    /// Where it stands in a recipe.
    pub(super) field: &'static str,
    /// Plain words, the field's term in brackets.
    pub label: &'static str,
    /// What it does, and what one has to say for it.
    pub help: &'static str,
    /// The method that has it of its own.
    method: fn() -> Method,
}

/// All of them.
pub static ADDITIONS: [Addition; 3] = [
    Addition {
        name: "words",
        field: "also.words",
        label: "Keep the composition (Prompt-to-Prompt)",
        help: "New words look where the old ones looked, and with words to blend all else stays. Needs a picture and words \
               for what it shows now",
        method: || Method::PromptToPrompt(prompt_to_prompt::Params::default()),
    },
    Addition {
        name: "travel",
        field: "also.travel",
        label: "Think again (RePaint)",
        help: "Parts of the way are gone again and again, so that what is new fits what stays; several times as slow",
        method: || Method::Repaint(repaint::Params::default()),
    },
    Addition {
        name: "layout",
        field: "also.layout",
        label: "Keep the large shapes (ILVR)",
        help: "After each step the large shapes and colours are again those of the picture; what is smaller comes from the \
               words. Needs a picture",
        method: || Method::Ilvr(ilvr::Params::default()),
    },
];

/// The control of this name.
pub(super) fn addition(name: &str) -> Option<&'static Addition> {
    ADDITIONS.iter().find(|addition| addition.name == name)
}

impl Addition {
    /// Its parameters and their defaults as JSON.
    pub(super) fn defaults(&self) -> Map<String, Value> {
        let tree = serde_json::to_value((self.method)()).unwrap_or_default();
        let fields = tree.as_object().cloned().unwrap_or_default().into_iter();
        fields.filter(|(name, _)| name != "name" && !START.contains(&name.as_str())).collect()
    }

    /// Its parameters, rows of the method that has it of its own.
    pub fn parameters(&self) -> Vec<&'static Parameter> {
        let defaults = self.defaults();
        let rows = info(&(self.method)()).parameters.iter();
        rows.filter(|parameter| defaults.contains_key(parameter.name)).collect()
    }

    /// Why it can't be added to a method; `None` where it can.
    pub fn refused(&self, method: &Method) -> Option<String> {
        let name = method.name();
        match (self.name, method) {
            ("words", Method::PromptToPrompt(_)) | ("travel", Method::Repaint(_)) | ("layout", Method::Ilvr(_)) => {
                Some(format!("{name} does this itself, by its own parameters"))
            }
            ("words", Method::InstructPix2Pix(_)) => {
                Some(format!("{name} is told what to do, not what the picture shows: its words have no places to keep"))
            }
            ("travel", Method::EditFriendly(_)) => {
                Some(format!("{name} replays the noises of the picture's own way, which steps taken back would leave"))
            }
            ("travel", Method::DdimInversion(own)) if own.inversion == Inversion::Direct => Some(format!(
                "{name} adds what its steps miss of the picture's own way, which steps taken back would leave: with \
                 inversion plain, negative_prompt or null_text it can"
            )),
            _ => None,
        }
    }

    /// Name of the method that has it of its own: its parameters stand in that row.
    pub fn home(&self) -> &'static str {
        (self.method)().name()
    }

    /// Whether it can do nothing without a picture.
    pub fn needs_image(&self) -> bool {
        self.name != "travel"
    }
}

impl Also {
    /// Nothing is added.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is added, each with the method that has these parameters of its own.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'static Addition, Method)> {
        let methods = [
            self.words.clone().map(Method::PromptToPrompt),
            self.travel.clone().map(Method::Repaint),
            self.layout.clone().map(Method::Ilvr),
        ];
        ADDITIONS.iter().zip(methods).filter_map(|(addition, method)| Some((addition, method?)))
    }
}

impl Recipe {
    /// Prompt-to-Prompt's parameters, the method's own or added.
    pub(super) fn watched(&self) -> Option<&prompt_to_prompt::Params> {
        match &self.method {
            Method::PromptToPrompt(own) => Some(own),
            _ => self.also.words.as_ref(),
        }
    }

    /// Which of `len` steps are taken back, by the method or by what is added to it.
    pub fn travel(&self, len: usize) -> Option<Travel> {
        self.method.travel(len).or_else(|| self.also.travel.as_ref().map(|own| own.travel(len)))
    }
}
