//! Whether words and their use fit.

use std::collections::BTreeMap;

use super::Words;

/// What doesn't fit, a sentence each.
pub(super) fn wrong(used: &[Words], languages: &[(&str, Vec<Words>)]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut asked: BTreeMap<&str, Vec<&Words>> = BTreeMap::new();
    for call in used {
        asked.entry(&call.key).or_default().push(call);
    }
    for (language, words) in languages {
        let mut has: BTreeMap<&str, &Words> = BTreeMap::new();
        for entry in words {
            if let Some(first) = has.insert(&entry.key, entry) {
                wrong.push(format!("{language}: {} stands in {} and in {}", entry.key, first.at, entry.at));
            }
        }
        for (key, calls) in &asked {
            let Some(entry) = has.get(key) else {
                wrong.push(format!("{language}: {key} is missing, used in {}", calls[0].at));
                continue;
            };
            for call in calls.iter().filter(|call| call.arguments != entry.arguments) {
                let (gives, wants) = (call.arguments.join(", "), entry.arguments.join(", "));
                wrong.push(format!("{language}: {key} wants [{wants}], and {} gives [{gives}]", call.at));
            }
        }
        for (key, entry) in has.iter().filter(|(key, _)| !asked.contains_key(*key)) {
            wrong.push(format!("{language}: {key} in {} is not used", entry.at));
        }
    }
    wrong
}

fn words(key: &str, arguments: &[&str]) -> Words {
    Words { key: key.to_owned(), arguments: arguments.iter().map(|&a| a.to_owned()).collect(), at: "f".to_owned() }
}

#[test]
fn what_fits_is_not_told() {
    let all = vec![words("one", &[]), words("two", &["n"])];
    assert_eq!(wrong(&all, &[("en", all.clone()), ("zh", all.clone())]), [""; 0]);
}

#[test]
fn each_thing_that_is_wrong_is_told() {
    let (one, two) = (words("one", &[]), words("two", &["n"]));
    let all = vec![one.clone(), two.clone()];
    let told = |used: &[Words], zh: &[Words]| wrong(used, &[("en", all.clone()), ("zh", zh.to_vec())]);
    assert_eq!(told(&all, std::slice::from_ref(&one)), ["zh: two is missing, used in f"]);
    assert_eq!(told(std::slice::from_ref(&one), &all), ["en: two in f is not used", "zh: two in f is not used"]);
    let more = [one.clone(), two.clone(), words("three", &[])];
    assert_eq!(told(&all, &more), ["zh: three in f is not used"]);
    let other = [one.clone(), words("two", &["m"])];
    assert_eq!(told(&all, &other), ["zh: two wants [m], and f gives [n]"]);
    let twice = [one.clone(), one.clone(), two.clone()];
    assert_eq!(told(&all, &twice), ["zh: one stands in f and in f"]);
    let bare = [one, words("two", &[])];
    assert_eq!(told(&bare, &all), ["en: two wants [n], and f gives []", "zh: two wants [n], and f gives []"]);
}
