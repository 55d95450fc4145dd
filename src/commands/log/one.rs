use crate::cli::ThreeWords;
use crate::codec::pyfloat;
use crate::commands::context::{key, tag as new_tag};
use crate::commands::outcome::Usage;
use crate::commands::run_flag::RunFlag;
use crate::commands::{Context, Exit};
use crate::model::{Batch, Invalid, Key, Metric, Param, RunId};
use crate::store::file::FileStore;
use crate::store::{RunChange, TrackingStore};

/// Log a param
///
/// A param can be set once; the same value again is fine. RUN may be left out where --run-id or $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log param [OPTIONS] [RUN] <KEY> <VALUE>")]
pub(crate) struct ParamArgs {
    #[command(flatten)]
    by: RunFlag,

    #[command(flatten)]
    words: ThreeWords,
}

/// Log a value of a metric
///
/// VALUE is a decimal number, nan, inf or -inf. RUN may be left out where --run-id or $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log metric [OPTIONS] [RUN] <KEY> <VALUE>")]
pub(crate) struct MetricArgs {
    #[command(flatten)]
    by: RunFlag,

    #[command(flatten)]
    at: At,

    #[command(flatten)]
    words: ThreeWords,
}

/// Log values of several metrics at one step
///
/// RUN may be left out where --run-id or $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log metrics [OPTIONS] [RUN] <KEY=VALUE>...")]
pub(crate) struct MetricsArgs {
    #[command(flatten)]
    by: RunFlag,

    #[command(flatten)]
    at: At,

    #[arg(value_name = "KEY=VALUE", hide = true, num_args = 1.., required = true)]
    words: Vec<String>,
}

#[derive(Debug, Clone, Copy, clap::Args)]
struct At {
    /// The step
    #[arg(long, default_value_t = 0, value_name = "N", allow_negative_numbers = true)]
    step: i64,

    /// The time in milliseconds since the epoch [default: now]
    #[arg(long, value_name = "MS")]
    timestamp: Option<i64>,
}

/// Set a tag
///
/// RUN may be left out where --run-id or $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log tag [OPTIONS] [RUN] <KEY> <VALUE>")]
pub(crate) struct TagArgs {
    #[command(flatten)]
    by: RunFlag,

    #[command(flatten)]
    words: ThreeWords,
}

impl At {
    fn metric(self, value: &str, context: &Context) -> Result<Metric, Invalid> {
        let number = pyfloat::parse(value).ok_or_else(|| {
            Invalid(format!(
                "`{value}` is no number: a metric's value is a decimal number, nan, inf or -inf"
            ))
        })?;
        let timestamp = self.timestamp.unwrap_or_else(|| context.now().0).into();
        Ok(Metric {
            timestamp,
            value: number,
            step: self.step.into(),
            dataset: None,
        })
    }
}

pub(super) fn param(args: ParamArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 2, context)?;
    let param = Param {
        key: key(&words[0], "key", "Param key")?,
        value: words[1].clone(),
    };
    let cut = cut(&param);
    store.log_batch(
        &id,
        &Batch {
            params: vec![param],
            ..Batch::default()
        },
    )?;
    if let Some(cut) = cut {
        context.ui.warn(&cut);
    }
    Ok(Exit::Ok)
}

/// What to say of a param that is cut.
pub(super) fn cut(param: &Param) -> Option<String> {
    param.is_too_long().then(|| {
        format!(
            "param `{}` was cut to its first {} characters",
            param.key,
            Param::LONGEST
        )
    })
}

pub(super) fn tag(args: TagArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 2, context)?;
    store.update_run(&id, RunChange::SetTag(new_tag(&words[0], &words[1])?))?;
    Ok(Exit::Ok)
}

pub(super) fn metric(args: MetricArgs, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 2, context)?;
    let metric = (
        key(&words[0], "name", "Metric name")?,
        args.at.metric(&words[1], context)?,
    );
    log_and_sync(&store, &id, vec![metric])
}

pub(super) fn metrics(args: MetricsArgs, context: &Context) -> anyhow::Result<Exit> {
    let names_run = args.words.first().is_some_and(|word| !word.contains('='));
    let values = args.words.len() - usize::from(names_run);
    if values == 0 {
        return Err(Usage("nothing to log: give KEY=VALUE, as often as you like".to_owned()).into());
    }
    let (store, id, words) = args.by.find(args.words, values, context)?;
    let mut metrics = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let (name, value) = word
            .split_once('=')
            .ok_or_else(|| Usage(format!("`{word}` is not KEY=VALUE")))?;
        let place = format!("metrics[{i}].name");
        let key = key(name, &place, "Metric name")?;
        metrics.push((key, args.at.metric(value, context)?));
    }
    log_and_sync(&store, &id, metrics)
}

fn log_and_sync(store: &FileStore, id: &RunId, metrics: Vec<(Key, Metric)>) -> anyhow::Result<Exit> {
    let keys = metrics.iter().map(|(key, _)| key.clone()).collect();
    store.log_batch(
        id,
        &Batch {
            metrics,
            ..Batch::default()
        },
    )?;
    store.sync_metrics(id, &keys)?;
    Ok(Exit::Ok)
}
