//! Selections: what is picked by colour, by a layer or from a file becomes mask, worked out beside the window; the last
//! one comes back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Modifiers;

use super::App;
use super::edge::Make;
use super::files::Request;
use super::locale::t;
use super::tool::{Pick, Sample, ToolKind};
use crate::document::{Combine, Content, Document, LayerId};
use crate::raster::{Mask, Pixels, select};

/// Pictures that differ by no more than this, of 255, don't differ: less is rounding.
const SAME: f32 = 2.0;

/// What is remembered of selections.
#[derive(Debug, Default)]
pub struct Selection {
    /// The last mask that was not empty, and of which document.
    last: Option<(u64, Arc<Mask>)>,
    /// The name under which the mask will be kept.
    pub name: String,
    /// What was picked by colour last.
    picked: Option<Picked>,
}

/// A pick by colour, which can be done again with other settings as long as nothing was done since.
#[derive(Debug)]
struct Picked {
    document: u64,
    pick: Pick,
    tool: ToolKind,
    /// The mask that it was joined with.
    onto: Arc<Mask>,
    /// The document's before it, and with it, once that is there.
    before: u64,
    after: Option<u64>,
}

/// What a mask can be made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Where this layer covers.
    Alpha(LayerId),
    /// Where this layer differs from what is below it.
    Layer(LayerId),
    /// Where two layers differ, each by itself.
    Between(LayerId, LayerId),
    /// Where the picture differs from the opened one.
    Opened,
    /// A mask that was kept as this layer.
    Kept(LayerId),
}

impl App {
    /// How a shape that a button makes is joined with the mask: as the held keys say, or as it is set.
    pub(super) fn join_of(&self, modifiers: Modifiers) -> Combine {
        self.toolbox.kit().join_of(modifiers, false)
    }

    /// What is like the touched pixel is joined with the mask.
    pub(super) fn select_like(&mut self, pick: Pick) {
        let Some(document) = self.document() else { return };
        let (id, before, onto) = (document.id(), document.revision(), Arc::clone(document.mask()));
        let tool = self.toolbox.active;
        self.selection.picked = Some(Picked { document: id, pick, tool, onto, before, after: None });
        if let Some(make) = self.like(pick, tool) {
            self.cut(name_of(tool), pick.combine, make);
        }
    }

    /// The settings of the tool changed: the pick that was just done is done again, in the place of the last one.
    pub(super) fn select_again(&mut self) {
        let Some(opened) = &self.opened else { return };
        let (document, tool) = (&opened.document, self.toolbox.active);
        let Some(picked) = self.selection.picked.as_ref().filter(|picked| picked.tool == tool) else { return };
        let is_last = picked.after == Some(document.revision()) && document.undo_name() == Some(name_of(tool));
        if picked.document != document.id() || !(is_last || self.edges.is_again()) {
            return;
        }
        let (pick, onto) = (picked.pick, Arc::clone(&picked.onto));
        let Some(make) = self.like(pick, tool) else { return };
        let Some(opened) = &self.opened else { return };
        self.edges.again(name_of(tool), pick.combine, make, onto, &opened.document);
    }

    /// Remembers which state of the document the last pick made, when it is done.
    pub(super) fn tend_pick(&mut self) {
        let Some(revision) = self.document().map(Document::revision).filter(|_| !self.edges.is_busy()) else { return };
        if let Some(picked) = &mut self.selection.picked
            && (picked.after.is_none() || self.edges.take_was_again())
        {
            picked.after = (revision != picked.before).then_some(revision);
            if picked.after.is_none() {
                self.selection.picked = None;
            }
        }
    }

    /// Makes what is like the touched pixel, by the settings as they are.
    fn like(&self, pick: Pick, tool: ToolKind) -> Option<Make> {
        let opened = self.opened.as_ref()?;
        let settings = self.toolbox.pick;
        let pixels = match settings.sample {
            Sample::Merged => opened.document.flattened(),
            Sample::Original => opened.document.original(),
        };
        let Pick { x, y, combine } = pick;
        let value = self.toolbox.brush.coverage();
        Some(Box::new(move || {
            let shape = if tool == ToolKind::Range {
                settings.range().of(&pixels, pixels.rgba16(x, y))
            } else {
                settings.wand().of(&pixels, x, y)
            };
            let shape = shape.map_err(|error| error.to_string())?;
            let takes = matches!(combine, Combine::Subtract | Combine::Intersect);
            // As with the shapes: what adds writes the brush's value.
            let times = |covered: u8| ((u32::from(covered) * u32::from(value) + 127) / 255) as u8;
            Ok(if takes || value == 255 { shape } else { shape.map(times) })
        }))
    }

