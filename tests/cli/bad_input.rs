//! What callers do wrong: exit 2, one line that begins with `error: `, no output, never a panic.

use serde_json::{Value, json};

use crate::models;
use crate::program::{Folder, cheap, picture, save_mask, save_rgb};

/// A case: what is wrong, the arguments, and a word that the sentence must hold.
struct Case {
    what: String,
    arguments: Vec<String>,
    word: &'static str,
}

fn case(what: &str, arguments: &[&str], word: &'static str) -> Case {
    Case { what: what.into(), arguments: arguments.iter().map(|&argument| argument.into()).collect(), word }
}

/// The cheap edit with more arguments (clap refuses an option typed twice, so what is wrong comes alone).
fn with(what: &str, more: &[&str], word: &'static str) -> Case {
    case(what, &[&["edit", "in.png", "-o", "out.png"], more].concat(), word)
}

/// The cheap edit of another input.
fn of(input: &str, word: &'static str) -> Case {
    case(input, &["edit", input, "-o", "out.png", "--steps", "1", "--guidance", "1"], word)
}

#[test]
fn pictures() {
    let folder = prepared();
    let cases = [
        of("missing.png", "missing.png"),
        of("text.png", "text.png"),
        of("empty.png", "empty.png"),
        of("cut.png", "cut.png"),
        of("cut-late.png", "cut-late.png"),
        of("cut.jpg", "cut.jpg"),
        of("cut-late.jpg", "cut-late.jpg"),
        of("cut.webp", "cut.webp"),
        of("cut.tiff", "cut.tiff"),
        of("cut.gif", "cut.gif"),
        of("flipped.png", "flipped.png"),
        of("bomb.png", "60000×60000"),
        of("zero.png", "zero.png"),
        of("folder", "folder"),
        of("", ""),
    ];
    refuse(&folder, &cases);
}

#[test]
fn masks() {
    let folder = prepared();
    let cases = [
        with("of another size", &["--mask", "small-mask.png"], "32×32"),
        with("turned", &["--mask", "turned-mask.png"], "64"),
        with("cut", &["--mask", "cut.png"], "cut.png"),
        with("black", &["--mask", "black-mask.png"], "empty"),
        with("missing", &["--mask", "missing.png"], "missing.png"),
        with("text", &["--mask", "text.png"], "text.png"),
        with("a folder", &["--mask", "folder"], "folder"),
    ];
    refuse(&folder, &cases);
}

#[test]
fn recipes() {
    let folder = prepared();
    folder.done(&cheap(&["--mask", "mask.png", "--save-recipe", "good.json"]));
    std::fs::remove_file(folder.path("out.png")).unwrap();
    let good: Value = serde_json::from_slice(&folder.bytes("good.json")).unwrap();
    let spoilt: [(&str, &[&str], Value, &str); 13] = [
        ("unknown-field.json", &["sampling", "stepz"], json!(3), "stepz"),
        ("steps-0.json", &["sampling", "steps"], json!(0), "steps"),
        ("steps-many.json", &["sampling", "steps"], json!(1_000_000), "steps"),
        ("steps-text.json", &["sampling", "steps"], json!("many"), "steps-text.json"),
        ("guidance.json", &["sampling", "guidance"], json!(-1.0), "guidance"),
        ("eta.json", &["sampling", "eta"], json!(1.5), "eta"),
        ("reuse.json", &["sampling", "reuse"], json!(0), "reuse"),
        ("tile.json", &["region", "tile"], json!(63), "tile"),
        ("strength.json", &["method", "strength"], json!(2.0), "strength"),
        ("method.json", &["method", "name"], json!("magic"), "magic"),
        ("sampler.json", &["sampling", "sampler"], json!("magic"), "magic"),
        ("newer.json", &["version"], json!(99), "99"),
        ("model.json", &["model", "hash"], json!("0123456789abcdef"), "another model"),
    ];
    let mut cases = vec![
        with("missing", &["--recipe", "missing.json"], "missing.json"),
        with("a folder", &["--recipe", "folder"], "folder"),
        with("no JSON", &["--recipe", "text.png"], "text.png"),
        with("empty", &["--recipe", "empty.png"], "empty.png"),
        with("an array", &["--recipe", "array.json"], "array.json"),
        with("a picture without one", &["--recipe", "in.png"], "carries no recipe"),
        with("a cut picture", &["--recipe", "cut.png"], "cut.png"),
        case("for another size", &["edit", "wide.png", "-o", "out.png", "--recipe", "good.json"], "mask"),
    ];
    for (name, path, value, word) in spoilt {
        let mut json = good.clone();
        assert!(set(&mut json, path, &value), "{name}: no such place in {good}");
        folder.write(name, json.to_string().as_bytes());
        cases.push(with(name, &["--recipe", name], word));
    }
    let mut json = good;
    if let Some(mask) = json.get_mut("mask") {
        *mask = json!("AAAA");
        folder.write("mask.json", json.to_string().as_bytes());
        cases.push(with("a broken mask", &["--recipe", "mask.json"], "mask"));
    }
    refuse(&folder, &cases);
}

