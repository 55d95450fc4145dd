//! A report: one HTML file about a choice of runs that needs nothing else, neither network nor files beside it.
//!
//! Rust writes what can be read without scripts: the table of runs and a page for each. The scripts draw the charts from
//! the data embedded at the end, and make the table sortable. The same input gives the same bytes.

mod columns;
mod curve;
mod data;
mod header;
mod html;
mod page;
mod table;

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::model::{ExperimentId, FileInfo, Millis, Run};
use crate::store::Damage;
use curve::Curve;
use html::{Html, embedded_json, fill};

const SKELETON: &str = include_str!("report.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(
    include_str!("page.js"),
    include_str!("table.js"),
    include_str!("chart.js"),
    include_str!("parallel.js"),
);

/// What a report is about.
#[derive(Debug, Clone)]
pub struct Report {
    /// The heading.
    pub title: String,
    /// Where the runs are from.
    pub store: String,
    /// When it is made.
    pub made: Millis,
    /// What chose the runs, as typed.
    pub filter: Option<String>,
    /// How many runs there were to choose from; shown where that is more than there are here.
    pub total: usize,
    /// The experiments' names.
    pub experiments: BTreeMap<ExperimentId, String>,
    /// In the order shown.
    pub runs: Vec<Entry>,
    /// What could not be read.
    pub damage: Vec<Damage>,
}

/// A run in a report.
#[derive(Debug, Clone)]
pub struct Entry {
    run: Run,
    curves: BTreeMap<String, Curve>,
    artifacts: Listing,
}

/// A run's artifacts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files and folders, sorted by path.
    pub files: Vec<FileInfo>,
    /// Why there are none to be seen, where that is known.
    pub reason: Option<String>,
}

impl Entry {
    /// The run with its histories, which are thinned here: only what is drawn stays in memory.
    #[must_use]
    pub fn new(mut run: Run, artifacts: Listing) -> Self {
        let histories = run.data.metric_history.take().unwrap_or_default();
        let curves = histories
            .into_iter()
            .map(|(key, history)| (key, Curve::new(&history)))
            .collect();
        Self { run, curves, artifacts }
    }
}

impl Report {
    /// The whole file.
    #[must_use]
    pub fn html(&self) -> String {
        let mut title = Html::default();
        title.text(&self.title);
        let columns = columns::Columns::of(&self.runs);
        let data = embedded_json(&data::json(&self.runs, &columns));
        fill(
            SKELETON,
            &[
                ("style-hash", &hash(STYLE)),
                ("script-hash", &hash(SCRIPT)),
                ("title", &title.into_string()),
                ("header", &header::header(self).into_string()),
                ("damage", &header::damage(&self.damage).into_string()),
                ("table", &table::table(self, &columns).into_string()),
                ("pages", &page::pages(self).into_string()),
                ("style", STYLE),
                ("data", &data),
                ("script", SCRIPT),
            ],
        )
    }
}

/// What the content security policy knows the page's own style and script by; no other may run.
fn hash(text: &str) -> String {
    curve::base64(&Sha256::digest(text))
}

#[cfg(test)]
mod tests;
