//! Files in and out: what is kept, what is refused.

use std::fs;
use std::io::Cursor;
use std::sync::Arc;

use exif::{In, Tag, Value};
use image::{DynamicImage, ImageEncoder as _, ImageFormat};

use super::super::{Depth, Mask, Samples};
use super::*;

/// A little of everything: all alphas, transparent pixels with colours, every value of a sample's low byte.
fn picture(extent: Extent, depth: Depth) -> Pixels {
    let value = |i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    let alpha = |i: u64, full: u64| [0, 1, full / 2, full, full][(i / 4 % 5) as usize];
    let all = |full: u64| {
        (0..extent.area() * 4).map(move |i| if i % 4 == 3 { alpha(i, full) } else { value(i) * full / 65535 })
    };
    let samples = match depth {
        Depth::Eight => Samples::Eight(all(255).map(|v| v as u8).collect()),
        Depth::Sixteen => Samples::Sixteen(all(65535).map(|v| v as u16).collect()),
    };
    Pixels::new(extent, samples).unwrap()
}

fn opaque(extent: Extent) -> Pixels {
    // Smooth, so that JPEG keeps it.
    let colour = |i: u64| {
        let (x, y) = ((i % u64::from(extent.width)) as u8, (i / u64::from(extent.width)) as u8);
        [x.saturating_mul(3), y.saturating_mul(3), 90, 255]
    };
    Pixels::new(extent, Samples::Eight((0..extent.area()).flat_map(colour).collect())).unwrap()
}

fn export(format: Format, metadata: Metadata) -> Export {
    Export { format, quality: 95, metadata }
}

const FORMATS: [Format; 4] = [Format::Png, Format::Jpeg, Format::WebP, Format::Tiff];

fn profile() -> Arc<[u8]> {
    moxcms::ColorProfile::new_display_p3().encode().unwrap().into()
}

/// A block with a camera's name, an orientation and a user comment of somebody else's.
fn block(orientation: u16) -> Vec<u8> {
    let field = |tag, value| exif::Field { tag, ifd_num: In::PRIMARY, value };
    let fields = [
        field(Tag::Make, Value::Ascii(vec![b"Pinhole".to_vec()])),
        field(Tag::Orientation, Value::Short(vec![orientation])),
        field(Tag::ISOSpeed, Value::Long(vec![400])),
        field(Tag::GPSLatitudeRef, Value::Ascii(vec![b"N".to_vec()])),
    ];
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|f| writer.push_field(f));
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}

fn make_of(block: &[u8]) -> Option<Vec<u8>> {
    let parsed = exif::Reader::new().read_raw(block.to_vec()).unwrap();
    match &parsed.get_field(Tag::Make, In::PRIMARY)?.value {
        Value::Ascii(words) => words.first().cloned(),
        _ => None,
    }
}

#[test]
fn lossless_formats_keep_every_sample_alpha_and_profile() {
    for extent in [Extent::new(1, 1), Extent::new(37, 21), Extent::new(333, 517)] {
        for depth in [Depth::Eight, Depth::Sixteen] {
            let pixels = picture(extent, depth).with_profile(Some(profile()));
            for format in [Format::Png, Format::Tiff, Format::WebP] {
                if depth == Depth::Sixteen && format == Format::WebP {
                    continue;
                }
                let back = decode(&encode(&pixels, &export(format, Metadata::None)).unwrap()).unwrap();
                assert_eq!(back.pixels, pixels, "{format:?} {extent:?}");
                assert_eq!((back.recipe, back.notes), (None, Vec::new()));
            }
        }
    }
}

#[test]
fn opaque_pictures_are_written_without_alpha() {
    let pixels = opaque(Extent::new(40, 30));
    for format in FORMATS {
        let bytes = encode(&pixels, &export(format, Metadata::None)).unwrap();
        assert!(!image::load_from_memory(&bytes).unwrap().color().has_alpha(), "{format:?}");
        let back = decode(&bytes).unwrap().pixels;
        match format {
            Format::Jpeg => {
                let worst = pixels.to_rgba8().iter().zip(back.to_rgba8().iter()).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(worst.unwrap() <= 12, "{worst:?}");
            }
            _ => assert_eq!(back, pixels),
        }
    }
}

