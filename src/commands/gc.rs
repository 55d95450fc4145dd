use std::path::PathBuf;

use super::outcome::{Advised, Usage};
use crate::cli::{Caution, OutputArg, Settings, parse_span};
use crate::commands::context::check_writable;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{ExperimentId, Invalid, LoggedModelId, RunId};
use crate::store::file::{FileStore, local_path};
use crate::ui::{Format, bytes, count, iso};
use crate::upkeep::gc::{Collected, Fate, Garbage, GarbageKind, GcOptions, GcPlan, collect, plan_gc};
use crate::upkeep::usage::Space;
use crate::view::{GarbageList, Outcome};

/// Remove deleted runs, experiments and logged models for good, with their artifacts
///
/// As MLflow: all that is deleted, or of each kind what is named; naming runs does not spare deleted experiments, nor the
/// other way round, unless --only is given. What a version of a registered model needs stays, unless --force is given.
/// Artifacts outside of the store go only from a folder that was recorded for the run and is named for it. No link is followed.
///
/// What is removed lies in the store's trash for 7 days, where `mlrun undo` brings it back; the first gc after that frees it,
/// and --now does so at once. Asks first; where nobody can answer, --yes must be given.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples: mlrun gc --dry-run\n          mlrun gc --older-than 30d --yes\n          \
    mlrun gc --run-ids 5a1c…,c1e0… --only --now"
)]
pub(crate) struct Args {
    /// Only what was deleted longer ago than that: 30d, 12h, 1d2h3m4s
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Option<i64>,

    /// These deleted runs instead of all
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    run_ids: Option<Vec<String>>,

    /// These deleted experiments instead of all
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    experiment_ids: Option<Vec<String>>,

    /// These deleted logged models instead of all
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    logged_model_ids: Option<Vec<String>>,

    /// Nothing of a kind of which nothing is named
    #[arg(long)]
    only: bool,

    /// Artifacts and logged models whose run is gone, too
    #[arg(long)]
    orphans: bool,

    /// What versions of registered models need, too
    #[arg(long)]
    force: bool,

    /// How long it can be taken back
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = window)]
    trash_window: i64,

    /// Free everything at once, what is in the trash already too: it cannot be taken back
    #[arg(long, conflicts_with = "trash_window")]
    now: bool,

    /// The store, as MLflow's gc has it [default: --tracking-uri]
    #[arg(long, value_name = "URI", hide_short_help = true)]
    backend_store_uri: Option<String>,

    /// The folder where MLflow's server keeps what is recorded as mlflow-artifacts:
    #[arg(long, value_name = "URI", hide_short_help = true)]
    artifacts_destination: Option<String>,

    /// MLflow's, for jobs in a database: a folder has none
    #[arg(long, hide = true)]
    jobs: bool,

    #[arg(long, hide = true)]
    job_ids: Option<String>,

    #[command(flatten)]
    caution: Caution,

    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = store(args, context)?;
    let options = options(args, context)?;
    let plan = plan_gc(&store, &options)?;
    context.warn_of(&plan.damage);
    let goes = plan.things.iter().filter(|thing| thing.goes()).count();
    let space = sum(plan.things.iter().filter(|thing| thing.goes()));
    let what = format!("{} things, {}", count(goes), bytes(space.on_disk));
    if args.caution.dry_run || goes == 0 || !args.caution.yes {
        show_plan(&plan, args, context)?;
    }
    hint_at_only(args, &plan, context);
    if goes == 0 {
        return Ok(refusal(args, &plan));
    }
    if args.caution.dry_run {
        context
            .ui
            .status(&format!("dry run: {what}, would go; nothing was removed"));
        return Ok(Exit::Ok);
    }
    if !args.caution.yes && !context.ui.can_ask() {
        return Err(Usage(format!("to remove {what}, add --yes")).into());
    }
    let irreversibly = if options.trash_window > 0 {
        ""
    } else {
        " It cannot be taken back."
    };
    if !args.caution.yes && !context.confirm(&format!("Remove {what}?{irreversibly}"))? {
        return Ok(Exit::Code(exit::FAILED));
    }
    let done = collect(&store, &plan.things, &options, &context.actor())?;
    if args.caution.yes {
        show_done(&plan, &done, args, &options, context)?;
    }
    say(&done, &options, context);
    Ok(if done.failed.is_empty() {
        refusal(args, &plan)
    } else {
        Exit::Code(exit::FAILED)
    })
}

fn store(args: &Args, context: &Context) -> anyhow::Result<FileStore> {
    let Some(uri) = &args.backend_store_uri else {
        return context.writable_store();
    };
    let settings = Settings::new(
        Some(uri),
        context.settings.environment.clone(),
        context.settings.cwd.clone(),
    );
    let store = context.open(settings.store_folder()?)?;
    check_writable(store.root())?;
    if !store.exists() {
        return Err(Advised {
            message: format!("there is no store at {}", store.root().display()),
            hint: "the place is from --backend-store-uri".to_owned(),
            code: exit::NOT_FOUND,
        }
        .into());
    }
    Ok(store)
}

fn options(args: &Args, context: &Context) -> anyhow::Result<GcOptions> {
    fn ids<T>(
        given: Option<&Vec<String>>,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Result<Option<Vec<T>>, Invalid> {
        let given = given.map(|ids| ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty()));
        given.map(|ids| ids.map(parse).collect()).transpose()
    }
    let destination = args.artifacts_destination.as_deref().map(local_path);
    let destination = destination
        .flatten()
        .map(|path: PathBuf| context.settings.absolute(&path));
    Ok(GcOptions {
        now: context.now(),
        older_than: args.older_than,
        runs: ids(args.run_ids.as_ref(), RunId::parse)?,
        experiments: ids(args.experiment_ids.as_ref(), ExperimentId::parse)?,
        logged_models: ids(args.logged_model_ids.as_ref(), LoggedModelId::parse)?,
        only: args.only,
        orphans: args.orphans,
        force: args.force,
        trash_window: if args.now { 0 } else { args.trash_window },
        artifacts_destination: destination,
    })
}

