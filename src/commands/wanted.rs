use super::Context;
use crate::model::ExperimentId;
use crate::store::{ResolveError, TrackingStore, resolve_experiment};

/// Which experiment a new run is for: an option beats a variable, an id a name.
pub(super) enum WantedExperiment<'a> {
    Id(&'a str),
    Name(&'a str),
    Default,
}

impl<'a> WantedExperiment<'a> {
    /// What the options, else the variables, ask for.
    pub(super) fn of(id: Option<&'a str>, name: Option<&'a str>, context: &'a Context) -> Self {
        let variable = |name| context.settings.variable(name);
        let options = id.map(Self::Id).or(name.map(Self::Name));
        options
            .or_else(|| variable("MLFLOW_EXPERIMENT_ID").map(Self::Id))
            .or_else(|| variable("MLFLOW_EXPERIMENT_NAME").map(Self::Name))
            .unwrap_or(Self::Default)
    }

    /// The name asked for.
    pub(super) fn name(&self) -> Option<&'a str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Id(_) | Self::Default => None,
        }
    }

    /// The experiment; none where one asked for by name is not there.
    pub(super) fn find(self, store: &dyn TrackingStore, context: &Context) -> anyhow::Result<Option<ExperimentId>> {
        match self {
            Self::Id(id) => context.find_experiment(store, (id, false)).map(Some),
            Self::Name(name) => match resolve_experiment(store, name, true) {
                Err(ResolveError::NotFound { .. }) => Ok(None),
                found => Ok(Some(found?)),
            },
            Self::Default => Ok(Some(ExperimentId::default_experiment())),
        }
    }

    /// The experiment; one asked for by name is created where there is none.
    pub(super) fn find_or_create(self, store: &dyn TrackingStore, context: &Context) -> anyhow::Result<ExperimentId> {
        match self {
            Self::Id(id) => context.find_experiment(store, (id, false)),
            Self::Name(name) => context.experiment_named(store, name),
            Self::Default => Ok(ExperimentId::default_experiment()),
        }
    }
}
