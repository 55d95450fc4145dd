use std::collections::BTreeSet;

use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{ExperimentId, RunId, RunInfo, RunStatus, ViewType, tags};
use crate::progress::Progress as _;
use crate::search::{Dialect, Entity, Filter};
use crate::store::file::FileStore;
use crate::store::{Needs, RunQuery, TrackingStore};
use crate::upkeep::transfer::{Copier, Move};
use crate::upkeep::undo::Operation;

/// Move runs to another experiment
///
/// Their ids stay. The logged models that a run made, the datasets it used and what is recorded of its artifacts go with it;
/// versions of registered models say the new place. Traces stay where they are. `mlrun undo` takes a move back.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun runs move @ @~1 --to baseline --with-children")]
pub(crate) struct MoveArgs {
    /// Ids, unique prefixes, unique names, @, @~1
    #[arg(value_name = "RUN", required = true, add = ArgValueCompleter::new(complete::runs))]
    runs: Vec<String>,

    /// The experiment: id or name
    #[arg(long, value_name = "EXPERIMENT", add = ArgValueCompleter::new(complete::experiments))]
    to: String,

    /// The runs nested under them too, and those under these
    #[arg(long)]
    with_children: bool,

    /// Runs that have not ended too: what records them must not know their experiment
    #[arg(long)]
    force: bool,

    /// Say what would be moved, and move nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn move_runs(args: &MoveArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.writable_store()?;
    let to = context.find_experiment(&store, (&args.to, false))?;
    let named = find(&args.runs, &store, context)?;
    let ids = match args.with_children {
        true => with_children(&named, &store, context)?,
        false => named,
    };
    let mut operation = Operation::begin(store.root(), &context.actor());
    let mut refused = false;
    for id in &ids {
        let info = context.readable(TrackingStore::get_run(&store, id, &Needs::INFO)?).info;
        if refuse_open(&info, args.force, context) {
            refused = true;
            continue;
        }
        let Some(plan) = Move::plan(&store, id, &to)? else {
            context.ui.status(&format!("run {id} is in experiment {to} already"));
            continue;
        };
        let models = plan.models().count();
        let with = match models {
            0 => String::new(),
            1 => " with a logged model".to_owned(),
            _ => format!(" with {models} logged models"),
        };
        if args.dry_run {
            context.ui.text(&format!(
                "Would move run {id} from experiment {} to {to}{with}.",
                info.experiment_id
            ))?;
            continue;
        }
        let done = plan.carry_out(&store, &mut operation);
        if let Err(error) = done {
            operation.finish()?; // what was moved can be taken back
            return Err(error.into());
        }
        context
            .ui
            .text(&format!("Run {id} has been moved to experiment {to}{with}."))?;
        if plan.versions() > 0 {
            let versions = plan.versions();
            context
                .ui
                .status(&format!("{versions} versions of registered models say the new place"));
        }
    }
    operation.finish()?;
    if !args.with_children {
        tell_of_children(&ids, &to, &store, context)?;
    }
    Ok(if refused { Exit::Code(exit::CONFLICT) } else { Exit::Ok })
}

/// Copy runs, under new ids, to another experiment
///
/// Params, metrics, tags, inputs and artifacts are copied; the tag mlrun.copiedFrom says from which run. In the experiment of
/// the run the copy is called `NAME (copy)`. Logged models are not copied: the copy names those of the original among its
/// outputs. The new ids are printed, one a line.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun runs copy best:min:loss --to showcase")]
pub(crate) struct CopyArgs {
    /// Ids, unique prefixes, unique names, @, @~1
    #[arg(value_name = "RUN", required = true, add = ArgValueCompleter::new(complete::runs))]
    runs: Vec<String>,

    /// The experiment: id or name [default: the run's own]
    #[arg(long, value_name = "EXPERIMENT", add = ArgValueCompleter::new(complete::experiments))]
    to: Option<String>,