#[test]
fn jpeg_is_flattened_over_white_and_rounded() {
    let extent = Extent::new(16, 16);
    let grey = |rgba: [u16; 4]| Pixels::new(extent, Samples::Sixteen(rgba.repeat(256))).unwrap();
    let best = Export { format: Format::Jpeg, quality: 100, metadata: Metadata::None };
    for (rgba, expected) in [([0, 0, 0, 0], 255_u8), ([0, 0, 0, 32896], 127), ([40000, 40000, 40000, 65535], 156)] {
        let [r, g, b, a] = decode(&encode(&grey(rgba), &best).unwrap()).unwrap().pixels.rgba8(8, 8);
        assert!(r.abs_diff(expected) <= 1 && r == g && g == b && a == 255, "{rgba:?}: {r}");
    }
}

#[test]
fn exif_is_kept_upright_or_left_out() {
    let pixels = opaque(Extent::new(24, 16)).with_exif(Some(block(1).into())).with_profile(Some(profile()));
    for format in FORMATS {
        let kept = decode(&encode(&pixels, &export(format, Metadata::Original)).unwrap()).unwrap().pixels;
        assert_eq!(make_of(kept.exif().unwrap()).unwrap(), b"Pinhole", "{format:?}");
        if format != Format::Tiff {
            assert_eq!(kept.exif(), pixels.exif(), "{format:?}");
        }
        assert_eq!(kept.profile(), pixels.profile());
        let left = decode(&encode(&pixels, &export(format, Metadata::None)).unwrap()).unwrap().pixels;
        assert_eq!((left.exif(), left.profile()), (None, pixels.profile()), "{format:?}");
    }
}

#[test]
fn every_orientation_is_applied_and_reset() {
    // Rows R G B / W K Y; where each pixel of the upright picture comes from (EXIF 2.32, 4.6.4).
    let upright: [[u8; 2]; 9] = [[0, 0], [0, 0], [2, 0], [2, 1], [0, 1], [0, 0], [0, 1], [2, 1], [2, 0]];
    let stored = picture(Extent::new(3, 2), Depth::Eight);
    for orientation in 1..=8_u16 {
        let [x, y] = upright[usize::from(orientation)].map(u32::from);
        for format in [Format::Png, Format::WebP] {
            let turned = stored.clone().with_exif(Some(block(orientation).into()));
            let opened = decode(&encode(&turned, &export(format, Metadata::Original)).unwrap()).unwrap().pixels;
            let turns = orientation >= 5;
            assert_eq!(opened.extent(), if turns { Extent::new(2, 3) } else { Extent::new(3, 2) });
            assert_eq!(opened.rgba8(0, 0), stored.rgba8(x, y), "{format:?} {orientation}");
            // Along the upright picture's first row.
            let step = |v: u32, last: u32| if v == 0 { 1 } else { last - 1 };
            let next = if turns { stored.rgba8(x, step(y, 1)) } else { stored.rgba8(step(x, 2), y) };
            assert_eq!(opened.rgba8(1, 0), next, "{format:?} {orientation}");
            assert_eq!(opened.exif().unwrap(), block(1), "{format:?} {orientation}");
        }
        let jpeg = opaque(Extent::new(40, 24)).with_exif(Some(block(orientation).into()));
        let opened = decode(&encode(&jpeg, &export(Format::Jpeg, Metadata::Original)).unwrap()).unwrap().pixels;
        assert_eq!(opened.extent().width, if orientation >= 5 { 24 } else { 40 });
        assert_eq!(opened.exif().unwrap(), block(1));
    }
}

