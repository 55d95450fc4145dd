use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::ExperimentArg;
use crate::codec::pyfloat;
use crate::commands::{Context, Exit};
use crate::fsx;
use crate::model::{Millis, Run};
use crate::store::{Needs, RunQuery, TrackingStore};

/// Export the active runs of an experiment as CSV, in MLflow's columns.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiment: ExperimentArg,

    /// Write to this file instead of standard output
    #[arg(long = "filename", short = 'o', value_name = "FILE")]
    filename: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_experiment(&store, args.experiment.text())?;
    let needs = Needs {
        inputs: false,
        ..Needs::ALL
    };
    let query = RunQuery {
        experiments: Some(vec![id.clone()]),
        needs,
        ..RunQuery::default()
    };
    let runs = context.page(store.search_runs(&query)?).items;
    let csv = csv(&runs)?;
    match &args.filename {
        None => context.ui.raw(&csv)?,
        Some(file) => {
            let path = context.settings.absolute(file);
            fsx::write_output(&path, csv.as_bytes())?;
            let file = file.display();
            context.ui.text(&format!(
                "Experiment with ID {id} has been exported as a CSV to file: {file}."
            ))?;
        }
    }
    Ok(Exit::Ok)
}

/// The table that MLflow's `search_runs` gives pandas, as pandas writes it. A NaN is written as `nan`, since an empty cell
/// means that there is no such metric.
fn csv(runs: &[Run]) -> anyhow::Result<String> {
    let metrics: BTreeSet<&String> = runs.iter().flat_map(|run| run.data.metrics.keys()).collect();
    let params: BTreeSet<&String> = runs.iter().flat_map(|run| run.data.params.keys()).collect();
    let tags: BTreeSet<&String> = runs.iter().flat_map(|run| run.data.tags.keys()).collect();
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut header: Vec<String> = [
        "run_id",
        "experiment_id",
        "status",
        "artifact_uri",
        "start_time",
        "end_time",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(metrics.iter().map(|key| format!("metrics.{key}")));
    header.extend(params.iter().map(|key| format!("params.{key}")));
    header.extend(tags.iter().map(|key| format!("tags.{key}")));
    writer.write_record(&header)?;
    for Run { info, data, .. } in runs {
        let mut row = vec![
            info.run_id.to_string(),
            info.experiment_id.to_string(),
            info.status.to_string(),
            info.artifact_uri.clone().unwrap_or_default(),
            info.start_time.map(moment).unwrap_or_default(),
            info.end_time.map(moment).unwrap_or_default(),
        ];
        row.extend(metrics.iter().map(|key| {
            data.metrics
                .get(*key)
                .map(|m| pyfloat::repr(m.value))
                .unwrap_or_default()
        }));
        row.extend(
            params
                .iter()
                .map(|key| data.params.get(*key).cloned().unwrap_or_default()),
        );
        row.extend(tags.iter().map(|key| data.tags.get(*key).cloned().unwrap_or_default()));
        writer.write_record(&row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// A time as pandas prints it in UTC.
fn moment(Millis(ms): Millis) -> String {
    let time = chrono::DateTime::from_timestamp_millis(ms);
    time.map(|time| time.format("%Y-%m-%d %H:%M:%S%.3f+00:00").to_string())
        .unwrap_or_default()
}
