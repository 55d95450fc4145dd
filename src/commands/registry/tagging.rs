//! Tags of models and versions, as words of a command line.

use std::collections::BTreeMap;

use crate::commands::context::{key, tag};
use crate::commands::outcome::Advised;
use crate::exit;
use crate::model::{Key, RegistryEvent, Tag};
use crate::near;

/// Tags of `KEY=VALUE`s; all are checked before any is set.
pub(super) fn tags(pairs: &[(String, String)]) -> anyhow::Result<Vec<Tag>> {
    let tag = |(key, value): &(String, String)| Ok(tag(key, value)?);
    pairs.iter().map(tag).collect()
}

/// Keys of tags that are there; `owner` is whose, for errors.
pub(super) fn keys(words: &[String], there: &BTreeMap<String, String>, owner: &str) -> anyhow::Result<Vec<Key>> {
    words
        .iter()
        .map(|word| {
            let known = key(word, "key", "key")?;
            if there.contains_key(word) {
                return Ok(known);
            }
            let shown = || {
                there
                    .keys()
                    .map(String::as_str)
                    .filter(|key| !RegistryEvent::is_tag(key))
            };
            let hint = match near::nearest(word, shown()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if shown().next().is_none() => "it has no tags".to_owned(),
                None => format!("it has {}", shown().collect::<Vec<_>>().join(", ")),
            };
            Err(Advised {
                message: format!("no tag `{word}` on {owner}"),
                hint,
                code: exit::NOT_FOUND,
            }
            .into())
        })
        .collect()
}
