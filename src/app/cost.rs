//! What an edit would cost before it runs: network calls by its plan, seconds by how fast the last one was.

use std::collections::BTreeMap;

use super::App;
use super::locale::t;
use crate::edit::recipe::Recipe;
use crate::engine::{Event, MethodInfo, Source};

/// What plans of all methods depend on.
type Key = (Recipe, Source, Option<(u64, u64)>);

/// Calls of each method for the draft as it stands, and the pace of the last run.
#[derive(Default)]
pub struct Costs {
    of: Option<Key>,
    /// None where a method can't run as things are.
    calls: BTreeMap<&'static str, Option<usize>>,
    /// Seconds a network call took with this model, all that an edit does beside them included.
    pace: Option<(Source, f64)>,
}

impl App {
    /// What a method would cost with the draft's words, steps and mask; none where it can't run as things are.
    pub(super) fn cost_of(&mut self, info: &'static MethodInfo) -> Option<String> {
        let at = self.document().map(|document| (document.id(), document.revision()));
        let key = (self.draft.recipe.clone(), self.draft.source.clone(), at);
        if self.costs.of.as_ref() != Some(&key) {
            (self.costs.of, self.costs.calls) = (Some(key), BTreeMap::new());
        }
        let calls = if let Some(&calls) = self.costs.calls.get(info.name) {
            calls
        } else {
            let card = self.card().cloned()?;
            let mut draft = self.draft.clone();
            draft.choose(info);
            if draft.recipe.prompt.source.trim().is_empty() {
                "a picture".clone_into(&mut draft.recipe.prompt.source); // its words cost the same, whatever they are
            }
            let calls = draft.recipe_for(Some(&card)).plan(&card, &self.inputs()).ok().map(|plan| plan.unet_calls);
            self.costs.calls.insert(info.name, calls);
            calls
        };
        calls.map(|calls| self.told(calls))
    }

    /// "40 network calls, about 3 s".
    pub(super) fn told(&self, calls: usize) -> String {
        let pace = self.costs.pace.as_ref().filter(|(source, _)| *source == self.draft.source);
        match pace.map(|(_, pace)| pace * calls as f64) {
            Some(seconds) if seconds < 10.0 => {
                t!("cost-calls-seconds", calls = calls, seconds = format!("{seconds:.1}"))
            }
            Some(seconds) => t!("cost-calls-seconds", calls = calls, seconds = format!("{seconds:.0}")),
            None => t!("cost-calls", calls = calls),
        }
    }

    /// Learns the pace from a candidate.
    pub(super) fn hear_of_cost(&mut self, event: &Event) {
        let Event::Candidate { job, output, took, .. } = event else { return };
        let ran = output.unet_calls.saturating_sub(output.reused);
        if let Some(run) = self.run.as_ref().filter(|run| run.id() == *job && ran > 0) {
            self.costs.pace = Some((run.job.source.clone(), took.as_secs_f64() / ran as f64));
        }
    }
}
