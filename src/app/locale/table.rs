//! All words of one language: read once from the files that are built in.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Message};
use include_dir::{Dir, File, include_dir};

use super::Locale;
use super::retold::{OF, Sentences};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/locale");

static ENGLISH: LazyLock<Table> = LazyLock::new(|| Table::new(Locale::English));
static CHINESE: LazyLock<Table> = LazyLock::new(|| Table::new(Locale::Chinese));

static SENTENCES: LazyLock<Sentences> = LazyLock::new(|| {
    let mut sentences = Sentences::default();
    for text in texts(Locale::English) {
        let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(resource, _)| resource);
        for entry in &resource.body {
            if let Entry::Message(Message { id, value: Some(pattern), .. }) = entry
                && OF.iter().any(|start| id.name.starts_with(start))
            {
                sentences.add(id.name, pattern);
            }
        }
    }
    sentences
});

/// English sentences of rooms below.
pub(super) fn sentences() -> &'static Sentences {
    &SENTENCES
}

/// The texts of a language's files.
fn texts(locale: Locale) -> impl Iterator<Item = &'static str> {
    FILES.get_dir(locale.tag()).into_iter().flat_map(Dir::files).filter_map(File::contents_utf8)
}

/// A language's words.
pub(super) struct Table {
    bundle: FluentBundle<FluentResource>,
    /// Those without arguments, written out: the window asks for them in every frame.
    plain: HashMap<String, String>,
}

/// The words of a language.
pub(super) fn of(locale: Locale) -> &'static Table {
    match locale {
        Locale::English => &ENGLISH,
        Locale::Chinese => &CHINESE,
    }
}

impl Table {
    /// Reads a language's files. What can't be read is left out: the test of the files finds it.
    fn new(locale: Locale) -> Self {
        let mut bundle = FluentBundle::new_concurrent(locale.tag().parse().into_iter().collect());
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for text in texts(locale) {
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
            keys.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            bundle.add_resource_overriding(resource);
        }
        let mut table = Self { bundle, plain: HashMap::new() };
        let plain = keys.into_iter().filter_map(|key| table.written(&key, None).map(|text| (key, text))).collect();
        table.plain = plain;
        table
    }

    /// Words without arguments.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    /// Words with their arguments put in.
    pub(super) fn filled<const N: usize>(
        &self,
        key: &str,
        arguments: [(&'static str, FluentValue<'_>); N],
    ) -> Option<String> {
        self.written(key, Some(&FluentArgs::from_iter(arguments)))
    }

    /// Words written out; none where an argument is missing.
    pub(super) fn written(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}
