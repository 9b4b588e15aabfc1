//! What the report says, line by line. It is read by those who mend the program, so that it is English everywhere.

use egui::Context;
use serde_json::Value;

use super::secrets::Secrets;
use crate::app::App;
use crate::app::notice::{Level, Notice};
use crate::app::run::State;
use crate::engine::{ModelCard, Source, method};

/// The whole report, not yet anonymous: sentences that come from elsewhere are without the person's words and names.
pub(super) fn text(app: &App, ctx: &Context, secrets: &Secrets) -> String {
    let mut text = String::new();
    let mut line = |name: &str, told: String| text.extend([name, ": ", &told, "\n"]);
    line("Palimpsest", env!("CARGO_PKG_VERSION").to_owned());
    line("System", system());
    line("Processor", format!("{}, features {}", std::env::consts::ARCH, features()));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    line("Threads", format!("{} of {cores}", app.engine.threads()));
    line("Graphics", app.adapter.clone().unwrap_or_else(|| "none".to_owned()));
    let (size, scale) = (ctx.content_rect().size(), ctx.pixels_per_point());
    line("Window", format!("{:.0} × {:.0} points, {scale} pixels a point", size.x, size.y));
    line("Settings", settings(app));
    line("Model in use", card(app, &app.draft.source, secrets));
    for source in app.cards.keys().filter(|source| **source != app.draft.source) {
        line("Model", card(app, source, secrets));
    }
    line("Picture", picture(app));
    line("Last run", run(app, secrets));
    for notice in app.notices.told() {
        line("Notice", notice_line(notice, secrets));
    }
    text
}

fn system() -> String {
    let os = std::env::consts::OS;
    let name = std::fs::read_to_string("/etc/os-release").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=").map(str::to_owned))?;
        Some(line.trim_matches('"').replace('/', " ")) // a slash is taken for a path
    });
    name.map_or_else(|| os.to_owned(), |name| format!("{os}, {name}"))
}

/// What the kernels could use of this processor, and what they were told to.
fn features() -> String {
    #[cfg(target_arch = "x86_64")]
    let found: Vec<&str> = [
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
        ("avx512vl", std::arch::is_x86_feature_detected!("avx512vl")),
        ("avx512vnni", std::arch::is_x86_feature_detected!("avx512vnni")),
    ]
    .into_iter()
    .filter_map(|(name, has)| has.then_some(name))
    .collect();
    #[cfg(not(target_arch = "x86_64"))]
    let found: Vec<&str> = Vec::new();
    let asked = std::env::var("PALIMPSEST_ISA").map_or_else(|_| String::new(), |isa| format!(", asked for {isa}"));
    format!("{}{asked}", if found.is_empty() { "none".to_owned() } else { found.join(" ") })
}

/// Settings that say nothing of the person; of all others that they are there, and of lists how long they are.
const HARMLESS: [&str; 9] =
    ["theme", "scale", "language", "threads", "undo_mb", "tiles_mb", "journal_mb", "keys", "brush"];

fn settings(app: &App) -> String {
    let Ok(Value::Object(mut all)) = serde_json::to_value(&app.settings) else { return String::new() };
    for (name, value) in &mut all {
        if !HARMLESS.contains(&name.as_str()) {
            *value = value.as_array().map_or(Value::Null, |list| Value::from(list.len()));
        }
    }
    Value::Object(all).to_string()
}

/// A model by its layout, not by its name or place.
fn card(app: &App, source: &Source, secrets: &Secrets) -> String {
    let kind = if *source == Source::Builtin { "built-in" } else { "folder" };
    match app.cards.get(source) {
        None => format!("{kind}, not read yet"),
        Some(Err(error)) => format!("{kind}, refused: {}", secrets.kept(error)),
        Some(Ok(card)) => {
            let ModelCard { family, prediction, native_px, latent_channels, unet_channels, .. } = &**card;
            let parts: Vec<String> =
                card.parts.iter().map(|(part, parameters, _)| format!("{part:?} {parameters}")).collect();
            format!(
                "{kind}, {family:?}, {prediction:?}, {native_px} px, {latent_channels} latent and {unet_channels} UNet \
                 channels, parameters {}",
                parts.join(", ")
            )
        }
    }
}

fn picture(app: &App) -> String {
    let Some(document) = app.document() else { return "none".to_owned() };
    let extent = document.extent();
    format!(
        "{} × {}, {:?} bits, {} layers, mask {}, history {} MB",
        extent.width,
        extent.height,
        document.depth(),
        document.layers().len(),
        document.has_mask(),
        document.history_bytes() >> 20
    )
}

/// Method, steps and time of the newest run; never its words.
fn run(app: &App, secrets: &Secrets) -> String {
    let Some(run) = &app.run else { return "none".to_owned() };
    let recipe = &run.job.recipe;
    let took: Vec<String> = run
        .candidates
        .iter()
        .map(|candidate| {
            let calls = candidate.output.unet_calls;
            format!("{:.2} s for {calls} calls", candidate.took.as_secs_f32())
        })
        .collect();
    let state = match &run.state {
        State::Failed(reason) => format!("failed: {}", secrets.kept(reason)),
        other => format!("{other:?}"),
    };
    format!("{}, {} steps, {state}, {}", method::info(&recipe.method).name, recipe.sampling.steps, took.join(", "))
}

/// What went wrong; of what is merely good to know, that it was told: it tells names of files.
fn notice_line(notice: &Notice, secrets: &Secrets) -> String {
    let title = secrets.kept(&notice.title);
    if notice.level == Level::Info {
        return format!("{:?}, {title}", notice.level);
    }
    let details =
        if notice.details.is_empty() { String::new() } else { format!(" ({})", secrets.kept(&notice.details)) };
    format!("{:?}, {title}. {}{details}", notice.level, secrets.kept(&notice.sentence))
}
