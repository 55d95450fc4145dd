use crate::commands::context::{key, tag as new_tag};
use crate::commands::{Context, Exit, target};
use crate::model::ExperimentId;
use crate::store::file::FileStore;
use crate::store::{ExperimentChange, TrackingStore};

/// Set a tag of an active experiment: `experiments tag EXPERIMENT KEY VALUE`.
#[derive(Debug, clap::Args)]
pub(crate) struct TagArgs {
    #[command(flatten)]
    by: ByFlag,

    /// The experiment (id or name, unless -x or -n names it), the key and the value
    #[arg(value_names = ["EXPERIMENT", "KEY", "VALUE"], num_args = 2..=3, required = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Remove a tag of an active experiment: `experiments untag EXPERIMENT KEY`.
#[derive(Debug, clap::Args)]
pub(crate) struct UntagArgs {
    #[command(flatten)]
    by: ByFlag,

    /// The experiment (id or name, unless -x or -n names it) and the key
    #[arg(value_names = ["EXPERIMENT", "KEY"], num_args = 1..=2, required = true)]
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
    fn find(&self, store: &FileStore, words: Vec<String>, rest: usize, context: &Context) -> anyhow::Result<(ExperimentId, Vec<String>)> {
        let flag = self.experiment_name.clone().or_else(|| self.experiment_id.clone());
        let (text, words) = target(words, flag, rest, "experiment")?;
        let name_only = self.experiment_name.is_some();
        Ok((context.find_experiment(store, (text.as_deref().unwrap_or_default(), name_only))?, words))
    }
}

pub(super) fn tag(args: TagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let (id, words) = args.by.find(&store, args.words, 2, context)?;
    let tag = new_tag(&words[0], &words[1])?;
    store.update_experiment(&id, ExperimentChange::SetTag(tag), context.now())?;
    Ok(Exit::Ok)
}

pub(super) fn untag(args: UntagArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let (id, words) = args.by.find(&store, args.words, 1, context)?;
    store.update_experiment(&id, ExperimentChange::DeleteTag(key(&words[0], "key", "key")?), context.now())?;
    Ok(Exit::Ok)
}
