//! From a recipe to what is ready to be started: the project brought here, its command, its environment.

use std::path::{Path, PathBuf};

use super::args::HowArgs;
use super::fetch::Storage;
use crate::commands::Context;
use crate::commands::bring::Bring;
use crate::commands::project::one_line;
use crate::project::env::{EnvManager, Runtime};
use crate::project::source::{self, Changes};
use crate::project::{self, Invocation, Project, Recipe, Request, Rule, Source};

/// The largest diff that is recorded, in bytes.
const MOST_DIFF: usize = 10_000_000;

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
        Self::read(from.open(&recipe.project, context)?, &recipe.entry_point, context)
    }

    /// Reads a project that is here.
    pub(super) fn read(source: Source, entry_point: &str, context: &Context) -> project::Result<Self> {
        let (project, odd) = project::load_checked(&source.folder, entry_point)?;
        for finding in &odd {
            let line = one_line(finding);
            if finding.rule == Rule::MisspeltKey {
                context.ui.warn(&line);
            } else {
                context.ui.verbose(&line);
            }
        }
        let store = context.settings.store_folder().ok();
        let exclude: Vec<&Path> = store.iter().map(PathBuf::as_path).collect();
        let is_watched = source.git.is_some() && !source.is_fresh();
        let changes = is_watched.then(|| source::changes(&source.folder, &exclude, MOST_DIFF));
        Ok(Self {
            source,
            project,
            changes: changes.flatten(),
        })
    }

    /// The command for the recipe's parameters. To be asked for before [`Self::runtime`]: it costs little and may refuse.
    pub(super) fn invocation(&self, recipe: &Recipe, how: &HowArgs, context: &Context) -> project::Result<Invocation> {
        let request = Request {
            entry_point: &recipe.entry_point,
            parameters: recipe.parameters.as_deref().unwrap_or_default(),
            check_types: how.check_types,
            shell: context.settings.variable("SHELL"),
            folder: &self.source.folder,
            started_in: &recipe.started_in,
        };
        let storage = Storage::new(how, context);
        let mut invocation =
            project::invocation(&self.project, &request, &|position, uri| storage.fetch(position, uri))?;
        if how.no_log_params {
            invocation.record_nothing();
        }
        Ok(invocation)
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
