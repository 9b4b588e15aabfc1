//! The language that the window speaks, and letters for it: what the built-in fonts don't have is looked for among the
//! system's, off the window's thread, and the language is spoken once they are there.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use egui::{Context, FallbackRequest, FontFamily, FontInsert, FontPriority, FontProvider as _, InsertFontFamily};
use egui_system_font_provider::SystemFontProvider;

use super::App;
use super::locale::{self, Language, Locale, t};

/// A letter that a font of Chinese has and the built-in ones lack.
const PROBE: &str = "中";

/// Where a font is found.
type Find = fn() -> Option<FontInsert>;

/// Looks for a language's letters.
pub struct Letters {
    /// Nothing is looked for where none; every language is taken to have its letters.
    find: Option<Find>,
    looking: Option<(Language, Receiver<Option<FontInsert>>)>,
    /// Its letters are there: it is spoken from the next frame on, in which they can be drawn.
    ready: Option<Language>,
}

impl Letters {
    /// Looks among the system's fonts, where `system`.
    pub fn new(system: bool) -> Self {
        Self { find: system.then_some(chinese as Find), looking: None, ready: None }
    }

    /// Asks for a language's letters; what was asked before is forgotten. `wake` is called when there is something to poll.
    pub fn ask(&mut self, language: Language, wake: impl FnOnce() + Send + 'static) {
        (self.looking, self.ready) = (None, None);
        let Some(find) = self.find.filter(|_| locale::of(language) != Locale::English) else {
            self.ready = Some(language);
            return;
        };
        let (answer, found) = sync_channel(1);
        let looks = std::thread::Builder::new().name("letters".into()).spawn(move || {
            if answer.send(find()).is_ok() {
                wake();
            }
        });
        // Where no thread can start the other end is gone, as if none was found.
        drop(looks);
        self.looking = Some((language, found));
    }

    /// The language that can be spoken now; `Err` where there are no letters for it.
    pub fn poll(&mut self, ctx: &Context) -> Option<Result<Language, Language>> {
        if let Some(language) = self.ready.take() {
            return Some(Ok(language));
        }
        let (language, found) = self.looking.take()?;
        match found.try_recv() {
            Ok(Some(font)) => {
                ctx.add_font(font);
                self.ready = Some(language);
                ctx.request_repaint();
                None
            }
            Err(TryRecvError::Empty) => {
                self.looking = Some((language, found));
                None
            }
            Ok(None) | Err(TryRecvError::Disconnected) => Some(Err(language)),
        }
    }
}

/// A font of the system with Chinese letters, behind the built-in ones. Takes up to a second: all fonts are gone through.
fn chinese() -> Option<FontInsert> {
    let provider = SystemFontProvider::new().with_locale(Some("zh-Hans"));
    let mut font = provider.font_for(&FallbackRequest { cluster: PROBE, family: &FontFamily::Proportional })?;
    let last = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    font.families = vec![last(FontFamily::Proportional), last(FontFamily::Monospace)];
    Some(font)
}

impl App {
    /// Speaks a language as soon as its letters are there.
    pub(super) fn speak(&mut self, ctx: &Context, language: Language) {
        let ctx = ctx.clone();
        self.letters.ask(language, move || ctx.request_repaint());
    }

    /// Before each frame: a language whose letters were found is spoken.
    pub(super) fn tend_language(&mut self, ctx: &Context) {
        match self.letters.poll(ctx) {
            Some(Ok(language)) => {
                locale::set(language);
                ctx.request_repaint();
            }
            Some(Err(_)) => self.notices.error(t!("notice-no-letters"), t!("notice-no-letters-more")),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polled(letters: &mut Letters, ctx: &Context) -> Result<Language, Language> {
        let began = std::time::Instant::now();
        loop {
            if let Some(answer) = letters.poll(ctx) {
                return answer;
            }
            assert!(began.elapsed() < std::time::Duration::from_mins(1), "waited in vain");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_language_without_letters_is_not_spoken() {
        locale::apart(Locale::Chinese);
        let ctx = Context::default();
        let mut letters = Letters { find: Some(|| None), looking: None, ready: None };
        for language in [Language::Chinese, Language::System] {
            letters.ask(language, || {});
            assert_eq!(polled(&mut letters, &ctx), Err(language));
        }
        letters.ask(Language::Chinese, || {});
        letters.ask(Language::English, || {});
        assert_eq!(polled(&mut letters, &ctx), Ok(Language::English), "English needs none, and the last choice holds");
        assert_eq!(letters.poll(&ctx), None);
    }

    #[test]
    fn a_font_that_is_found_is_there_before_the_language_is_spoken() {
        let find: Find = || {
            let font = egui::FontDefinitions::default().font_data.get("Hack")?.as_ref().clone();
            let family = InsertFontFamily { family: FontFamily::Proportional, priority: FontPriority::Lowest };
            Some(FontInsert::new("han", font, vec![family]))
        };
        let mut letters = Letters { find: Some(find), looking: None, ready: None };
        let ctx = Context::default();
        letters.ask(Language::Chinese, || {});
        assert_eq!(polled(&mut letters, &ctx), Ok(Language::Chinese));
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        assert!(ctx.fonts(|fonts| fonts.definitions().font_data.contains_key("han")));
    }
}
