//! The parameter grid: an edit for each pair of values of two parameters, side by side on a sheet with labels.

pub mod axis;
mod fit;
mod label;
pub mod panel;
pub mod sheet;

use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::Receiver;
use egui::Context;

use super::App;
use super::files::{Purpose, Request};
use super::gallery::{Deed, Kept};
use super::locale::{self, Locale, retold, t};
use super::opened::Opened;
use super::widget::small;
use crate::document::Document;
use crate::edit::recipe::Recipe;
use crate::engine::{Error, Inputs, JobId, Source};
use crate::raster::Pixels;
use axis::{Axis, Choice, apply, choices};
use fit::CELL_PX;
use sheet::Layout;

/// The grid as it is filled in, and the sheet of the last one that ran.
#[derive(Default)]
pub struct Grid {
    /// From left to right.
    pub x: Axis,
    /// From top to bottom.
    pub y: Axis,
    /// What ran, or runs.
    pub sheet: Option<Sheet>,
    /// What will be written once a path was chosen.
    export: Option<Box<Layout>>,
    /// What was told of the grid last, and what that was worked out from.
    told: Option<(Told, Result<Cost, String>)>,
    /// A cell's picture that is being made small with care, by the cell's run.
    fitting: Option<Receiver<(JobId, Arc<Pixels>)>>,
}

/// How many edits a grid is, and how many network calls.
pub type Cost = (usize, usize);

/// All that the cost of a grid depends on.
#[derive(PartialEq)]
struct Told {
    base: Recipe,
    source: Source,
    axes: [Axis; 2],
    document: Option<(u64, u64)>,
    why_not: Option<String>,
    locale: Locale,
}

/// The values of one axis of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The parameter, in words.
    pub label: String,
    /// Its values, as they are written beside the cells.
    pub values: Vec<String>,
}

/// A sheet: cells row by row.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// From left to right.
    pub x: Line,
    /// From top to bottom, where there is a second axis.
    pub y: Option<Line>,
    /// All of them.
    pub cells: Vec<Cell>,
    /// What all have in common, and what it ran on.
    base: Recipe,
    inputs: Inputs,
    /// The document whose gallery has its results, once one is there.
    of: Option<u64>,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What makes it.
    pub recipe: Recipe,
    /// Its place in the queue, while it waits.
    waiting: u64,
    /// Its run, once it was begun.
    job: Option<JobId>,
    /// Its result in the gallery, once it is there.
    pub result: Option<u64>,
    /// What the sheet shows of it.
    pub picture: Option<Arc<Pixels>>,
    /// All of its result, until the picture is made of it with care.
    whole: Option<Arc<Pixels>>,
}

/// What the grid would cost.
pub struct Outlook {
    /// Its edits.
    pub recipes: Vec<Recipe>,
    /// Their axes.
    pub lines: (Line, Option<Line>),
    /// Network calls of all.
    pub calls: usize,
}

impl App {
    /// The cells that are there, of how many; none without a sheet.
    pub fn grid_done(&self) -> Option<(usize, usize)> {
        let sheet = self.grid.sheet.as_ref()?;
        Some((sheet.cells.iter().filter(|cell| cell.result.is_some()).count(), sheet.cells.len()))
    }

    /// Shows the grid's dialog.
    pub(super) fn open_grid(&mut self) {
        let all = choices(&self.draft.recipe);
        let has = |axis: &Axis| axis.key.as_ref().is_some_and(|key| all.iter().any(|choice| choice.key == *key));
        for (axis, usual) in [(&mut self.grid.x, "strength"), (&mut self.grid.y, "guidance")] {
            if !has(axis) {
                *axis = Axis::default();
                if let Some(choice) = all.iter().find(|choice| choice.key == usual) {
                    axis.choose(choice, &self.draft.recipe);
                }
            }
        }
        self.dialog = Some(super::dialog::Dialog::Grid);
    }