#[test]
fn a_turned_tiff_is_turned() {
    let stored = picture(Extent::new(3, 2), Depth::Sixteen);
    let mut bytes = encode(&stored, &export(Format::Tiff, Metadata::None)).unwrap();
    let entry = bytes.windows(8).position(|w| w == [18, 1, 3, 0, 1, 0, 0, 0]).unwrap();
    bytes[entry + 8] = 6;
    let opened = decode(&bytes).unwrap().pixels;
    assert_eq!(opened.extent(), Extent::new(2, 3));
    assert_eq!(opened.rgba16(0, 0), stored.rgba16(0, 1));
    assert_eq!(opened.rgba16(1, 0), stored.rgba16(0, 0));
}

#[test]
fn premultiplied_tiffs_are_straightened() {
    let pixels = Pixels::filled(Extent::new(2, 2), [50, 100, 128, 128]);
    let mut bytes = encode(&pixels, &export(Format::Tiff, Metadata::None)).unwrap();
    let entry = bytes.windows(8).position(|w| w == [82, 1, 3, 0, 1, 0, 0, 0]).unwrap();
    bytes[entry + 8] = 1;
    assert_eq!(decode(&bytes).unwrap().pixels.rgba8(1, 1), [100, 199, 255, 128]);
}

#[test]
fn recipes_travel_in_every_format() {
    let short = r#"{"prompt":"ein rötlicher Apfel 🍎","seed":7}"#.to_owned();
    let long = format!(r#"{{"mask":"{}"}}"#, "AbC0".repeat(60_000));
    let pixels = opaque(Extent::new(24, 16)).with_exif(Some(block(1).into()));
    for format in FORMATS {
        for recipe in [&short, &long] {
            let bytes = encode(&pixels, &export(format, Metadata::Recipe(recipe.clone()))).unwrap();
            let opened = decode(&bytes).unwrap();
            assert_eq!(opened.recipe.as_ref(), Some(recipe), "{format:?}");
            let kept = opened.pixels.exif().unwrap();
            assert_eq!(make_of(kept).unwrap(), b"Pinhole", "{format:?}");
            // It is not carried on by an export that does not ask for it.
            let again = encode(&opened.pixels, &export(format, Metadata::Original)).unwrap();
            let again = decode(&again).unwrap();
            assert_eq!(again.recipe, None, "{format:?}");
            assert_eq!(make_of(again.pixels.exif().unwrap()).unwrap(), b"Pinhole", "{format:?}");
        }
        let bare = opaque(Extent::new(8, 8));
        let bytes = encode(&bare, &export(format, Metadata::Recipe(short.clone()))).unwrap();
        assert_eq!(decode(&bytes).unwrap().recipe.as_ref(), Some(&short), "{format:?}");
    }
}

#[test]
fn a_recipe_in_plain_and_in_compressed_text_is_found_and_a_bomb_is_not_unpacked() {
    let with_text = |add: &dyn Fn(&mut ::png::Encoder<'_, &mut Vec<u8>>)| {
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 1, 1);
        add(&mut encoder);
        encoder.write_header().unwrap().write_image_data(&[0]).unwrap();
        decode(&bytes).unwrap()
    };
    let plain = with_text(&|e| e.add_text_chunk("palimpsest".into(), "{}".into()).unwrap());
    assert_eq!(plain.recipe.as_deref(), Some("{}"));
    let packed = with_text(&|e| e.add_ztxt_chunk("palimpsest".into(), "{1}".into()).unwrap());
    assert_eq!(packed.recipe.as_deref(), Some("{1}"));
    let other = with_text(&|e| e.add_text_chunk("parameters".into(), "{}".into()).unwrap());
    assert_eq!(other.recipe, None);
    let bomb = with_text(&|e| e.add_ztxt_chunk("palimpsest".into(), "0".repeat(65 << 20)).unwrap());
    assert_eq!((bomb.recipe, bomb.notes.len()), (None, 1));
}

