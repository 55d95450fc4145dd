use crate::cli::ThreeWords;
use crate::commands::context::{key, tag as new_tag};
use crate::commands::outcome::Usage;
use crate::commands::{Context, Exit, target};
use crate::model::ExperimentId;
use crate::store::file::FileStore;
use crate::store::{ExperimentChange, TrackingStore};

/// Set a tag of an active experiment
///
/// EXPERIMENT, an id or a name, is left out where -x or -n names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun experiments tag [OPTIONS] [EXPERIMENT] <KEY> <VALUE>")]
pub(crate) struct TagArgs {
    #[command(flatten)]
    by: ByFlag,

    #[command(flatten)]
    words: ThreeWords,
}

/// Remove a tag of an active experiment
///
/// EXPERIMENT, an id or a name, is left out where -x or -n names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun experiments untag [OPTIONS] [EXPERIMENT] <KEY>")]
pub(crate) struct UntagArgs {
    #[command(flatten)]
    by: ByFlag,

    #[arg(value_name = "KEY", hide = true, num_args = 1..=2, required = true)]
    words: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct ByFlag {
    /// The experiment, by id or name
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: Option<String>,

    /// The experiment, by name
    #[arg(long, short = 'n', value_name = "NAME", conflicts_with = "experiment_id")]
    experiment_name: Option<String>,
}

impl ByFlag {
    fn find(
        &self,
        store: &FileStore,
        words: Vec<String>,
        rest: usize,
        context: &Context,
    ) -> anyhow::Result<(ExperimentId, Vec<String>)> {
        let flag = self.experiment_name.clone().or_else(|| self.experiment_id.clone());
        let (text, words) = target(words, flag, rest, "experiment")?;
        let name_only = self.experiment_name.is_some();
        let text = text.ok_or_else(|| Usage("which experiment? Give its id or name first".to_owned()))?;
        Ok((context.find_experiment(store, (&text, name_only))?, words))
    }
}

pub(super) fn tag(args: TagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let (id, words) = args.by.find(&store, args.words.into(), 2, context)?;
    let tag = new_tag(&words[0], &words[1])?;
    store.update_experiment(&id, ExperimentChange::SetTag(tag), context.now())?;
    Ok(Exit::Ok)
}

pub(super) fn untag(args: UntagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store_to_change()?;
    let (id, words) = args.by.find(&store, args.words, 1, context)?;
    store.update_experiment(
        &id,
        ExperimentChange::DeleteTag(key(&words[0], "key", "key")?),
        context.now(),
    )?;
    Ok(Exit::Ok)
}
