//! Figures of edits as a table and as JSON.

use serde_json::{Map, Value, json};

use crate::measure::{Edits, Interval, Metric, Row};

/// One object; its fields are told by `palimpsest bench edits --help`.
pub(super) fn as_json(edits: &Edits) -> Value {
    let mut all = json!({ "scenes": edits.scenes, "methods": rows_as_json(&edits.rows) });
    if let Some(against) = &edits.against {
        all["against"] = json!({ "method": against.method, "methods": rows_as_json(&against.rows) });
    }
    all
}

fn rows_as_json(rows: &[Row]) -> Map<String, Value> {
    let interval = |&Interval { mean, low, high }: &Interval| json!({ "mean": mean, "low": low, "high": high });
    rows.iter()
        .map(|row| {
            let figures = row.figures.iter().map(|(metric, figure)| (metric.name().to_owned(), interval(figure)));
            (row.method.clone(), Value::Object(figures.collect()))
        })
        .collect()
}

/// A block a metric: the methods that have it, mean and interval, and the difference to one of them where that was asked for.
pub(super) fn as_text(edits: &Edits) -> String {
    let s = if edits.scenes == 1 { "" } else { "s" };
    let mut lines = vec![format!("{} scene{s}; means with 95 % bootstrap intervals", edits.scenes)];
    lines.extend(edits.against.as_ref().map(|against| format!("last columns: difference to {}", against.method)));
    let width = edits.rows.iter().map(|row| row.method.chars().count()).max().unwrap_or(0);
    for metric in Metric::ALL {
        let digits = match metric {
            Metric::BackgroundPsnr | Metric::RoundTripPsnr | Metric::UnetCalls | Metric::Seconds => 1,
            Metric::StructureDistance => 5,
            _ => 3,
        };
        let rows: Vec<_> = edits
            .rows
            .iter()
            .filter_map(|row| {
                let Interval { mean, low, high } = figure(row, metric)?;
                let line = format!("  {:<width$} {mean:>9.digits$}  [{low:.digits$}, {high:.digits$}]", row.method);
                let others = edits.against.as_ref().map(|against| &against.rows[..]).unwrap_or_default();
                let less = others.iter().find(|other| other.method == row.method);
                Some(match less.and_then(|less| figure(less, metric)) {
                    None => line,
                    Some(Interval { mean, low, high }) => {
                        let column = width + 34 + 2 * digits;
                        format!("{line:<column$}{mean:>+9.digits$}  [{low:+.digits$}, {high:+.digits$}]")
                    }
                })
            })
            .collect();
        if !rows.is_empty() {
            lines.push(metric.name().to_owned());
            lines.extend(rows);
        }
    }
    lines.join("\n")
}

fn figure(row: &Row, metric: Metric) -> Option<Interval> {
    row.figures.iter().find(|(known, _)| *known == metric).map(|&(_, figure)| figure)
}