#[test]
fn an_exif_block_too_large_for_jpeg_is_an_error() {
    let pixels = opaque(Extent::new(8, 8)).with_exif(Some(vec![0; 70_000].into()));
    let refused = encode(&pixels, &export(Format::Jpeg, Metadata::Original)).unwrap_err();
    assert!(refused.to_string().contains("EXIF"), "{refused}");
    assert!(encode(&pixels, &export(Format::Jpeg, Metadata::None)).is_ok());
    let wide = Pixels::filled(Extent::new(70_000, 1), [0; 4]);
    assert!(encode(&wide, &export(Format::Jpeg, Metadata::None)).is_err());
    assert!(encode(&wide, &export(Format::WebP, Metadata::None)).is_err());
    assert_eq!(decode(&encode(&wide, &export(Format::Png, Metadata::None)).unwrap()).unwrap().pixels, wide);
}

#[test]
fn other_kinds_of_samples_become_rgba() {
    let grey8 = DynamicImage::ImageLuma8(image::ImageBuffer::from_fn(5, 3, |x, y| image::Luma([(x * 40 + y) as u8])));
    let alpha8 = DynamicImage::ImageLumaA8(image::ImageBuffer::from_pixel(5, 3, image::LumaA([9, 77])));
    let grey16 = DynamicImage::ImageLuma16(image::ImageBuffer::from_pixel(5, 3, image::Luma([12_345])));
    let float = DynamicImage::ImageRgb32F(image::ImageBuffer::from_pixel(5, 3, image::Rgb([0.5, 1.0, 2.0])));
    let opened = |image: &DynamicImage, format| {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        decode(bytes.get_ref()).unwrap().pixels
    };
    assert_eq!(opened(&grey8, ImageFormat::Png).rgba8(3, 2), [122, 122, 122, 255]);
    assert_eq!(opened(&alpha8, ImageFormat::Png).rgba8(3, 2), [9, 9, 9, 77]);
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        assert_eq!(opened(&grey16, format).rgba16(1, 1), [12_345, 12_345, 12_345, 65_535]);
    }
    assert_eq!(opened(&float, ImageFormat::Tiff).rgba16(0, 0), [32_768, 65_535, 65_535, 65_535]);
    // A palette of two colours, one transparent, one bit a pixel.
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, 2, 1);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::One);
    encoder.set_palette(vec![1, 2, 3, 4, 5, 6]);
    encoder.set_trns(vec![0, 255]);
    encoder.write_header().unwrap().write_image_data(&[0b0100_0000]).unwrap();
    assert_eq!(decode(&bytes).unwrap().pixels, {
        Pixels::new(Extent::new(2, 1), Samples::Eight(vec![1, 2, 3, 0, 4, 5, 6, 255])).unwrap()
    });
}

#[test]
fn a_grey_profile_is_left_out_with_a_note() {
    let grey = moxcms::ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
    encoder.set_icc_profile(grey).unwrap();
    encoder.write_image(&[99; 64], 8, 8, image::ExtendedColorType::L8).unwrap();
    let opened = decode(&bytes).unwrap();
    assert_eq!((opened.pixels.profile(), opened.notes.len()), (None, 1));
}

/// One valid file of each kind that can be opened, with metadata where the format has it.
fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let recipe = || Metadata::Recipe(r#"{"prompt":"x"}"#.to_owned());
    let rich =
        |depth| picture(Extent::new(23, 17), depth).with_exif(Some(block(6).into())).with_profile(Some(profile()));
    let mut files = vec![
        ("png 16", encode(&rich(Depth::Sixteen), &export(Format::Png, recipe())).unwrap()),
        ("webp extended", encode(&rich(Depth::Eight), &export(Format::WebP, recipe())).unwrap()),
        ("tiff", encode(&rich(Depth::Eight), &export(Format::Tiff, recipe())).unwrap()),
        ("jpeg", encode(&rich(Depth::Eight), &export(Format::Jpeg, recipe())).unwrap()),
    ];
    let plain = opaque(Extent::new(20, 10));
    let simple = plain.to_rgba8().into_owned();
    let image = DynamicImage::ImageRgba8(image::RgbaImage::from_raw(20, 10, simple).unwrap());
    let formats = [("png", ImageFormat::Png), ("gif", ImageFormat::Gif), ("webp", ImageFormat::WebP)];
    for (name, format) in formats.into_iter().chain([("tiff of another writer", ImageFormat::Tiff)]) {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        files.push((name, bytes.into_inner()));
    }
    files.push(("animated gif", animation()));
    files
}

