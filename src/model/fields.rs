//! Reads the fields of a `config.json`, and says plainly what is wrong with one.

use serde_json::{Map, Value};

use super::{Error, Result};

/// The fields of one configuration file.
pub(crate) struct Fields {
    file: String,
    map: Map<String, Value>,
}

impl Fields {
    /// Parses `text`, the content of `file`.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self> {
        let map =
            serde_json::from_str(text).map_err(|e| Error::config(file, format!("it is not a JSON object: {e}")))?;
        Ok(Self { file: file.to_owned(), map })
    }

    /// An error about `key`.
    pub(crate) fn wrong(&self, key: &str, reason: impl std::fmt::Display) -> Error {
        Error::config(&self.file, format!("{key} {reason}"))
    }

    /// The value, unless it is missing or null.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Whether the field is there and says null, which for some keys is not its default.
    pub(crate) fn null(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(Value::is_null)
    }

    fn needed(&self, key: &str) -> Result<&Value> {
        self.get(key).ok_or_else(|| self.wrong(key, "is missing"))
    }

    fn whole(&self, key: &str, value: &Value, most: usize) -> Result<usize> {
        let n = value.as_u64().filter(|n| (1..=most as u64).contains(n));
        n.map(|n| n as usize)
            .ok_or_else(|| self.wrong(key, format!("must be a whole number from 1 to {most}, not {}", short(value))))
    }

    /// A whole number in 1…`most`.
    pub(crate) fn count(&self, key: &str, most: usize) -> Result<usize> {
        self.whole(key, self.needed(key)?, most)
    }

    /// The same, with a default.
    pub(crate) fn count_or(&self, key: &str, default: usize, most: usize) -> Result<usize> {
        self.get(key).map_or(Ok(default), |value| self.whole(key, value, most))
    }

    /// One number for all of `n` places, or a list of `n`.
    pub(crate) fn counts_or(&self, key: &str, default: usize, n: usize, most: usize) -> Result<Vec<usize>> {
        match self.get(key) {
            None => Ok(vec![default; n]),
            Some(Value::Array(list)) if list.len() == n => {
                list.iter().map(|value| self.whole(key, value, most)).collect()
            }
            Some(Value::Array(list)) => {
                Err(self.wrong(key, format!("must have {n} entries, one a block, not {}", list.len())))
            }
            Some(value) => Ok(vec![self.whole(key, value, most)?; n]),
        }
    }

    /// A list of 1…16 whole numbers.
    pub(crate) fn list(&self, key: &str, most: usize) -> Result<Vec<usize>> {
        let list = self.needed(key)?.as_array().filter(|list| (1..=16).contains(&list.len()));
        let list = list.ok_or_else(|| self.wrong(key, "must be a list of 1 to 16 numbers"))?;
        list.iter().map(|value| self.whole(key, value, most)).collect()
    }

    /// A list of `n` words.
    pub(crate) fn words(&self, key: &str, n: usize) -> Result<Vec<&str>> {
        let words = self.needed(key)?.as_array().map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>());
        words
            .filter(|words| words.len() == n)
            .ok_or_else(|| self.wrong(key, format!("must be a list of {n} names, one a block")))
    }

    /// A word.
    pub(crate) fn word(&self, key: &str) -> Result<&str> {
        self.needed(key)?.as_str().ok_or_else(|| self.wrong(key, "must be a text"))
    }

    /// A number in `range`, with a default.
    pub(crate) fn number_or(&self, key: &str, default: f64, range: std::ops::RangeInclusive<f64>) -> Result<f64> {
        let Some(value) = self.get(key) else { return Ok(default) };
        value.as_f64().filter(|x| range.contains(x)).ok_or_else(|| {
            self.wrong(key, format!("must be a number from {} to {}, not {}", range.start(), range.end(), short(value)))
        })
    }

    /// True or false, with a default.
    pub(crate) fn flag_or(&self, key: &str, default: bool) -> Result<bool> {
        let value = self.get(key).map_or(Some(default), Value::as_bool);
        value.ok_or_else(|| self.wrong(key, "must be true or false"))
    }

    /// Refuses a feature that we do not have: the field is missing, null or one of `plain`.
    pub(crate) fn plain(&self, key: &str, plain: &[Value]) -> Result<()> {
        match self.get(key) {
            Some(value) if !plain.contains(value) => {
                Err(self.wrong(key, format!("asks for what this version does not have: {}", short(value))))
            }
            _ => Ok(()),
        }
    }
}

/// A value on one line, cut.
fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 { text.chars().take(40).chain("…".chars()).collect() } else { text }
}
