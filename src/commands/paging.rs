use super::Context;
use super::outcome::{Mistake, Usage};
use crate::search::{Entity, PageToken};

/// Which part of a long answer.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Paging {
    /// At most so many
    ///
    /// All where it is not given; under --strict 1000, and no more than 50000.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) max_results: Option<i64>,

    /// Go on where the page before ended
    #[arg(long, value_name = "TOKEN", hide_short_help = true)]
    page_token: Option<String>,
}

impl Paging {
    /// How many to pass over.
    pub(super) fn offset(&self) -> Result<i64, Mistake> {
        match &self.page_token {
            Some(text) => Ok(PageToken::parse(text).map_err(Mistake::of("--page-token"))?.offset),
            None => Ok(0),
        }
    }

    /// How many at most: at least one, and under --strict whatever MLflow allows.
    pub(super) fn max(&self, entity: Entity, strict: bool) -> Result<Option<i64>, Usage> {
        let max = match self.max_results {
            Some(max) if !strict && max < 1 => {
                return Err(Usage(format!(
                    "--max-results must be 1 or more, but got {max} (--strict takes it as MLflow does)"
                )));
            }
            max if !strict => return Ok(max),
            max => max.unwrap_or_else(|| entity.default_max_results()),
        };
        let most = entity.most_max_results().unwrap_or(i64::MAX);
        let refused = match entity {
            Entity::LoggedModel if max == 0 => return Ok(Some(entity.default_max_results())),
            Entity::Experiment if max < 1 => {
                format!("Invalid value {max} for parameter 'max_results' supplied. It must be a positive integer")
            }
            Entity::RegisteredModel | Entity::ModelVersion if max < 1 => {
                format!("Invalid value for max_results. It must be a positive integer, but got {max}")
            }
            Entity::Experiment if max > most => {
                format!("Invalid value {max} for parameter 'max_results' supplied. It must be at most {most}")
            }
            _ if max > most => format!(
                "Invalid value for request parameter max_results. It must be at most {most}, but got value {max}"
            ),
            _ => return Ok(Some(max)),
        };
        Err(Usage(refused))
    }
}

/// Says how to see the next page, if there is one.
pub(super) fn hint_at_next(next: Option<PageToken>, context: &Context) {
    if let Some(next) = next {
        context.ui.hint(&format!("for the next page add --page-token {next}"));
    }
}
