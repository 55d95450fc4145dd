use super::clause::{Field, Test};
use super::{Fact, Facts, Filter, QueryError};
use crate::model::{DatasetInput, LoggedModel, ModelMetric};

/// A dataset that metrics of logged models were computed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDataset {
    /// Its name.
    pub name: String,
    /// Its digest; any where there is none.
    pub digest: Option<String>,
}

impl OnDataset {
    /// Whether the metric was computed on it.
    #[must_use]
    pub fn admits(&self, metric: &ModelMetric) -> bool {
        metric.metric.dataset.as_ref().is_some_and(|(name, digest)| {
            *name == self.name && self.digest.as_ref().is_none_or(|wanted| wanted == digest)
        })
    }
}

/// A logged model of which only the metrics on certain datasets count; all where none is named.
struct Restricted<'a> {
    model: &'a LoggedModel,
    datasets: &'a [OnDataset],
}

impl Restricted<'_> {
    fn metrics(&self) -> impl Iterator<Item = &ModelMetric> {
        let on_one = |metric: &ModelMetric| self.datasets.iter().any(|dataset| dataset.admits(metric));
        let metrics = self.model.metrics.iter();
        metrics.filter(move |metric| self.datasets.is_empty() || on_one(metric))
    }
}

impl Facts for Restricted<'_> {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        let mut model = self.model;
        model.attribute(name)
    }

    fn metric(&mut self, key: &str) -> Option<f64> {
        let mut metrics = self.metrics();
        metrics
            .find(|metric| metric.key == key)
            .map(|metric| metric.metric.value)
    }

    fn param(&mut self, key: &str) -> Option<String> {
        self.model.params.get(key).cloned()
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.model.tags.get(key).cloned()
    }

    fn datasets(&mut self) -> Vec<DatasetInput> {
        let mut model = self.model;
        model.datasets()
    }
}

impl Filter {
    /// Whether a logged model is one of those asked for, as MLflow searches on datasets: a clause about a metric counts
    /// only values on one of them; a filter without any such clause takes models that have any metric on one of them.
    /// Orders know nothing of it.
    ///
    /// # Errors
    /// As [`Self::matches`].
    pub fn matches_on(&self, model: &LoggedModel, datasets: &[OnDataset]) -> Result<bool, QueryError> {
        let mut facts = Restricted { model, datasets };
        if !datasets.is_empty() {
            let mut of_metric = None;
            self.expr.clauses(&mut |clause| {
                let is_first = of_metric.is_none() && matches!(clause.field, Field::Metric(_));
                of_metric = if is_first { Some(&clause.test) } else { of_metric };
            });
            match of_metric {
                // MLflow looks for one with its comparator.
                Some(Test::Refused(error)) => return Err((**error).clone()),
                None if facts.metrics().next().is_none() => return Ok(false),
                _ => {}
            }
        }
        self.matches(&mut facts)
    }
}
