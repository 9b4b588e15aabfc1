//! What is done to layers as a stack: chosen, added, copied, merged, grouped; and where accepted results go.

use super::App;
use super::command::Info;
use super::icons::Icon;
use super::locale::t;
use crate::document::{Document, GroupId, LayerId};
use crate::raster::Blend;

/// Which picture the next edit is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Uses {
    /// All visible layers together.
    #[default]
    Visible,
    /// The chosen layer on what is below it, and only where it is.
    Layer,
}

/// Something to do to layers.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Tools act on this layer from now on.
    Choose(LayerId),
    /// A new layer to paint on, above the chosen one.
    New,
    /// A copy above it.
    Duplicate(LayerId),
    /// One layer of it and the one below.
    Merge(LayerId),
    /// One place up.
    Up(LayerId),
    /// One place down.
    Down(LayerId),
    /// Kept from change, or not.
    Lock(LayerId, bool),
    /// What it does to the colours below it.
    Blend(LayerId, Blend),
    /// Shows or hides a group.
    GroupVisible(GroupId, bool),
    /// The group goes, its layers stay.
    Ungroup(GroupId),
    /// The next edit is given this.
    Use(Uses),
}

impl Deed {
    /// How it is told.
    pub fn info(&self) -> Info {
        let info = |icon, label, tooltip| Info { label, tooltip, icon };
        match self {
            Self::Choose(_) => info(Icon::MousePointerClick, t!("layer-choose"), t!("layer-choose-tip")),
            Self::New => info(Icon::FilePlus, t!("layer-new"), t!("layer-new-tip")),
            Self::Duplicate(_) => info(Icon::Copy, t!("layer-duplicate"), t!("layer-duplicate-tip")),
            Self::Merge(_) => info(Icon::ArrowDownToLine, t!("layer-merge"), t!("layer-merge-tip")),
            Self::Up(_) => info(Icon::ArrowUp, t!("layers-up"), t!("layer-up-tip")),
            Self::Down(_) => info(Icon::ArrowDown, t!("layers-down"), t!("layer-down-tip")),
            Self::Lock(_, true) => info(Icon::Lock, t!("layer-lock"), t!("layer-lock-tip")),
            Self::Lock(_, false) => info(Icon::LockOpen, t!("layer-unlock"), t!("layer-unlock-tip")),
            Self::Blend(..) => info(Icon::Blend, t!("layer-blend"), t!("layer-blend-tip")),
            Self::GroupVisible(_, true) => info(Icon::Eye, t!("layer-group-show"), t!("layer-group-visible-tip")),
            Self::GroupVisible(_, false) => info(Icon::EyeOff, t!("layer-group-hide"), t!("layer-group-visible-tip")),
            Self::Ungroup(_) => info(Icon::Ungroup, t!("layer-ungroup"), t!("layer-ungroup-tip")),
            Self::Use(_) => info(Icon::Layers, t!("layer-uses"), t!("layer-uses-tip")),
        }
    }
}

impl App {
    /// Does it.
    pub(super) fn layering(&mut self, deed: &Deed) {
        let Some(opened) = &mut self.opened else { return };
        let active = opened.active();
        match *deed {
            Deed::Choose(id) => opened.choose(id),
            Deed::New => {
                let number = opened.document.layers().len();
                let id = opened.document.add_paint_layer(t!("layer-paint-name", number = number), Some(active));
                opened.choose(id);
            }
            Deed::Duplicate(id) => {
                let Some(layer) = opened.document.layer(id) else { return };
                let name = t!("layer-copy-name", name = layer.name());
                self.change(move |document| Ok(document.duplicate_layer(id, name.clone())), Self::choose_answer);
            }
            Deed::Merge(id) => self.change(
                move |document| {
                    let below = document.place_of(id).and_then(|at| at.checked_sub(1));
                    let below = below.map(|at| document.layers()[at].id());
                    Ok(below.filter(|_| document.merge_down(id)))
                },
                Self::choose_answer,
            ),
            Deed::Up(id) | Deed::Down(id) => {
                let is_up = matches!(deed, Deed::Up(_));
                self.alter_layer(id, move |document| {
                    if let Some(from) = document.place_of(id) {
                        document.move_layer(from, if is_up { from + 1 } else { from.saturating_sub(1) });
                    }
                });
            }
            Deed::Lock(id, locked) => opened.document.set_layer(id, |look| look.locked = locked),
            Deed::Blend(id, blend) => {
                self.alter_layer(id, move |document| document.set_layer(id, |look| look.blend = blend));
            }
            Deed::GroupVisible(id, visible) => {
                let work = move |document: &mut Document| {
                    document.set_group(id, |group| group.visible = visible);
                    Ok(None)
                };
                self.change(work, |_, _| {});
            }
            Deed::Ungroup(id) => opened.document.ungroup(id),
            Deed::Use(uses) => opened.uses = uses,
        }
    }

    /// The layer that tools act on.
    pub fn active_layer(&self) -> Option<LayerId> {
        self.opened.as_ref().map(super::opened::Opened::active)
    }
}

/// Puts a layer that was just accepted where it belongs: above the layer that the edit was given, and into one group with
/// other results of the same run. Part of the open step.
pub(super) fn settle_accepted(
    document: &mut Document,
    new: LayerId,
    over: Option<LayerId>,
    before: &[LayerId],
    words: &str,
) {
    // Results of one run lie side by side, in the order in which they were accepted.
    let below = before.iter().rev().copied().find(|&id| document.layer(id).is_some()).or(over);
    if let (Some(from), Some(below)) = (document.place_of(new), below.and_then(|id| document.place_of(id))) {
        document.move_layer(from, below + 1);
    }
    let mates: Vec<_> = before.iter().copied().filter(|&id| document.layer(id).is_some()).collect();
    let group = mates.iter().find_map(|&id| document.layer(id)?.look().group);
    match group {
        Some(group) => document.set_layer(new, |look| look.group = Some(group)),
        None if !mates.is_empty() => {
            let all: Vec<_> = mates.into_iter().chain([new]).collect();
            document.group_layers(t!("layer-group-name", words = words), &all);
        }
        None => {}
    }
}
