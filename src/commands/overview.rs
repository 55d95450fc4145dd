use clap::CommandFactory;

use super::{Cli, Context, Exit};
use crate::store::{RunQuery, TrackingStore};
use crate::ui::counted;

/// `mlrun` alone: what it can do, and what there is here.
pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    context.ui.raw(&Cli::command().render_help().to_string())?;
    context.ui.raw("\n")?;
    for line in here(context)? {
        context.ui.text(&line)?;
    }
    Ok(Exit::Ok)
}

fn here(context: &Context) -> anyhow::Result<Vec<String>> {
    let store = context.store_to_make()?;
    let place = store.root().display();
    let chosen_by = context.settings.store_choice().source.describe();
    if !store.exists() {
        return Ok(vec![format!("Here: no store at {place} yet (from {chosen_by})")]);
    }
    let experiments = store.search_experiments(&Default::default())?.items.len();
    let page = store.search_runs(&RunQuery {
        max: Some(1),
        ..RunQuery::default()
    })?;
    let runs = page.total.unwrap_or_default();
    let newest = page.items.first().map(|run| &run.info).map(|info| {
        let name = info.run_name.as_deref().unwrap_or(info.run_id.as_str());
        let age = info.start_time.map(|time| context.ui.age(time)).unwrap_or_default();
        format!("      the newest is {name}, {}, {age}", info.status)
    });
    let held = format!("      {}, {}", counted(experiments, "experiment"), counted(runs, "run"));
    let place = format!("Here: {place} (from {chosen_by})");
    Ok([place, held].into_iter().chain(newest).collect())
}
