//! The language that the window speaks, and letters for it: what the built-in fonts don't have is looked for among the
//! system's, off the window's thread, and the language is spoken once they are there.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use egui::{Context, FallbackRequest, FontFamily, FontInsert, FontPriority, FontProvider, InsertFontFamily};
use egui_system_font_provider::SystemFontProvider;

use super::App;
use super::locale::{self, Language, Locale, t};

/// A letter that a font of Chinese has and the built-in ones lack.
const PROBE: &str = "中";

/// What is found among the system's fonts.
struct Found {
    /// One with Chinese letters.
    chinese: Option<FontInsert>,
    /// Whoever finds letters of any other script, once one stands in a word.
    any: Option<Arc<dyn FontProvider>>,
}

/// Where fonts are found.
type Find = fn() -> Found;

/// Looks for a language's letters.
pub struct Letters {
    /// Nothing is looked for where none; every language is taken to have its letters.
    find: Option<Find>,
    looking: Option<(Language, Receiver<Found>)>,
    /// Its letters are there: it is spoken from the next frame on, in which they can be drawn.
    ready: Option<Language>,
    /// The system is asked for letters of any script.
    any: bool,
}

impl Letters {
    /// Looks among the system's fonts, where `system`.
    pub fn new(system: bool) -> Self {
        Self::by(system.then_some(system_fonts as Find))
    }

    fn by(find: Option<Find>) -> Self {
        Self { find, looking: None, ready: None, any: false }
    }

    /// Asks for a language's letters; what was asked before is forgotten. `wake` is called when there is something to poll.
    pub fn ask(&mut self, language: Language, wake: impl FnOnce() + Send + 'static) {
        let has_letters = self.find.is_none() || locale::of(language) == Locale::English;
        (self.looking, self.ready) = (None, has_letters.then_some(language));
        let Some(find) = self.find.filter(|_| !(has_letters && self.any)) else { return };
        let (answer, found) = sync_channel(1);
        let looks = std::thread::Builder::new().name("letters".into()).spawn(move || {
            if answer.send(find()).is_ok() {
                wake();
            }
        });
        // Where no thread can start, or it ends early, the other end is gone, as if nothing was found.
        drop(looks);
        self.looking = Some((language, found));
    }

    /// The language that can be spoken now; `Err` where there are no letters for it.
    pub fn poll(&mut self, ctx: &Context) -> Option<Result<Language, Language>> {
        if let Some(language) = self.ready.take() {
            return Some(Ok(language));
        }
        let (language, found) = self.looking.take()?;
        let chinese = match found.try_recv() {
            Ok(Found { chinese, any }) => {
                if let Some(any) = any.filter(|_| !self.any) {
                    ctx.add_font_provider(any);
                    self.any = true;
                }
                chinese
            }
            Err(TryRecvError::Empty) => {
                self.looking = Some((language, found));
                return None;
            }
            Err(TryRecvError::Disconnected) => None,
        };
        if locale::of(language) == Locale::English {
            return None; // it was spoken at once
        }
        let Some(font) = chinese else { return Some(Err(language)) };
        ctx.add_font(font);
        self.ready = Some(language);
        ctx.request_repaint();
        None
    }
}

/// The system's fonts, that with Chinese letters behind the built-in ones. Takes up to a second, for all are gone through;
/// on a system without any font the library that does it gives up, and the thread with it.
fn system_fonts() -> Found {
    let provider = SystemFontProvider::new().with_locale(Some("zh-Hans"));
    let mut chinese = provider.font_for(&FallbackRequest { cluster: PROBE, family: &FontFamily::Proportional });
    let last = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    if let Some(font) = &mut chinese {
        font.families = vec![last(FontFamily::Proportional), last(FontFamily::Monospace)];
    }
    Found { chinese, any: Some(Arc::new(provider)) }
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
        let mut letters = Letters::by(Some(|| Found { chinese: None, any: None }));
        for language in [Language::Chinese, Language::System] {
            letters.ask(language, || {});
            assert_eq!(polled(&mut letters, &ctx), Err(language));
        }
        letters.ask(Language::Chinese, || {});
        letters.ask(Language::English, || {});
        assert_eq!(polled(&mut letters, &ctx), Ok(Language::English), "English needs none, and the last choice holds");
        letters.find = Some(|| panic!("a system without any font"));
        letters.ask(Language::Chinese, || {});
        assert_eq!(polled(&mut letters, &ctx), Err(Language::Chinese));
    }

    #[test]
    fn a_font_that_is_found_is_there_before_the_language_is_spoken() {
        let find: Find = || {
            let font = egui::FontDefinitions::default().font_data["Hack"].as_ref().clone();
            let family = InsertFontFamily { family: FontFamily::Proportional, priority: FontPriority::Lowest };
            Found { chinese: Some(FontInsert::new("han", font, vec![family])), any: None }
        };
        let mut letters = Letters::by(Some(find));
        let ctx = Context::default();
        letters.ask(Language::Chinese, || {});
        assert_eq!(polled(&mut letters, &ctx), Ok(Language::Chinese));
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        assert!(ctx.fonts(|fonts| fonts.definitions().font_data.contains_key("han")));
    }
}