#[test]
fn numbers() {
    let folder = prepared();
    let reals = ["nan", "NaN", "inf", "-inf", "-1", "1e400", "1000", "half", ""];
    let wholes = ["nan", "inf", "-1", "1.5", "99999999999999999999999", "many", ""];
    let mut cases = Vec::new();
    for option in ["--strength", "--guidance", "--eta"] {
        cases.extend(reals.map(|value| with(option, &[option, value], option)));
    }
    for option in ["--steps", "--seed", "--threads", "--reuse", "--vae-tile"] {
        cases.extend(wholes.map(|value| with(option, &[option, value], option)));
    }
    cases.extend(
        [("--steps", "0"), ("--steps", "1001"), ("--threads", "0"), ("--threads", "1025"), ("--eta", "1.01")]
            .into_iter()
            .chain([("--reuse", "0"), ("--reuse", "11"), ("--vae-tile", "4097")])
            .map(|(option, value)| with(option, &[option, value], option)),
    );
    for pair in [
        "padding=nan",
        "padding=-1",
        "padding=1e9",
        "resolution=0",
        "resolution=inf",
        "rescale=2",
        "repeats=0",
        "repeats=1.5",
    ] {
        cases.push(with(pair, &["--set", pair], pair.split_once('=').unwrap().0));
    }
    refuse(&folder, &cases);
}

#[test]
fn names() {
    let folder = prepared();
    let cases = [
        with("method", &["--method", "magic"], "magic"),
        with("sampler", &["--sampler", "magic"], "magic"),
        with("inversion by another sampler", &["--method", "ddim_inversion", "--sampler", "unipc"], "only ddim"),
        with("levels that it hasn't", &["--sampler", "pndm", "--karras"], "Karras"),
        with("too many steps for it", &["--sampler", "lcm", "--set", "steps=51"], "50"),
        with("fill", &["--fill", "magic"], "magic"),
        with("key", &["--set", "magic=1"], "magic"),
        with("pair", &["--set", "magic"], "KEY=VALUE"),
        with("pair without a key", &["--set", "=1"], "KEY=VALUE"),
        with("metadata", &["--metadata", "magic"], "magic"),
        with("option", &["--magic"], "--magic"),
        with("option mistyped", &["--stepz", "3"], "--steps"),
        with("option twice", &["--steps", "3", "--steps", "4"], "--steps"),
        with("option without value", &["--steps"], "--steps"),
        with("quiet and json", &["--quiet", "--json"], "--json"),
        with("two pictures", &["in.png"], "in.png"),
        case("no picture", &["edit", "-o", "out.png"], "IMAGE"),
        case("no output", &["edit", "in.png"], "--output"),
        case("a file and a command", &["in.png", "edit", "in.png", "-o", "out.png"], ""),
        case("two files", &["in.png", "wide.png"], "wide.png"),
        case("no such file", &["missing.png"], "missing.png"),
        case("no such command", &["edti"], "edti"),
        case("a folder for the window", &["folder"], "folder"),
        case("no words", &["generate", "-o", "out.png"], "--prompt"),
        case("no size", &["generate", "-o", "out.png", "--prompt", "a cat", "--size", "0x64"], "--size"),
        case("huge size", &["generate", "-o", "out.png", "--prompt", "a cat", "--size", "60000x60000"], ""),
        case(
            "edit without picture",
            &["generate", "-o", "out.png", "--prompt", "a cat", "--method", "sdedit"],
            "picture",
        ),
        case("methods of nothing", &["methods", "--model", "missing"], "missing"),
        case("tour into a file", &["tour", "-o", "in.png"], "in.png"),
        case("tour into nowhere", &["tour", "-o", "no/such/folder"], "folder"),
    ];
    refuse(&folder, &cases);
}