    /// All edits of the grid as it is filled in, and what they cost; or what is wrong, in one sentence.
    pub(super) fn grid_outlook(&self) -> Result<Outlook, String> {
        if let Some(reason) = self.why_not_wait() {
            return Err(reason);
        }
        let base = self.grid_base();
        let all = choices(&base);
        let line = |axis: &Axis| -> Result<Option<(Choice, Vec<String>)>, String> {
            let Some(choice) = axis.key.as_ref().and_then(|key| all.iter().find(|choice| choice.key == *key)) else {
                return Ok(None);
            };
            Ok(Some((choice.clone(), axis.values(choice)?)))
        };
        let (x, y) = (line(&self.grid.x)?, line(&self.grid.y)?);
        let (Some((x, xs)), y) = (if x.is_some() { (x, y) } else { (y, None) }) else {
            return Err(t!("grid-no-axis").to_owned());
        };
        if y.as_ref().is_some_and(|(y, _)| y.key == x.key) {
            return Err(t!("grid-same-axis").to_owned());
        }
        let card = self.card().ok_or_else(|| t!("grid-no-axis").to_owned())?;
        let inputs = self.inputs();
        let (mut recipes, mut calls) = (Vec::new(), 0);
        let rows: Vec<Option<&String>> = match &y {
            Some((_, ys)) => ys.iter().map(Some).collect(),
            None => vec![None],
        };
        for value_y in rows {
            for value_x in &xs {
                let mut recipe = base.clone();
                apply(&mut recipe, &x.key, value_x)?;
                if let (Some((y, _)), Some(value)) = (&y, value_y) {
                    apply(&mut recipe, &y.key, value)?;
                }
                let plan = recipe.plan(card, &inputs).map_err(|error| match error {
                    Error::Invalid { reason, .. } => retold(&reason).into_owned(),
                    other => other.to_string(),
                })?;
                calls += plan.unet_calls;
                recipes.push(recipe);
            }
        }
        let line = |choice: Choice, values| Line { label: choice.label, values };
        Ok(Outlook { recipes, lines: (line(x, xs), y.map(|(choice, values)| line(choice, values))), calls })
    }

    /// What the grid costs as it is filled in, or what is wrong; worked out anew only when something changed.
    pub(super) fn grid_cost(&mut self) -> Result<Cost, String> {
        let of = Told {
            base: self.grid_base(),
            source: self.draft.source.clone(),
            axes: [self.grid.x.clone(), self.grid.y.clone()],
            document: self.document().map(|document| (document.id(), document.revision())),
            why_not: self.why_not_wait(),
            locale: locale::spoken(),
        };
        if let Some((_, told)) = self.grid.told.as_ref().filter(|(known, _)| *known == of) {
            return told.clone();
        }
        let told = self.grid_outlook().map(|outlook| (outlook.recipes.len(), outlook.calls));
        self.grid.told = Some((of, told.clone()));
        told
    }

    /// The draft from its beginning: a grid branches nowhere.
    fn grid_base(&self) -> Recipe {
        let mut base = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        base.branch = None;
        base
    }

    /// Sends all edits of the grid to the queue.
    pub(super) fn run_grid(&mut self) {
        let Ok(outlook) = self.grid_outlook() else { return };
        if self.queue.waiting().len() + outlook.recipes.len() > super::queue::MOST {
            self.notices.error(t!("queue-full"), t!("queue-full-told", most = super::queue::MOST));
            return;
        }
        let (base, inputs) = (self.grid_base(), self.inputs());
        self.has_run = true;
        let (x, y) = outlook.lines;
        let mut cells = Vec::new();
        for recipe in outlook.recipes {
            let about = sheet::values_of(cells.len(), &x, y.as_ref());
            let Some(waiting) = self.wait_with(recipe.clone(), inputs.clone(), 1, Some(about)) else { return };
            cells.push(Cell { recipe, waiting, job: None, result: None, picture: None, whole: None });
        }
        self.grid.sheet = Some(Sheet { x, y, cells, base, inputs, of: None });
    }

