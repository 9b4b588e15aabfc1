//! The walls between the rooms of `src/` (see ARCHITECTURE.md): who may name whom.
//!
//! Every file is parsed. Seen are `use` trees (groups, renames, globs), `super::` and `self::` resolved by the file's
//! place, full paths in expressions, types and macros, and `palimpsest::` in `main.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// A room, the paths below the crate's root that it may name, the outside names that it must not name.
struct Room {
    name: &'static str,
    may: &'static [&'static str],
    must_not: &'static [&'static [&'static str]],
}

const NETWORKS: &[&str] = &["candle_core", "candle_nn", "tokenizers", "safetensors"];
const WINDOW: &[&str] =
    &["egui", "eframe", "egui_system_font_provider", "egui_wgpu", "wgpu", "winit", "rfd", "arboard", "lucide_icons"];
const TERMINAL: &[&str] = &["clap", "indicatif", "ctrlc", "anyhow"];
const THREADS: &[&str] = &["crossbeam_channel", "thread_priority", "std::thread", "std::sync::mpsc"];
const PICTURE_FILES: &[&str] = &["image", "png", "exif", "moxcms"];

/// The table of ARCHITECTURE.md.
const ROOMS: &[Room] = &[
    Room { name: "raster", may: &[], must_not: &[NETWORKS, WINDOW, TERMINAL, THREADS] },
    Room { name: "tensor", may: &["raster"], must_not: &[WINDOW, TERMINAL, THREADS, PICTURE_FILES] },
    Room { name: "model", may: &["tensor", "raster"], must_not: &[WINDOW, TERMINAL, THREADS, PICTURE_FILES] },
    Room { name: "diffusion", may: &["model", "tensor"], must_not: &[WINDOW, TERMINAL, THREADS, PICTURE_FILES] },
    Room {
        name: "edit",
        may: &["diffusion", "model", "tensor", "raster"],
        must_not: &[WINDOW, TERMINAL, THREADS, PICTURE_FILES],
    },
    Room { name: "document", may: &["edit::recipe", "raster"], must_not: &[NETWORKS, WINDOW, TERMINAL, THREADS] },
    Room { name: "engine", may: &["edit", "model", "raster"], must_not: &[WINDOW, TERMINAL, PICTURE_FILES] },
    Room {
        name: "measure",
        may: &["engine", "edit", "diffusion", "model", "tensor", "raster"],
        must_not: &[WINDOW, TERMINAL, PICTURE_FILES],
    },
    Room {
        name: "cli",
        may: &["engine", "edit", "measure", "model", "raster"],
        must_not: &[NETWORKS, WINDOW, PICTURE_FILES],
    },
    Room {
        name: "app",
        may: &["engine", "document", "edit::recipe", "raster"],
        must_not: &[NETWORKS, TERMINAL, PICTURE_FILES],
    },
];

/// What the binary may name of the library.
const MAIN: Room = Room { name: "main", may: &["app", "cli"], must_not: &[NETWORKS, WINDOW, TERMINAL] };

#[test]
fn rooms_name_only_what_they_may() {
    let src = src();
    let mut broken = Vec::new();
    for room in ROOMS {
        for file in rust_files(&src.join(room.name)) {
            let inside = file.strip_prefix(&src).unwrap();
            let text = std::fs::read_to_string(&file).unwrap();
            broken.extend(
                violations(room, &module_of(inside), &text).iter().map(|what| format!("{}: {what}", inside.display())),
            );
        }
    }
    let main = std::fs::read_to_string(src.join("main.rs")).unwrap();
    broken.extend(violations(&MAIN, &[], &main).iter().map(|what| format!("main.rs: {what}")));
    assert!(broken.is_empty(), "walls broken:\n{}", broken.join("\n"));
}

#[test]
fn every_folder_has_a_row_and_every_row_a_folder() {
    let mut folders = BTreeSet::new();
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(src()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            folders.insert(name)
        } else {
            files.insert(name)
        };
    }
    let rows: BTreeSet<String> = ROOMS.iter().map(|room| room.name.to_owned()).collect();
    assert_eq!(rows, folders, "left: rows of this table, right: folders of src/");
    let roots: BTreeSet<String> = ["lib.rs", "main.rs"].map(str::to_owned).into();
    assert_eq!(files, roots, "code lives in rooms");
}

