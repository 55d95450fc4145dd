use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::complete;

use crate::model::ViewType;
use crate::ui::{ColorChoice, Format};

/// Flags that every command has.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The store's folder [default: $MLFLOW_TRACKING_URI, else ./mlruns]
    ///
    /// A path or a file: URI, of a folder or of an archive (`mlrun archive create`), which can only be read.
    #[arg(long, global = true, value_name = "URI")]
    pub tracking_uri: Option<String>,

    /// When to use colour: auto, always or never
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    #[arg(hide_possible_values = true, hide_default_value = true, hide_short_help = true)]
    pub color: ColorChoice,

    /// Do not show long results through a pager ($MLRUN_PAGER, else $PAGER, else less)
    #[arg(long, global = true, hide_short_help = true)]
    pub no_pager: bool,

    /// Answer from the store alone, not with what is remembered of files that have not changed
    #[arg(long, global = true, hide_short_help = true)]
    pub no_index: bool,

    /// Keep no record of what is changed, so that `mlrun undo` cannot take it back
    ///
    /// For a full disk, or for a value that must not stay anywhere. The same as MLRUN_NO_UNDO=1.
    #[arg(long, global = true, hide_short_help = true)]
    pub no_undo: bool,

    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Say more; also -v, where -v is not MLflow's --view or --version
    #[arg(long, global = true, hide_short_help = true)]
    pub verbose: bool,
}

/// `-v` for `--verbose`, on commands whose `-v` is not MLflow's `--view` or `--version`.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Short {
    /// The same as --verbose.
    #[arg(short = 'v', id = "short_verbose", hide = true)]
    pub verbose: bool,
}

/// How to print a result.
#[derive(Debug, Clone, Copy, Args)]
pub struct OutputArg {
    /// How to print the result: table, json, ndjson, csv, tsv, md or id
    #[arg(long, short, value_enum, default_value = "table", value_name = "FORMAT")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub output: Format,
}

/// How to print a result that MLflow prints in JSON.
#[derive(Debug, Clone, Copy, Args)]
pub struct JsonOutputArg {
    /// How to print it: table, json, ndjson, csv, tsv, md or id
    #[arg(long, short, value_enum, default_value = "json", value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub output: Format,
}

/// On what deletes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Caution {
    /// Say what would be deleted and delete nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// MLflow's `--view`.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct ListView {
    /// Which there are to see: active_only, deleted_only or all
    #[arg(long, short, value_enum, default_value = "active_only")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    view: View,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum View {
    #[default]
    #[value(name = "active_only")]
    ActiveOnly,
    #[value(name = "deleted_only")]
    DeletedOnly,
    All,
}

impl ListView {
    /// As the store takes it.
    #[must_use]
    pub fn get(self) -> ViewType {
        match self.view {
            View::ActiveOnly => ViewType::ActiveOnly,
            View::DeletedOnly => ViewType::DeletedOnly,
            View::All => ViewType::All,
        }
    }
}

/// One run, as an argument or by MLflow's flag.
#[derive(Debug, Clone, Args)]
pub struct OneRun {
    /// The run: id, unique prefix of it, unique name, @ (newest), @~1 (the one before), best:loss
    #[arg(value_name = "RUN", required_unless_present = "run_id", conflicts_with = "run_id")]
    #[arg(add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// The same as a flag
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,
}

impl OneRun {
    /// What was given.
    #[must_use]
    pub fn text(&self) -> &str {
        self.run.as_deref().or(self.run_id.as_deref()).unwrap_or_default()
    }
}

/// One experiment, as an argument or by MLflow's flags.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct ExperimentArg {
    /// The experiment: id or name
    #[arg(value_name = "EXPERIMENT", add = ArgValueCompleter::new(complete::experiments))]
    experiment: Option<String>,

    /// The same as a flag
    #[arg(long, short = 'x', value_name = "ID", add = ArgValueCompleter::new(complete::experiments))]
    experiment_id: Option<String>,

    /// By name only
    #[arg(long, short = 'n', value_name = "NAME", add = ArgValueCompleter::new(complete::experiment_names))]
    experiment_name: Option<String>,
}

impl ExperimentArg {
    /// What was given, and whether it can only be a name.
    #[must_use]
    pub fn text(&self) -> (&str, bool) {
        match &self.experiment_name {
            Some(name) => (name, true),
            None => (
                self.experiment
                    .as_deref()
                    .or(self.experiment_id.as_deref())
                    .unwrap_or_default(),
                false,
            ),
        }
    }
}

/// `[RUN] KEY VALUE`: two or three words, of which the first may be left out where a flag or a variable names the thing.
#[derive(Debug, Clone, Args)]
pub struct ThreeWords {
    /// The thing; may be left out where a flag or variable names it
    #[arg(value_name = "TARGET", hide = true, allow_hyphen_values = true)]
    first: String,

    #[arg(value_name = "KEY", hide = true, allow_hyphen_values = true)]
    second: String,

    #[arg(value_name = "VALUE", hide = true, allow_hyphen_values = true)]
    third: Option<String>,
}

impl From<ThreeWords> for Vec<String> {
    fn from(words: ThreeWords) -> Self {
        [words.first, words.second].into_iter().chain(words.third).collect()
    }
}
