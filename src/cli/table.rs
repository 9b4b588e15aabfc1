//! Figures of edits as a table and as JSON.

use serde_json::{Map, Value, json};

use crate::measure::{Edits, Interval, Metric};

/// One object; its fields are told by `palimpsest bench edits --help`.
pub(super) fn as_json(edits: &Edits) -> Value {
    let interval = |&Interval { mean, low, high }: &Interval| json!({ "mean": mean, "low": low, "high": high });
    let methods: Map<String, Value> = edits
        .rows
        .iter()
        .map(|row| {
            let figures = row.figures.iter().map(|(metric, figure)| (metric.name().to_owned(), interval(figure)));
            (row.method.clone(), Value::Object(figures.collect()))
        })
        .collect();
    json!({ "scenes": edits.scenes, "methods": methods })
}

/// A block a metric: the methods that have it, mean and interval.
pub(super) fn as_text(edits: &Edits) -> String {
    let s = if edits.scenes == 1 { "" } else { "s" };
    let mut lines = vec![format!("{} scene{s}; means with 95 % bootstrap intervals", edits.scenes)];
    let width = edits.rows.iter().map(|row| row.method.chars().count()).max().unwrap_or(0);
    for metric in Metric::ALL {
        let having = edits.rows.iter().filter_map(|row| {
            let (_, figure) = row.figures.iter().find(|(known, _)| *known == metric)?;
            Some((row.method.as_str(), figure))
        });
        let digits = match metric {
            Metric::BackgroundPsnr | Metric::RoundTripPsnr | Metric::UnetCalls | Metric::Seconds => 1,
            Metric::StructureDistance => 5,
            _ => 3,
        };
        let rows: Vec<_> = having
            .map(|(method, Interval { mean, low, high })| {
                format!("  {method:<width$} {mean:>9.digits$}  [{low:.digits$}, {high:.digits$}]")
            })
            .collect();
        if !rows.is_empty() {
            lines.push(metric.name().to_owned());
            lines.extend(rows);
        }
    }
    lines.join("\n")
}
