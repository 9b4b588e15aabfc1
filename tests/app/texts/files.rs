//! What a file of words has.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::Words;

/// All words of a file; `Err` says what can't be read, or what is used of Fluent beyond arguments and choices.
pub(super) fn of(file: &str, text: &str) -> Result<Vec<Words>, String> {
    let resource = fluent_syntax::parser::parse(text).map_err(|(_, errors)| format!("{file}: {errors:?}"))?;
    let mut found = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let key = message.id.name;
                let value = message.value.ok_or_else(|| format!("{file}: {key} has no words"))?;
                if !message.attributes.is_empty() {
                    return Err(format!("{file}: {key} has attributes"));
                }
                let mut arguments = BTreeSet::new();
                pattern(&value, &mut arguments).map_err(|what| format!("{file}: {key} uses {what}"))?;
                let arguments = arguments.into_iter().map(str::to_owned).collect();
                found.push(Words { key: key.to_owned(), arguments, at: file.to_owned() });
            }
            Entry::Term(term) => return Err(format!("{file}: -{} is a term", term.id.name)),
            Entry::Junk { content } => return Err(format!("{file}: {content}")),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
        }
    }
    Ok(found)
}

fn pattern<'a>(words: &Pattern<&'a str>, arguments: &mut BTreeSet<&'a str>) -> Result<(), &'static str> {
    for element in &words.elements {
        if let PatternElement::Placeable { expression: placed } = element {
            expression(placed, arguments)?;
        }
    }
    Ok(())
}

fn expression<'a>(placed: &Expression<&'a str>, arguments: &mut BTreeSet<&'a str>) -> Result<(), &'static str> {
    match placed {
        Expression::Inline(value) => inline(value, arguments),
        Expression::Select { selector, variants } => {
            inline(selector, arguments)?;
            variants.iter().try_for_each(|variant| pattern(&variant.value, arguments))
        }
    }
}

fn inline<'a>(value: &InlineExpression<&'a str>, arguments: &mut BTreeSet<&'a str>) -> Result<(), &'static str> {
    match value {
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::VariableReference { id } => {
            arguments.insert(id.name);
        }
        InlineExpression::Placeable { expression: placed } => expression(placed, arguments)?,
        InlineExpression::FunctionReference { .. } => return Err("a function"),
        InlineExpression::MessageReference { .. } => return Err("another message"),
        InlineExpression::TermReference { .. } => return Err("a term"),
    }
    Ok(())
}

#[test]
fn arguments_are_found_in_choices_too() {
    let text = "one = One\ntwo = { $name } has { $n ->\n    [one] a { $thing }\n   *[other] { $n }\n}\n";
    let found = of("f.ftl", text).expect("words that can be read");
    let found: Vec<_> = found.iter().map(|words| (words.key.as_str(), words.arguments.join(" "))).collect();
    assert_eq!(found, [("one", String::new()), ("two", "n name thing".to_owned())]);
}

#[test]
fn files_that_can_t_be_read_are_told() {
    for text in ["one", "= one", "one = { $n", "one = { two }", "one = { -two }", "-one = One", "one = One\n    .a = b"]
    {
        assert!(of("f.ftl", text).is_err(), "{text}");
    }
}
