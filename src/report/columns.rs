use std::collections::BTreeMap;

use super::Entry;

/// Which metrics and params are told apart in the table, and which are the same in every run.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    /// Metrics, in order.
    pub(super) metrics: Vec<&'a str>,
    /// Params that differ, in order; all, where there is but one run.
    pub(super) params: Vec<Param<'a>>,
    /// Params that every run has with the same value.
    pub(super) same: Vec<(&'a str, &'a str)>,
    /// How many columns found no room.
    pub(super) left_out: usize,
}

/// A param that differs.
#[derive(Debug)]
pub(super) struct Param<'a> {
    pub(super) key: &'a str,
    /// Its value in each run.
    pub(super) values: Vec<Option<&'a str>>,
    /// The values as numbers, if they all are.
    pub(super) numbers: Option<Vec<Option<f64>>>,
}

/// At most so many columns of each kind.
const MOST: usize = 60;

impl<'a> Columns<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let mut metrics: BTreeMap<&str, usize> = BTreeMap::new();
        let mut params: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
        for (at, Entry { run, .. }) in entries.iter().enumerate() {
            for key in run.data.metrics.keys() {
                *metrics.entry(key).or_default() += 1;
            }
            for (key, value) in &run.data.params {
                let values = params.entry(key).or_insert_with(|| vec![None; entries.len()]);
                values[at] = Some(value);
            }
        }
        let mut metrics: Vec<(&str, usize)> = metrics.into_iter().collect();
        let (differing, same): (Vec<_>, Vec<_>) = params.into_iter().partition(|(_, values)| differ(values));
        let mut differing: Vec<Param> = differing
            .into_iter()
            .map(|(key, values)| Param::new(key, values))
            .collect();
        let left_out = metrics.len().saturating_sub(MOST) + differing.len().saturating_sub(MOST);
        if metrics.len() > MOST {
            metrics.sort_by_key(|(_, runs)| std::cmp::Reverse(*runs)); // stable: the most common, then by name
            metrics.truncate(MOST);
        }
        differing.truncate(MOST);
        Self {
            metrics: metrics.into_iter().map(|(key, _)| key).collect(),
            params: differing,
            same: same
                .into_iter()
                .filter_map(|(key, values)| Some((key, (*values.first()?)?)))
                .collect(),
            left_out,
        }
    }
}

fn differ(values: &[Option<&str>]) -> bool {
    values.len() == 1 || values.iter().any(|value| *value != values[0])
}

impl<'a> Param<'a> {
    fn new(key: &'a str, values: Vec<Option<&'a str>>) -> Self {
        let number = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite());
        let numbers = values.iter().map(|value| value.map(number)).map(|number| match number {
            Some(None) => None,
            Some(number) => Some(number),
            None => Some(None),
        });
        let numbers = numbers.collect();
        Self { key, values, numbers }
    }
}
