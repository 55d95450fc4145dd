use super::Context;
use crate::model::ExperimentId;
use crate::store::TrackingStore;

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

    /// The experiment; one asked for by name is created where there is none.
    pub(super) fn find_or_create(self, store: &dyn TrackingStore, context: &Context) -> anyhow::Result<ExperimentId> {
        match self {
            Self::Id(id) => context.find_experiment(store, (id, false)),
            Self::Name(name) => context.experiment_named(store, name),
            Self::Default => Ok(ExperimentId::default_experiment()),
        }
    }
}
