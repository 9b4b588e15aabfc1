//! Pictures and words in, pictures out.

use crate::program::{Folder, cheap, last_line, picture, save_mask, save_rgb};

#[test]
fn an_edit_changes_the_picture_and_keeps_its_size() {
    let folder = Folder::new();
    picture(77, 51).save(folder.path("in.png")).unwrap();
    let stdout = folder.done(&cheap(&["--prompt", "a cat on a beach"]));
    assert!(stdout.contains("out.png"), "{stdout}");
    let out = image::open(folder.path("out.png")).unwrap();
    assert_eq!((out.width(), out.height()), (77, 51));
    assert_ne!(out.to_rgba8(), picture(77, 51));
}

#[test]
fn every_output_format_can_be_read_again() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 48);
    for name in ["out.png", "out.jpg", "out.jpeg", "out.webp", "out.tiff", "out.tif", "OUT.PNG"] {
        let stdout = folder.done(&["edit", "in.png", "-o", name, "--steps", "1", "--guidance", "1"]);
        let out = image::ImageReader::open(folder.path(name)).unwrap().with_guessed_format().unwrap().decode().unwrap();
        assert_eq!((out.width(), out.height()), (64, 48), "{name}");
        assert_eq!(stdout.contains("JPEG can't promise"), name.contains(".jp"), "{name}: {stdout}");
    }
}

#[test]
fn quiet_says_nothing_and_json_says_what_was_done() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    save_mask(&folder.path("mask.png"), (64, 64), (8, 8, 24, 16));
    assert_eq!(folder.done(&cheap(&["--quiet"])), "");
    let stdout = folder.done(&cheap(&["--json", "--seed", "7", "--mask", "mask.png", "--strength", "1"]));
    for line in stdout.lines() {
        let _: serde_json::Value = serde_json::from_str(line).unwrap();
    }
    assert!(stdout.contains("\"denoise\""), "{stdout}");
    let done = &last_line(&stdout)["done"];
    assert_eq!((done["output"].as_str(), done["seed"].as_u64()), (Some("out.png"), Some(7)));
    assert_eq!(done["unet_calls"], 2, "guidance 1 has no second pass");
    assert!(done["seconds"].as_f64().unwrap() > 0.0);
    let region = &done["region"];
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|side| region[side].as_u64().unwrap());
    assert!(x <= 8 && y <= 8 && x + width >= 32 && y + height >= 24, "{region} covers the mask");
    assert!(width < 64 || height < 64 || (x, y) == (0, 0), "{region} lies in the picture");
}

#[test]
fn previews_are_one_picture_a_step() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    folder.done(&[
        "edit",
        "in.png",
        "-o",
        "out.png",
        "--steps",
        "3",
        "--strength",
        "1",
        "--guidance",
        "1",
        "--previews",
        "steps",
    ]);
    let mut names: Vec<_> = std::fs::read_dir(folder.path("steps"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["step-000.png", "step-001.png", "step-002.png"]);
    let first = image::open(folder.path("steps/step-000.png")).unwrap();
    assert_eq!((first.width(), first.height()), (64, 64));
    assert_ne!(first, image::open(folder.path("steps/step-002.png")).unwrap());
}

#[test]
fn words_seed_guidance_and_negative_words_move_the_picture() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    let variants: [&[&str]; 6] = [
        &["--prompt", "a cat", "--guidance", "4"],
        &["--prompt", "a dog", "--guidance", "4"],
        &["--prompt", "a cat", "--guidance", "8"],
        &["--prompt", "a cat", "--guidance", "4", "--negative", "snow"],
        &["--prompt", "a cat", "--guidance", "4", "--seed", "1"],
        &["--prompt", "a cat", "--guidance", "4", "--eta", "1", "--strength", "0.9"],
    ];
    let mut seen = Vec::new();
    for variant in variants {
        folder.done(&[&["edit", "in.png", "-o", "out.png", "--steps", "3", "--metadata", "none"], variant].concat());
        let bytes = folder.bytes("out.png");
        assert!(!seen.contains(&bytes), "{variant:?} changed nothing");
        seen.push(bytes);
    }
}

#[test]
fn each_method_runs_and_accepts_general_options() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    save_mask(&folder.path("mask.png"), (64, 64), (16, 16, 24, 24));
    let listed: serde_json::Value = serde_json::from_str(&folder.done(&["methods", "--json"])).unwrap();
    for method in listed["methods"].as_array().unwrap() {
        let name = method["name"].as_str().unwrap();
        folder.done(&cheap(&[
            "--method",
            name,
            "--source",
            "a cat",
            "--prompt",
            "a dog",
            "--mask",
            "mask.png",
            "--strength",
            "0.9",
        ]));
        std::fs::remove_file(folder.path("out.png")).unwrap();
    }
}

#[test]
fn an_animated_gif_opens_its_first_frame_and_says_so() {
    let folder = Folder::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(std::fs::File::create(folder.path("in.gif")).unwrap());
    encoder.encode_frames((0..2).map(|_| image::Frame::new(picture(40, 30)))).unwrap();
    drop(encoder);
    let stdout = folder.done(&["edit", "in.gif", "-o", "out.png", "--steps", "1", "--guidance", "1"]);
    assert!(stdout.contains("first frame"), "{stdout}");
}

#[test]
fn generate_makes_pictures_of_the_size_asked_for() {
    let folder = Folder::new();
    let cheap = ["generate", "-o", "out.png", "--prompt", "a red car", "--steps", "1", "--guidance", "1", "--size"];
    folder.done(&[&cheap[..], &["72x40"]].concat());
    let out = image::open(folder.path("out.png")).unwrap();
    assert_eq!((out.width(), out.height()), (72, 40));
}

#[test]
fn threads_do_not_change_the_bytes() {
    let folder = Folder::new();
    picture(96, 80).save(folder.path("in.png")).unwrap();
    save_mask(&folder.path("mask.png"), (96, 80), (20, 20, 40, 30));
    let mut results = Vec::new();
    for threads in ["1", "2"] {
        let more = ["--threads", threads, "--prompt", "a cat", "--mask", "mask.png", "--eta", "0.5", "--guidance", "4"];
        folder.done(&[&["edit", "in.png", "-o", "out.png", "--steps", "4"], &more[..]].concat());
        results.push(folder.bytes("out.png"));
    }
    assert!(results[0] == results[1], "1 and 2 threads gave different bytes");
}
