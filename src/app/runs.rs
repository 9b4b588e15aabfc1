//! Runs: the draft is sent, stopped, branched; a candidate becomes a layer.

use egui::Context;

use super::App;
use super::canvas::Compare;
use super::layering::settle_accepted;
use super::locale::t;
use super::opened::Opened;
use super::run::Run;
use crate::document::{Document, LayerId};
use crate::edit::recipe::{Branch, Recipe};
use crate::engine::{Command as Ask, Inputs, Job, JobId, JobKind, Source};
use crate::raster::{Extent, Pixels, Rect};

impl App {
    /// Runs the draft.
    pub(super) fn edit(&mut self) {
        let waits = self.is_waiting_used();
        // The button can't be pressed then, but its keys can.
        if let Some(why) = if waits { self.why_not_wait() } else { self.why_not() } {
            return self.notices.info(t!("why-title"), why);
        }
        if waits {
            return self.enqueue();
        }
        if std::mem::replace(&mut self.has_run, true) {
            self.draft.next_seed();
        }
        let recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        let (inputs, candidates) = (self.inputs(), self.draft.candidates);
        self.start(recipe, inputs, candidates, None);
    }

    /// A neutral ground for methods that paint from words alone.
    fn blank(&mut self, recipe: &Recipe) {
        let native = self.card().map_or(256, |card| card.native_px);
        let extent = recipe.region.extent.unwrap_or(Extent::new(native, native));
        let pixels = Pixels::filled(extent, [128, 128, 128, 255]);
        self.opened = Some(Opened::new(t!("runs-from-words").into(), None, pixels));
        self.canvas_fit();
    }

    /// Sends a run. One that leaves another's step keeps the whole family; any other begins a new one.
    pub(super) fn start(&mut self, recipe: Recipe, inputs: Inputs, candidates: usize, parent: Option<(JobId, usize)>) {
        self.start_of(self.draft.source.clone(), recipe, inputs, candidates, parent);
    }

    /// The same with a model of its own.
    pub(super) fn start_of(
        &mut self,
        source: Source,
        recipe: Recipe,
        inputs: Inputs,
        candidates: usize,
        parent: Option<(JobId, usize)>,
    ) {
        if self.opened.is_none() {
            self.blank(&recipe);
        }
        if parent.is_some() {
            self.family.extend(self.run.take());
            self.family.prune(parent);
            self.drop_preview();
        } else {
            self.drop_run();
        }
        self.say(&recipe.prompt.target);
        let id = self.new_job();
        let job = Job { id, kind: JobKind::Run, source, recipe, inputs, candidates };
        self.run = Some(Run { parent, ..Run::new(job.clone()) });
        self.engine.send(Ask::Run(job));
    }

    pub(super) fn new_job(&mut self) -> JobId {
        let id = JobId(self.next_job);
        self.next_job += 1;
        id
    }

    /// Looks at another run of the family: its strip, its candidates.
    pub(super) fn visit(&mut self, id: JobId, step: Option<usize>) {
        if self.run.as_ref().is_some_and(Run::is_active) {
            return;
        }
        self.drop_preview();
        if let Some(mut run) = self.family.take(id) {
            run.step = step;
            run.glance = None;
            run.resting = false;
            if let Some(left) = self.run.replace(run) {
                self.family.put(left);
            }
        }
    }

    /// Forgets the runs; what still goes on is stopped.
    pub(super) fn drop_run(&mut self) {
        self.family.clear();
        if let Some(run) = self.run.take().filter(Run::is_active) {
            self.engine.send(Ask::Cancel(run.id()));
        }
        self.drop_preview();
    }

    /// Forgets the live preview.
    pub(super) fn drop_preview(&mut self) {
        if let Some(run) = self.preview.take().filter(Run::is_active) {
            self.engine.send(Ask::Cancel(run.id()));
        }
    }