/// Milliseconds; as MLflow refuses it, a number must have a unit.
fn age(text: &str) -> Result<i64, String> {
    let refused = || {
        format!(
            "Could not parse any time information from '{text}'. Examples of valid strings: '8h', '2d8h5m20s', '2m4s'"
        )
    };
    if text.trim().parse::<f64>().is_ok() {
        return Err(refused());
    }
    let span = parse_span(text).map_err(|_| refused())?;
    i64::try_from(span.as_millis()).map_err(|_| refused())
}

fn window(text: &str) -> Result<i64, String> {
    if text.trim() == "0" { Ok(0) } else { age(text) }
}

fn sum<'a>(things: impl Iterator<Item = &'a Garbage>) -> Space {
    let mut sum = Space::default();
    things.for_each(|thing| sum += thing.space);
    sum
}

fn with_total(args: &Args) -> bool {
    matches!(args.output.output, Format::Table | Format::Md)
}

fn planned(thing: &Garbage) -> Outcome<'static> {
    if thing.goes() { Outcome::Goes } else { Outcome::Stays }
}

fn show_plan(plan: &GcPlan, args: &Args, context: &Context) -> std::io::Result<()> {
    let things = plan.things.iter().map(|thing| (thing, planned(thing))).collect();
    context
        .ui
        .show(&GarbageList::new(things, with_total(args)), args.output.output)
}

fn show_done(
    plan: &GcPlan,
    done: &Collected,
    args: &Args,
    options: &GcOptions,
    context: &Context,
) -> std::io::Result<()> {
    let outcome = |thing: &Garbage| match thing.kind {
        GarbageKind::Temporary | GarbageKind::Trash => Outcome::Gone,
        _ if options.trash_window > 0 => Outcome::InTrash,
        _ => Outcome::Gone,
    };
    let mut things: Vec<(&Garbage, Outcome<'_>)> = done.gone.iter().map(|thing| (thing, outcome(thing))).collect();
    things.extend(done.failed.iter().map(|(thing, why)| (thing, Outcome::Failed(why))));
    things.extend(done.left.iter().map(|thing| (thing, Outcome::Stays)));
    things.extend(
        plan.things
            .iter()
            .filter(|thing| !thing.goes())
            .map(|thing| (thing, Outcome::Stays)),
    );
    context
        .ui
        .show(&GarbageList::new(things, with_total(args)), args.output.output)
}

fn say(done: &Collected, options: &GcOptions, context: &Context) {
    for (thing, why) in &done.failed {
        context
            .ui
            .warn(&format!("{} {} is left: {why}", thing.kind.as_str(), thing.id));
    }
    for thing in &done.left {
        if let Fate::Stays(why) | Fate::Needed(why) = &thing.fate {
            context
                .ui
                .warn(&format!("{} {} is left: {why}", thing.kind.as_str(), thing.id));
        }
    }
    let is_freed = |thing: &&Garbage| {
        options.trash_window == 0 || matches!(thing.kind, GarbageKind::Temporary | GarbageKind::Trash)
    };
    let freed = sum(done.gone.iter().filter(is_freed));
    let moved = sum(done.gone.iter().filter(|thing| !is_freed(thing)));
    if freed != Space::default() {
        context.ui.status(&format!("freed {}", bytes(freed.on_disk)));
    }
    if moved != Space::default() {
        let until = crate::model::Millis(options.now.0.saturating_add(options.trash_window));
        context.ui.status(&format!(
            "moved {} to the trash: `mlrun undo` brings it back, the first gc after {} frees it, `mlrun gc --now` frees it at once",
            bytes(moved.on_disk),
            iso(until)
        ));
    }
}

/// What was named and has to stay is no success.
fn refusal(args: &Args, plan: &GcPlan) -> Exit {
    let named = [&args.run_ids, &args.experiment_ids, &args.logged_model_ids]
        .into_iter()
        .flatten()
        .flatten();
    let is_named = |thing: &&Garbage| {
        let is_one = matches!(
            thing.kind,
            GarbageKind::Run | GarbageKind::Experiment | GarbageKind::LoggedModel
        );
        is_one && named.clone().any(|id| id.trim() == thing.id)
    };
    match plan.things.iter().filter(is_named).any(|thing| !thing.goes()) {
        true => Exit::Code(exit::CONFLICT),
        false => Exit::Ok,
    }
}

/// Who names a run may not expect that all deleted experiments go with it.
fn hint_at_only(args: &Args, plan: &GcPlan, context: &Context) {
    let given = |kind| match kind {
        GarbageKind::Run => args.run_ids.is_some(),
        GarbageKind::Experiment => args.experiment_ids.is_some(),
        GarbageKind::LoggedModel => args.logged_model_ids.is_some(),
        _ => true,
    };
    let kinds = [GarbageKind::Run, GarbageKind::Experiment, GarbageKind::LoggedModel];
    if kinds.into_iter().any(given) && plan.things.iter().any(|thing| thing.goes() && !given(thing.kind)) {
        context
            .ui
            .hint("as in MLflow, what is not named of another kind goes too; --only spares it");
    }
}