#[test]
fn architecture_tells_every_room() {
    let text = std::fs::read_to_string(src().join("../ARCHITECTURE.md")).unwrap();
    for room in ROOMS {
        assert!(text.contains(&format!("| `{}` |", room.name)), "ARCHITECTURE.md has no row for {}", room.name);
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The module of a file: `edit/region.rs` is edit::region, `edit/mod.rs` is edit.
fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    module.pop_if(|last| last == "mod");
    module
}

/// Everything in `text`, a file of `room` that is the module `module`, that names what the room may not.
fn violations(room: &Room, module: &[String], text: &str) -> Vec<String> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{module:?}: {error}"));
    let mut reader = Reader { room, module: module.to_vec(), found: BTreeSet::new() };
    reader.visit_file(&file);
    reader.found.into_iter().collect()
}

struct Reader<'a> {
    room: &'a Room,
    module: Vec<String>,
    found: BTreeSet<String>,
}

impl Reader<'_> {
    /// Judges one path as it is written.
    fn path(&mut self, path: &[String]) {
        let Some(first) = path.first() else { return };
        let (mut place, mut rest) = match first.as_str() {
            "crate" | "palimpsest" | "$crate" => (Vec::new(), &path[1..]),
            "self" => (self.module.clone(), &path[1..]),
            "super" => (self.module.clone(), path),
            _ => return self.outside(path),
        };
        while rest.first().is_some_and(|part| part == "super") {
            place.pop();
            rest = &rest[1..];
        }
        place.extend(rest.iter().filter(|part| *part != "self").cloned());
        let own = place.first().is_some_and(|name| name == self.room.name);
        let allowed = self.room.may.iter().any(|may| starts_with(&place, may));
        if !own && !allowed {
            let shown = if place.is_empty() { "the whole crate".into() } else { place.join("::") };
            self.found.insert(format!("{} names {shown}", self.room.name));
        }
    }
    fn outside(&mut self, path: &[String]) {
        for name in self.room.must_not.iter().copied().flatten() {
            if starts_with(path, name) {
                self.found.insert(format!("{} names {name}", self.room.name));
            }
        }
    }
    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.path(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.path(&with(&rename.ident)),
            syn::UseTree::Glob(_) if before.len() == 1 && before[0] == "super" => {
                let mut parent = self.module.clone();
                parent.pop(); // what a parent module holds is its own; only the root's glob names every room
                if parent.is_empty() {
                    self.path(before);
                }
            }
            syn::UseTree::Glob(_) => self.path(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
        }
    }
}

/// Whether a path begins with `name`, whole parts compared.
fn starts_with(path: &[String], name: &str) -> bool {
    let parts: Vec<_> = name.split("::").collect();
    path.len() >= parts.len() && parts.iter().zip(path).all(|(a, b)| a == b)
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }
    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.outside(&[item.ident.to_string()]);
    }
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if parts.len() > 1 {
            self.path(&parts);
        }
        visit::visit_path(self, path); // generic arguments hold paths too
    }
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {} // pub(crate) names no room
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        for path in paths_in(&call.tokens.to_string()) {
            self.path(&path);
        }
    }
}

/// The paths of two and more parts in a macro's tokens; string literals are passed over.
fn paths_in(tokens: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut joined = false;
    let mut rest = tokens;
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if word > 0 {
            if !joined {
                paths.push(std::mem::take(&mut path));
            }
            path.push(rest[..word].to_owned());
            (joined, rest) = (false, &rest[word..]);
        } else if let Some(after) = rest.strip_prefix("::") {
            (joined, rest) = (!path.is_empty(), after);
        } else if let Some(after) = rest.strip_prefix("'\"'") {
            rest = after;
        } else if c == '"' {
            paths.push(std::mem::take(&mut path));
            (joined, rest) = (false, after_literal(&rest[1..]));
        } else {
            if !c.is_whitespace() {
                paths.push(std::mem::take(&mut path));
                joined = false;
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    paths.push(path);
    paths.retain(|path| path.len() > 1);
    paths
}

fn after_literal(text: &str) -> &str {
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return &text[i + 1..],
            _ => escaped = false,
        }
    }
    ""
}