    /// A mask from a layer, a difference, or one that was kept.
    pub(super) fn select_from(&mut self, origin: Origin) {
        let Some(document) = self.document() else { return };
        // One of a layer that is gone is none.
        let Some((name, make)) = make(document, origin) else { return };
        self.cut(name, self.toolbox.join, make);
    }

    /// Remembers the mask while there is one.
    pub(super) fn tend_selection(&mut self) {
        let Some(opened) = &self.opened else { return };
        let document = &opened.document;
        if document.has_mask() && !document.is_open() {
            self.selection.last = Some((document.id(), Arc::clone(document.mask())));
        }
    }

    /// The last mask, when there is none now.
    pub(super) fn last_selection(&self) -> Option<&Arc<Mask>> {
        let document = self.document().filter(|document| !document.has_mask())?;
        let (id, mask) = self.selection.last.as_ref()?;
        (*id == document.id() && mask.extent() == document.extent()).then_some(mask)
    }

    /// The last mask comes back.
    pub(super) fn reselect(&mut self) {
        let Some(mask) = self.last_selection().cloned() else { return };
        let Some(opened) = &mut self.opened else { return };
        if let Err(error) = opened.document.set_mask("Reselect", &mask) {
            self.notices.error(t!("notice-no-mask"), error.to_string());
        }
        self.show_mask = true;
    }

    /// Keeps the mask under a name, as a layer.
    pub(super) fn keep_selection(&mut self, name: &str) {
        let Some(opened) = self.opened.as_mut().filter(|opened| opened.document.has_mask()) else { return };
        opened.document.keep_mask(name);
        self.selection.name.clear();
    }

    /// A picture that was read becomes mask.
    pub(super) fn import_selection(&mut self, name: &str, pixels: Pixels) {
        let Some(document) = self.document() else { return };
        let (is, must) = (pixels.extent(), document.extent());
        if is != must {
            let told = t!(
                "select-import-scaled",
                width = is.width,
                height = is.height,
                to_width = must.width,
                to_height = must.height
            );
            self.notices.info(name, told);
        }
        let make = move || select::of_picture(&pixels, must).map_err(|error| error.to_string());
        self.cut("Import mask", self.toolbox.join, make);
    }

    /// Where the mask is written to, as first proposed.
    pub(super) fn mask_path(&self) -> PathBuf {
        let Some(opened) = self.opened() else { return PathBuf::new() };
        let path = opened.export_path();
        let stem =
            Path::new(&opened.name).file_stem().map_or_else(|| "picture".into(), std::ffi::OsStr::to_string_lossy);
        path.with_file_name(format!("{stem} mask.png"))
    }

    /// Writes the mask as a grey PNG.
    pub(super) fn export_selection(&mut self, path: PathBuf) {
        let Some(document) = self.document() else { return };
        let mask = Arc::clone(document.mask());
        let is_png = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
        let path = if is_png { path } else { path.with_extension("png") };
        self.ask_files(Request::WriteMask { mask, path });
    }
}

/// The step that a pick by colour is.
fn name_of(tool: ToolKind) -> &'static str {
    if tool == ToolKind::Range { "Colour range" } else { "Magic wand" }
}

/// The step's name and what makes the mask.
fn make(document: &Document, origin: Origin) -> Option<(&'static str, Make)> {
    let differ = |a: &Pixels, b: &Pixels| select::difference(a, b, SAME).map_err(|error| error.to_string());
    match origin {
        Origin::Alpha(id) => {
            let alone = document.layer_alone(id)?;
            let make = move || select::alpha(&alone.composed()).map_err(|error| error.to_string());
            Some(("Mask from layer", Box::new(make)))
        }
        Origin::Layer(id) => {
            let [below, with] = document.layer_and_below(id)?;
            Some(("Mask from difference", Box::new(move || differ(&below.composed(), &with.composed()))))
        }
        Origin::Between(one, other) => {
            let (one, other) = (document.layer_alone(one)?, document.layer_alone(other)?);
            Some(("Mask from difference", Box::new(move || differ(&one.composed(), &other.composed()))))
        }
        Origin::Opened => {
            let (now, opened) = (document.flattened(), document.original());
            Some(("Mask from difference", Box::new(move || differ(&now, &opened))))
        }
        Origin::Kept(id) => {
            let Content::Mask(mask) = document.layer(id)?.content() else { return None };
            let mask = Mask::clone(mask);
            Some(("Load mask", Box::new(move || Ok(mask))))
        }
    }
}
