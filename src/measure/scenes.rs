//! Ground-truth scenes: a picture, its caption, another caption, and the exact picture of that (`eval.json`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::half::Half;
use super::{Error, Result};
use crate::raster::{Extent, Mask, Pixels, io};

/// The file that lists them.
const LIST: &str = "eval.json";
/// A list of scenes is never longer, in bytes.
const LONGEST: u64 = 64 << 20;
/// Pixels differ where a channel does by more than this, 0…1: what lossy files do to a picture lies below it.
const DIFFERS: f32 = 0.08;
/// Pixels by which a mask or a changed region grows, so that the soft edge of a thing lies in it.
const EDGE: i32 = 2;

/// What an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One thing becomes another.
    Object,
    /// A thing takes another colour.
    Colour,
    /// What is round a thing.
    Scene,
    /// Hour or weather.
    Time,
    /// The way of drawing.
    Style,
}

impl Kind {
    /// By its name in the list.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.trim() {
            "object" => Ok(Self::Object),
            "colour" => Ok(Self::Colour),
            "scene" => Ok(Self::Scene),
            "time" => Ok(Self::Time),
            "style" => Ok(Self::Style),
            _ => Err("kinds of scenes are object, colour, scene, time, style".to_owned()),
        }
    }

    /// Whether all but the object stays as it is.
    pub(super) fn local(self) -> bool {
        matches!(self, Self::Object | Self::Colour)
    }
}

/// What a scene shows, as the scorer tells it; what is not said is not asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    #[serde(rename = "obj")]
    pub(super) object: Option<String>,
    pub(super) colour: Option<String>,
    pub(super) scene: Option<String>,
    pub(super) time: Option<String>,
    pub(super) style: Option<String>,
}

/// One entry of the list; what else it says is not read.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) kind: Kind,
    source: PathBuf,
    target: PathBuf,
    mask: PathBuf,
    target_mask: PathBuf,
    pub(super) caption: String,
    pub(super) edited_caption: String,
    /// Words of the captions.
    pub(super) object: String,
    pub(super) target_object: String,
    #[serde(default)]
    pub(super) target_spec: Shown,
}

/// The pictures of a scene, all of one size; planes are planar sRGB in [0, 1], regions one flag a pixel.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) extent: Extent,
    pub(super) source: Arc<Pixels>,
    pub(super) source_planes: Vec<f32>,
    pub(super) target_planes: Vec<f32>,
    /// The object of the source.
    pub(super) object: Vec<bool>,
    /// Where source and target differ.
    pub(super) changed: Vec<bool>,
    /// What a local edit must leave alone: what lies neither in the changed region nor in an object, nor close to it.
    pub(super) background: Vec<bool>,
    /// What methods that need a mask are given: both objects, or all but them where the scene round them changes; none
    /// where the whole picture does.
    pub(super) mask: Option<Arc<Mask>>,
    /// That which holds less of the source's object.
    pub(super) half: Half,
}

/// A folder of scenes, the first `limit` of those of `kinds`, of all where that is empty; every picture is there.
pub(super) fn list(folder: &Path, kinds: &[Kind], limit: Option<usize>) -> Result<Vec<Entry>> {
    let path = folder.join(LIST);
    let about = |reason: String, path: &Path| Error::Scenes { reason, path: path.to_owned() };
    if !folder.is_dir() {
        return Err(about("there is no such folder of scenes".into(), folder));
    }
    let size = std::fs::metadata(&path).map_err(|_missing| about(format!("the folder has no {LIST}"), folder))?;
    if !size.is_file() || size.len() > LONGEST {
        return Err(about("this is no list of scenes".into(), &path));
    }
    let text = std::fs::read(&path).map_err(|error| about(format!("cannot read the scenes ({error})"), &path))?;
    let mut entries: Vec<Entry> =
        serde_json::from_slice(&text).map_err(|error| about(format!("this is no list of scenes ({error})"), &path))?;
    if entries.is_empty() {
        return Err(about("the list of scenes is empty".into(), &path));
    }
    entries.retain(|entry| kinds.is_empty() || kinds.contains(&entry.kind));
    entries.truncate(limit.unwrap_or(usize::MAX));
    if entries.is_empty() {
        return Err(about("there are no scenes of these kinds".into(), &path));
    }
    for entry in &entries {
        let missing = entry.files().into_iter().map(|file| folder.join(file)).find(|file| !file.is_file());
        if let Some(file) = missing {
            return Err(about(format!("scene {} lacks a picture", entry.id), &file));
        }
    }
    Ok(entries)
}

impl Entry {
    fn files(&self) -> [&Path; 4] {
        [&self.source, &self.target, &self.mask, &self.target_mask].map(PathBuf::as_path)
    }

    /// Reads the pictures.
    pub(super) fn load(&self, folder: &Path) -> Result<Scene> {
        let pictures = self.files().map(|file| {
            let path = folder.join(file);
            let about = |reason: String| Error::Scenes { reason, path: path.clone() };
            io::open(&path)
                .map(|picture| picture.pixels)
                .map_err(|error| about(format!("scene {} has a picture that can't be read ({error})", self.id)))
        });
        let [source, target, mask, target_mask] = pictures;
        let (source, target, masks) = (source?, target?, [mask?, target_mask?].map(|mask| Mask::from_pixels(&mask)));
        let extent = source.extent();
        if target.extent() != extent || masks.iter().any(|mask| mask.extent() != extent) {
            let reason = format!("the pictures of scene {} are not all of one size", self.id);
            return Err(Error::Scenes { reason, path: folder.join(&self.source) });
        }
        let [source_planes, target_planes] = [&source, &target].map(|pixels| pixels.to_srgb_planes(extent.rect()));
        let (source_planes, target_planes) = (source_planes?.0, target_planes?.0);
        let [object, target_object] = masks.map(|mask| covered(&mask));
        let changed = differing(&source_planes, &target_planes);
        let objects = union(&object, &target_object);
        let background = grown(&union(&changed, &objects), extent)?.map(|value| 255 - value);
        let mask = match self.kind {
            Kind::Object | Kind::Colour => Some(grown(&objects, extent)?),
            Kind::Scene => Some(of(&objects, extent)?.inverted().grown(EDGE)),
            Kind::Time | Kind::Style => None,
        };
        Ok(Scene {
            extent,
            source: Arc::new(source),
            source_planes,
            target_planes,
            half: Half::emptier(&object, extent),
            object,
            changed,
            background: covered(&background),
            mask: mask.map(Arc::new),
        })
    }
}

/// One flag a pixel of planar RGB: whether some channel differs.
fn differing(a: &[f32], b: &[f32]) -> Vec<bool> {
    let area = a.len() / 3;
    (0..area).map(|at| (0..3).any(|c| (a[c * area + at] - b[c * area + at]).abs() > DIFFERS)).collect()
}

/// Where a mask is at least half painted.
pub(super) fn covered(mask: &Mask) -> Vec<bool> {
    mask.coverage().into_iter().map(|value| value >= 128).collect()
}

fn union(a: &[bool], b: &[bool]) -> Vec<bool> {
    a.iter().zip(b).map(|(&a, &b)| a || b).collect()
}

fn of(region: &[bool], extent: Extent) -> Result<Mask> {
    Ok(Mask::new(extent, region.iter().map(|&inside| u8::from(inside) * 255).collect::<Vec<_>>())?)
}

fn grown(region: &[bool], extent: Extent) -> Result<Mask> {
    Ok(of(region, extent)?.grown(EDGE))
}
