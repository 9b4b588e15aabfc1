//! `palimpsest methods`: what runs on a model.

use serde_json::{Map, Value, json};

use super::args;
use super::failure::Result;
use super::report::say;
use super::settings::{card, source};
use crate::edit::also::{ADDITIONS, Addition};
use crate::edit::method::{METHODS, MethodInfo, Parameter, Preset, unavailable};

/// Runs the command.
pub(super) fn run(args: &args::Methods) -> Result<()> {
    let card = card(&source(&args.model))?;
    let mut runs = Vec::new();
    let mut refused = Vec::new();
    for method in METHODS {
        match unavailable(method, &card) {
            None => runs.push(method),
            Some(reason) => refused.push((method.name, reason)),
        }
    }
    if args.json {
        let runs: Vec<_> = runs.into_iter().map(as_json).collect();
        let refused: Vec<_> = refused.iter().map(|(name, reason)| json!({ "name": name, "reason": reason })).collect();
        let additions: Vec<_> = ADDITIONS.iter().map(added_as_json).collect();
        say(&json!({ "methods": runs, "unavailable": refused, "additions": additions }).to_string());
        return Ok(());
    }
    for method in runs {
        say(&as_text(method));
    }
    for addition in &ADDITIONS {
        say(&added_as_text(addition));
    }
    for (name, reason) in refused {
        say(&format!("{name}\n  not on this model: {reason}\n"));
    }
    Ok(())
}

fn as_json(method: &MethodInfo) -> Value {
    let presets: Vec<_> = method.presets.iter().map(preset_as_json).collect();
    let parameters: Vec<_> = method.parameters.iter().map(parameter_as_json).collect();
    json!({
        "name": method.name,
        "title": method.title,
        "summary": method.summary,
        "parameters": parameters,
        "presets": presets,
        "also": also(method),
        "paper": method.paper,
        "needs_image": method.needs_image,
        "needs_source": method.needs_source,
    })
}

/// The controls that can be added to a method at its defaults.
fn also(method: &MethodInfo) -> Vec<&'static str> {
    let own = (method.default)();
    ADDITIONS.iter().filter(|addition| addition.refused(&own).is_none()).map(|addition| addition.name).collect()
}

fn added_as_json(addition: &Addition) -> Value {
    let parameters: Vec<_> = addition.parameters().into_iter().map(parameter_as_json).collect();
    json!({ "name": addition.name, "title": addition.label, "summary": addition.help, "parameters": parameters })
}

fn added_as_text(addition: &Addition) -> String {
    let name = addition.name;
    let mut lines = vec![
        format!("{name}  {}, added to another method", addition.label),
        format!("  {}", addition.help),
        format!("    --set {name}=on, or one of"),
    ];
    lines.extend(addition.parameters().into_iter().map(|parameter| row(&format!("{name}."), parameter)));
    lines.push(String::new());
    lines.join("\n")
}

fn row(before: &str, Parameter { name, label, default, range, .. }: &Parameter) -> String {
    format!("    {:<20} {default:<8} {range:<12} {label}", format!("{before}{name}"))
}

fn preset_as_json(preset: &Preset) -> Value {
    let settings: Map<_, _> = preset.settings.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    json!({ "name": preset.name, "title": preset.title, "settings": settings })
}

fn parameter_as_json(parameter: &Parameter) -> Value {
    let default = serde_json::from_str(parameter.default).unwrap_or_else(|_error| json!(parameter.default));
    json!({
        "name": parameter.name,
        "label": parameter.label,
        "help": parameter.help,
        "default": default,
        "range": parameter.range,
    })
}

fn as_text(method: &MethodInfo) -> String {
    let mut lines = vec![
        format!("{}  {}", method.name, method.title),
        format!("  {}", method.summary),
        format!("  {}", method.paper),
    ];
    lines.extend(method.parameters.iter().map(|parameter| row("", parameter)));
    let also = also(method);
    if !also.is_empty() {
        lines.push(format!("    --set NAME=on with {} of below adds that", also.join(", ")));
    }
    lines.extend(method.presets.iter().map(|preset| {
        let settings: Vec<_> = preset.settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("    --preset {:<11} {}  ({})", preset.name, settings.join(" "), preset.title)
    }));
    lines.push(String::new());
    lines.join("\n")
}
