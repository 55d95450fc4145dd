use clap_complete::ArgValueCompleter;

use super::recorder::{Recorders, Standing, last_sign_of_life};
use crate::cli::{OutputArg, complete};
use crate::commands::selection::InExperiments;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{RunId, RunStatus};
use crate::search::{Dialect, Entity, Filter};
use crate::store::file::FileStore;
use crate::store::{Needs, RunChange, RunQuery, TrackingStore};
use crate::view::{Reaped, ReapedList};

/// End runs whose mlrun was killed: RUNNING, recorded on this machine, and the process is gone.
///
/// They end KILLED, for nothing of their own ended them, with the time of their last metric or line of output. Runs of
/// other machines, and runs that mlrun did not start, are left as they are.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun runs reap --dry-run")]
pub(crate) struct Args {
    /// Only these: ids, unique prefixes, unique names, @, @~1 [default: all]
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    runs: Vec<String>,

    #[command(flatten)]
    experiments: InExperiments,

    /// Say which would be ended, and end none
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    output: OutputArg,
}

/// Why runs were left.
#[derive(Default)]
struct Left {
    at_work: usize,
    elsewhere: usize,
    unknown: usize,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let ids = wanted(args, &store, context)?;
    let recorders = Recorders::look();
    let mut reaped = Vec::new();
    let mut left = Left::default();
    let mut is_refused = false;
    for id in &ids {
        let (run, standing) = recorders.standing(id, &store, context)?;
        let refusal = match standing {
            Standing::Over if args.runs.is_empty() => continue, // meanwhile
            Standing::Over => {
                context
                    .ui
                    .status(&format!("run {id} is over already: {}", run.info.status));
                continue;
            }
            Standing::Left(process, commands) if commands.is_empty() => {
                let end_time = last_sign_of_life(&store, &run, context.now());
                if !args.dry_run {
                    let status = RunStatus::Killed;
                    store.update_run(id, RunChange::End { status, at: end_time })?;
                }
                reaped.push(Reaped {
                    run_id: id.clone(),
                    run_name: run.info.run_name.clone(),
                    experiment_id: run.info.experiment_id.clone(),
                    status: RunStatus::Killed,
                    end_time,
                    pid: process.pid,
                });
                continue;
            }
            Standing::Left(_, commands) => {
                let commands: Vec<String> = commands.iter().map(u32::to_string).collect();
                context.ui.warn(&format!(
                    "run {id} is left: nobody records it any more, but its command lives on (process {}); `mlrun runs stop \
                     {id}` ends both",
                    commands.join(", ")
                ));
                is_refused |= !args.runs.is_empty();
                continue;
            }
            Standing::Recorded(process) => {
                left.at_work += 1;
                format!("is at work: process {} records it", process.pid)
            }
            Standing::Elsewhere(process) => {
                left.elsewhere += 1;
                format!("is recorded where we cannot look, on host {}", process.host)
            }
            Standing::Unknown => {
                left.unknown += 1;
                format!("does not tell who records it; `mlrun runs finish {id} --status killed` ends it")
            }
        };
        if !args.runs.is_empty() {
            context.ui.warn(&format!("run {id} is left: it {refusal}"));
            is_refused = true;
        }
    }
    context.ui.show(&ReapedList::new(&reaped), args.output.output)?;
    if args.runs.is_empty() {
        left.say(context);
    }
    if args.dry_run && !reaped.is_empty() {
        context.ui.status("dry run: nothing was changed");
    }
    Ok(if is_refused {
        Exit::Code(exit::CONFLICT)
    } else {
        Exit::Ok
    })
}

fn wanted(args: &Args, store: &FileStore, context: &Context) -> anyhow::Result<Vec<RunId>> {
    if args.runs.is_empty() {
        let query = RunQuery {
            filter: Filter::parse(
                Entity::Run,
                "attributes.status = 'RUNNING'",
                Dialect::new(false, context.now()),
            )?,
            experiments: args.experiments.find(false, store, context)?,
            needs: Needs::INFO,
            ..RunQuery::default()
        };
        let runs = context.page(TrackingStore::search_runs(store, &query)?).items;
        return Ok(runs.into_iter().map(|run| run.info.run_id).collect());
    }
    let find = |text: &String| context.find_run(store, text);
    args.runs.iter().map(find).collect()
}

impl Left {
    fn say(&self, context: &Context) {
        let each = [
            (self.at_work, "at work"),
            (self.elsewhere, "recorded on other machines or in other containers"),
            (self.unknown, "not started by mlrun"),
        ];
        let each = each.into_iter().filter(|(count, _)| *count > 0);
        let each: Vec<String> = each.map(|(count, why)| format!("{count} {why}")).collect();
        if !each.is_empty() {
            context.ui.status(&format!("left as they are: {}", each.join(", ")));
        }
    }
}
