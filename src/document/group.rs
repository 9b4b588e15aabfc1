//! Groups: layers that are shown, hidden and named together, as the results of one run.

use serde::{Deserialize, Serialize};

use super::Document;
use super::change::Change;
use super::layer::LayerId;

/// A group's name for the life of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupId(pub(super) u64);

impl GroupId {
    /// As a file has it.
    pub const fn of(number: u64) -> Self {
        Self(number)
    }
}

/// A name and a switch for several layers; which ones is their own knowledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name for the life of the document.
    pub id: GroupId,
    /// As the layers list shows it.
    pub name: String,
    /// Whether its layers may show.
    pub visible: bool,
}

impl Document {
    /// All groups, in the order in which they were made.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether a layer takes part in the picture: it and its group are visible.
    pub fn shows(&self, id: LayerId) -> bool {
        self.layer(id).is_some_and(|layer| super::flatten::shows(layer, &self.groups))
    }

    /// Puts these layers into a new group, as one step, and returns its name. Layers that aren't there are passed over.
    pub fn group_layers(&mut self, name: impl Into<String>, layers: &[LayerId]) -> GroupId {
        let id = GroupId(self.next_group);
        let mut groups = self.groups.clone();
        groups.push(Group { id, name: name.into(), visible: true });
        self.as_one("Group layers", |document| {
            document.next_group += 1;
            document.record("Group layers".into(), Change::SetGroups { groups });
            for &layer in layers {
                document.set_layer(layer, |look| look.group = Some(id));
            }
        });
        id
    }

    /// Gives a group another name or visibility.
    pub fn set_group(&mut self, id: GroupId, set: impl FnOnce(&mut Group)) {
        let mut groups = self.groups.clone();
        let Some(group) = groups.iter_mut().find(|group| group.id == id) else { return };
        let before = group.clone();
        set(group);
        group.id = id;
        let name = match (group.visible, group.visible == before.visible) {
            (_, true) => "Rename group",
            (true, false) => "Show group",
            (false, false) => "Hide group",
        };
        if *group != before {
            self.record(name.into(), Change::SetGroups { groups });
        }
    }

    /// Takes a group away; its layers stay.
    pub fn ungroup(&mut self, id: GroupId) {
        let groups: Vec<_> = self.groups.iter().filter(|group| group.id != id).cloned().collect();
        if groups.len() == self.groups.len() {
            return;
        }
        let own = |layer: &&super::Layer| layer.look.group == Some(id);
        let layers: Vec<_> = self.layers.iter().filter(own).map(|layer| layer.id).collect();
        self.as_one("Ungroup layers", |document| {
            for layer in layers {
                document.set_layer(layer, |look| look.group = None);
            }
            document.record("Ungroup layers".into(), Change::SetGroups { groups });
        });
    }
}
