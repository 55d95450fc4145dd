//! From a recipe to what is ready to be started: the project brought here, its command, its environment.

use std::path::{Path, PathBuf};

use super::args::HowArgs;
use super::container::{self, Container};
use super::fetch::Storage;
use crate::commands::Context;
use crate::commands::bring::Bring;
use crate::commands::env::with_workshop;
use crate::commands::project::one_line;
use crate::project::child::Signals;
use crate::project::env::{self, Wish, inherited_manager, inherited_python};
use crate::project::source::{self, Changes};
use crate::project::{self, EntryPoint, Invocation, Project, Recipe, Request, Rule, Source};

/// The largest diff that is recorded, in bytes.
const MOST_DIFF: usize = 10_000_000;

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

/// What is not committed of a folder in git, but for the store.
pub(in crate::commands) fn changes_of(folder: &Path, context: &Context) -> Option<Changes> {
    let store = context.settings.store_folder().ok();
    let exclude: Vec<&Path> = store.iter().map(PathBuf::as_path).collect();
    source::changes(folder, &exclude, MOST_DIFF)
}

/// A project that is here and has been read.
pub(super) struct Prepared {
    pub(super) source: Source,
    pub(super) project: Project,
    /// What is not committed of a folder in git.
    pub(super) changes: Option<Changes>,
}

impl Prepared {
    /// Brings the project here and reads it.
    pub(super) fn of(recipe: &Recipe, from: &Bring, context: &Context) -> project::Result<Self> {
        Self::read(
            from.open(&recipe.project, context)?,
            &recipe.entry_point,
            false,
            context,
        )
    }

    /// Reads a project that is here; `is_patched` if it was changed after it was checked out.
    pub(super) fn read(
        source: Source,
        entry_point: &str,
        is_patched: bool,
        context: &Context,
    ) -> project::Result<Self> {
        let (project, odd) = project::load_checked(&source.folder, entry_point)?;
        for finding in &odd {
            let line = one_line(finding);
            if finding.rule == Rule::MisspeltKey {
                context.ui.warn(&line);
            } else {
                context.ui.verbose(&line);
            }
        }
        let is_watched = source.git.is_some() && (is_patched || !source.is_fresh());
        let changes = is_watched.then(|| changes_of(&source.folder, context));
        Ok(Self {
            source,
            project,
            changes: changes.flatten(),
        })
    }

    /// The command for the recipe's parameters, with what they name in `storage`. To be asked for before [`Self::ground`]:
    /// it costs little and may refuse.
    pub(super) fn invocation(
        &self,
        recipe: &Recipe,
        how: &HowArgs,
        storage: &Storage<'_>,
        context: &Context,
    ) -> project::Result<Invocation> {
        let checked_out = self.source.counterpart(&recipe.started_in);
        let request = Request {
            entry_point: &recipe.entry_point,
            parameters: recipe.parameters.as_deref().unwrap_or_default(),
            check_types: how.check_types,
            shell: context.settings.variable("SHELL"),
            folder: &self.source.folder,
            started_in: &recipe.started_in,
            checked_out: checked_out.as_deref(),
        };
        let mut invocation =
            project::invocation(&self.project, &request, &|position, uri| storage.fetch(position, uri))?;
        if how.no_log_params {
            invocation.record_nothing();
        }
        Ok(invocation)
    }

    /// The declared entry point of that name; none where it is a script.
    pub(super) fn entry_point(&self, recipe: &Recipe) -> Option<&EntryPoint> {
        self.project
            .entry_points
            .iter()
            .find(|entry| entry.name == recipe.entry_point)
    }

    /// What the command runs in, made where it is not there yet.
    pub(super) fn ground(
        &self,
        invocation: &Invocation,
        recipe: &Recipe,
        how: &HowArgs,
        signals: &Signals,
        context: &Context,
    ) -> project::Result<Ground> {
        if let Some(container) = container::ready(self, recipe, false, context)? {
            return Ok(Ground::Container(container));
        }
        project::check_programs(&invocation.command, &context.tools(&|_| {}))?;
        let wish = self.wish(recipe, how, context);
        let is_stopped = || signals.asked_to_end().is_some();
        with_workshop(context, &is_stopped, |shop| {
            Ok(Ground::Here(env::prepare(&wish, shop)?))
        })
    }

    /// What [`Self::ground`] would return, as far as can be known without making anything or asking docker.
    pub(super) fn foreseen(
        &self,
        invocation: &Invocation,
        recipe: &Recipe,
        how: &HowArgs,
        context: &Context,
    ) -> project::Result<Foreseen> {
        if let Some(container) = container::ready(self, recipe, true, context)? {
            return Ok(Foreseen::Container(Box::new(container)));
        }
        project::check_programs(&invocation.command, &context.tools(&|_| {}))?;
        let wish = self.wish(recipe, how, context);
        with_workshop(context, &|| false, |shop| {
            Ok(Foreseen::Here(env::foresee(&wish, shop)?))
        })
    }

    /// What is asked for; what the run around this one was given counts where nothing is said.
    fn wish<'a>(&'a self, recipe: &'a Recipe, how: &HowArgs, context: &'a Context) -> Wish<'a> {
        let variables = &context.settings.environment;
        let project_env = &self.project.env;
        let manager = recipe.env_manager.or_else(|| inherited_manager(project_env, variables));
        let inherited_python = || inherited_python(project_env, manager, variables);
        Wish {
            env: project_env,
            folder: &self.source.folder,
            project: &self.source.name,
            manager,
            python: recipe.python.as_deref().or_else(inherited_python),
            rebuild: how.rebuild_env,
        }
    }
}
