//! The code of a run, again.

use std::path::Path;

use super::super::plan::{DIFF, UNTRACKED};
use super::super::prepare::changes_of;
use crate::commands::Context;
use crate::commands::bring::with_options;
use crate::fsx;
use crate::model::{Run, RunId, tags};
use crate::project::source::{self, Recorded as Code, SourceError};
use crate::project::sweep::Sweep;
use crate::project::tool::Tools;
use crate::project::{self, Recipe, Source};
use crate::store::TrackingStore;
use crate::store::file::FileStore;

/// Which code of a run is run again.
#[derive(Debug, clap::Args)]
pub(super) struct CodeArgs {
    /// Apply the changes that were not committed when the run was made
    #[arg(long)]
    pub(super) apply_diff: bool,

    /// Run the project as it is now, not the commit of the run
    #[arg(long, conflicts_with = "apply_diff")]
    pub(super) as_is: bool,

    /// Fetch nothing: what was fetched before must do
    #[arg(long)]
    pub(super) offline: bool,
}

/// What is known of the code of a run.
pub(super) struct Again<'a> {
    args: &'a CodeArgs,
    original: &'a Run,
    started_in: &'a Path,
    commit: Option<&'a str>,
    is_dirty: bool,
    /// What was not committed, where that was kept.
    diff: Option<Vec<u8>>,
    untracked: Vec<String>,
    context: &'a Context,
}

impl<'a> Again<'a> {
    pub(super) fn new(
        original: &'a Run,
        started_in: &'a Path,
        args: &'a CodeArgs,
        store: &FileStore,
        context: &'a Context,
    ) -> Self {
        let kept_by = |run: &RunId, name: &str| {
            let folder = TrackingStore::artifact_folder(store, run).ok()?;
            fsx::read(&folder.path.join(name)).ok()
        };
        let sweep = original
            .data
            .tags
            .get(Sweep::POINT_TAG)
            .and(original.data.tags.get(tags::PARENT_RUN_ID));
        let sweep = sweep.and_then(|parent| RunId::parse(parent).ok());
        // what the runs of a sweep have in common lies with the sweep
        let kept = |name: &str| {
            let own = kept_by(&original.info.run_id, name);
            own.or_else(|| sweep.as_ref().and_then(|sweep| kept_by(sweep, name)))
        };
        let untracked = kept(UNTRACKED).unwrap_or_default();
        let tag = |key: &str| original.data.tags.get(key).map(String::as_str);
        Self {
            args,
            original,
            started_in,
            commit: tag(tags::GIT_COMMIT),
            is_dirty: tag(tags::GIT_DIRTY) == Some("true"),
            diff: kept(DIFF),
            untracked: String::from_utf8_lossy(&untracked).lines().map(str::to_owned).collect(),
            context,
        }
    }

    /// The project, and whether the diff was applied to it.
    pub(super) fn source(&self, name: &str, recipe: &Recipe) -> project::Result<(Source, bool)> {
        match self.code(name)? {
            Some(found) => Ok(found),
            None => {
                let version = recipe.version.as_deref();
                Ok((self.open(&recipe.project, version, self.args.offline)?, false))
            }
        }
    }

    /// The commit of the run, and whether the diff was applied to it; none where the code is to be taken as it is.
    pub(super) fn code(&self, name: &str) -> project::Result<Option<(Source, bool)>> {
        let ui = &self.context.ui;
        let run = &self.original.info.run_id;
        let Some(commit) = self.commit.filter(|_| !self.args.as_is) else {
            if !self.args.as_is {
                ui.warn(&format!("run {run} recorded no commit: its code is taken as it is now"));
            }
            return Ok(None);
        };
        if let Some((source, untracked)) = self.in_place(name, commit) {
            self.warn_of_missing(&untracked);
            return Ok(Some((source, false)));
        }
        let code = Code {
            name,
            repo_url: self.original.data.tags.get(tags::GIT_REPO_URL).map(String::as_str),
            commit,
            started_in: self.started_in,
        };
        let source = with_options(self.args.offline, self.context, |options, tools| {
            source::checkout_commit(&code, options, tools)
        })?;
        ui.verbose(&format!(
            "commit {commit} is checked out in {}",
            source.folder.display()
        ));
        let is_patched = self.args.apply_diff && self.is_dirty;
        match &self.diff {
            Some(diff) if is_patched => source::apply(diff, &source.folder)?,
            None if is_patched => return Err(SourceError::NotApplied("the run kept no diff".to_owned()).into()),
            _ if self.is_dirty => ui.warn(&format!(
                "run {run} had changes that were not committed; --apply-diff brings them back"
            )),
            _ if self.args.apply_diff => ui.status(&format!("Run {run} had no changes to apply.")),
            _ => {}
        }
        self.warn_of_missing(&[]);
        Ok(Some((source, is_patched)))
    }

    /// Files that git did not know were of use perhaps.
    fn warn_of_missing(&self, there: &[String]) {
        let missing = self.untracked.iter().filter(|name| !there.contains(name));
        let missing: Vec<&str> = missing.map(String::as_str).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let said = format!("files that git did not know then are not there now: {missing}");
            self.context.ui.warn(&said);
        }
    }

    /// A project as it is; relative paths count from where the run was started.
    fn open(&self, project: &str, version: Option<&str>, offline: bool) -> Result<Source, SourceError> {
        with_options(offline, self.context, |options, tools| {
            let tools = Tools {
                cwd: self.started_in,
                ..*tools
            };
            source::open(project, version, options, &tools)
        })
    }

    /// The folder of the run, if what git knows of it is as it was; with the names of files that git does not know.
    fn in_place(&self, name: &str, commit: &str) -> Option<(Source, Vec<String>)> {
        let folder = self.started_in.join(name.split('#').next().unwrap_or(name));
        let is_here = name.starts_with("file://") || fsx::is_dir(&folder);
        let source = is_here.then(|| self.open(name, None, true).ok()).flatten()?;
        let git = source
            .git
            .as_ref()
            .filter(|git| git.commit.as_deref() == Some(commit))?;
        git.work_tree.as_ref()?;
        let changes = changes_of(&source.folder, self.context)?;
        let is_same = match &self.diff {
            Some(diff) => changes.diff.as_ref() == Some(diff),
            None => !self.is_dirty && !changes.dirty,
        };
        is_same.then_some((source, changes.untracked))
    }
}