#[test]
fn outputs() {
    let folder = prepared();
    std::fs::create_dir(folder.path("folder.png")).unwrap();
    let to = |what: &str, output: &str, word| case(what, &["edit", "in.png", "-o", output, "--steps", "1"], word);
    let cases = [
        to("ending", "out.xyz", "out.xyz"),
        to("no ending", "out", ".png"),
        to("gif", "out.gif", "out.gif"),
        to("nothing", "", ""),
        to("missing folder", "no/such/out.png", "no/such/out.png"),
        to("a folder", "folder.png", "folder.png"),
        to("below a file", "in.png/out.png", "in.png/out.png"),
        with("recipe nowhere", &["--save-recipe", "no/such/r.json"], "r.json"),
        with("recipe over picture", &["--save-recipe", "out.png"], "same name"),
        with("recipe over folder", &["--save-recipe", "folder"], "folder"),
        with("previews into a file", &["--previews", "in.png"], "in.png"),
        with("previews nowhere", &["--previews", "no/such/folder"], "no/such/folder"),
    ];
    refuse(&folder, &cases);
}

#[test]
fn model_folders() {
    let folder = prepared();
    let broken = models::broken(&folder);
    let cases: Vec<_> = broken.iter().map(|(what, path)| with(what, &["--model", path], "")).collect();
    refuse(&folder, &cases);
}

/// Runs every case, with `--quiet` too where there is such an option, and says all that went wrong.
fn refuse(folder: &Folder, cases: &[Case]) {
    let before = folder.names();
    let mut wrong = Vec::new();
    for Case { what, arguments, word } in cases {
        let plain: Vec<_> = arguments.iter().map(String::as_str).collect();
        let quiet = [&plain[..], &["--quiet"]].concat();
        let may_be_quiet = ["edit", "generate", "tour"].contains(&plain[0]) && !plain.contains(&"--quiet");
        for typed in [Some(plain), may_be_quiet.then_some(quiet)].into_iter().flatten() {
            let said = folder.run(&typed);
            let one_line =
                said.stderr.starts_with("error: ") && said.stderr.lines().count() == 1 && said.stderr.ends_with('\n');
            if said.code != Some(2) || !one_line || !said.stderr.contains(word) || folder.names() != before {
                wrong.push(format!("{what} {typed:?}: {:?} {:?} {:?}", said.code, said.stderr, folder.names()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Sets a field that lies at `path` below any object of `json`; false when there is no such object.
fn set(json: &mut Value, path: &[&str], value: &Value) -> bool {
    let Value::Object(map) = json else { return false };
    match path {
        [] => false,
        [last] if map.contains_key(*last) || map.contains_key("steps") => {
            map.insert((*last).into(), value.clone());
            true
        }
        [first, rest @ ..] if !rest.is_empty() && map.contains_key(*first) => {
            set(map.get_mut(*first).unwrap(), rest, value)
        }
        _ => map.values_mut().any(|inner| set(inner, path, value)),
    }
}

/// A folder with a good picture and everything that is wrong.
fn prepared() -> Folder {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    save_rgb(&folder.path("wide.png"), 80, 64);
    save_mask(&folder.path("mask.png"), (64, 64), (8, 8, 16, 16));
    save_mask(&folder.path("small-mask.png"), (32, 32), (8, 8, 16, 16));
    save_mask(&folder.path("black-mask.png"), (64, 64), (0, 0, 0, 0));
    save_mask(&folder.path("turned-mask.png"), (64, 80), (8, 8, 16, 16));
    std::fs::create_dir(folder.path("folder")).unwrap();
    folder.write("text.png", b"This is no picture, whatever its name says.\n");
    folder.write("empty.png", b"");
    folder.write("array.json", b"[1, 2, 3]");
    folder.write("bomb.png", &png_header(60_000, 60_000));
    folder.write("zero.png", &png_header(0, 4));
    let whole = Folder::new();
    for ending in ["png", "jpg", "webp", "tiff", "gif"] {
        let name = format!("whole.{ending}");
        let noisy = image::DynamicImage::ImageRgba8(picture(90, 70));
        if ending == "jpg" { noisy.to_rgb8().save(whole.path(&name)) } else { noisy.save(whole.path(&name)) }.unwrap();
        let bytes = whole.bytes(&name);
        folder.write(&format!("cut.{ending}"), &bytes[..bytes.len() / 2]);
        if ["png", "jpg"].contains(&ending) {
            folder.write(&format!("cut-late.{ending}"), &bytes[..bytes.len() - 40]);
        }
        if ending == "png" {
            let mut flipped = bytes;
            let middle = flipped.len() / 2;
            flipped[middle] ^= 0x55;
            folder.write("flipped.png", &flipped);
        }
    }
    folder
}

/// A PNG that promises a size and has no pixels.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    chunk.extend([8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    bytes.extend(&chunk);
    bytes.extend(crc(&chunk).to_be_bytes());
    bytes.extend(b"\x00\x00\x00\x00IEND\xae\x42\x60\x82");
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc: u32, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}
