use super::{json, shelf};
use crate::cli::OutputArg;
use crate::commands::{Context, Exit};
use crate::project::ProjectError;
use crate::view::{EnvironmentJson, EnvironmentList};

/// List the environments that were made for projects, the one used last first.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let found = shelf(context).and_then(|shelf| {
        let all = shelf.all()?;
        Ok(all
            .iter()
            .map(|env| json(env, &shelf))
            .collect::<Vec<EnvironmentJson>>())
    });
    let mut all = found.map_err(ProjectError::from)?;
    all.sort_by_key(|env| std::cmp::Reverse(env.last_used.or(env.created)));
    context.ui.show(&EnvironmentList::new(&all), args.output.output)?;
    Ok(Exit::Ok)
}
