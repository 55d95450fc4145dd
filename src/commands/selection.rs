use clap_complete::ArgValueCompleter;

use super::Context;
use super::outcome::Mistake;
use crate::cli::{ListView, complete};
use crate::model::{ExperimentId, ViewType};
use crate::search::{Dialect, Entity, Filter, Order};
use crate::store::{Needs, RunQuery, TrackingStore};

/// Which experiments a list is of.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct InExperiments {
    /// Of this experiment, by id or name, or `all`; may be repeated
    #[arg(long, short = 'x', value_name = "ID", add = ArgValueCompleter::new(complete::experiments))]
    experiment_id: Vec<String>,

    /// Of this experiment, by name; may be repeated
    #[arg(long, short = 'n', value_name = "NAME", add = ArgValueCompleter::new(complete::experiment_names))]
    experiment_name: Vec<String>,
}

impl InExperiments {
    /// Whether no experiment was named, so that all are meant.
    fn all(&self) -> bool {
        self.experiment_name.is_empty() && self.experiment_id.iter().all(|id| id == "all")
    }

    /// Those named; `None` for all. In MLflow's own way one that is named twice is there twice.
    pub(super) fn find(
        &self,
        strict: bool,
        store: &dyn TrackingStore,
        context: &Context,
    ) -> anyhow::Result<Option<Vec<ExperimentId>>> {
        if self.all() {
            return Ok(None);
        }
        let ids = self.experiment_id.iter().map(|text| (text.as_str(), false));
        let names = self.experiment_name.iter().map(|text| (text.as_str(), true));
        let mut experiments: Vec<ExperimentId> = ids
            .chain(names)
            .map(|named| context.find_experiment(store, named))
            .collect::<anyhow::Result<_>>()?;
        if !strict {
            experiments.sort();
            experiments.dedup();
        }
        Ok(Some(experiments))
    }
}

/// Which runs a command is about, and in which order.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Selection {
    #[command(flatten)]
    experiments: InExperiments,

    /// Only runs that match, as in "metrics.loss < 0.2" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    pub(super) filter: Option<String>,

    /// Refuse what MLflow's own filter and order-by language does not have
    #[arg(long, hide_short_help = true)]
    pub(super) strict: bool,

    #[command(flatten)]
    view: ListView,
}

impl Selection {
    /// Whether any flag chooses among the runs, were it with `all`.
    pub(super) fn is_given(&self) -> bool {
        let experiments = &self.experiments;
        let experiments = experiments.experiment_id.iter().chain(&experiments.experiment_name);
        experiments.count() > 0 || self.filter.is_some() || self.view.get() != ViewType::ActiveOnly
    }

    /// Whether it chooses among the runs of experiments.
    pub(super) fn chooses_runs(&self) -> bool {
        self.filter.is_some() || self.view.get() != ViewType::ActiveOnly
    }

    /// The question, ordered by the clauses given.
    pub(super) fn query(
        &self,
        order_by: &[String],
        needs: Needs,
        store: &dyn TrackingStore,
        context: &Context,
    ) -> anyhow::Result<RunQuery> {
        let dialect = Dialect::new(self.strict, context.now());
        Ok(RunQuery {
            filter: Filter::parse(Entity::Run, self.filter.as_deref().unwrap_or_default(), dialect)
                .map_err(Mistake::of("--filter"))?,
            order: Order::parse(Entity::Run, order_by, dialect).map_err(Mistake::of("--order-by"))?,
            experiments: self.experiments.find(self.strict, store, context)?,
            view: self.view.get(),
            needs,
            ..RunQuery::default()
        })
    }
}
