use std::path::PathBuf;

use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::context::{key, tag};
use crate::commands::runs::key_value;
use crate::commands::wanted::WantedExperiment;
use crate::commands::{Context, Exit};
use crate::fsx;
use crate::model::{Key, LoggedModelId, LoggedModelStatus, Metric, Param, Run, RunId, tags};
use crate::progress::Progress as _;
use crate::store::file::{FileStore, check_model_folder};
use crate::store::{Keys, LoggedModelStore as _, Needs, NewLoggedModel, TrackingStore as _, check_logged_model_name};
use crate::ui::{bytes, count};

/// Log a saved model, a folder with an MLmodel file, and print the new logged model's id
///
/// As MLflow 3's log_model: the files are copied, the copied MLmodel says whose it is, the model names its run and the run
/// its model; it takes the run's params, and the metrics the run logged at the step. The model appears whole or not at all.
/// Left out are __pycache__ and registered_model_meta; links that lead out of the folder are refused. Without a run (no
/// --run and no $MLFLOW_RUN_ID, or -x or -n given) the model has no source run.
///
/// The tag mlrun.model.digest is `sha256:` and the SHA-256 of what `sha256sum` prints for the files, sorted by path; MLmodel
/// counts there without its lines artifact_path, model_id, model_uuid and run_id, so that the same model has the same digest
/// whenever it is logged.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder that holds MLmodel
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,

    /// The model's name; need not be unique
    #[arg(long, value_name = "NAME")]
    name: String,

    /// The run that made it [default: $MLFLOW_RUN_ID]
    #[arg(long, short, visible_alias = "run-id", value_name = "RUN", conflicts_with_all = ["experiment_id", "experiment_name"])]
    #[arg(add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// At this step of the run
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    step: i64,

    /// What kind of model it is, such as agent
    #[arg(long = "type", value_name = "TYPE")]
    model_type: Option<String>,

    /// A param; may be repeated. The run's own wins, as in MLflow
    #[arg(long = "param", visible_alias = "params", short = 'p', value_name = "KEY=VALUE", value_parser = key_value)]
    params: Vec<(String, String)>,

    /// A tag; may be repeated
    #[arg(long = "tag", visible_alias = "tags", short = 't', value_name = "KEY=VALUE", value_parser = key_value)]
    tags: Vec<(String, String)>,

    /// Without a run, in this experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]
    #[arg(long, short = 'x', value_name = "ID", add = ArgValueCompleter::new(complete::experiments))]
    experiment_id: Option<String>,

    /// Without a run, in this experiment, by name; created where there is none
    #[arg(long, short = 'n', value_name = "NAME", conflicts_with = "experiment_id")]
    #[arg(add = ArgValueCompleter::new(complete::experiment_names))]
    experiment_name: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let folder = context.settings.absolute(&args.folder);
    check_logged_model_name(&args.name)?;
    check_model_folder(&folder, context.store_to_make()?.root())?; // before a store or an experiment is made
    let store = context.store_for_writing()?;
    let source = args.source(&store, context)?;
    let experiment_id = match &source {
        Some(run) => run.info.experiment_id.clone(),
        None => WantedExperiment::of(args.experiment_id.as_deref(), args.experiment_name.as_deref(), context)
            .find_or_create(&store, context)?,
    };
    let new = NewLoggedModel {
        model_id: LoggedModelId::from_random(context.random()),
        experiment_id,
        name: args.name.clone(),
        model_type: args.model_type.clone(),
        params: args.params(source.as_ref(), context)?,
        tags: args.tags(context)?,
        metrics: source.as_ref().map(|run| at_step(run, args.step)).unwrap_or_default(),
        source: source.map(|run| (run.info.run_id, args.step)),
        status: LoggedModelStatus::Ready,
        at: context.now(),
    };
    let progress = context.ui.progress();
    progress.start("copying the model", Some(fsx::count_files(&folder).1));
    let logged = store.log_model(new, &folder, &|by| progress.advance(by));
    progress.finish();
    let (model, files) = logged?;
    context.ui.text(model.model_id.as_str())?;
    context.ui.status(&format!(
        "Logged {} files ({}) as models:/{}",
        count(files.files),
        bytes(files.bytes),
        model.model_id
    ));
    Ok(Exit::Ok)
}

impl Args {
    fn source(&self, store: &FileStore, context: &Context) -> anyhow::Result<Option<Run>> {
        let named = self.experiment_id.is_some() || self.experiment_name.is_some();
        let variable = context.settings.variable("MLFLOW_RUN_ID").filter(|_| !named);
        let Some(text) = self.run.as_deref().or(variable) else {
            return Ok(None);
        };
        let id: RunId = context.find_run(store, text)?;
        let needs = Needs {
            params: Keys::All,
            history: Keys::All,
            ..Needs::INFO
        };
        Ok(Some(context.readable(store.get_run(&id, &needs)?)))
    }

    fn params(&self, source: Option<&Run>, context: &Context) -> anyhow::Result<Vec<Param>> {
        let param = |name: &str, value: &str| -> anyhow::Result<Param> {
            Ok(Param {
                key: key(name, "key", "Param key")?,
                value: value.to_owned(),
            })
        };
        let mut params = Vec::new();
        for (name, value) in &self.params {
            params.push(param(name, value)?);
        }
        for (name, value) in source.iter().flat_map(|run| &run.data.params) {
            if self.params.iter().any(|(given, other)| given == name && other != value) {
                context
                    .ui
                    .warn(&format!("param {name}: the run's own value {value} is taken"));
            }
            // a name that MLflow refuses was read of a damaged run
            params.extend(Key::parse(name).ok().map(|key| Param {
                key,
                value: value.clone(),
            }));
        }
        Ok(params)
    }

    fn tags(&self, context: &Context) -> anyhow::Result<Vec<crate::model::Tag>> {
        let mut all = vec![
            tag(tags::USER, &context.user())?,
            tag(tags::SOURCE_NAME, "mlrun")?,
            tag(tags::SOURCE_TYPE, "LOCAL")?,
        ];
        for (key, value) in &self.tags {
            all.push(tag(key, value)?);
        }
        Ok(all)
    }
}

/// What the run logged at that step.
fn at_step(run: &Run, step: i64) -> Vec<(Key, Metric)> {
    let histories = run.data.metric_history.iter().flatten();
    let with_key = histories.filter_map(|(name, values)| Some((Key::parse(name).ok()?, values)));
    with_key
        .flat_map(|(key, values)| {
            let at = values.iter().filter(move |metric| metric.step == i128::from(step));
            at.map(move |metric| (key.clone(), metric.clone()))
        })
        .collect()
}
