//! From a recipe to what is ready to be started: the project brought here, its command, its environment.

use super::args::HowArgs;
use super::fetch::Storage;
use crate::commands::Context;
use crate::project::env::{EnvManager, Runtime};
use crate::project::source::git::{self, GitState};
use crate::project::{self, Invocation, Project, Recipe, Request, Source};

/// A project that is here and has been read.
pub(super) struct Prepared {
    pub(super) source: Source,
    pub(super) project: Project,
    pub(super) git: Option<GitState>,
}

impl Prepared {
    /// Brings the project here and reads it.
    pub(super) fn of(recipe: &Recipe, _how: &HowArgs, _context: &Context) -> project::Result<Self> {
        let source = project::locate(&recipe.project, &recipe.started_in)?;
        let project = project::load(&source.folder)?;
        let git = git::state(&source.folder);
        Ok(Self { source, project, git })
    }

    /// The command for the recipe's parameters. To be asked for before [`Self::runtime`]: it costs little and may refuse.
    pub(super) fn invocation(&self, recipe: &Recipe, how: &HowArgs, context: &Context) -> project::Result<Invocation> {
        let request = Request {
            entry_point: &recipe.entry_point,
            parameters: recipe.parameters.as_deref().unwrap_or_default(),
            shell: context.settings.variable("SHELL"),
            folder: &self.source.folder,
            started_in: &recipe.started_in,
        };
        let storage = Storage::new(how, context);
        project::invocation(&self.project, &request, &|position, uri| storage.fetch(position, uri))
    }

    /// What the command runs in, made where it is not there yet.
    pub(super) fn runtime(&self, recipe: &Recipe, _how: &HowArgs, _context: &Context) -> project::Result<Runtime> {
        match recipe.env_manager {
            Some(EnvManager::Local) => {}
            _ => self.project.env.must_be_unnamed()?,
        }
        Ok(Runtime::default())
    }
}
