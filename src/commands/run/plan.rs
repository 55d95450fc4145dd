//! From what is prepared to a plan: with which tags it is recorded, and what is started.

use std::time::Duration;

use super::prepare::Prepared;
use crate::commands::Context;
use crate::commands::context::tag;
use crate::commands::place::Place;
use crate::model::{RunId, Tag, tags};
use crate::project::child::Program;
use crate::project::env::Runtime;
use crate::project::{self, Invocation, Plan, Recipe, Record, environment, source_tags};
use crate::store::file::{FileStore, folder_uri};

/// How long a command may take to end after a signal, before it is killed; a second signal kills it at once.
pub(in crate::commands) const GRACE: Duration = Duration::from_secs(10);

/// The longest tag that a store keeps whole, in characters (MLflow's `MAX_TAG_VAL_LENGTH`).
const MOST_TAG: usize = 8000;

/// The tags of a new run.
pub(super) fn new_tags(
    prepared: &Prepared,
    recipe: &Recipe,
    parent: Option<&RunId>,
    context: &Context,
) -> project::Result<Vec<Tag>> {
    let source = &prepared.source;
    let git = source.git.as_ref();
    let mut tags = source_tags(&context.user(), &source.name, &recipe.entry_point, git, parent)?;
    if let Some(changes) = &prepared.changes {
        tags.push(tag(tags::GIT_DIRTY, if changes.dirty { "true" } else { "false" })?);
    }
    tags.push(tag(Recipe::TAG, &recipe.to_tag(true, MOST_TAG))?);
    Ok(tags)
}

/// What is to be done.
pub(super) fn plan(
    prepared: &Prepared,
    invocation: Invocation,
    runtime: &Runtime,
    place: Place,
    store: &FileStore,
    context: &Context,
) -> project::Result<Plan> {
    let mut variables = environment(&folder_uri(store.root()), &place.experiment_id, &place.run_id);
    variables.extend(context.own_environment());
    runtime.activate(&mut variables, &context.settings.environment);
    let is_new = matches!(place.record, Record::New(_));
    let manager = runtime.tag.map(|manager| tag(tags::PROJECT_ENV, manager));
    Ok(Plan {
        record: place.record,
        params: if is_new { invocation.recorded } else { Vec::new() },
        tags: manager.into_iter().collect::<Result<_, _>>()?,
        backend: Some("local".to_owned()),
        program: Program::Shell(runtime.command(invocation.command)),
        folder: prepared.source.folder.clone(),
        environment: variables,
        grace: GRACE,
        timeout: None,
        capture: None,
    })
}
