//! A temporary folder, pictures in it, and the program run there.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of its own; gone with the value.
pub(crate) struct Folder(tempfile::TempDir);

/// What the program said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }
    /// The program in this folder, without a display.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_palimpsest"));
        command.args(arguments).current_dir(self.0.path()).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command
    }
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }
    /// Runs what must work; its standard output.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.stderr);
        assert_eq!(said.stderr, "", "{arguments:?}");
        said.stdout
    }
    /// Runs what the caller did wrong; the sentence.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {}{}", said.stdout, said.stderr);
        let sentence = said.stderr.strip_prefix("error: ").unwrap_or_else(|| panic!("{arguments:?}: {}", said.stderr));
        assert!(sentence.ends_with('\n') && sentence.lines().count() == 1, "{arguments:?}: {sentence}");
        assert!(sentence.trim().len() > 8, "{arguments:?}: {sentence}");
        sentence.trim().into()
    }
    /// Names of what lies here, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The last line of `--json`.
pub(crate) fn last_line(stdout: &str) -> Value {
    serde_json::from_str(stdout.lines().last().unwrap()).unwrap()
}

/// A picture with something everywhere, alpha included.
pub(crate) fn picture(width: u32, height: u32) -> image::RgbaImage {
    image::RgbaImage::from_fn(width, height, |x, y| {
        image::Rgba([(x * 3 + y) as u8, (y * 5) as u8, (x * y / 7) as u8, 254 - ((x + y) % 97) as u8])
    })
}

/// The same with 16 bits, low bytes in use.
pub(crate) fn picture16(width: u32, height: u32) -> image::ImageBuffer<image::Rgba<u16>, Vec<u16>> {
    image::ImageBuffer::from_fn(width, height, |x, y| {
        let [x, y] = [x, y].map(|px| px as u16);
        let mix = |a: u16, b: u16| x.wrapping_mul(a).wrapping_add(y.wrapping_mul(b));
        image::Rgba([mix(197, 31), mix(7, 401), mix(129, 513), 65_535 - mix(3, 11) % 20_000])
    })
}

/// An opaque picture of one size, saved as the name's ending says.
pub(crate) fn save_rgb(path: &Path, width: u32, height: u32) {
    image::DynamicImage::ImageRgba8(picture(width, height)).to_rgb8().save(path).unwrap();
}

/// A mask that is white in a rectangle.
pub(crate) fn save_mask(path: &Path, size: (u32, u32), (x, y, width, height): (u32, u32, u32, u32)) {
    let inside = |px, py| px >= x && px < x + width && py >= y && py < y + height;
    image::GrayImage::from_fn(size.0, size.1, |px, py| image::Luma([if inside(px, py) { 255 } else { 0 }]))
        .save(path)
        .unwrap();
}

/// The arguments of a cheap edit of in.png to out.png, and more.
pub(crate) fn cheap<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["edit", "in.png", "-o", "out.png", "--steps", "2", "--guidance", "1"], more].concat()
}
