//! A sweep of which every run is known to be right.

use std::collections::BTreeSet;

use super::super::args::HowArgs;
use super::super::fetch::Storage;
use super::super::ground::{Ground, ground};
use super::super::prepare::Prepared;
use crate::commands::outcome::Hinted;
use crate::commands::{Context, Exit};
use crate::project::child::Signals;
use crate::project::sweep::{Point, Sweep, label};
use crate::project::{Invocation, ProjectError, Recipe};

/// How long a run's name gets.
const NAME: usize = 100;

/// Every command is filled in, every value checked, and nothing recorded.
pub(super) struct Ready<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) sweep: Sweep,
    /// The names of the parameters that have more than one value.
    pub(super) swept: Vec<String>,
    pub(super) points: Vec<Point>,
    pub(super) prepared: Prepared,
    /// One for each point.
    pub(super) invocations: Vec<Invocation>,
    /// What they name, as long as they run.
    storage: Storage<'a>,
}

impl<'a> Ready<'a> {
    pub(super) fn of(
        prepared: Prepared,
        recipe: &'a Recipe,
        sweep: Sweep,
        points: Vec<Point>,
        how: &'a HowArgs,
        context: &'a Context,
    ) -> Result<Self, Hinted> {
        let swept: Vec<String> = sweep
            .swept()
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut ready = Self {
            recipe,
            sweep,
            swept,
            points,
            prepared,
            invocations: Vec::new(),
            storage: Storage::new(how, context),
        };
        let mut warned = BTreeSet::new();
        for (place, point) in ready.points.iter().enumerate() {
            let refused = |error| Hinted {
                error: Box::new(error),
                hint: format!(
                    "that is run {} of {}: {}; nothing was run",
                    place + 1,
                    ready.points.len(),
                    ready.name(place)
                ),
            };
            let recipe = with_point(recipe, point);
            let invocation = ready.prepared.invocation(&recipe, how, &ready.storage, context);
            let mut invocation = invocation.map_err(refused)?;
            if let Some(refusal) = invocation.unrecordable.take() {
                return Err(refused(ProjectError::Invalid(refusal)));
            }
            let warnings = invocation.warnings.iter().map(ToString::to_string);
            for warning in warnings.filter(|warning| warned.insert(warning.clone())) {
                context.ui.warn(&warning);
            }
            ready.invocations.push(invocation);
        }
        Ok(ready)
    }

    /// What all of them run in, made where it is not there yet; the exit code where there is none.
    pub(super) fn ground(
        &self,
        how: &HowArgs,
        signals: &Signals,
        context: &Context,
    ) -> anyhow::Result<Result<Ground, Exit>> {
        let first = self.invocations.first().expect("a sweep has points");
        ground(&self.prepared, first, self.recipe, how, signals, context)
    }

    /// What the run of a point is called: what was swept over, and its values there.
    pub(super) fn name(&self, place: usize) -> String {
        let swept: Vec<&str> = self.swept.iter().map(String::as_str).collect();
        label(&self.points[place], &swept, NAME)
    }

    /// How the run of a point alone would be asked for.
    pub(super) fn recipe_of(&self, place: usize) -> Recipe {
        with_point(self.recipe, &self.points[place])
    }
}

fn with_point(recipe: &Recipe, point: &Point) -> Recipe {
    Recipe {
        parameters: Some(point.clone()),
        ..recipe.clone()
    }
}
