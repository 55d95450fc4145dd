//! What a command runs in: this machine with an environment, or a container.

use super::args::HowArgs;
use super::container::{self, Container};
use super::prepare::Prepared;
use crate::commands::env::with_workshop;
use crate::commands::project::explain;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::project::child::Signals;
use crate::project::env::{self, Wish, inherited_manager, inherited_python};
use crate::project::{self, Invocation, Recipe};

/// What a command runs in, ready.
pub(super) enum Ground {
    /// This machine.
    Here(env::Prepared),
    /// A container.
    Container(Container),
}

/// What a command would run in.
pub(super) enum Foreseen {
    /// This machine.
    Here(env::Foreseen),
    /// A container.
    Container(Box<Container>),
}

/// What the command runs in, made where it is not there yet; the exit code where a signal came between.
pub(super) fn ground(
    prepared: &Prepared,
    invocation: &Invocation,
    recipe: &Recipe,
    how: &HowArgs,
    signals: &Signals,
    context: &Context,
) -> anyhow::Result<Result<Ground, Exit>> {
    let made = || -> project::Result<Ground> {
        if let Some(container) = container::ready(prepared, recipe, false, context)? {
            return Ok(Ground::Container(container));
        }
        project::check_programs(&invocation.command, &context.tools(&|_| {}))?;
        let wish = wish(prepared, recipe, how, context);
        let is_stopped = || signals.asked_to_end().is_some();
        with_workshop(context, &is_stopped, |shop| {
            Ok(Ground::Here(env::prepare(&wish, shop)?))
        })
    };
    match made() {
        Ok(ground) => Ok(Ok(ground)),
        Err(error) => {
            let signal = signals.asked_to_end().and_then(|signal| u8::try_from(signal).ok());
            let Some(signal) = signal else {
                return Err(error.into());
            };
            explain(&error, &context.ui);
            Ok(Err(Exit::Code(exit::SIGNAL + signal)))
        }
    }
}

/// What [`ground`] would return, as far as can be known without making anything or asking docker.
pub(super) fn foreseen(
    prepared: &Prepared,
    invocation: &Invocation,
    recipe: &Recipe,
    how: &HowArgs,
    context: &Context,
) -> project::Result<Foreseen> {
    if let Some(container) = container::ready(prepared, recipe, true, context)? {
        return Ok(Foreseen::Container(Box::new(container)));
    }
    project::check_programs(&invocation.command, &context.tools(&|_| {}))?;
    let wish = wish(prepared, recipe, how, context);
    with_workshop(context, &|| false, |shop| {
        Ok(Foreseen::Here(env::foresee(&wish, shop)?))
    })
}

/// What is asked for; what the run around this one was given counts where nothing is said.
fn wish<'a>(prepared: &'a Prepared, recipe: &'a Recipe, how: &HowArgs, context: &'a Context) -> Wish<'a> {
    let variables = &context.settings.environment;
    let project_env = &prepared.project.env;
    let manager = recipe.env_manager.or_else(|| inherited_manager(project_env, variables));
    let inherited_python = || inherited_python(project_env, manager, variables);
    Wish {
        env: project_env,
        folder: &prepared.source.folder,
        project: &prepared.source.name,
        manager,
        python: recipe.python.as_deref().or_else(inherited_python),
        rebuild: how.rebuild_env,
    }
}