    /// Runs that have not ended too, as far as they are; a copy stays as it is
    #[arg(long)]
    force: bool,
}

pub(crate) fn copy_runs(args: &CopyArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.writable_store()?;
    let to: Option<ExperimentId> = match &args.to {
        Some(text) => Some(context.find_experiment(&store, (text, false))?),
        None => None,
    };
    let ids = find(&args.runs, &store, context)?;
    let progress = context.ui.progress();
    progress.start("copying", None);
    let advance = |bytes| progress.advance(bytes);
    let copier = Copier::begin(&store, &advance)?;
    let mut operation = Operation::begin(store.root(), &context.actor());
    let mut refused = false;
    let mut copies = Vec::new();
    let mut copy_all = || -> anyhow::Result<()> {
        for id in &ids {
            let info = context.readable(TrackingStore::get_run(&store, id, &Needs::INFO)?).info;
            if refuse_open(&info, args.force, context) {
                refused = true;
                continue;
            }
            let new = RunId::from_random(context.random());
            let copied = copier.copy(id, &new, to.as_ref(), &mut operation)?;
            context.warn_of(&copied.remarks);
            if let Some(place) = copied.shares {
                context.ui.warn(&format!(
                    "the artifacts of run {id} are at {place}: its copy shares them"
                ));
            }
            copies.push(new);
        }
        Ok(())
    };
    let done = copy_all();
    progress.finish();
    operation.finish()?;
    for copy in &copies {
        context.ui.text(copy.as_str())?;
    }
    done?;
    Ok(if refused { Exit::Code(exit::CONFLICT) } else { Exit::Ok })
}

/// Each run once.
fn find(texts: &[String], store: &FileStore, context: &Context) -> anyhow::Result<Vec<RunId>> {
    let mut ids = Vec::new();
    for text in texts {
        let id = context.find_run(store, text)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn refuse_open(info: &RunInfo, force: bool, context: &Context) -> bool {
    let is_open = matches!(info.status, RunStatus::Running | RunStatus::Scheduled);
    if is_open && !force {
        context.ui.warn(&format!(
            "run {} is left: it has not ended ({}); --force does it all the same",
            info.run_id, info.status
        ));
    }
    is_open && !force
}

/// The runs nested under any of these.
fn children(of: &[RunId], store: &FileStore, context: &Context) -> anyhow::Result<Vec<RunInfo>> {
    let mut children = Vec::new();
    for id in of {
        let filter = format!("tags.`{}` = '{id}'", tags::PARENT_RUN_ID);
        let query = RunQuery {
            filter: Filter::parse(Entity::Run, &filter, Dialect::new(false, context.now()))?,
            view: ViewType::All,
            needs: Needs::INFO,
            ..RunQuery::default()
        };
        let found = context.page(TrackingStore::search_runs(store, &query)?).items;
        children.extend(found.into_iter().map(|run| run.info));
    }
    Ok(children)
}

fn with_children(named: &[RunId], store: &FileStore, context: &Context) -> anyhow::Result<Vec<RunId>> {
    let mut all = named.to_vec();
    let mut seen: BTreeSet<RunId> = all.iter().cloned().collect();
    let mut pending = all.clone();
    while !pending.is_empty() {
        let found = children(&pending, store, context)?.into_iter().map(|info| info.run_id);
        pending = found.filter(|id| seen.insert(id.clone())).collect();
        all.extend(pending.iter().cloned());
    }
    Ok(all)
}

fn tell_of_children(ids: &[RunId], to: &ExperimentId, store: &FileStore, context: &Context) -> anyhow::Result<()> {
    let left = children(ids, store, context)?;
    let left = left.iter().filter(|info| info.experiment_id != *to).count();
    if left > 0 {
        let runs = if left == 1 {
            "nested run stays"
        } else {
            "nested runs stay"
        };
        context
            .ui
            .hint(&format!("{left} {runs} behind: --with-children moves them too"));
    }
    Ok(())
}