    /// An edit of the queue begins: maybe a cell's.
    pub(super) fn grid_begins(&mut self, waiting: u64, job: JobId) {
        let cells = self.grid.sheet.iter_mut().flat_map(|sheet| &mut sheet.cells);
        if let Some(cell) = cells.into_iter().find(|cell| cell.waiting == waiting) {
            cell.job = Some(job);
        }
    }

    /// A result has just come into the gallery by this id: maybe a cell's.
    pub(super) fn grid_takes(&mut self, job: JobId, id: u64) {
        let (Some(sheet), Some(opened)) = (&mut self.grid.sheet, &self.opened) else { return };
        let Some(cell) = sheet.cells.iter_mut().find(|cell| cell.job == Some(job)) else { return };
        cell.result = Some(id);
        sheet.of = Some(opened.document.id());
        if let Some(Kept::Whole(part)) = opened.history.get(id).map(|entry| &entry.pixels) {
            let hasty = small(part, CELL_PX).map(Arc::new);
            cell.whole = hasty.is_some().then(|| Arc::clone(part));
            cell.picture = Some(hasty.unwrap_or_else(|| Arc::clone(part)));
        }
    }

    /// How a cell stands that has no picture.
    pub(super) fn cell_told(&self, cell: &Cell) -> &'static str {
        let runs = |job| self.run.as_ref().is_some_and(|run| run.id() == job && run.is_active());
        if cell.job.is_some_and(runs) {
            t!("grid-cell-runs")
        } else if self.queue.waiting().iter().any(|waiting| waiting.id == cell.waiting) {
            t!("grid-cell-waits")
        } else {
            t!("grid-cell-none")
        }
    }

    /// Asks where to write the sheet to: as it is now.
    pub(super) fn export_grid(&mut self, ctx: &Context) {
        let Some(sheet) = &self.grid.sheet else { return };
        let words = sheet.base.prompt.target.trim();
        let title = panel::title(sheet);
        let title = if words.is_empty() { title } else { format!("{words}\n{title}") };
        self.grid.export = Some(Box::new(Layout::new(ctx, sheet, &title)));
        let path = self.sheet_path();
        self.pick(Purpose::Sheet, Some(path));
    }

    /// Where the sheet is written to, as first proposed.
    pub(super) fn sheet_path(&self) -> PathBuf {
        let mut path = self.opened().map(Opened::export_path).unwrap_or_default();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        path.set_file_name(format!("{} grid.png", stem.trim_end_matches(" edited")));
        path
    }

    /// Writes the sheet.
    pub(super) fn write_grid(&mut self, mut path: PathBuf) {
        let (Some(layout), Some(sheet)) = (self.grid.export.take(), &self.grid.sheet) else { return };
        path.set_extension("png");
        let (recipe, inputs) = (Box::new(sheet.base.clone()), sheet.inputs.clone());
        self.ask_files(Request::Sheet { layout, recipe, inputs, path });
    }

    /// All settings of a cell come back, its result is shown.
    pub(super) fn recall_cell(&mut self, ctx: &Context, at: usize) {
        let Some(sheet) = &self.grid.sheet else { return };
        let Some(cell) = sheet.cells.get(at) else { return };
        let recipe = cell.recipe.clone();
        // In another document's gallery the same id is another result.
        let is_here = sheet.of == self.document().map(Document::id);
        match cell.result.filter(|_| is_here) {
            Some(id) if self.results().iter().any(|entry| entry.id == id) => {
                self.do_with_result(ctx, id, Deed::Recall);
                self.do_with_result(ctx, id, Deed::Look);
            }
            _ => self.draft.restore(recipe),
        }
    }
}

/// An axis has no values, or too many.
fn wrong_count(label: &str, count: usize) -> String {
    t!("grid-wrong-count", label = label, count = count, most = axis::MOST)
}

/// A value is none of its parameter.
fn out_of_range(label: &str, value: &str, least: f64, most: f64) -> String {
    t!("grid-out-of-range", label = label, value = value, least = least.to_string(), most = most.to_string())
}
