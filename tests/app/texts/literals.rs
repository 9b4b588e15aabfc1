//! Literals of a source file: what a program says in English stands in one.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A literal of text, and what it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    /// What it says.
    pub text: String,
    /// The function it stands in; empty outside of one.
    pub function: String,
}

/// Those of a file outside of tests, documentation and attributes other than `#[error("…")]`, and of the words that the
/// window asks for by key.
pub(super) fn of(file: &str, text: &str) -> Result<Vec<Literal>, String> {
    let parsed = syn::parse_file(text).map_err(|error| format!("{file}: {error}"))?;
    let mut found = Finder::default();
    found.visit_file(&parsed);
    Ok(found.found)
}

#[derive(Default)]
struct Finder {
    found: Vec<Literal>,
    function: String,
}

/// Macros whose literals nobody reads: keys, files, and what a failed check says.
const UNREAD: [&str; 10] = [
    "t",
    "phrase",
    "assert",
    "assert_eq",
    "debug_assert",
    "debug_assert_eq",
    "concat",
    "include_str",
    "include_bytes",
    "include_dir",
];

impl Finder {
    fn tokens(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Literal(literal) => {
                    let name = |back: usize| at.checked_sub(back).map(|at| tokens[at].to_string());
                    let is_doc = name(1).as_deref() == Some("=") && name(2).as_deref() == Some("doc");
                    if !is_doc && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.found.push(Literal { text: text.value(), function: self.function.clone() });
                    }
                }
                TokenTree::Group(group) => {
                    let name = |back: usize| at.checked_sub(back).map(|at| tokens[at].to_string());
                    let unread =
                        name(1).as_deref() == Some("!") && name(2).is_some_and(|name| UNREAD.contains(&name.as_str()));
                    if !unread {
                        self.tokens(group.stream());
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether it is for tests alone.
fn tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg") || attribute.path().is_ident("test"))
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !tests(&item.attrs) {
            self.function = item.sig.ident.to_string();
            visit::visit_item_fn(self, item);
            self.function.clear();
        }
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function = item.sig.ident.to_string();
        visit::visit_impl_item_fn(self, item);
        self.function.clear();
    }
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("error")
            && let syn::Meta::List(list) = &attribute.meta
        {
            "error".clone_into(&mut self.function);
            self.tokens(list.tokens.clone());
            self.function.clear();
        }
    }
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if !call.path.get_ident().is_some_and(|name| UNREAD.contains(&name.to_string().as_str())) {
            self.tokens(call.tokens.clone());
        }
    }
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.found.push(Literal { text: literal.value(), function: self.function.clone() });
    }
}

/// A text with `{}` where something is put in.
pub(super) fn bare(text: &str) -> String {
    let mut bare = String::new();
    let mut within = false;
    for letter in text.replace("{{", "").replace("}}", "").chars() {
        match letter {
            '{' => within = true,
            '}' => {
                within = false;
                bare.push_str("{}");
            }
            _ if within => {}
            _ => bare.push(letter),
        }
    }
    bare
}

/// Whether a person would read it: two words in a row, or a word that begins with a capital.
pub(super) fn is_said(text: &str) -> bool {
    let bare = bare(text);
    let words: Vec<&str> =
        bare.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let is_word = |word: &str| word.chars().count() >= 2 && word.chars().all(|c| c.is_alphabetic() || c == '\'');
    let is_name = |word: &str| {
        let mut letters = word.chars();
        word.len() >= 3 && letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    words.windows(2).any(|pair| pair.iter().all(|word| is_word(word))) || words.iter().any(|word| is_name(word))
}

#[test]
fn literals_are_found_with_their_functions() {
    let text = r#"
        /// "Not this".
        #[error("an error {name}")] struct E;
        fn f() { g("one", format!("two {x}")); t!("key", n = "three"); assert!(true, "no"); }
        #[cfg(test)] mod tests { const C: &str = "no"; }
        const C: &str = "four";
    "#;
    let found = of("f.rs", text).expect("a file that can be read");
    let found: Vec<_> = found.iter().map(|literal| (literal.text.as_str(), literal.function.as_str())).collect();
    assert_eq!(found, [("an error {name}", "error"), ("one", "f"), ("two {x}", "f"), ("four", "")]);
}

#[test]
fn what_is_said_is_told_from_names_and_units() {
    for said in ["Open", "two words", "{n} steps left", "it isn't", "Was: {caption}"] {
        assert!(is_said(said), "{said}");
    }
    for name in ["px", "{:.0} %", "PNG", "sdedit", "blend_start", "cat,dog", "{stem} edited.png", "{}\n{}", "× ", "x"]
    {
        assert!(!is_said(name), "{name}");
    }
}
