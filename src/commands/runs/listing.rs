use std::collections::BTreeMap;

use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::keys::warn_of_unknown;
use crate::commands::outcome::Mistake;
use crate::commands::{Context, Exit};
use crate::model::{ExperimentId, Run};
use crate::store::{ExperimentQuery, Keys, Needs, RunQuery, TrackingStore};
use crate::ui::Format;
use crate::view::{Cell, Columns, Field, KnownKeys, Mention, RunList};

const COLUMNS_HELP: &str = "\
Examples:
  mlrun ls                                             the newest 50
  mlrun ls --filter \"metrics.loss < 0.3\" --order-by metrics.loss
  mlrun ls -c run_name,params.lr,loss:min,loss:spark   just these columns
  mlrun ls --json run_id,metrics.loss                  for jq
  mlrun runs best --metric loss --min -o id            for scripts

Columns (-c), comma-separated:
  run_id, run_name, experiment_id, experiment, status, lifecycle_stage, start_time, end_time, age,
  duration, user_id, artifact_uri
  params.KEY, tags.KEY, metrics.KEY (the latest value)
  metrics.KEY:min, also :max, :first, :last, :avg, :count, :step and :spark (a little curve)
  params.*, metrics.val*:max, *   every name that matches, in order of the alphabet
  KEY                             the metric or the param of that name, if only one of them is there
  A key with a comma, a colon, a star or, alone, a dot stands in backticks or double quotes.
  csv and JSON call columns as you wrote them; times and durations in JSON are milliseconds.";

/// Which columns a list of runs has.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "mlrun ls --help names all columns and shows examples.", after_long_help = COLUMNS_HELP)]
pub(super) struct ColumnsArg {
    /// Show these columns, such as run_name,age,params.lr,loss:min
    ///
    /// With commas between; may be repeated. Below is what a column can be.
    #[arg(long, short, value_name = "COLUMNS", add = ArgValueCompleter::new(complete::columns))]
    columns: Vec<String>,

    /// The same as -o json with these columns, or with whole runs
    #[arg(long, value_name = "COLUMNS", num_args = 0..=1, default_missing_value = "", conflicts_with = "columns")]
    #[arg(add = ArgValueCompleter::new(complete::columns))]
    json: Option<String>,

    /// Leave out what is the same in all the runs
    ///
    /// Of metrics, params and tags, as a terminal's table does by default.
    #[arg(long)]
    only_changed: bool,

    /// Show that on a terminal, too
    #[arg(long, conflicts_with = "only_changed")]
    all_columns: bool,
}

/// How a list of runs is shown.
pub(super) struct Listing<'a> {
    pub(super) columns: Option<Columns>,
    pub(super) format: Format,
    /// What the runs were asked by: shown before all else, unless columns were chosen.
    pub(super) keep: Vec<Field>,
    arg: &'a ColumnsArg,
}

impl ColumnsArg {
    /// Checks the columns asked for.
    pub(super) fn listing(&self, format: Format, context: &Context) -> anyhow::Result<Listing<'_>> {
        let format = if self.json.is_some() { Format::Json } else { format };
        let json = self.json.iter().filter(|columns| !columns.is_empty());
        let texts: Vec<String> = self.columns.iter().chain(json).cloned().collect();
        let columns = if texts.is_empty() || format == Format::Id {
            None
        } else {
            Some(Columns::parse(&texts, context.now()).map_err(Mistake::of(FLAG))?)
        };
        Ok(Listing {
            columns,
            format,
            keep: Vec::new(),
            arg: self,
        })
    }
}

const FLAG: &str = "--columns";

impl Listing<'_> {
    /// What must be read of each run.
    pub(super) fn needs(&self, history: bool) -> Needs {
        match (&self.columns, self.format) {
            (_, Format::Id) => Needs::INFO,
            (Some(columns), _) => columns.needs(),
            (None, Format::Json | Format::Ndjson) => Needs::all(history),
            (None, _) => {
                let mut needs = Needs {
                    params: Keys::All,
                    metrics: Keys::All,
                    ..Needs::INFO
                };
                self.keep.iter().for_each(|field| field.add_to(&mut needs));
                needs
            }
        }
    }

    /// Whether each run can be shown when it is found, before the others are known.
    pub(super) fn can_stream(&self) -> bool {
        let known = self.columns.as_ref().is_none_or(Columns::are_known_run_by_run);
        self.format == Format::Ndjson && known && !self.arg.only_changed
    }

    /// The experiments' names, where they are shown.
    pub(super) fn experiments(
        &self,
        query: &RunQuery,
        store: &dyn TrackingStore,
    ) -> anyhow::Result<Option<BTreeMap<ExperimentId, String>>> {
        let named = match &self.columns {
            Some(columns) => columns.name_experiments(),
            None => self.format == Format::Table && query.experiments.is_none(),
        };
        if !named {
            return Ok(None);
        }
        let experiments = store.search_experiments(&ExperimentQuery::all())?.items;
        Ok(Some(
            experiments.into_iter().map(|e| (e.experiment_id, e.name)).collect(),
        ))
    }

    /// Shows the runs, then says which columns were the same in all and which keys nobody has.
    pub(super) fn show(
        &self,
        runs: &[Run],
        note: Option<String>,
        query: &RunQuery,
        store: &dyn TrackingStore,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        let names = self.experiments(query, store)?;
        let keys = KnownKeys::of(runs);
        let mut list = RunList::new(runs);
        if let Some(columns) = &self.columns {
            list = list.columns(columns.resolve(&keys).map_err(Mistake::of(FLAG))?);
        }
        if let Some(names) = &names {
            list = list.named(names);
        }
        list = list.keep(&self.keep);
        if let Some(note) = note {
            list = list.note(note);
        }
        let for_people = self.format == Format::Table && context.ui.is_terminal();
        let by_default = for_people && self.columns.is_none() && !self.arg.all_columns;
        let mut same = Vec::new();
        if self.arg.only_changed || by_default {
            (list, same) = list.only_changed();
        }
        context.ui.show(&list, self.format)?;
        if !same.is_empty() && (self.columns.is_some() || !matches!(self.format, Format::Json | Format::Ndjson)) {
            context.ui.status(&same_in_all(&same, by_default, context));
        }
        if !runs.is_empty() {
            self.warn_of_unknown(&keys, query, store, context);
        }
        Ok(Exit::Ok)
    }

    /// Warns of columns of keys that no run has, where the runs shown have not.
    pub(super) fn warn_of_unknown(
        &self,
        keys: &KnownKeys,
        query: &RunQuery,
        store: &dyn TrackingStore,
        context: &Context,
    ) {
        let mentions = self.columns.as_ref().map(Columns::mentions).unwrap_or_default();
        let missing: Vec<Mention<'_>> = mentions
            .into_iter()
            .filter(|mention| !keys.has(mention.kind, mention.key))
            .collect();
        if !missing.is_empty() {
            warn_of_unknown(FLAG, &missing, query, store, context);
        }
    }
}

/// `same in all: epochs=10, seed=1`.
fn same_in_all(same: &[(String, Cell)], by_default: bool, context: &Context) -> String {
    const NAMED: usize = 8;
    let named: Vec<String> = same
        .iter()
        .take(NAMED)
        .map(|(key, cell)| format!("{key}={}", context.ui.brief(cell)))
        .collect();
    let mut text = format!("same in all: {}", named.join(", "));
    if same.len() > NAMED {
        text.push_str(&format!(" (+{})", same.len() - NAMED));
    }
    if by_default {
        text.push_str("; --all-columns shows them");
    }
    text
}
