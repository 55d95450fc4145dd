use std::path::Path;

use crate::artifact::{ArtifactError, ArtifactPath, Artifacts, mlmodel};
use crate::cli::OutputArg;
use crate::commands::artifacts::resolve;
use crate::commands::outcome::{Advised, Usage};
use crate::commands::{Context, Exit};
use crate::model::ArtifactUri;
use crate::{exit, fsx, view};

/// Show what a model's folder says: flavors, signature, requirements, input example, files, and whether loading it runs code.
///
/// Nothing of the model is loaded, run or unpickled to find out.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun models inspect models:/iris@champion\n  \
                             mlrun models inspect runs:/4f2a/model -o json\n  \
                             mlrun models inspect ./model\n\n\
                             `unpickles` is by what is known of MLflow's flavors and by a look at the files: a pickle runs whatever \
                             whoever wrote it put there. `pickles` names every file that is one, whether loading reads it or not.")]
pub(crate) struct Args {
    /// The model: models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE, models:/m-ID, runs:/RUN/PATH, or a folder
    #[arg(value_name = "MODEL")]
    model: String,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let uri = ArtifactUri::parse(&args.model).map_err(|error| Usage(error.0))?;
    let mut place = resolve(&uri, context)?;
    if place.local().file_name().is_some_and(|name| name == mlmodel::FILE) {
        place.path = ArtifactPath::root(); // the file itself was named
    }
    let folder = place.local();
    if !fsx::exists(&folder) {
        return Err(missing(&args.model, &folder, context));
    }
    let found = match mlmodel::inspect(&folder) {
        Err(ArtifactError::NoModel { folder }) => return Err(no_model(&uri, &folder)),
        found => found?,
    };
    context
        .ui
        .show(&view::model_page(&args.model, &place, &found), args.output.output)?;
    if let Some(line) = found.model.damage.first() {
        let more = match found.model.damage.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        context
            .ui
            .warn(&format!("{}: {line}{more}", folder.join(mlmodel::FILE).display()));
    }
    Ok(Exit::Ok)
}

/// Nothing is there: a name or an id may have been meant.
fn missing(given: &str, folder: &Path, context: &Context) -> anyhow::Error {
    let meant = format!("models:/{given}");
    let is_one = |uri: &ArtifactUri| resolve(uri, context).is_ok();
    let hint = match ArtifactUri::parse(&meant) {
        Ok(uri) if given.starts_with("m-") || is_one(&uri) => format!("did you mean `{meant}`?"),
        _ => "give models:/NAME/VERSION, models:/NAME@ALIAS, models:/m-ID, runs:/RUN/PATH or a folder".to_owned(),
    };
    Advised {
        message: format!("there is nothing at {}", folder.display()),
        hint,
        code: exit::NOT_FOUND,
    }
    .into()
}

/// A folder that holds models, such as a run's artifacts, is named without them easily.
fn no_model(uri: &ArtifactUri, folder: &Path) -> anyhow::Error {
    let listed = Artifacts::in_folder(folder.to_owned()).list(&ArtifactPath::root(), true);
    let listed = listed.unwrap_or_default();
    let models: Vec<String> = listed
        .iter()
        .filter_map(|file| file.path.strip_suffix(mlmodel::FILE)?.strip_suffix('/'))
        .map(|below| format!("{}/{below}", uri.to_string().trim_end_matches('/')))
        .take(3)
        .collect();
    let error = ArtifactError::NoModel {
        folder: folder.to_owned(),
    };
    match &models[..] {
        [] if matches!(uri, ArtifactUri::Run { .. }) => Advised {
            message: error.to_string(),
            hint: "name the model among the run's artifacts: runs:/RUN/PATH".to_owned(),
            code: exit::NOT_FOUND,
        }
        .into(),
        [] => error.into(),
        models => Advised {
            message: error.to_string(),
            hint: format!("there is one at {}", models.join(", ")),
            code: exit::NOT_FOUND,
        }
        .into(),
    }
}
