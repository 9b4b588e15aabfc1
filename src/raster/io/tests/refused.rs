//! What is refused: cut, damaged, too large.

use super::*;

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
