//! `palimpsest methods`: what runs on a model.

use serde_json::{Value, json};

use super::args;
use super::failure::Result;
use super::report::say;
use super::settings::{card, source};
use crate::edit::method::{METHODS, MethodInfo, Parameter, unavailable};

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
        say(&json!({ "methods": runs, "unavailable": refused }).to_string());
        return Ok(());
    }
    for method in runs {
        say(&as_text(method));
    }
    for (name, reason) in refused {
        say(&format!("{name}\n  not on this model: {reason}\n"));
    }
    Ok(())
}

fn as_json(method: &MethodInfo) -> Value {
    let parameters: Vec<_> = method.parameters.iter().map(parameter_as_json).collect();
    json!({
        "name": method.name,
        "title": method.title,
        "summary": method.summary,
        "parameters": parameters,
        "paper": method.paper,
        "needs_image": method.needs_image,
        "needs_source": method.needs_source,
    })
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
    lines.extend(method.parameters.iter().map(|Parameter { name, label, default, range, .. }| {
        format!("    {name:<20} {default:<8} {range:<12} {label}")
    }));
    lines.push(String::new());
    lines.join("\n")
}
