use crate::cli::OneRun;
use crate::commands::live::{Interval, Live, screen};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Run, RunStatus};
use crate::store::{Keys, Needs, TrackingStore};
use crate::ui::{exact_float, iso};
use crate::view::{News, Seen, escape, is_live};

/// Follow a run until it ends: its status, latest metrics and their trends.
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
    let ended = loop {
        let run = store.get_run(&id, &needs)?.value; // a line that is being written is damage until the next look
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
        context.ui.status(&format!("the run has ended: {}", ended.info.status));
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
