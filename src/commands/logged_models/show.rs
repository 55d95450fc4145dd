use clap_complete::ArgValueCompleter;

use crate::artifact::{ArtifactPath, Artifacts};
use crate::cli::{OutputArg, Short, complete};
use crate::commands::{Context, Exit};
use crate::model::{FileInfo, LoggedModelId};
use crate::store::file::FileStore;
use crate::store::{LoggedModelStore as _, resolve_logged_model};
use crate::view::logged_model_page;

/// Show a logged model: what it is, its params, metrics, tags, registered versions and files.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The logged model: id, unique prefix of it, models:/ID, or unique name
    #[arg(value_name = "MODEL", add = ArgValueCompleter::new(complete::logged_models))]
    model: String,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    pub(super) short: Short,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = resolve_logged_model(&store, &args.model)?;
    let model = context.readable(store.get_logged_model(&id)?);
    let files = files(&store, &id, context);
    context
        .ui
        .show(&logged_model_page(&model, &files), args.output.output)?;
    Ok(Exit::Ok)
}

/// Its files; where they cannot be listed, none and a warning.
fn files(store: &FileStore, id: &LoggedModelId, context: &Context) -> Vec<FileInfo> {
    let listed = store
        .logged_model_folder(id)
        .map_err(anyhow::Error::from)
        .and_then(|folder| {
            if let Some(recorded) = &folder.moved_from {
                context.ui.verbose(&format!(
                    "the recorded location {recorded} is not there (was the store moved?); using {}",
                    folder.path.display()
                ));
            }
            Ok(Artifacts::in_folder(folder.path).list(&ArtifactPath::root(), true)?)
        });
    listed.unwrap_or_else(|error| {
        context.ui.warn(&error.to_string());
        Vec::new()
    })
}
