use std::ffi::OsString;

use super::{Context, Exit};
use crate::search::GRAMMAR;

/// `help filter`, `--help filter` and `-h filter` are a page of their own, whatever command they stand behind.
#[must_use]
pub fn with_topic(mut words: Vec<OsString>) -> Vec<OsString> {
    if let [program, .., help, topic] = &words[..]
        && ["help", "--help", "-h"].iter().any(|word| help == word)
        && ["filter", "filters"].iter().any(|word| topic == word)
    {
        words = vec![program.clone(), "help-filter".into()];
    }
    words
}

pub(super) fn filter(context: &Context) -> anyhow::Result<Exit> {
    context
        .ui
        .long(&GRAMMAR.lines().map(str::to_owned).collect::<Vec<_>>())?;
    Ok(Exit::Ok)
}
