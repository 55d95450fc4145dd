//! Keys that somebody asked for and that nobody has.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::Context;
use crate::near::nearest;
use crate::search::{KeyUse, Part};
use crate::store::{Keys, Needs, RunQuery, TrackingStore};
use crate::ui::{Place, Report};
use crate::view::{Field, Kind, KnownKeys, Mention, Shape, escape};

/// Warns of what a query names and no run has: of its filter where it found nothing, of its order where the first run
/// found has no such key, since those that have it come first.
pub(super) fn warn_of_unknown_in_query(
    query: &RunQuery,
    found: usize,
    first: &KnownKeys,
    order_by: &[String],
    store: &dyn TrackingStore,
    context: &Context,
) {
    let filtered = query.filter.names().iter().filter(|_| found == 0);
    let filtered: Vec<_> = filtered
        .filter_map(|name| mention(name, query.filter.source()))
        .collect();
    let ordered = query.order.names().iter();
    let ordered: Vec<_> = ordered
        .filter_map(|(number, name)| mention(name, order_by.get(*number)?))
        .filter(|mention| !first.has(mention.kind, mention.key))
        .collect();
    for (flag, mut mentions) in [("--filter", filtered), ("--order-by", ordered)] {
        let mut seen = BTreeSet::new();
        mentions.retain(|mention| seen.insert((mention.kind, mention.key)));
        if !mentions.is_empty() {
            warn_of_unknown(flag, &mentions, query, store, context);
        }
    }
}

fn mention<'a>(name: &'a KeyUse, source: &'a str) -> Option<Mention<'a>> {
    Some(Mention {
        kind: Some(kind(name.part)?),
        key: name.figure.as_ref().map_or(&name.key, |(key, _)| key),
        source,
        span: name.span.clone(),
    })
}

fn kind(part: Part) -> Option<Kind> {
    match part {
        Part::Metric => Some(Kind::Metric),
        Part::Param => Some(Kind::Param),
        Part::Tag => Some(Kind::Tag),
        Part::Attribute | Part::Dataset => None,
    }
}

/// The column of what a query names.
pub(super) fn field(name: &KeyUse) -> Option<Field> {
    let key = name.key.clone();
    Some(match (kind(name.part)?, &name.figure) {
        (Kind::Metric, Some((key, figure))) => Field::Metric(key.clone(), Shape::Figure(*figure)),
        (Kind::Metric, None) => Field::Metric(key, Shape::LATEST),
        (Kind::Param, _) => Field::Param(key),
        (Kind::Tag, _) => Field::Tag(key),
    })
}

/// Warns of each key that no run of the experiments asked for has, whatever the filter, and says which is the nearest
/// that they have. Reads on only until every key was seen once.
pub(super) fn warn_of_unknown(
    flag: &str,
    mentions: &[Mention<'_>],
    query: &RunQuery,
    store: &dyn TrackingStore,
    context: &Context,
) {
    let wanted = |kind: Kind| {
        let of_kind = mentions.iter().filter(|mention| covers(mention, kind));
        Keys::Some(of_kind.map(|mention| mention.key.to_owned()).collect::<BTreeSet<_>>())
    };
    let known = known_keys(wanted, query, store, |keys| {
        mentions.iter().all(|mention| keys.has(mention.kind, mention.key))
    });
    let unknown = |known: &KnownKeys, mention: &&Mention<'_>| !known.has(mention.kind, mention.key);
    let missing: Vec<&Mention<'_>> = match &known {
        Some(known) => mentions.iter().filter(|mention| unknown(known, mention)).collect(),
        None => return,
    };
    if missing.is_empty() {
        return;
    }
    let Some(known) = known_keys(|_| Keys::All, query, store, |_| false) else {
        return;
    };
    for mention in missing {
        let what = mention.kind.map_or("metric or param", Kind::name);
        let mut heading = format!("no run has a {what} `{}`", escape(mention.key));
        if let Some(near) = nearest_known(mention, &known) {
            heading.push_str(&format!("; did you mean `{}`?", escape(&near)));
        }
        let place = Place::within(flag, mention.source, mention.span.clone());
        context.ui.warning(&Report::new(heading).at(place));
    }
}

fn covers(mention: &Mention<'_>, kind: Kind) -> bool {
    match mention.kind {
        Some(wanted) => wanted == kind,
        None => kind != Kind::Tag,
    }
}

/// A key of the same kind, else the same key of another kind, with the word before it.
fn nearest_known(mention: &Mention<'_>, known: &KnownKeys) -> Option<String> {
    let same = Kind::ALL.into_iter().filter(|kind| covers(mention, *kind));
    let near = nearest(mention.key, same.flat_map(|kind| known.get(kind)).map(String::as_str));
    near.map(str::to_owned).or_else(|| {
        let other = Kind::ALL
            .into_iter()
            .find(|kind| known.get(*kind).contains(mention.key))?;
        Some(format!("{}s.{}", other.name(), mention.key))
    })
}

/// The keys of the runs, until there are enough; `None` where there are no runs, or none that can be read.
fn known_keys(
    wanted: impl Fn(Kind) -> Keys,
    query: &RunQuery,
    store: &dyn TrackingStore,
    enough: impl Fn(&KnownKeys) -> bool,
) -> Option<KnownKeys> {
    let query = RunQuery {
        experiments: query.experiments.clone(),
        view: query.view,
        needs: Needs {
            metrics: wanted(Kind::Metric),
            params: wanted(Kind::Param),
            tags: wanted(Kind::Tag),
            ..Needs::INFO
        },
        ..RunQuery::default()
    };
    let mut known: Option<KnownKeys> = None;
    let looked = store.each_run(&query, &mut |run| {
        let known = known.get_or_insert_default();
        known.add(&run);
        if enough(known) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    looked.ok().and(known)
}
