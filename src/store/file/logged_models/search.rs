//! Answering a query over logged models: each is read whole, for what is shown of it is nearly all of it.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::reading;
use crate::fsx::{Folder, PathError};
use crate::model::{Lifecycle, LoggedModel, ModelMetric, ViewType};
use crate::search::{Fact, Facts, Part, QueryError, SortKey, slice};
use crate::store::file::FileStore;
use crate::store::file::layout::{ExperimentDir, LoggedModelDir};
use crate::store::{Damage, LoggedModelQuery, OnDataset, Page, Result};

/// A folder that may be an answer, with its experiment.
type Place<'a> = (&'a ExperimentDir, &'a Folder, LoggedModelDir);

impl FileStore {
    pub(super) fn answer_of_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let mut damage = Vec::new();
        let opened = self.opened(query, &mut damage)?;
        let mut places: Vec<Place<'_>> = Vec::new();
        for (experiment, folder) in &opened {
            match experiment.logged_models() {
                Ok(mut found) => {
                    damage.append(&mut found.damage);
                    places.extend(found.dirs.into_iter().map(|dir| (experiment, folder, dir)));
                }
                Err(error) => damage.push(error.into()),
            }
        }
        let asked: Vec<_> = places
            .into_par_iter()
            .map(|place| {
                let mut damage = Vec::new();
                let found = query.matching(place, &mut damage)?;
                Ok((found, damage))
            })
            .collect::<std::result::Result<_, QueryError>>()?;
        let mut found = Vec::new();
        for (one, mut reported) in asked {
            found.extend(one);
            damage.append(&mut reported);
        }
        found.sort_by(|(a_keys, a), (b_keys, b)| {
            let newest = |model: &LoggedModel| Reverse(model.creation_timestamp);
            let order = query.order.compare(a_keys, b_keys);
            order
                .then_with(|| newest(a).cmp(&newest(b)))
                .then_with(|| a.model_id.cmp(&b.model_id))
        });
        let total = found.len();
        let (range, next) = slice(total, query.offset, query.max);
        Ok(Page {
            items: found.drain(range).map(|(_, model)| model).collect(),
            next,
            total: Some(total),
            damage,
        })
    }

    fn opened(&self, query: &LoggedModelQuery, damage: &mut Vec<Damage>) -> Result<Vec<(ExperimentDir, Folder)>> {
        let experiments: Vec<ExperimentDir> = match &query.experiments {
            Some(ids) => ids.iter().filter_map(|id| self.layout.experiment(id)).collect(),
            None => {
                let mut dirs = self.layout.experiments()?.dirs;
                dirs.retain(|dir| query.view != ViewType::ActiveOnly || !dir.deleted);
                dirs
            }
        };
        let open = |dir: ExperimentDir| Ok::<_, PathError>((dir.open()?, dir));
        let mut opened = Vec::new();
        for result in experiments.into_iter().map(open) {
            match result {
                Ok((folder, dir)) => opened.push((dir, folder)),
                Err(error) => damage.push(error.into()),
            }
        }
        Ok(opened)
    }
}

impl LoggedModelQuery {
    /// The model in that folder with what it is sorted by, if there is one and it is asked for.
    fn matching(
        &self,
        (experiment, folder, dir): Place<'_>,
        damage: &mut Vec<Damage>,
    ) -> std::result::Result<Option<(Vec<SortKey>, LoggedModel)>, QueryError> {
        let Some(model) = reading::read(folder, &dir, damage) else {
            return Ok(None);
        };
        // asked for all experiments, a model counts as deleted with its experiment, as a run does
        let stage = if self.experiments.is_none() && experiment.deleted {
            Lifecycle::Deleted
        } else {
            model.lifecycle_stage
        };
        let mut asked = Asked {
            model: &model,
            datasets: &self.datasets,
            of_many: Choice::First,
        };
        let names_metric = || self.filter.names().iter().any(|name| name.part == Part::Metric);
        let on_dataset = self.datasets.is_empty() || names_metric() || asked.metrics().next().is_some();
        if !self.view.shows(stage) || !on_dataset || !self.filter.matches(&mut asked)? {
            return Ok(None);
        }
        asked.of_many = Choice::Newest;
        let keys = self.order.keys(&mut asked);
        Ok(Some((keys, model)))
    }
}

/// Which value of a metric is meant where several datasets have one: a filter asks the first, an order the newest, as in
/// MLflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    First,
    Newest,
}

/// A model whose metrics count on some datasets only.
struct Asked<'a> {
    model: &'a LoggedModel,
    datasets: &'a [OnDataset],
    of_many: Choice,
}

impl<'a> Asked<'a> {
    fn metrics(&self) -> impl Iterator<Item = &'a ModelMetric> {
        let datasets = self.datasets;
        let counts = move |metric: &&ModelMetric| datasets.is_empty() || datasets.iter().any(|one| one.is_of(metric));
        self.model.metrics.iter().filter(counts)
    }
}

impl OnDataset {
    fn is_of(&self, metric: &ModelMetric) -> bool {
        metric.metric.dataset.as_ref().is_some_and(|(name, digest)| {
            *name == self.name && self.digest.as_ref().is_none_or(|wanted| wanted == digest)
        })
    }
}

impl Facts for Asked<'_> {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        let mut model = self.model;
        model.attribute(name)
    }

    fn metric(&mut self, key: &str) -> Option<f64> {
        let mut values = self
            .metrics()
            .filter(|metric| metric.key == key)
            .map(|metric| &metric.metric);
        let first = values.next()?;
        Some(match self.of_many {
            Choice::First => first.value,
            Choice::Newest => {
                values
                    .fold(first, |newest, next| {
                        if next.timestamp > newest.timestamp {
                            next
                        } else {
                            newest
                        }
                    })
                    .value
            }
        })
    }

    fn param(&mut self, key: &str) -> Option<String> {
        self.model.params.get(key).cloned()
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.model.tags.get(key).cloned()
    }
}
