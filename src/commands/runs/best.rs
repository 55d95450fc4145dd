use clap_complete::ArgValueCompleter;

use super::listing::ColumnsArg;
use crate::cli::{OutputArg, complete};
use crate::commands::outcome::{Advised, Usage};
use crate::commands::selection::Selection;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Figure, Run};
use crate::near::nearest;
use crate::store::{Best, Better, TrackingStore, best_runs};
use crate::view::{Field, Shape};

/// Show the best run, or the best few, by a metric. NaN is never best; of equal runs the newest is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// By the latest value of this metric, or by its min, max, first, avg or count: loss:min
    #[arg(long, value_name = "KEY[:FIGURE]", add = ArgValueCompleter::new(complete::metrics))]
    metric: String,

    /// The smallest is best
    #[arg(long)]
    min: bool,

    /// The greatest is best
    #[arg(long, conflicts_with = "min")]
    max: bool,

    /// So many of the best
    #[arg(long, value_name = "N", default_value = "1")]
    max_results: usize,

    #[command(flatten)]
    columns: ColumnsArg,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let (key, figure) = args
        .metric
        .rsplit_once(':')
        .and_then(|(key, figure)| Some((key, Figure::from_name(figure)?)))
        .unwrap_or((&args.metric, Figure::Last));
    let better = match (args.min, args.max) {
        (true, _) => Better::Smaller,
        (_, true) => Better::Greater,
        _ => {
            return Err(Usage(format!(
                "is the best `{}` the smallest or the greatest? Add --min or --max",
                args.metric
            ))
            .into());
        }
    };
    let mut listing = args.columns.listing(args.output.output, context)?;
    listing.keep = vec![Field::Metric(key.to_owned(), Shape::Figure(figure))];
    let store = context.store()?;
    let needs = listing.needs(false);
    let query = args.selection.query(&[], needs, &store, context)?;
    let mut best = best_runs(&store, &query, (key, figure), better)?;
    context.warn_of(&best.damage);
    if best.runs.is_empty() {
        return Err(none(key, &best).into());
    }
    best.runs.truncate(args.max_results);
    let mut runs: Vec<Run> = Vec::new();
    for id in &best.runs {
        let mut read = store.get_run(id, &query.needs)?;
        read.damage.retain(|damage| !best.damage.contains(damage));
        runs.push(context.readable(read));
    }
    listing.show(&runs, None, &query, &store, context)
}

fn none(key: &str, best: &Best) -> Advised {
    let (message, hint) = if best.nan > 0 {
        let runs = if best.nan == 1 { "run has" } else { "runs have" };
        (
            format!("no run has a number for metric `{key}`"),
            format!("{} {runs} NaN", best.nan),
        )
    } else if best.others.contains(key) {
        (
            format!("no run that matches has a metric `{key}`"),
            "others have: try without --filter".to_owned(),
        )
    } else {
        let names: Vec<&str> = best.others.iter().map(String::as_str).collect();
        let hint = match nearest(key, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "there is no run with a metric".to_owned(),
            None => format!("there is {}", some_of(&names)),
        };
        (format!("no run has a metric `{key}`"), hint)
    };
    Advised {
        message,
        hint,
        code: exit::NOT_FOUND,
    }
}

fn some_of(names: &[&str]) -> String {
    const NAMED: usize = 8;
    let more = match names.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!(" (+{more})"),
        _ => String::new(),
    };
    names[..names.len().min(NAMED)].join(", ") + &more
}
