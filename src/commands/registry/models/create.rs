use crate::commands::registry::open::Registry;
use crate::commands::registry::tagging::tags;
use crate::commands::{Context, Exit};
use crate::model::ModelName;
use crate::store::NewRegisteredModel;
use crate::ui::Format;
use crate::view::registered_model_page;

/// Create a registered model, without versions. `registry versions create` makes it too where it is missing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name, which no other model and no prompt has; `/`, `:` and `%` are not allowed in it
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is, for people
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    description: Option<String>,

    /// A tag to begin with; may be repeated
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = crate::commands::runs::key_value)]
    tag: Vec<(String, String)>,

    /// Print the model instead of a sentence: as table, json, ndjson, csv, tsv, md or id
    #[arg(long, short, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    output: Option<Format>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let new = NewRegisteredModel {
        name: ModelName::parse_new(&args.name)?,
        description: args.description.clone(),
        tags: tags(&args.tag)?,
        at: context.now(),
    };
    let model = Registry::open_or_make(context)?.create_model(new)?;
    match args.output {
        Some(format) => context.ui.show(&registered_model_page(&model, &[]), format)?,
        None => context
            .ui
            .text(&format!("Created registered model '{}'.", model.name))?,
    }
    Ok(Exit::Ok)
}
