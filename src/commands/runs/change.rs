use clap_complete::ArgValueCompleter;

use crate::cli::{ThreeWords, complete};
use crate::commands::context::{key, tag as new_tag};
use crate::commands::outcome::Usage;
use crate::commands::run_flag::RunFlag;
use crate::commands::{Context, Exit};
use crate::model::RunStatus;
use crate::store::{RunChange, TrackingStore};

/// Rename a run
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun runs rename [OPTIONS] <RUN> <NAME>")]
pub(crate) struct RenameArgs {
    /// The run, as a flag
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    #[arg(value_name = "NAME", hide = true, num_args = 1..=2, required = true)]
    words: Vec<String>,
}

/// Set a tag of an active run
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun runs tag [OPTIONS] [RUN] <KEY> <VALUE>")]
pub(crate) struct TagArgs {
    #[command(flatten)]
    by: RunFlag,

    #[command(flatten)]
    words: ThreeWords,
}

/// Remove a tag of an active run
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun runs untag [OPTIONS] [RUN] <KEY>")]
pub(crate) struct UntagArgs {
    #[command(flatten)]
    by: RunFlag,

    #[arg(value_name = "KEY", hide = true, num_args = 1..=2, required = true)]
    words: Vec<String>,
}

/// End a run: set its status and end time.
#[derive(Debug, clap::Args)]
pub(crate) struct FinishArgs {
    /// The run [default: $MLFLOW_RUN_ID]
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// The same as a flag
    #[arg(long, short, value_name = "RUN", conflicts_with = "run", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    /// How it ended: finished, failed or killed
    #[arg(long, value_name = "STATUS", default_value = "finished", value_parser = final_status)]
    status: RunStatus,
}

/// A status that a run can end with.
pub(super) fn final_status(text: &str) -> Result<RunStatus, String> {
    RunStatus::from_name(text)
        .filter(|status| matches!(status, RunStatus::Finished | RunStatus::Failed | RunStatus::Killed))
        .ok_or_else(|| "a run ends finished, failed or killed".to_owned())
}

pub(super) fn rename(args: RenameArgs, context: &Context) -> anyhow::Result<Exit> {
    let by = RunFlag { run_id: args.run_id };
    let (store, id, words) = by.find(args.words, 1, context)?;
    let Some(name) = words.into_iter().next().filter(|name| !name.is_empty()) else {
        return Err(Usage("a run's name must not be empty".to_owned()).into());
    };
    store.update_run(
        &id,
        RunChange::Update {
            status: None,
            end_time: None,
            run_name: Some(name.clone()),
        },
    )?;
    context
        .ui
        .text(&format!("Run with id {id} has been renamed to '{name}'."))?;
    Ok(Exit::Ok)
}

pub(super) fn tag(args: TagArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 2, context)?;
    store.update_run(&id, RunChange::SetTag(new_tag(&words[0], &words[1])?))?;
    Ok(Exit::Ok)
}

pub(super) fn untag(args: UntagArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 1, context)?;
    store.update_run(&id, RunChange::DeleteTag(key(&words[0], "key", "key")?))?;
    Ok(Exit::Ok)
}

pub(super) fn finish(args: &FinishArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let id = context.find_run_or_current(&store, args.run.as_deref().or(args.run_id.as_deref()))?;
    let change = RunChange::Update {
        status: Some(args.status),
        end_time: Some(context.now()),
        run_name: None,
    };
    store.update_run(&id, change)?;
    context.ui.status(&format!("Run {id} is {}.", args.status));
    Ok(Exit::Ok)
}
