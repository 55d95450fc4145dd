use crate::cli::OneRun;
use crate::commands::live::{Interval, Live, screen};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Lifecycle, Run, RunStatus};
use crate::store::{Keys, Needs, StoreError, TrackingStore};
use crate::ui::{exact_float, iso};
use crate::view::{News, Seen, escape, is_live};

/// Follow a run until it ends or is deleted: its status, latest metrics and their trends.
///
/// On a terminal the page is drawn over itself. Else each value that is added is a line of time, metric, step and value,
/// between tabs, after the latest of each metric.
///
/// Exits with 0 when the run ended FINISHED, 1 when it ended otherwise, 130 after Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun runs watch @ && mlrun show @")]
pub(crate) struct Args {
    #[command(flatten)]
    run: OneRun,

    #[command(flatten)]
    interval: Interval,
}

/// So many looks in a row may find the run unreadable.
const MOST_MISSED: u32 = 10;

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_run(&store, args.run.text())?;
    let needs = Needs {
        params: Keys::All,
        metrics: Keys::All,
        history: Keys::All,
        ..Needs::INFO
    };
    let mut live = Live::begin(&context.ui)?;
    let mut seen = Seen::default();
    let mut missed = 0; // 0 before the first look
    let ended = loop {
        // a line that is being written is damage until the next look, and so is a meta.yaml that MLflow is writing again
        let run = match store.get_run(&id, &needs) {
            Err(StoreError::Damaged { .. }) if (1..=MOST_MISSED).contains(&missed) => {
                missed += 1;
                match live.wait(args.interval) {
                    Some(exit) => return Ok(exit),
                    None => continue,
                }
            }
            read => read?.value,
        };
        missed = 1;
        if context.ui.is_terminal() {
            let size = screen(context);
            live.show(context.ui.watch_page(&run, context.now(), size), size)?;
        } else {
            let (now, news) = seen.news(&run);
            context.ui.raw(&news.iter().map(line).collect::<String>())?;
            seen = now;
        }
        if !is_live(&run) {
            break run;
        }
        if let Some(exit) = live.wait(args.interval) {
            return Ok(exit);
        }
    };
    drop(live);
    if !context.ui.is_terminal() {
        context.ui.status(&match ended.info.lifecycle_stage {
            Lifecycle::Active => format!("the run has ended: {}", ended.info.status),
            Lifecycle::Deleted => format!("the run is deleted: {}", ended.info.status),
        });
    }
    Ok(outcome(&ended))
}

fn line(news: &News<'_>) -> String {
    let (time, key) = (iso(news.time), escape(news.key));
    format!(
        "{time}\t{key}\t{}\t{}\n",
        news.point.step,
        exact_float(news.point.value)
    )
}

fn outcome(run: &Run) -> Exit {
    match run.info.status {
        RunStatus::Finished => Exit::Ok,
        _ => Exit::Code(exit::FAILED),
    }
}
