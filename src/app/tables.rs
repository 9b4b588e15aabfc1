//! What the tables of methods, controls, samplers and samples say, in the language that is spoken. They keep their English,
//! which the command line shows too; keys are put together from their names.

use std::borrow::Cow;

use super::locale::or;
use crate::edit::recipe::Addition;
use crate::engine::method::{Parameter, Preset};
use crate::engine::sampler::SamplerInfo;
use crate::engine::{MethodInfo, Sample};

/// A method's title.
pub fn title(info: &MethodInfo) -> Cow<'static, str> {
    or(&format!("method-{}", info.name), info.title)
}

/// What a method does, keeps and can't do.
pub fn summary(info: &MethodInfo) -> Cow<'static, str> {
    or(&format!("method-{}-summary", info.name), info.summary)
}

/// What settings of a method that belong together are called.
pub fn preset(info: &MethodInfo, preset: &Preset) -> Cow<'static, str> {
    or(&format!("preset-{}-{}", info.name, preset.name), preset.title)
}

/// A parameter's label; `of` is the name of the method in whose row it stands.
pub fn label(of: &str, parameter: &Parameter) -> Cow<'static, str> {
    or(&format!("parameter-{of}-{}", parameter.name), parameter.label)
}

/// What one will see when turning it.
pub fn help(of: &str, parameter: &Parameter) -> Cow<'static, str> {
    or(&format!("parameter-{of}-{}-help", parameter.name), parameter.help)
}

/// One of the names that a parameter can be set to.
pub fn choice(name: &str) -> Cow<'static, str> {
    or(&format!("choice-{name}"), name.replace('_', " "))
}

/// What a control that can be added is called.
pub fn added(addition: &Addition) -> Cow<'static, str> {
    or(&format!("added-{}", addition.name), addition.label)
}

/// What it does.
pub fn added_help(addition: &Addition) -> Cow<'static, str> {
    or(&format!("added-{}-help", addition.name), addition.help)
}

/// What one will see of a sampler.
pub fn sampler(info: &SamplerInfo) -> Cow<'static, str> {
    or(&format!("sampler-{}", info.id.name()), info.summary)
}

/// A layer's name: the picture's own is the program's word, all others are the person's.
pub fn layer(name: &str) -> Cow<'_, str> {
    if name == "Picture" { or("layer-picture", name) } else { Cow::Borrowed(name) }
}

/// A sample picture's name.
pub fn sample(sample: &'static Sample) -> Cow<'static, str> {
    or(&format!("sample-{}", sample.file.trim_end_matches(".png")), sample.name.as_str())
}