    /// Stops what runs, now.
    pub(super) fn stop(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.is_active()) {
            run.paused = false;
            self.engine.send(Ask::Cancel(run.id()));
        }
    }

    /// Candidate → layer.
    pub(super) fn accept(&mut self) {
        // One that is asked for twice comes once.
        let is_free = self.preview.is_none() && !self.is_changing();
        let Some(run) = self.run.as_ref().filter(|run| is_free && run.step.is_none()) else { return };
        let Some(output) = run.candidate().map(|candidate| std::sync::Arc::clone(&candidate.output)) else { return };
        let (id, inputs, before) = (run.id(), run.inputs().clone(), run.accepted.clone());
        let (recipe, pixels) = (output.recipe.clone(), std::sync::Arc::clone(&output.pixels));
        self.become_layer(recipe, pixels, output.rect, inputs, before, move |app, layer| {
            if let Some(run) = app.run.as_mut().filter(|run| run.id() == id) {
                run.discard();
                run.accepted.push(layer);
                run.resting = true;
            }
        });
    }

    /// A result becomes a layer: above the one that was edited, beside those that came `before` it from its run. `then`
    /// hears of it when it is there.
    pub(super) fn become_layer(
        &mut self,
        recipe: Recipe,
        pixels: std::sync::Arc<Pixels>,
        rect: Rect,
        inputs: Inputs,
        before: Vec<LayerId>,
        then: impl FnOnce(&mut Self, LayerId) + 'static,
    ) {
        let over = self.sight.layer_of(&inputs);
        let words = recipe.prompt.target.trim();
        let name = if words.is_empty() { t!("command-edit").to_owned() } else { words.to_owned() };
        let mask = inputs.mask.clone();
        let work = move |document: &mut Document| {
            document.begin("Accept result");
            let made = document.accept(name.as_str(), &pixels, rect, mask.as_deref(), Some(recipe.clone()));
            if let Ok(layer) = made {
                settle_accepted(document, layer, over, &before, &name);
            }
            document.commit();
            made.map(Some).map_err(|error| error.to_string())
        };
        self.change_of(rect.extent().area(), work, move |app, answer| match answer {
            Ok(Some(layer)) => {
                if let Some(opened) = &mut app.opened {
                    opened.made.insert(layer, inputs);
                    opened.choose(layer);
                }
                then(app, layer);
            }
            Ok(None) => {}
            Err(reason) => app.notices.error(t!("notice-no-accept"), reason),
        });
    }

    /// Branches from the step that is looked at, with the words and sliders as they are now.
    pub(super) fn continue_from(&mut self) {
        if !self.can_continue() {
            return;
        }
        let Some(run) = &self.run else { return };
        let Some(step) = run.step else { return };
        let left = (run.id(), step + 1);
        let parent = run.job.recipe.candidate(run.shown);
        let inputs = run.inputs().clone();
        let mut recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        // The same way up to here: what the noise was drawn from must not change.
        (recipe.sampling.seed, recipe.sampling.variation) = (parent.sampling.seed, parent.sampling.variation);
        recipe.sampling.steps = parent.sampling.steps;
        if recipe.sampling.grid() != parent.sampling.grid() {
            // A step of that run lies on no level of the other sampler.
            (recipe.sampling.sampler, recipe.sampling.karras) = (parent.sampling.sampler, parent.sampling.karras);
        }
        recipe.region = parent.region.clone();
        recipe.branch = Some(Branch { parent: Box::new(parent), step: step + 1 });
        self.start(recipe, inputs, 1, Some(left));
    }

    /// Leaves the innermost thing that can be left.
    pub(super) fn escape(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() {
            ctx.memory_mut(|memory| {
                if let Some(id) = memory.focused() {
                    memory.surrender_focus(id);
                }
            });
        } else if self.run.as_ref().is_some_and(Run::is_active) {
            self.stop();
        } else if self.edges.cancel() | self.beside.cancel() {
            // What is left is what was there before.
        } else if self.is_proving() {
            self.prove(ctx);
        } else if self.leave_result() {
        } else if self.has_gallery() {
            self.toggle_gallery();
        } else if self.shown_run().is_some_and(|run| run.step.is_some()) {
            if let Some(run) = self.shown_run_mut() {
                run.step = None;
            }
        } else if self.preview.is_some() {
            self.draft.live = false;
            self.drop_preview();
        } else if self.run.as_ref().is_some_and(|run| run.candidate().is_some()) {
            if let Some(run) = &mut self.run {
                run.discard();
            }
        } else if self.leaves_handles() {
            self.leave_handles();
        } else if self.full_canvas {
            self.full_canvas = false;
        } else if self.is_split() {
            self.compare = Compare::Off;
        } else {
            self.notices.dismiss();
        }
    }
}
