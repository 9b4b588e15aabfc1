use super::*;

#[test]
fn what_is_saved_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/settings.json");
    let mut settings = Settings {
        theme: ThemeChoice::Light,
        panel_width: 400.0,
        scale: 1.5,
        language: Language::Chinese,
        threads: Some(3),
        undo_mb: 900,
        tiles_mb: 64,
        ..Default::default()
    };
    settings.remember_model(Path::new("a"));
    settings.remember_model(Path::new("b"));
    settings.remember_model(Path::new("a"));
    assert_eq!(settings.recent_models, [Path::new("a"), Path::new("b")]);
    assert!(settings.add_model_folder(Path::new("m")) && !settings.add_model_folder(Path::new("m")));
    settings.save(&path).unwrap();
    assert_eq!(Settings::load(&path), (settings, None));
}

#[test]
fn a_bad_file_is_kept_aside_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    assert_eq!(Settings::load(&path), (Settings::default(), None), "a missing file is no fault");
    for n in 1..=2 {
        std::fs::write(&path, "{\"theme\": 7").unwrap();
        let (settings, trouble) = Settings::load(&path);
        let trouble = trouble.unwrap();
        assert_eq!((settings, trouble.fields.len()), (Settings::default(), 0));
        let aside = folder.path().join(format!("settings.bad-{n}.json"));
        assert_eq!(trouble.aside.as_deref(), Some(&*aside));
        assert_eq!(std::fs::read_to_string(aside).unwrap(), "{\"theme\": 7");
        assert!(!path.exists());
    }
    std::fs::write(&path, [0xff, 0xfe, 0]).unwrap();
    assert!(Settings::load(&path).1.is_some_and(|trouble| trouble.aside.is_some()), "no text at all");
    std::fs::write(&path, vec![b' '; LARGEST as usize + 1]).unwrap();
    assert!(Settings::load(&path).1.is_some_and(|trouble| trouble.aside.is_some()), "too large");
}

#[test]
fn a_setting_that_can_t_be_used_costs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    std::fs::write(&path, r#"{"theme": "sepia", "scale": 2, "brush": 9, "undo_mb": 256}"#).unwrap();
    let (settings, trouble) = Settings::load(&path);
    assert_eq!((settings.theme, settings.scale, settings.undo_mb), (ThemeChoice::Dark, 2.0, 256));
    let mut fields = trouble.unwrap().fields;
    fields.sort();
    assert_eq!(fields, ["brush", "theme"]);
}

#[test]
fn numbers_out_of_range_are_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let text =
        r#"{"panel_width": 1e30, "brush": {"size_px": -4}, "scale": 0, "threads": 0, "undo_mb": 1, "tiles_mb": 99999}"#;
    std::fs::write(&path, text).unwrap();
    let (settings, trouble) = Settings::load(&path);
    assert_eq!(trouble, None);
    assert_eq!((settings.panel_width, settings.brush.size_px, settings.scale), (520.0, 1.0, 0.75));
    assert_eq!((settings.threads, settings.undo_mb, settings.tiles_mb), (Some(1), 64, 4_096));
}

#[test]
fn what_a_newer_version_wrote_stays_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    std::fs::write(&path, r#"{"theme": "light", "holograms": {"depth": [1, 2.5]}}"#).unwrap();
    let (mut settings, trouble) = Settings::load(&path);
    assert_eq!(trouble, None);
    settings.scale = 1.25;
    settings.save(&path).unwrap();
    let text: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(text["holograms"]["depth"][1], 2.5);
    assert_eq!(Settings::load(&path).0, settings);
}

#[test]
fn a_hostile_file_is_told_at_once_and_kept_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let many: String = (0..40_000).flat_map(|n| ["\"f".to_owned(), n.to_string(), "\": 0, ".to_owned()]).collect();
    for text in [
        "[".repeat(500_000),
        format!("{{\"holograms\": {}{}}}", "[".repeat(1000), "]".repeat(1000)),
        "{\"scale\": 1e999}".to_owned(),
        "{\"scale\": NaN}".to_owned(),
        "{\"threads\": -1, \"undo_mb\": 1e30, \"panel_width\": [], \"recent_models\": {\"a\": 1}}".to_owned(),
        "{\"keys\": {\"preset\": \"emacs\"}, \"tint\": null, \"language\": {}}".to_owned(),
        format!("{{{many}\"theme\": 7}}"),
    ] {
        std::fs::write(&path, &text).unwrap();
        let (settings, trouble) = Settings::load(&path);
        let aside = trouble.unwrap().aside.unwrap();
        assert_eq!(std::fs::read_to_string(aside).unwrap(), text, "nothing of it is lost");
        assert_eq!(Settings { unknown: Map::new(), ..settings }, Settings::default());
    }
}
