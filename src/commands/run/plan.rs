//! From what is prepared to a plan: with which tags it is recorded, and what is started.

use std::time::Duration;

use super::container;
use super::ground::Ground;
use super::prepare::Prepared;
use crate::commands::Context;
use crate::commands::context::tag;
use crate::commands::place::Place;
use crate::model::{RunId, Tag, tags};
use crate::project::child::Program;
use crate::project::container::ContainerRun;
use crate::project::env::Prepared as Here;
use crate::project::source::Changes;
use crate::project::{self, Invocation, Plan, Recipe, Record, environment, source_tags};
use crate::store::file::{FileStore, folder_uri};

/// How long a command may take to end after a signal, before it is killed; a second signal kills it at once.
pub(in crate::commands) const GRACE: Duration = Duration::from_secs(10);

/// The longest tag that a store keeps whole, in characters (MLflow's `MAX_TAG_VAL_LENGTH`).
const MOST_TAG: usize = 8000;

/// The artifact that holds what was not committed.
pub(super) const DIFF: &str = "git/diff.patch";
/// The artifact that names the files that git did not know, one a line.
pub(super) const UNTRACKED: &str = "git/untracked.txt";

/// The tags of a new run.
pub(super) fn new_tags(
    prepared: &Prepared,
    (recipe, with_parameters): (&Recipe, bool),
    parent: Option<&RunId>,
    context: &Context,
) -> project::Result<Vec<Tag>> {
    let source = &prepared.source;
    let git = source.git.as_ref();
    let mut tags = source_tags(&context.user(), &source.name, &recipe.entry_point, git, parent)?;
    tags.extend(prepared.changes.as_ref().map(dirty).transpose()?);
    tags.push(tag(Recipe::TAG, &recipe.to_tag(with_parameters, MOST_TAG))?);
    Ok(tags)
}

/// The tag that says whether something is not committed.
pub(in crate::commands) fn dirty(changes: &Changes) -> project::Result<Tag> {
    Ok(tag(tags::GIT_DIRTY, if changes.dirty { "true" } else { "false" })?)
}

/// What is to be done.
pub(super) fn plan(
    prepared: &Prepared,
    recipe: &Recipe,
    invocation: Invocation,
    ground: &Ground,
    place: Place,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Plan> {
    let is_new = matches!(place.record, Record::New(_));
    let tracking_uri = folder_uri(store.root());
    let mut plan = Plan {
        record: place.record,
        params: if is_new {
            invocation.recorded.clone()
        } else {
            Vec::new()
        },
        tags: Vec::new(),
        files: if is_new {
            kept(prepared.changes.as_ref())
        } else {
            Vec::new()
        },
        backend: Some("local".to_owned()),
        program: Program::Argv(Vec::new()),
        folder: prepared.source.folder.clone(),
        environment: Vec::new(),
        grace: GRACE,
        timeout: None,
        capture: None,
        ending: Vec::new(),
    };
    match ground {
        Ground::Here(Here { runtime, .. }) => {
            plan.environment = environment(&tracking_uri, &place.experiment_id, &place.run_id);
            plan.environment.extend(context.own_environment());
            runtime.activate(&mut plan.environment, &context.settings.environment);
            plan.program = Program::Shell(runtime.command(invocation.command));
            plan.tags
                .extend(runtime.tag.map(|manager| tag(tags::PROJECT_ENV, manager)).transpose()?);
        }
        Ground::Container(container) => {
            let artifact_uri = match place.artifact_uri {
                Some(uri) => uri,
                None => store.artifacts_of_new_run(&place.experiment_id, &place.run_id)?,
            };
            let run = ContainerRun {
                command: &invocation.command,
                run_id: &place.run_id,
                experiment_id: &place.experiment_id,
                tracking_uri: &tracking_uri,
                artifact_uri: &artifact_uri,
                paths: &container::paths(prepared, &invocation, recipe),
            };
            let started = container.started(&run, context.now(), context)?;
            let tags = started.tags.iter().map(|(key, value)| tag(key, value));
            plan.tags = tags.collect::<Result<_, _>>()?;
            plan.backend = Some(container.backend().to_owned());
            plan.program = Program::Argv(started.argv);
            plan.environment = started.environment;
            plan.ending = started.ending.words();
        }
    }
    Ok(plan)
}

/// What is not committed: the diff, the names of files that git does not know, and why something was left out.
pub(in crate::commands) fn kept(changes: Option<&Changes>) -> Vec<(String, Vec<u8>)> {
    let Some(changes) = changes else {
        return Vec::new();
    };
    let untracked: String = changes.untracked.iter().map(|name| format!("{name}\n")).collect();
    let note = changes.note.as_ref().map(|note| format!("{note}\n").into_bytes());
    let files = [
        (DIFF, changes.diff.clone()),
        (
            UNTRACKED,
            Some(untracked.into_bytes()).filter(|names| !names.is_empty()),
        ),
        ("git/note.txt", note),
    ];
    let present = files
        .into_iter()
        .filter_map(|(name, content)| Some((name.to_owned(), content?)));
    present.collect()
}
