//! The description of an older file made into that of the newest version, one version after the other.

use serde_json::Value;

use super::{Error, Result, VERSION};

/// What a description of one version lacks of the next.
type Step = fn(&mut Value) -> Result<()>;

/// The step from version n stands at n − 1.
const STEPS: [Step; VERSION as usize - 1] = [
    // The second version may have undo steps beside the description; there it is the same.
    |_| Ok(()),
];

/// The same in words of the newest version. Errors when it has no version, or a newer one.
pub(super) fn upgraded(mut words: Value) -> Result<Value> {
    let version = words.get("version").and_then(Value::as_u64);
    let version = version.filter(|&version| version > 0);
    let version = version.ok_or_else(|| Error::Unsound("it does not say of which version it is".to_owned()))?;
    if version > VERSION {
        return Err(Error::Newer(version));
    }
    for step in &STEPS[version as usize - 1..] {
        step(&mut words)?;
    }
    words["version"] = VERSION.into();
    Ok(words)
}
