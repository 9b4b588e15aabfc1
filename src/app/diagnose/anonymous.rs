//! Takes out of a text who wrote it and where their files lie.

/// What must not be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    /// Home folder.
    pub(super) home: Option<String>,
    /// Names that they go by on this machine.
    pub(super) names: Vec<String>,
}

/// In the place of a path.
const PATH: &str = "<path>";
/// In the place of a name.
const NAME: &str = "<user>";

impl Person {
    /// Who uses this machine.
    pub(super) fn here() -> Self {
        let dirs = directories::UserDirs::new();
        let home = dirs.as_ref().map(|dirs| dirs.home_dir().to_string_lossy().into_owned());
        let last =
            dirs.as_ref().and_then(|dirs| dirs.home_dir().file_name().map(|name| name.to_string_lossy().into_owned()));
        let mut names: Vec<String> =
            ["USER", "USERNAME", "LOGNAME"].iter().filter_map(|name| std::env::var(name).ok()).chain(last).collect();
        names.retain(|name| !name.is_empty());
        names.sort();
        names.dedup();
        Self { home, names }
    }

    /// The text without paths and names.
    pub(super) fn forgotten(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some(home) = self.home.as_deref().filter(|home| home.len() > 1) {
            text = text.replace(home, PATH);
        }
        text = without_paths(&text);
        for name in &self.names {
            text = text.split_inclusive('\n').map(|line| without_word(line, name, NAME)).collect();
        }
        text
    }
}

/// Endings of files that a person has given a name.
const ENDINGS: [&str; 10] =
    [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".gif", ".palimpsest", ".json", ".safetensors"];
/// So many words may stand between two parts of one path, which its spaces have torn apart.
const TORN: usize = 6;

/// Every word with a slash of either kind and a letter, or with the ending of a file, is taken for a place on a disk, and
/// so are words between two of these: rather too many than one too few.
fn without_paths(text: &str) -> String {
    text.split_inclusive('\n').map(line_without_paths).collect()
}

fn line_without_paths(line: &str) -> String {
    let is_slashed = |word: &str| word.contains(['/', '\\']) && word.contains(char::is_alphabetic);
    let is_file = |word: &str| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        ENDINGS.iter().any(|ending| bare.ends_with(ending))
    };
    let words: Vec<&str> = line.split_inclusive(char::is_whitespace).collect();
    let (mut told, mut at) = (String::new(), 0);
    while let Some(&word) = words.get(at) {
        if !is_slashed(word) && !is_file(word) {
            told.push_str(word);
            at += 1;
            continue;
        }
        let mut last = at;
        if is_slashed(word) {
            while let Some(more) = words.iter().skip(last + 1).take(TORN).position(|&w| is_slashed(w) || is_file(w)) {
                last += more + 1;
            }
        }
        let end = words[last];
        told.push_str(PATH);
        told.push_str(&end[end.trim_end().len()..]);
        at = last + 1;
    }
    told
}

/// A line with `instead` in every place where `name` stands, whatever its case; for a short one only where it is a word of
/// its own.
pub(super) fn without_word(text: &str, name: &str, instead: &str) -> String {
    let (lower, name) = (text.to_lowercase(), name.to_lowercase());
    let moves = |letter: char| letter.to_lowercase().map(char::len_utf8).sum::<usize>() != letter.len_utf8();
    if text.chars().any(moves) {
        // Letters whose small form is longer or shorter: rather nothing of the line than a name at the wrong place.
        return if lower.contains(&name) { format!("{instead}\n") } else { text.to_owned() };
    }
    let is_letter = |at: Option<char>| at.is_some_and(char::is_alphanumeric);
    let (mut told, mut from) = (String::new(), 0);
    while let Some(at) = lower[from..].find(&name).map(|at| from + at) {
        let end = at + name.len();
        let stands_alone = !is_letter(lower[..at].chars().next_back()) && !is_letter(lower[end..].chars().next());
        told.push_str(&text[from..at]);
        told.push_str(if stands_alone || name.len() > 3 { instead } else { &text[at..end] });
        from = end;
    }
    told.push_str(&text[from..]);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Person {
        Person { home: Some("/home/ada lovelace".to_owned()), names: vec!["ada".to_owned(), "lovelace".to_owned()] }
    }

    #[test]
    fn neither_paths_nor_names_are_told() {
        for (text, told) in [
            ("The file /home/ada lovelace/cat.png can't be opened", "The file <path> can't be opened"),
            ("at C:\\Users\\Ada\\cat.png.", "at <path>"),
            ("(/mnt/disk/model) is no folder", "<path> is no folder"),
            ("models/secret/unet.safetensors is missing", "<path> is missing"),
            ("~/pictures", "<path>"),
            ("can't be read: /mnt/My Files/of the cat/a photo.png", "can't be read: <path>"),
            ("photo.PNG: the file is damaged", "<path> the file is damaged"),
            ("Ada's cat, ADA, adamant", "<user>'s cat, <user>, adamant"),
            ("byLovelace2", "by<user>2"),
            ("3 / 4 of 1/2, 14/20 steps", "3 / 4 of 1/2, 14/20 steps"),
            ("CPU, 2 threads", "CPU, 2 threads"),
        ] {
            assert_eq!(ada().forgotten(text), told, "{text}");
        }
    }

    #[test]
    fn whatever_stands_round_them() {
        for before in ["", "“", "(", "x=", "é"] {
            for after in ["", "”", ")", ": no", "é"] {
                for secret in ["/home/ada lovelace/x", "lovelace", "LOVELACE"] {
                    let told = ada().forgotten(&format!("{before}{secret}{after} end"));
                    assert!(!told.to_lowercase().contains("lovelace"), "{told}");
                }
            }
        }
    }
}
