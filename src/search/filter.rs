use super::{Dialect, Entity, Facts, QueryError, Statistic};

/// A parsed filter. The default one is empty and matches everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    source: String,
}

impl Filter {
    /// Parses and checks a filter.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(_entity: Entity, text: &str, _dialect: Dialect) -> Result<Self, QueryError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        todo!()
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it has no clause.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.source.is_empty()
    }

    /// Whether the thing is one of those asked for. Asks left to right and no more than decides it.
    ///
    /// # Errors
    /// MLflow's dialect alone: comparators are checked as late as MLflow checks them ([`Self::may_fail`]).
    pub fn matches(&self, _facts: &mut dyn Facts) -> Result<bool, QueryError> {
        Ok(true)
    }

    /// Whether [`Self::matches`] can fail, so that every run must be asked to find out.
    #[must_use]
    pub fn may_fail(&self) -> bool {
        false
    }

    /// The keys it names.
    #[must_use]
    pub fn mentions(&self) -> Vec<super::Mention> {
        Vec::new()
    }

    /// The metrics whose statistics are asked for, as `(key, statistic)`, where no metric has the whole name.
    #[must_use]
    pub fn statistics(&self) -> Vec<(String, Statistic)> {
        Vec::new()
    }
}
