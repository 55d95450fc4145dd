//! What is shown: columns, cells and JSON made of the model, with no word about how. No I/O and no clock.

mod archive;
mod archive_check;
mod archive_diff;
mod artifacts;
mod columns;
mod datasets;
mod diff;
mod environments;
mod experiments;
mod fsck;
mod gc;
mod history;
mod json;
mod logged_models;
mod merge;
mod model_page;
mod operations;
mod plot;
mod points;
mod prompts;
mod reaped;
mod record;
mod registry;
mod relocate;
mod runs;
mod safe;
mod status;
mod traces;
mod tree;
mod usage;
mod watch;

pub use archive::ArchiveMembers;
pub use archive_check::ArchiveCheck;
pub use archive_diff::{ArchiveDiff, ArchiveDiffBy};
pub use artifacts::Artifacts;
pub use columns::{Attribute, Columns, Field, Flat, Given, Kind, KnownKeys, Mention, Shape, Shown};
pub use diff::{Amount, Change, Diff, Row, Value, Verdict, value_cell};
pub use environments::{EnvironmentJson, EnvironmentList};
pub use experiments::{ExperimentList, experiment_page};
pub use fsck::{FindingGroups, FindingList, RepairList, counts};
pub use gc::{GarbageList, Outcome};
pub use history::History;
pub use json::{DatasetInputJson, ExperimentJson, MetricJson, Number, RunJson};
pub use logged_models::{LoggedModelJson, LoggedModelList, WholeLoggedModelJson, logged_model_page};
pub use merge::MergeReport;
pub use model_page::model_page;
pub use operations::{OperationList, PathList, changed_text};
pub use plot::{Curve, Plot, PlotOptions, Points, Series, Unit, XAxis, smooth};
pub use points::PointList;
pub use prompts::{PromptList, PromptPage};
pub use reaped::{Reaped, ReapedList};
pub use record::{Record, Section};
pub use registry::{
    AliasList, EVENT_NAMES, EventJson, EventList, MODEL_DELETED, RegisteredModelJson, RegisteredModelList, VersionJson,
    VersionList, event_name, registered_model_page, version_page,
};
pub use relocate::{RelocationList, RelocationSummary};
pub use runs::{RunItem, RunList, run_page};
pub use safe::escape;
pub use status::{DamageJson, StatusJson, status_page};
pub use traces::{SpanList, TraceJson, TraceList, trace_page};
pub use tree::Tree;
pub use usage::{SpaceBy, SpaceList};
pub use watch::{News, Seen, Standing, is_live, standings};

use serde::Serialize;

use crate::model::Millis;
pub use crate::store::Damage;

/// One value, still unformatted.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, control characters and all.
    Text(String),
    /// A whole number.
    Int(i128),
    /// A double; NaN and infinities too.
    Float(f64),
    /// How much more, or less where negative.
    Change(f64),
    /// The same in percent.
    Percent(f64),
    /// A moment.
    Time(Millis),
    /// A length of time in milliseconds.
    Duration(i64),
    /// A size in bytes.
    Bytes(u64),
    /// The values of a metric by step, drawn as a little curve.
    Spark(Vec<f64>),
    /// An id that a terminal may cut.
    Id {
        /// The whole id.
        text: String,
        /// How many characters tell it from the others shown.
        short: usize,
    },
}

impl Cell {
    /// A text, or nothing.
    #[must_use]
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    /// A moment, or nothing.
    #[must_use]
    pub fn time(time: Option<Millis>) -> Self {
        time.map_or(Self::Empty, Self::Time)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in csv and tsv, and its header where there is no label.
    pub name: String,
    /// Its header in tables for people.
    pub label: String,
    /// 0 is never left out; the higher goes first when the terminal is narrow; [`Column::DATA_ONLY`] is in csv and tsv only.
    pub rank: u8,
    /// Whether it is right-aligned, as numbers are.
    pub right: bool,
}

impl Column {
    /// The rank of a column that only csv and tsv have.
    pub const DATA_ONLY: u8 = u8::MAX;

    /// A left-aligned column that is never left out.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            label: name.clone(),
            name,
            rank: 0,
            right: false,
        }
    }

    /// With another header in tables.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With that rank.
    #[must_use]
    pub fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Right-aligned.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

/// Something a command found, which every output format can show.
pub trait View {
    /// The columns, in order.
    fn columns(&self) -> Vec<Column>;

    /// One cell per column in each row.
    fn rows(&self) -> Vec<Vec<Cell>>;

    /// What JSON shows: made one by one, so that a long list is never in memory twice.
    fn items(&self) -> impl Iterator<Item = impl Serialize>;

    /// What `-o id` prints, one a line.
    fn ids(&self) -> Vec<String>;

    /// Whether JSON is an array; if not, it is the one item.
    fn is_list(&self) -> bool {
        true
    }

    /// The page that a table for people becomes, if this is one thing and not a list.
    fn page(&self) -> Option<&[Section]> {
        None
    }

    /// What the things are called in `no runs`.
    fn noun(&self) -> &'static str {
        "entries"
    }

    /// A remark for people, such as `20 of 134 shown`.
    fn note(&self) -> Option<String> {
        None
    }
}
