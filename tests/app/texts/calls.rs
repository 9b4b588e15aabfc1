//! What the window asks for: `t!("key", name = value)` and `phrase!("key")` wherever they stand in a file, within other
//! macros too.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Words;

/// All calls of a file; `Err` says which can't be read.
pub(super) fn of(file: &str, text: &str) -> Result<Vec<Words>, String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("{file}: {error}"))?;
    let mut calls = Vec::new();
    walk(file, stream, &mut calls)?;
    Ok(calls)
}

fn walk(file: &str, stream: TokenStream, calls: &mut Vec<Words>) -> Result<(), String> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for window in tokens.windows(3) {
        if let [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(group)] = window
            && (name == "t" || name == "phrase")
            && mark.as_char() == '!'
            && group.delimiter() == Delimiter::Parenthesis
        {
            calls.push(call(file, group.stream())?);
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            walk(file, group.stream(), calls)?;
        }
    }
    Ok(())
}

/// One call's key and the names of its arguments.
fn call(file: &str, stream: TokenStream) -> Result<Words, String> {
    let unread = format!("{file}: can't read t!({stream})");
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut pieces = tokens.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','));
    let key = match pieces.next() {
        Some([TokenTree::Literal(key)]) => key.to_string(),
        _ => return Err(unread),
    };
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).ok_or(&unread)?.to_owned();
    let mut arguments = Vec::new();
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        match piece {
            [TokenTree::Ident(name), TokenTree::Punct(mark), _, ..] if mark.as_char() == '=' => {
                arguments.push(name.to_string());
            }
            _ => return Err(unread),
        }
    }
    arguments.sort();
    Ok(Words { key, arguments, at: file.to_owned() })
}

#[test]
fn calls_are_found_wherever_they_stand() {
    let text = r#"const C: Phrase = phrase!("none");
        fn f() { a(t!("one")); format!("{}", t!("two", n = g(1, 2), name = x.y)); at!("no"); t("no"); }"#;
    let found = of("f.rs", text).expect("calls that can be read");
    let found: Vec<_> = found.iter().map(|call| (call.key.as_str(), call.arguments.join(" "))).collect();
    assert_eq!(found, [("none", String::new()), ("one", String::new()), ("two", "n name".to_owned())]);
}

#[test]
fn calls_that_can_t_be_read_are_told() {
    for text in ["t!(key)", r#"t!("one", n)"#, r#"t!("one" n = 1)"#, r"t!()"] {
        assert!(of("f.rs", text).is_err(), "{text}");
    }
}
