//! Which languages there are, and which is the person's.

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use super::t;

/// A person's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Whatever the system speaks; English where it speaks neither.
    #[default]
    System,
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// All choices, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::English, Self::Chinese];

    /// Its name, each language's in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => t!("language-system"),
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// Its name for who has no letters of it.
    pub fn english(self) -> &'static str {
        match self {
            Self::System => t!("language-system"),
            Self::English => "English",
            Self::Chinese => "Chinese (Simplified)",
        }
    }

    /// What is spoken for this choice.
    pub(super) fn locale(self, system: impl FnOnce() -> Locale) -> Locale {
        match self {
            Self::System => system(),
            Self::English => Locale::English,
            Self::Chinese => Locale::Chinese,
        }
    }
}

/// A language that the window speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its name as BCP 47 has it, which is that of its folder.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The first of the system's languages that is spoken here.
    pub fn of_system() -> Self {
        Self::first(sys_locale::get_locales())
    }

    /// The first of `wanted` that is spoken here, by the language alone (`zh_TW` and `zh-Hans` are Chinese); English
    /// where none is.
    fn first(wanted: impl IntoIterator<Item = String>) -> Self {
        let of = |tag: String| {
            let tag: LanguageIdentifier = tag.split('.').next()?.parse().ok()?;
            match tag.language.as_str() {
                "en" => Some(Self::English),
                "zh" => Some(Self::Chinese),
                _ => None,
            }
        };
        wanted.into_iter().find_map(of).unwrap_or(Self::English)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_language_is_the_first_that_is_spoken() {
        let first = |tags: &[&str]| Locale::first(tags.iter().map(|&tag| tag.to_owned()));
        for tag in ["zh", "zh-CN", "zh_CN", "zh_CN.UTF-8", "zh-Hans", "zh-Hans-SG", "zh-TW", "zh-Hant-HK"] {
            assert_eq!(first(&[tag]), Locale::Chinese, "{tag}");
        }
        for tag in ["en-GB", "C", "POSIX", "", "de-CH", "en_US.UTF-8"] {
            assert_eq!(first(&[tag]), Locale::English, "{tag}");
        }
        assert_eq!(first(&["fr", "zh-CN", "en"]), Locale::Chinese);
        assert_eq!(first(&["fr", "en-GB", "zh-CN"]), Locale::English);
        assert_eq!(first(&[]), Locale::English);
    }

    #[test]
    fn choices_are_kept_by_name() {
        let kept = serde_json::to_string(&Language::ALL).unwrap();
        assert_eq!(kept, r#"["system","english","chinese"]"#);
        assert_eq!(serde_json::from_str::<[Language; 3]>(&kept).unwrap(), Language::ALL);
    }
}
