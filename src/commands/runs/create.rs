use serde::Serialize;

use crate::cli::JsonOutputArg;
use crate::commands::context::tag;
use crate::commands::wanted::WantedExperiment;
use crate::commands::{Context, Exit};
use crate::model::{RunId, RunStatus, random_run_name, tags};
use crate::store::{NewRun, RunChange, TrackingStore};
use crate::view::Record;

/// Create a run and print its id. It stays RUNNING until `runs finish`, unless --status says how it ended.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The experiment, by id or name [default: $MLFLOW_EXPERIMENT_ID, $MLFLOW_EXPERIMENT_NAME, else 0]
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: Option<String>,

    /// The experiment, by name; created where there is none
    #[arg(long, short = 'n', value_name = "NAME", conflicts_with = "experiment_id")]
    experiment_name: Option<String>,

    /// Its name [default: a random one]
    #[arg(long, value_name = "NAME")]
    run_name: Option<String>,

    /// Its description (the tag mlflow.note.content)
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// A tag to begin with; may be repeated
    #[arg(long = "tags", visible_alias = "tag", short = 't', value_name = "KEY=VALUE", value_parser = super::key_value)]
    tags: Vec<(String, String)>,

    /// How it ended: finished, failed or killed
    #[arg(long, value_name = "STATUS", value_parser = super::change::final_status)]
    status: Option<RunStatus>,

    /// The run it is nested under
    #[arg(long, value_name = "RUN")]
    parent_run_id: Option<String>,

    #[command(flatten)]
    output: JsonOutputArg,
}

#[derive(Serialize)]
struct Created<'a> {
    run_id: &'a str,
    experiment_id: &'a str,
    status: String,
    run_name: &'a str,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_for_writing()?;
    let wanted = WantedExperiment::of(args.experiment_id.as_deref(), args.experiment_name.as_deref(), context);
    let experiment_id = wanted.find_or_create(&store, context)?;
    let user = context.user();
    let mut new = vec![
        tag(tags::USER, &user)?,
        tag(tags::SOURCE_NAME, "mlrun")?,
        tag(tags::SOURCE_TYPE, "LOCAL")?,
    ];
    if let Some(parent) = &args.parent_run_id {
        new.push(tag(tags::PARENT_RUN_ID, context.find_run(&store, parent)?.as_str())?);
    }
    if let Some(text) = &args.description {
        new.push(tag(tags::NOTE, text)?);
    }
    for (key, value) in &args.tags {
        new.push(tag(key, value)?);
    }
    let bits = context.random();
    let tagged_name = new
        .iter()
        .find(|tag| tag.key.as_str() == tags::RUN_NAME)
        .map(|tag| tag.value.clone());
    let user_id = new
        .iter()
        .rfind(|tag| tag.key.as_str() == tags::USER)
        .map_or(user, |tag| tag.value.clone());
    let run = store.create_run(NewRun {
        run_id: RunId::from_random(bits),
        experiment_id,
        run_name: args
            .run_name
            .clone()
            .or(tagged_name)
            .unwrap_or_else(|| random_run_name(bits)),
        user_id,
        start_time: context.now(),
        tags: new,
        params: Vec::new(),
    })?;
    let id = &run.info.run_id;
    if args.status.is_some() {
        let change = RunChange::Update {
            status: args.status,
            end_time: Some(context.now()),
            run_name: None,
        };
        store.update_run(id, change)?;
    }
    let status = args.status.unwrap_or(run.info.status).to_string();
    let (experiment_id, run_name) = (
        run.info.experiment_id.as_str(),
        run.info.run_name.as_deref().unwrap_or_default(),
    );
    let page = Record::new(Created {
        run_id: id.as_str(),
        experiment_id,
        status: status.clone(),
        run_name,
    })
    .id(id.as_str())
    .row("run_id", id.as_str())
    .row("experiment_id", experiment_id)
    .row("status", status)
    .row("run_name", run_name);
    context.ui.show(&page, args.output.output)?;
    Ok(Exit::Ok)
}