fn animation() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for value in [10, 200] {
        let frame = image::RgbaImage::from_pixel(9, 7, image::Rgba([value, 0, 0, 255]));
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

#[test]
fn a_file_cut_anywhere_is_an_error() {
    for (name, bytes) in one_of_each() {
        let opened = decode(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        for length in 0..bytes.len() {
            let cut = decode(&bytes[..length]);
            assert!(cut.is_err(), "{name} cut to {length} of {} bytes opens", bytes.len());
        }
        // What follows a picture is not part of it.
        if !name.starts_with("tiff") {
            let followed = [bytes, b"more".to_vec()].concat();
            assert_eq!(decode(&followed).unwrap().pixels, opened.pixels, "{name}");
        }
    }
}

#[test]
fn damaged_files_never_panic() {
    // One byte after the other turned over, and runs of them blanked.
    for (_, bytes) in one_of_each() {
        for at in 0..bytes.len().min(700) {
            for change in [0xFF, 0x01] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                decode(&damaged).ok();
            }
            let mut damaged = bytes.clone();
            let end = (at + 9).min(bytes.len());
            damaged[at..end].fill(0xFF);
            decode(&damaged).ok();
        }
    }
}

#[test]
fn a_jpeg_cut_in_its_scan_and_a_png_with_a_wrong_checksum_are_errors() {
    let jpeg = encode(&opaque(Extent::new(200, 200)), &export(Format::Jpeg, Metadata::None)).unwrap();
    let cut = decode(&jpeg[..jpeg.len() / 2]).unwrap_err();
    assert!(cut.to_string().contains("cut"), "{cut}");
    let mut png = encode(&opaque(Extent::new(20, 20)), &export(Format::Png, Metadata::None)).unwrap();
    let end = png.len();
    png[end - 1] ^= 1;
    assert!(decode(&png).unwrap_err().to_string().contains("checksum"));
    png[end - 1] ^= 1;
    png[end - 14] ^= 1;
    assert!(decode(&png).is_err());
}

#[test]
fn animations_open_their_first_frame_and_say_so() {
    let opened = decode(&animation()).unwrap();
    assert_eq!(opened.pixels.extent(), Extent::new(9, 7));
    assert!(opened.pixels.rgba8(3, 3)[0].abs_diff(10) < 4);
    assert_eq!(opened.notes, ["animated GIF: only the first frame is opened"]);
    let mut apng = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut apng, 2, 2);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[7; 4]).unwrap();
    writer.write_image_data(&[9; 4]).unwrap();
    writer.finish().unwrap();
    let opened = decode(&apng).unwrap();
    assert_eq!(opened.pixels.rgba8(1, 1), [7, 7, 7, 255]);
    assert_eq!(opened.notes, ["animated PNG: only the first frame is opened"]);
}

/// The header of a picture of that size, and nothing else.
fn headers(width: u32, height: u32) -> Vec<(&'static str, Vec<u8>)> {
    let (w, h) = (width.to_be_bytes(), height.to_be_bytes());
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &w, &h, &[8, 6, 0, 0, 0, 0, 0, 0, 0]].concat();
    let (w16, h16) = ((width as u16).to_be_bytes(), (height as u16).to_be_bytes());
    let jpeg = [&[0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8], h16.as_slice(), &w16, &[1, 1, 0x11, 0]].concat();
    let gif =
        [b"GIF89a".as_slice(), &(width as u16).to_le_bytes(), &(height as u16).to_le_bytes(), &[0, 0, 0]].concat();
    let entry = |tag: u16, v: u32| [tag.to_le_bytes().as_slice(), &[4, 0, 1, 0, 0, 0], &v.to_le_bytes()].concat();
    let tiff = [b"II*\0\x08\0\0\0\x02\0".as_slice(), &entry(256, width), &entry(257, height), &[0; 4]].concat();
    vec![("png", png), ("jpeg", jpeg), ("gif", gif), ("tiff", tiff)]
}

