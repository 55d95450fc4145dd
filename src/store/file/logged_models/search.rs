//! Answering a query over logged models: each is read whole, for what is shown of it is nearly all of it.

use rayon::prelude::*;

use super::reading;
use crate::fsx::{Folder, PathError};
use crate::model::{Lifecycle, LoggedModel, ViewType};
use crate::search::{Entity, Order, QueryError, SortKey, slice};
use crate::store::file::FileStore;
use crate::store::file::layout::{ExperimentDir, LoggedModelDir};
use crate::store::{Damage, LoggedModelQuery, Page, Result};

/// A folder that may be an answer, with its experiment.
type Place<'a> = (&'a ExperimentDir, &'a Folder, LoggedModelDir);

impl FileStore {
    pub(super) fn answer_of_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        let order = query.order.or_default(Entity::LoggedModel);
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
                let found = query.matching(place, &order, &mut damage)?;
                Ok((found, damage))
            })
            .collect::<std::result::Result<_, QueryError>>()?;
        let mut found = Vec::new();
        for (one, mut reported) in asked {
            found.extend(one);
            damage.append(&mut reported);
        }
        found.sort_by(|(a, _), (b, _)| order.compare(a, b));
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
        order: &Order,
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
        if !self.view.shows(stage) || !self.filter.matches_on(&model, &self.datasets)? {
            return Ok(None);
        }
        let keys = if self.order_on.is_empty() {
            order.keys(&mut &model)
        } else {
            let mut ordered = model.clone();
            ordered
                .metrics
                .retain(|metric| self.order_on.iter().any(|dataset| dataset.admits(metric)));
            order.keys(&mut &ordered)
        };
        Ok(Some((keys, model)))
    }
}
