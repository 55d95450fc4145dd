use std::path::{Path, PathBuf};

use clap_complete::ArgValueCompleter;

use super::choice::{Choice, Found, MOST};
use crate::cli::complete;
use crate::commands::live::{Interval, Live, screen};
use crate::commands::outcome::Usage;
use crate::commands::selection::Selection;
use crate::commands::{Context, Exit};
use crate::fsx;
use crate::store::TrackingStore;
use crate::ui::{Format, Size, png, svg};
use crate::view::{Plot, PlotOptions, Points, XAxis};

const EXAMPLES: &str = "\
Examples:
  mlrun plot loss                          the newest run
  mlrun plot loss val_loss @~1             two metrics of the run before it
  mlrun plot loss @ @~1 --log --smooth 0.6
  mlrun plot loss -n digits --filter \"params.opt = 'adam'\" -o loss.svg
  mlrun plot loss --watch                  follow the newest run until it ends

A word is a metric when it is the first, or when one of the runs has such a metric; else it is a run if it names one. \
--run names a run whatever it is called. With --filter, -x or -n every word but @... is a metric.";

/// Draw metrics as curves: in the terminal, or as an SVG or PNG file.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Metrics, then runs [default: @, the newest]
    #[arg(value_name = "KEY|RUN", required = true, add = ArgValueCompleter::new(complete::metrics_and_runs))]
    words: Vec<String>,

    /// Of this run, whatever it is called; may be repeated
    #[arg(long, short, value_name = "RUN", alias = "run-id", add = ArgValueCompleter::new(complete::runs))]
    run: Vec<String>,

    #[command(flatten)]
    selection: Selection,

    /// What runs from left to right
    #[arg(long, value_enum, default_value = "step", value_name = "AXIS")]
    x_axis: AxisArg,

    /// Draw the values on a logarithmic axis
    #[arg(long)]
    log: bool,

    /// Smooth as TensorBoard does: 0 (not at all) to 0.999
    #[arg(long, value_name = "WEIGHT", default_value = "0", hide_default_value = true, value_parser = weight)]
    smooth: f64,

    /// How wide: in characters, or in pixels for a file [default: the terminal's width, 80 or 1600]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(20..=10_000))]
    width: Option<u16>,

    /// How high, legend included: in lines, or in pixels for a file [default: 20 or 900]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(8..=10_000))]
    height: Option<u16>,

    /// Draw with ASCII characters only
    #[arg(long, hide_short_help = true)]
    ascii: bool,

    /// Draw again whenever a value is added, until the runs have ended
    #[arg(long)]
    watch: bool,

    #[command(flatten)]
    interval: Interval,

    /// A .svg or .png file to draw into, or csv, json ... for the values
    ///
    /// For a file that ends otherwise: svg FILE, png FILE. The values: table, json, ndjson, csv, tsv, md or id.
    #[arg(long, short, value_name = "FILE|FORMAT", value_parser = output)]
    output: Option<Output>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum AxisArg {
    /// The step; the order logged where there are no steps
    Step,
    /// The moment it was logged, in UTC
    Time,
    /// The time since the run's first value
    Relative,
}

