//! Figures of speed as a table and as JSON.

use serde_json::{Value, json};

use crate::engine::{Patched, Source};
use crate::measure::{Figure, Speed};

/// One object; its fields are told by `palimpsest bench speed --help`.
pub(super) fn as_json(speed: &Speed) -> Value {
    let figure = |figure: &Figure| {
        let seconds = &figure.seconds;
        json!({
            "name": figure.name,
            "what": figure.says,
            "seconds": {
                "median": seconds.median(),
                "least": seconds.least(),
                "greatest": seconds.greatest(),
                "all": seconds.all(),
            },
            "gflop": figure.flop.map(|flop| flop as f64 / 1e9),
            "gflops": figure.rate().map(|rate| rate / 1e9),
            "share": figure.rate().map(|rate| rate / speed.gemm),
            "patched": figure.patched.map(|Patched { dense, patched, share, bytes }| {
                json!({ "dense": dense, "patched": patched, "share": share, "bytes": bytes })
            }),
            "psnr": figure.psnr,
        })
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "processor": speed.processor,
        "instructions": speed.instructions,
        "threads": speed.threads,
        "model": { "name": speed.card.name, "hash": speed.card.hash, "path": path(speed) },
        "size": speed.size,
        "steps": speed.steps,
        "gemm_gflops": speed.gemm / 1e9,
        "peak_bytes": speed.peak_bytes,
        "figures": speed.figures.iter().map(figure).collect::<Vec<_>>(),
    })
}

/// A table with a head and a foot.
pub(super) fn as_text(speed: &Speed) -> String {
    let (size, threads) = (speed.size, speed.threads);
    let s = if threads == 1 { "" } else { "s" };
    let mut lines = vec![format!("{} at {size}×{size} px, {threads} thread{s}", speed.card.name)];
    let processor = speed.processor.as_deref().unwrap_or("processor unknown");
    lines.push(format!("{processor}, {}", speed.instructions));
    lines.push(format!("{:<38}{:>10}{:>11}{:>11}{:>9}{:>7}", "", "median", "least", "greatest", "GFLOPS", "share"));
    for figure in &speed.figures {
        let seconds = &figure.seconds;
        let [median, least, greatest] = [seconds.median(), seconds.least(), seconds.greatest()].map(seconds_as_text);
        let rate = figure
            .rate()
            .map_or(String::new(), |rate| format!("{:>9.1}{:>5.0} %", rate / 1e9, 100.0 * rate / speed.gemm));
        lines.push(format!("{:<38}{median:>10}{least:>11}{greatest:>11}{rate}", figure.says));
        lines.extend(figure.patched.map(|Patched { dense, patched, share, bytes }| {
            let (passes, megabytes, share) = (dense + patched, bytes as f64 / 1e6, 100.0 * share);
            format!("  ({patched} of {passes} passes in part, {share:.0} % of it; {megabytes:.0} MB kept)")
        }));
        lines.extend(figure.psnr.map(|psnr| {
            if psnr.is_finite() {
                format!("  (near the exact result: PSNR {psnr:.1} dB, the least of all runs)")
            } else {
                "  (the exact result)".into()
            }
        }));
    }
    lines.push(format!("matrix product of 2048³: {:.1} GFLOPS, of which the shares are", speed.gemm / 1e9));
    lines.extend(speed.peak_bytes.map(|bytes| format!("peak of memory: {:.0} MB", bytes as f64 / 1e6)));
    lines.join("\n")
}

/// Three digits at least, at a glance.
fn seconds_as_text(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

fn path(speed: &Speed) -> String {
    match &speed.card.source {
        Source::Builtin => "builtin".into(),
        Source::Folder(path) => path.display().to_string(),
    }
}
