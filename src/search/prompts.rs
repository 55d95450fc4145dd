//! Prompts: MLflow keeps them as registered models and versions with a tag, and hides them from searches that do not
//! speak of it.

use std::borrow::Cow;

use super::Entity;
use super::clause::{Clause, Comparison, Expr, Field, Test};
use crate::model::tags;

/// Whether searches of it meet prompts.
pub(super) fn are_among(entity: Entity) -> bool {
    matches!(entity, Entity::RegisteredModel | Entity::ModelVersion)
}

/// Whether prompts are hidden from a search with this filter: they are unless the key of the tag stands anywhere in it.
pub(super) fn are_hidden(entity: Entity, text: &str) -> bool {
    are_among(entity) && !text.contains(tags::IS_PROMPT)
}

/// The filter as MLflow parses it, with a clause at its end that hides prompts.
pub(super) fn hidden_in(entity: Entity, text: &str) -> Cow<'_, str> {
    if !are_hidden(entity, text) {
        return Cow::Borrowed(text);
    }
    let joint = if text.is_empty() { "" } else { " AND " };
    Cow::Owned(format!("{text}{joint}tag.`{}` != 'true'", tags::IS_PROMPT))
}

/// The clause that hides them.
pub(super) fn hiding() -> Expr {
    Expr::Clause(Clause {
        field: Field::PromptTag,
        test: Test::Text {
            comparison: Comparison::NotEqual,
            text: "true".to_owned(),
        },
    })
}