#[test]
fn headers_that_ask_for_too_much_or_nothing_are_told_as_that() {
    for (name, bytes) in headers(60_000, 60_000) {
        let refused = decode(&bytes).unwrap_err();
        assert!(matches!(refused, Error::TooLarge { width: 60_000, limit: 300, .. }), "{name}: {refused}");
    }
    for (name, bytes) in headers(0, 5).into_iter().chain(headers(5, 0)) {
        let refused = decode(&bytes).unwrap_err();
        assert!(matches!(&refused, Error::Decode { reason } if reason.contains("no pixels")), "{name}: {refused}");
    }
    let canvas = [0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0x7F];
    let webp = [b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".as_slice(), &canvas].concat();
    assert!(matches!(decode(&webp).unwrap_err(), Error::TooLarge { width: 0x80_0000, .. }));
}

#[test]
fn what_is_no_picture_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).unwrap();
        open(&folder.path().join(name)).unwrap_err().to_string()
    };
    let text = at("text.png", b"not a picture at all");
    assert!(text.contains("not a picture format that can be opened (PNG, JPEG, WebP, TIFF, GIF)"), "{text}");
    assert!(text.ends_with("text.png"), "{text}");
    assert!(at("empty.png", b"").contains("the file is empty"));
    assert!(at("cut.png", b"\x89PNG\r\n\x1a\n").contains("cut"));
    assert!(open(folder.path()).unwrap_err().to_string().contains("it is a folder"));
    assert!(open(&folder.path().join("missing.png")).unwrap_err().to_string().contains("no such file"));
    assert!(decode(b"").is_err());
}

#[test]
fn the_content_tells_the_format_not_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jpg");
    let pixels = picture(Extent::new(9, 9), Depth::Sixteen);
    save(&pixels, &export(Format::Png, Metadata::None), &path).unwrap();
    assert_eq!(open(&path).unwrap().pixels, pixels);
    assert_eq!(Format::of_path(&path), Some(Format::Jpeg));
    assert_eq!(Format::of_path(Path::new("B.TIFF")), Some(Format::Tiff));
    assert_eq!(Format::of_path(Path::new("x.gif")), None);
    assert_eq!(Format::of_path(Path::new("png")), None);
}

#[test]
fn files_are_replaced_whole_and_refusals_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.bin");
    write_atomically(b"first", &path).unwrap();
    write_atomically(b"second", &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
    let refused = |path: &Path| write_atomically(b"x", path).unwrap_err().to_string();
    assert!(refused(&folder.path().join("none/out.bin")).contains("the folder does not exist"));
    assert!(refused(folder.path()).contains("it is a folder"));
    assert!(refused(&path.join("out.bin")).contains("folder"));
    assert!(refused(Path::new("")).contains("not the name of a file"));
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(refused(&path).contains("read-only"));
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions_and_a_link_its_place() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("out.bin"), folder.path().join("link.bin"));
    write_atomically(b"first", &path).unwrap();
    assert_ne!(fs::metadata(&path).unwrap().permissions().mode() & 0o044, 0);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&path, &link).unwrap();
    write_atomically(b"second", &link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_mask_is_a_grey_png() {
    let mask = Mask::new(Extent::new(16, 16), (0..=255).collect()).unwrap();
    let image = image::load_from_memory(&mask.to_png().unwrap()).unwrap();
    assert_eq!(image.color(), image::ColorType::L8);
    assert_eq!(image.into_luma8().into_raw(), mask.coverage());
}
