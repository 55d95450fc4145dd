use std::io::Read;
use std::path::PathBuf;

use super::recorder::{Recorders, Standing};
use crate::cli::OneRun;
use crate::commands::live::{Interval, Live};
use crate::commands::outcome::Advised;
use crate::commands::{Context, Exit};
use crate::model::RunId;
use crate::project::output::{LOGS, STDERR, STDOUT};
use crate::store::TrackingStore;
use crate::store::file::FileStore;
use crate::ui::LogText;
use crate::{exit, fsx};

/// Print what a run's command said, as it was kept: standard output, then standard error.
///
/// Piped on, it is byte for byte what was kept. On a terminal colours and carriage returns stay, and whatever else would
/// steer it is left out or spelled out.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun runs logs -f @")]
pub(crate) struct Args {
    #[command(flatten)]
    run: OneRun,

    /// Go on until the run is over
    #[arg(long, short)]
    follow: bool,

    /// Only standard output
    #[arg(long, conflicts_with = "stderr")]
    stdout: bool,

    /// Only standard error
    #[arg(long)]
    stderr: bool,

    /// Only the last lines, so many of each
    #[arg(long, value_name = "N")]
    tail: Option<usize>,

    #[command(flatten)]
    interval: Interval,
}

/// One stream of the run's output.
struct Log {
    title: &'static str,
    path: PathBuf,
    reader: Option<Box<dyn Read>>,
    text: LogText,
}

/// How much is read at once.
const PIECE: usize = 1 << 16;

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_run(&store, args.run.text())?;
    let folder = TrackingStore::artifact_folder(&store, &id)?.path.join(LOGS);
    let log = |title, name: &str| Log {
        title,
        path: folder.join(name),
        reader: None,
        text: LogText::default(),
    };
    let mut logs = Vec::new();
    if !args.stderr {
        logs.push(log("stdout", STDOUT));
    }
    if !args.stdout {
        logs.push(log("stderr", STDERR));
    }
    let is_there = !fsx::is_link(&folder) && logs.iter().any(|log| fsx::is_file(&log.path));
    let is_awaited = args.follow && is_recorded(&store, &id, context)?;
    if !is_there && !is_awaited {
        return Err(Advised {
            message: format!("run {id} has no kept output: there is no {LOGS}/{STDOUT} among its artifacts"),
            hint: "`mlrun run` and `mlrun exec` keep it, but for --no-capture".to_owned(),
            code: exit::NOT_FOUND,
        }
        .into());
    }
    let mut shown = Shown {
        context,
        title: "stdout",
        at_line_start: true,
    };
    let mut live = Live::begin(&context.ui)?;
    loop {
        let goes_on = args.follow && is_recorded(&store, &id, context)?; // before the last look
        for log in &mut logs {
            log.show(args.tail, &mut shown)?;
        }
        if !goes_on {
            break;
        }
        if let Some(exit) = live.wait(args.interval) {
            return Ok(exit);
        }
    }
    for log in &mut logs {
        context.ui.raw(&log.text.finish(context.ui.is_terminal()))?;
    }
    Ok(Exit::Ok)
}

/// Whether more may come: the run is RUNNING, and its process is not known to be gone.
fn is_recorded(store: &FileStore, id: &RunId, context: &Context) -> anyhow::Result<bool> {
    let (_, standing) = Recorders::look().standing(id, store, context)?;
    Ok(match standing {
        Standing::Over => false,
        Standing::Left(process, _) => {
            context.ui.warn(&format!(
                "nobody records run {id} any more: process {} is gone; `mlrun runs reap` ends it",
                process.pid
            ));
            false
        }
        Standing::Unknown | Standing::Elsewhere(_) | Standing::Recorded(_) => true,
    })
}

/// What stands on standard output.
struct Shown<'a> {
    context: &'a Context,
    title: &'static str,
    at_line_start: bool,
}

impl Log {
    /// Shows what is there and has not been shown.
    fn show(&mut self, tail: Option<usize>, shown: &mut Shown<'_>) -> anyhow::Result<()> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            None if !fsx::is_file(&self.path) => return Ok(()),
            None => {
                let begin = tail.map_or(Ok(0), |lines| fsx::last_lines(&self.path, lines))?;
                self.reader.insert(Box::new(fsx::read_from(&self.path, begin)?))
            }
        };
        let mut piece = vec![0; PIECE];
        loop {
            let length = reader.read(&mut piece)?;
            if length == 0 {
                return Ok(());
            }
            shown.show(self.title, &mut self.text, &piece[..length])?;
        }
    }
}

impl Shown<'_> {
    /// On a terminal with a heading where the other stream begins.
    fn show(&mut self, title: &'static str, text: &mut LogText, bytes: &[u8]) -> anyhow::Result<()> {
        let ui = &self.context.ui;
        if !ui.is_terminal() {
            return Ok(ui.bytes(bytes)?);
        }
        if title != self.title {
            self.title = title;
            let begin = if self.at_line_start { "" } else { "\n" };
            ui.raw(&format!("{begin}==> {title} <==\n"))?;
        }
        self.at_line_start = bytes.last() == Some(&b'\n');
        Ok(ui.raw(&text.feed(bytes))?)
    }
}
