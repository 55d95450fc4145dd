//! Sweeps: one parent run, and one nested under it for each point.

mod args;
mod dry_run;
mod family;
mod owner;
mod ready;
mod report;
mod resume;
mod state;
pub(in crate::commands) mod worker;
mod workers;

pub(super) use args::SweepArgs;
pub(super) use resume::resume;

use std::collections::BTreeMap;

use self::family::Family;
use self::ready::Ready;
use super::args::HowArgs;
use super::plan::{kept, new_tags};
use super::prepare::Prepared;
use crate::commands::context::tag;
use crate::commands::outcome::{Mistake, Usage};
use crate::commands::place::PlaceArgs;
use crate::commands::signals::take_signals;
use crate::commands::{Context, Exit};
use crate::model::Param;
use crate::project;
use crate::project::sweep::{Point, Sweep, SweepError};
use crate::project::{Recipe, Record};
use crate::search::QueryError;
use crate::store::{NewRun, TrackingStore};

/// Runs what a recipe says once for each point that its parameters span.
pub(super) fn carry_out(
    prepared: Prepared,
    recipe: &Recipe,
    args: &SweepArgs,
    place: &PlaceArgs,
    how: &HowArgs,
    context: &Context,
) -> anyhow::Result<Exit> {
    args.best()?;
    let capture = how.recording.capture()?;
    let sweep = Sweep {
        parameters: recipe.parameters.clone().unwrap_or_default(),
        sampling: args.sampling(|| u64::from(context.random() as u32)),
    };
    let points = points(&sweep, args)?;
    let ready = Ready::of(prepared, recipe, sweep, points, how, context)?;
    if how.dry_run {
        return dry_run::show(&ready, how, context);
    }
    let signals = take_signals()?;
    let ground = match ready.ground(how, &signals, context)? {
        Ok(ground) => ground,
        Err(exit) => return Ok(exit),
    };
    let store = context.store_for_writing()?;
    let family = Family::new(&ready, &ground, capture, signals, &store, context)?;
    let outer = context.parent(&store);
    let tags = new_tags(&ready.prepared, (recipe, !how.no_log_params), outer.as_ref(), context)?;
    let Record::New(parent) = place.place(tags, &store, context)?.record else {
        return Err(Usage("a sweep makes a run of its own: leave --run-id out".to_owned()).into());
    };
    let todo = (0..ready.points.len()).collect();
    let parent = with_sweep(parent, &ready)?;
    let parent = TrackingStore::create_run(&store, parent)?.info;
    if let Err(reason) = project::attach(&store, &parent.run_id, &kept(ready.prepared.changes.as_ref())) {
        context.ui.warn(&reason);
    }
    family.run(parent, todo, BTreeMap::new(), args, how)
}

/// The points, no more of them than anybody wants.
fn points(sweep: &Sweep, args: &SweepArgs) -> anyhow::Result<Vec<Point>> {
    let mistake = |error: SweepError| Mistake {
        flag: "-P",
        error: in_argument(error),
    };
    args.check_count(sweep.count().map_err(mistake)?, Sweep::MOST)?;
    if sweep.swept().map_err(mistake)?.is_empty() {
        let text = "nothing to sweep over: no parameter has more than one value, such as -P alpha=0.1,0.5 or -P n=1..4";
        return Err(Usage(text.to_owned()).into());
    }
    Ok(sweep.points().map_err(mistake)?)
}

/// The mistake in the whole argument, `NAME=VALUES`.
fn in_argument(error: SweepError) -> QueryError {
    let offset = error.parameter.len() + 1;
    QueryError {
        source_text: format!("{}={}", error.parameter, error.text),
        span: error.span.start + offset..error.span.end + offset,
        message: error.message,
        help: error.help,
    }
}

/// The parent run, which says what was swept over: of a parameter that was, its params have all values.
fn with_sweep(mut parent: NewRun, ready: &Ready) -> anyhow::Result<NewRun> {
    parent
        .tags
        .push(tag(Sweep::TAG, &serde_json::to_string(&ready.sweep)?)?);
    parent.tags.extend(owner::tags()?);
    let recorded = ready.invocations.first().map(|first| &first.recorded[..]);
    parent.params = recorded
        .unwrap_or_default()
        .iter()
        .map(|param| all_values(param, ready))
        .collect();
    Ok(parent)
}

fn all_values(param: &Param, ready: &Ready) -> Param {
    let swept = ready.swept.iter().any(|name| name == param.key.as_str());
    let given = ready
        .sweep
        .parameters
        .iter()
        .find(|(name, _)| swept && name == param.key.as_str());
    Param {
        key: param.key.clone(),
        value: given.map_or_else(|| param.value.clone(), |(_, values)| values.clone()),
    }
}
