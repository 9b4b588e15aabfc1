//! Runs the reference cases through the program's own code.

pub mod case;
pub mod editing;
pub mod model;
pub mod p2p;
pub mod pipeline;
pub mod real;
pub mod scheduler;

use std::panic::{AssertUnwindSafe, catch_unwind};

use case::{Case, Outcome};

/// Runs a case by its kind.
pub fn run(case: &Case) -> Outcome {
    let ended = catch_unwind(AssertUnwindSafe(|| match case.kind.as_str() {
        "tokenizer" | "text_encoder" | "vae" | "unet" => model::run(case),
        "scheduler" => scheduler::run(case),
        "txt2img" | "img2img" | "inpaint" | "ip2p" | "sdedit_pixel" => pipeline::run(case),
        "ilvr" | "ilvr_filter" | "repaint" | "repaint_schedule" | "repaint_diffusers" | "diffedit" => {
            editing::run(case)
        }
        "p2p_aligner" | "p2p_alpha" | "p2p_localblend" | "p2p" => p2p::run(case),
        "null_text" => real::run(case),
        kind => Ok(Outcome::Skipped(format!("{kind} is not built yet"))),
    }));
    match ended {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => Outcome::Failed(format!("{error:#}")),
        Err(_) => Outcome::Failed("panicked".to_owned()),
    }
}