// ---- the checker itself ----

fn told(room: &str, file: &str, text: &str) -> Vec<String> {
    let room = ROOMS.iter().find(|row| row.name == room).unwrap();
    violations(room, &module_of(Path::new(file)), text)
}

#[test]
fn checker_sees_use_trees() {
    assert_eq!(told("raster", "raster/io.rs", "use crate::edit;"), ["raster names edit"]);
    assert_eq!(told("raster", "raster/io.rs", "use crate::{raster::Mask, model::{unet, Model}};").len(), 2);
    assert_eq!(told("raster", "raster/io.rs", "use crate::{self as all};"), ["raster names the whole crate"]);
    assert_eq!(told("raster", "raster/mod.rs", "use super::*;"), ["raster names the whole crate"]);
    assert_eq!(told("engine", "engine/mod.rs", "pub use crate::app::*;"), ["engine names app"]);
    assert_eq!(told("edit", "edit/mod.rs", "use crate::{model::Model, raster::{Mask, Rect}};"), [""; 0]);
}

#[test]
fn checker_resolves_super_by_place() {
    assert_eq!(
        told("diffusion", "diffusion/sampler/ddim.rs", "use super::super::super::edit::run;"),
        ["diffusion names edit::run"]
    );
    assert_eq!(told("diffusion", "diffusion/sampler/ddim.rs", "use super::super::Step;"), [""; 0]);
    assert_eq!(told("tensor", "tensor/mod.rs", "fn f() { super::model::load() }"), ["tensor names model::load"]);
    assert_eq!(told("tensor", "tensor/a.rs", "mod tests { use super::super::super::edit; }"), ["tensor names edit"]);
    assert_eq!(told("tensor", "tensor/a.rs", "mod tests { use super::*; fn f() { self::g() } }"), [""; 0]);
}

#[test]
fn checker_sees_paths_in_code_and_macros() {
    let code = "fn f(x: &crate::engine::Job) -> Vec<crate::app::App> { crate::cli::run() }";
    assert_eq!(told("edit", "edit/a.rs", code).len(), 3);
    assert_eq!(
        told("edit", "edit/a.rs", "fn f() { println!(\"{}\", crate :: engine::x()) }"),
        ["edit names engine::x"]
    );
    assert_eq!(told("edit", "edit/a.rs", "fn f() { println!(\"crate::engine::x\") }"), [""; 0]);
    assert_eq!(told("edit", "edit/a.rs", "pub(crate) fn f() {} pub(super) struct S;"), [""; 0]);
}

#[test]
fn checker_sees_outside_crates() {
    assert_eq!(told("document", "document/a.rs", "use candle_core::Tensor;"), ["document names candle_core"]);
    assert_eq!(told("engine", "engine/a.rs", "fn f(ui: &mut ::egui::Ui) {}"), ["engine names egui"]);
    assert_eq!(told("edit", "edit/a.rs", "fn f() { std::thread::spawn(g); }"), ["edit names std::thread"]);
    assert_eq!(told("edit", "edit/a.rs", "use std::{sync::{mpsc, Arc}, time};"), ["edit names std::sync::mpsc"]);
    assert_eq!(told("app", "app/a.rs", "extern crate candle_nn;"), ["app names candle_nn"]);
    assert_eq!(told("engine", "engine/a.rs", "fn f() { std::thread::spawn(g); }"), [""; 0]);
}

#[test]
fn checker_knows_parts_of_rooms() {
    assert_eq!(told("document", "document/a.rs", "use crate::edit::recipe::{self, Recipe};"), [""; 0]);
    assert_eq!(told("document", "document/a.rs", "use crate::edit::{recipe, run};"), ["document names edit::run"]);
    assert_eq!(told("app", "app/a.rs", "use crate::edit::recipes::X;"), ["app names edit::recipes::X"]);
    assert_eq!(violations(&MAIN, &[], "use palimpsest::{app, engine};"), ["main names engine"]);
}
