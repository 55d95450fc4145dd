//! From a recipe to what is ready to be started: the project brought here, its command, its environment.

use std::path::{Path, PathBuf};

use super::args::HowArgs;
use super::fetch::Storage;
use crate::commands::Context;
use crate::commands::bring::Bring;
use crate::commands::project::one_line;
use crate::project::source::{self, Changes};
use crate::project::{self, EntryPoint, Invocation, Project, Recipe, Request, Rule, Source};

/// The largest diff that is recorded, in bytes.
const MOST_DIFF: usize = 10_000_000;

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

    /// The command for the recipe's parameters, with what they name in `storage`. To be asked for before what it
    /// runs in: it costs little and may refuse.
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
}
