use std::path::Path;

use crate::commands::context::check_writable;
use crate::commands::context::tag;
use crate::commands::{Context, Exit};
use crate::model::{ExperimentId, ExperimentName};
use crate::store::file::local_path;
use crate::store::{NewExperiment, TrackingStore};
use crate::ui::Format;
use crate::view::experiment_page;

/// Create an experiment. Its name must not be taken, not even by a deleted one.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name
    #[arg(value_name = "NAME", required_unless_present = "experiment_name")]
    name: Option<String>,

    /// The same as a flag
    #[arg(long, short = 'n', value_name = "NAME", conflicts_with = "name")]
    experiment_name: Option<String>,

    /// Where its runs' artifacts go: a URI or a path [default: inside the store]
    #[arg(long, short = 'l', value_name = "LOCATION")]
    artifact_location: Option<String>,

    /// A tag to begin with; may be repeated
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = crate::commands::runs::key_value)]
    tag: Vec<(String, String)>,

    /// Print the experiment instead of a sentence: as table, json, ndjson, csv, tsv, md or id
    #[arg(long, short, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    output: Option<Format>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let name = args.name.as_deref().or(args.experiment_name.as_deref());
    let name = ExperimentName::parse(name.unwrap_or_default())?;
    let tags = args
        .tag
        .iter()
        .map(|(key, value)| tag(key, value))
        .collect::<Result<_, _>>()?;
    let store = context.store_to_make()?;
    check_writable(store.root())?;
    let experiment = store.create_experiment(NewExperiment {
        experiment_id: ExperimentId::from_random(context.random()),
        name,
        artifact_location: args
            .artifact_location
            .as_deref()
            .map(|location| absolute(location, context)),
        tags,
        at: context.now(),
    })?;
    match args.output {
        Some(format) => context.ui.show(&experiment_page(&experiment), format)?,
        None => {
            let (name, id) = (&experiment.name, &experiment.experiment_id);
            context.ui.text(&format!("Created experiment '{name}' with id {id}"))?;
        }
    }
    Ok(Exit::Ok)
}

/// A relative local location is made absolute against the working directory, as MLflow does.
fn absolute(location: &str, context: &Context) -> String {
    match local_path(location) {
        Some(path) if path.is_relative() && !location.is_empty() => {
            let path = context
                .settings
                .absolute(Path::new(&path))
                .to_string_lossy()
                .into_owned();
            if location.starts_with("file:") {
                format!("file://{path}")
            } else {
                path
            }
        }
        _ => location.to_owned(),
    }
}
