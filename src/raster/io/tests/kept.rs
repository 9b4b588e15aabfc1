//! What comes back from a file: samples, profile, EXIF, recipe, notes.

use super::*;

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
                assert!(back.pixels == pixels, "{format:?} {extent:?}");
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
            _ => assert!(back == pixels, "{format:?}"),
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

#[test]
fn a_mask_is_a_grey_png() {
    let mask = Mask::new(Extent::new(16, 16), (0..=255).collect::<Vec<_>>()).unwrap();
    let image = image::load_from_memory(&mask.to_png().unwrap()).unwrap();
    assert_eq!(image.color(), image::ColorType::L8);
    assert_eq!(image.into_luma8().into_raw(), mask.coverage());
}

#[test]
fn what_our_own_files_keep_comes_back_as_it_was() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        for extent in [Extent::new(1, 1), Extent::new(37, 21)] {
            // An orientation that would be applied and a profile that would be left out elsewhere.
            let pixels = picture(extent, depth).with_profile(Some([1, 2, 3].into())).with_exif(Some(block(6).into()));
            let png = keep(&pixels).unwrap();
            let again = kept(&png).unwrap();
            assert_eq!((again.samples(), again.extent()), (pixels.samples(), extent));
            assert_eq!((again.profile(), again.exif()), (pixels.profile(), pixels.exif()));
            let sample = if depth == Depth::Sixteen { 2 } else { 1 };
            assert_eq!(kept_bytes(&png[..PNG_HEAD as usize]).unwrap(), 4 * sample * extent.area());
        }
    }
    let grey = Mask::from_pixels(&kept(&Mask::filled(Extent::new(3, 2), 77).to_png().unwrap()).unwrap());
    assert_eq!(grey, Mask::filled(Extent::new(3, 2), 77));
    assert!(kept(b"GIF89a").is_err() && kept_bytes(b"\x89PNG").is_err());
}