#[derive(Debug, Clone, PartialEq)]
enum Output {
    Values(Format),
    Picture(Kind, Option<PathBuf>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Svg,
    Png,
}

impl Kind {
    fn of(file: &str) -> Option<Self> {
        match Path::new(file).extension()?.to_str()?.to_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

fn output(text: &str) -> Result<Output, String> {
    match text {
        "svg" => return Ok(Output::Picture(Kind::Svg, None)),
        "png" => return Ok(Output::Picture(Kind::Png, None)),
        _ => {}
    }
    if let Some(kind) = Kind::of(text) {
        return Ok(Output::Picture(kind, Some(text.into())));
    }
    let format = <Format as clap::ValueEnum>::from_str(text, false);
    format
        .map(Output::Values)
        .map_err(|_| "neither a file that ends in .svg or .png nor table, json, ndjson, csv, tsv, md or id".to_owned())
}

fn weight(text: &str) -> Result<f64, String> {
    let weight = text.parse().ok().filter(|weight| (0.0..1.0).contains(weight));
    weight.ok_or_else(|| "a number from 0 to less than 1".to_owned())
}

pub(in crate::commands) fn run(mut args: Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(Output::Picture(kind, file @ None)) = &mut args.output {
        *file = args.words.pop_if(|word| Kind::of(word) == Some(*kind)).map(Into::into);
    }
    if args.watch && args.output.is_some() {
        anyhow::bail!(Usage("--watch draws in the terminal; it takes no --output".to_owned()));
    }
    let store = context.store()?;
    let choice = Choice::of(&args.words, &args.run, &args.selection, &store, context)?;
    let most = match args.output {
        Some(Output::Values(_)) => usize::MAX,
        _ => MOST,
    };
    let (found, damage) = choice.read(&store, most)?;
    let watched = args.watch && context.ui.is_terminal();
    if !watched || found.live.is_empty() {
        context.warn_of(&damage);
        choice.check(&found, &store)?;
    }
    if watched {
        return watch(&args, &choice.only(&found), &store, context);
    }
    if args.watch {
        context.ui.status("standard output is no terminal: drawn once");
    }
    match &args.output {
        Some(Output::Values(format)) => context.ui.show(&Points::new(&found.series), *format)?,
        Some(Output::Picture(kind, file)) => picture(&args, &found, *kind, file.as_deref(), context)?,
        None => {
            let plot = args.plot(&found);
            let lines = context.ui.plot(&plot, args.size(context), args.ascii);
            context.ui.raw(&(lines.join("\n") + "\n"))?;
            remark(&plot, &found, context);
        }
    }
    Ok(Exit::Ok)
}

impl Args {
    fn plot(&self, found: &Found) -> Plot {
        let options = PlotOptions {
            axis: match self.x_axis {
                AxisArg::Step => XAxis::Step,
                AxisArg::Time => XAxis::Time,
                AxisArg::Relative => XAxis::Relative,
            },
            log: self.log,
            smooth: self.smooth,
        };
        Plot::new(&found.series, &options)
    }

    /// In a terminal: its width, and 20 lines or as many as keep the shape.
    fn size(&self, context: &Context) -> Size {
        let screen = screen(context);
        let width = self.width.map_or_else(|| context.ui.width(), usize::from);
        let shapely = (width / 4).clamp(20, 40).min(screen.height.max(8));
        Size {
            width,
            height: self.height.map_or(shapely, usize::from),
        }
    }
}

fn picture(args: &Args, found: &Found, kind: Kind, file: Option<&Path>, context: &Context) -> anyhow::Result<()> {
    let plot = args.plot(found);
    let size = Size {
        width: args.width.map_or(1600, usize::from),
        height: args.height.map_or(900, usize::from),
    };
    if file.is_none() && kind == Kind::Png && context.ui.is_terminal() {
        anyhow::bail!(Usage(
            "a PNG is nothing to read: give a file, such as -o plot.png".to_owned()
        ));
    }
    let drawn = svg(&plot, size);
    let bytes = match kind {
        Kind::Svg => drawn.into_bytes(),
        Kind::Png => png(&drawn).map_err(anyhow::Error::msg)?,
    };
    match file {
        None => context.ui.bytes(&bytes)?,
        Some(file) => {
            let path = fsx::absolute(file)?;
            fsx::write_output(&path, &bytes)?;
            context.ui.status(&format!("wrote {}", file.display()));
        }
    }
    remark(&plot, found, context);
    Ok(())
}

/// Says what is not in the picture.
fn remark(plot: &Plot, found: &Found, context: &Context) {
    const NAMED: usize = 5;
    for remark in &plot.remarks {
        context.ui.status(remark);
    }
    let names = |names: &[String]| {
        let more = names.len().saturating_sub(NAMED);
        let named = names[..names.len().min(NAMED)].join(", ");
        if more > 0 {
            format!("{named} and {more} more")
        } else {
            named
        }
    };
    if !found.left_out.is_empty() {
        let all = found.series.len() + found.left_out.len();
        context.ui.status(&format!(
            "{} of {all} curves drawn; left out: {}",
            found.series.len(),
            names(&found.left_out)
        ));
    }
    if !found.without.is_empty() {
        let without: Vec<String> = found
            .without
            .iter()
            .map(|(key, run)| format!("{key} of {run}"))
            .collect();
        context.ui.status(&format!("no values: {}", names(&without)));
    }
}

fn watch(args: &Args, choice: &Choice, store: &dyn TrackingStore, context: &Context) -> anyhow::Result<Exit> {
    let mut live = Live::begin(&context.ui)?;
    loop {
        let (found, _) = choice.read(store, MOST)?; // a line that is being written is damage until the next look
        live.show(frame(args, choice, &found, context), screen(context))?;
        if found.live.is_empty() {
            drop(live);
            context.ui.status(if found.runs.len() == 1 {
                "the run has ended"
            } else {
                "the runs have ended"
            });
            return Ok(Exit::Ok);
        }
        if let Some(exit) = live.wait(args.interval) {
            return Ok(exit);
        }
    }
}

/// What is on the terminal when that was found.
fn frame(args: &Args, choice: &Choice, found: &Found, context: &Context) -> Vec<String> {
    if found.series.is_empty() {
        return vec![format!("waiting for {}", crate::view::escape(&choice.keys.join(", ")))];
    }
    let screen = screen(context);
    let size = args.size(context);
    let size = Size {
        width: args.width.map_or(screen.width, usize::from).min(screen.width),
        ..size
    };
    let mut lines = context.ui.plot(&args.plot(found), size, args.ascii);
    lines.truncate(screen.height.max(1));
    lines
}
