use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Entry;
use super::columns::Columns;
use super::curve::{MOST, Packed, thin};
use super::table::name;

/// What the scripts draw. Runs are known by their place.
#[derive(Serialize)]
struct Data<'a> {
    /// Names, else ids.
    runs: Vec<&'a str>,
    /// Steps and times, each kept once: runs of one program log at the same steps.
    columns: Vec<Packed>,
    metrics: Vec<Chart<'a>>,
    axes: Vec<Axis<'a>>,
    /// How many axes found no room.
    more_axes: usize,
}

#[derive(Serialize)]
struct Chart<'a> {
    key: &'a str,
    /// The latest value in each run.
    last: Vec<Option<f64>>,
    /// Run, steps, times (columns), values.
    lines: Vec<(usize, usize, usize, Packed)>,
    /// How many values are NaN or infinite.
    not_finite: usize,
    /// Whether points were left out.
    thinned: bool,
}

#[derive(Serialize)]
struct Axis<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    numbers: Option<&'a [Option<f64>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<Vec<Option<String>>>,
}

/// All curves together have at most about so many points: a hundred runs of ten metrics make some 600 kB.
const POINTS: usize = 48_000;
/// But no curve is thinned below this.
const FEWEST: usize = 48;
/// At most so many charts.
const CHARTS: usize = 200;
/// At most so many params beside each other, and so many texts on one axis.
const AXES: usize = 10;
const TEXTS: usize = 24;

/// The data as JSON.
pub(super) fn json(entries: &[Entry], columns: &Columns) -> String {
    let keys: BTreeSet<&str> = entries
        .iter()
        .flat_map(|entry| entry.curves.keys().chain(entry.run.data.metrics.keys()))
        .map(String::as_str)
        .collect();
    let curves: usize = entries.iter().map(|entry| entry.curves.len().min(CHARTS)).sum();
    let most = (POINTS / curves.max(1)).clamp(FEWEST, MOST);
    let mut shared = Shared::default();
    let metrics = keys.into_iter().take(CHARTS);
    let metrics = metrics.map(|key| chart(key, entries, most, &mut shared)).collect();
    let (axes, more_axes) = axes(columns, entries.len());
    let data = Data {
        runs: entries.iter().map(|entry| name(&entry.run.info)).collect(),
        metrics,
        columns: shared.columns,
        axes,
        more_axes,
    };
    serde_json::to_string(&data).unwrap_or_default()
}

fn chart<'a>(key: &'a str, entries: &[Entry], most: usize, shared: &mut Shared) -> Chart<'a> {
    let latest = |entry: &Entry| entry.run.data.metrics.get(key).map(|metric| metric.value);
    let mut chart = Chart {
        key,
        last: entries
            .iter()
            .map(|entry| latest(entry).filter(|v| v.is_finite()).map(rounded))
            .collect(),
        lines: Vec::new(),
        not_finite: 0,
        thinned: false,
    };
    for (run, entry) in entries.iter().enumerate() {
        let Some(curve) = entry.curves.get(key).filter(|curve| curve.count > 0) else {
            continue;
        };
        chart.not_finite += curve.not_finite;
        let points = thin(&curve.points, most);
        chart.thinned |= points.len() < curve.count;
        let column = |part: fn(&super::curve::Point) -> f64| points.iter().map(part).collect::<Vec<f64>>();
        let steps = shared.steps(&column(|point| point.step));
        let times = shared.times(run, &column(|point| point.time));
        chart
            .lines
            .push((run, steps, times, Packed::new(&column(|point| point.value))));
    }
    chart
}

/// A column, and what it was made of.
type Times = (usize, Vec<f64>);

/// Columns that several curves share.
#[derive(Default)]
struct Shared {
    columns: Vec<Packed>,
    steps: BTreeMap<Vec<u64>, usize>,
    /// By run and length.
    times: BTreeMap<(usize, usize), Vec<Times>>,
}

impl Shared {
    fn steps(&mut self, steps: &[f64]) -> usize {
        let bits = steps.iter().map(|step| step.to_bits()).collect();
        let columns = &mut self.columns;
        *self.steps.entry(bits).or_insert_with(|| {
            columns.push(Packed::new(steps));
            columns.len() - 1
        })
    }

    /// The metrics of one run are logged one after the other, milliseconds apart: times that no eye tells apart on the
    /// axis are one column.
    fn times(&mut self, run: usize, times: &[f64]) -> usize {
        const EYE: f64 = 400.0;
        let known = self.times.entry((run, times.len())).or_default();
        let near = |other: &[f64]| {
            let whole = times
                .last()
                .zip(times.first())
                .map_or(0.0, |(last, first)| (last - first).abs());
            other.iter().zip(times).all(|(a, b)| (a - b).abs() <= whole / EYE)
        };
        if let Some((column, _)) = known.iter().find(|(_, other)| near(other)) {
            return *column;
        }
        self.columns.push(Packed::new(times));
        known.push((self.columns.len() - 1, times.to_vec()));
        self.columns.len() - 1
    }
}

/// Params that a line across parallel axes can tell apart.
fn axes<'a>(columns: &'a Columns, runs: usize) -> (Vec<Axis<'a>>, usize) {
    let mut axes: Vec<Axis> = Vec::new();
    for param in columns.params.iter().filter(|_| runs > 1) {
        let distinct: BTreeSet<&str> = param.values.iter().copied().flatten().collect();
        let numbers = param.numbers.as_deref().filter(|_| distinct.len() > 1);
        let texts = (numbers.is_none() && distinct.len() <= TEXTS).then(|| {
            let text = |value: &Option<&str>| value.map(|value| value.chars().take(80).collect());
            param.values.iter().map(text).collect()
        });
        if numbers.is_some() || texts.is_some() {
            axes.push(Axis {
                key: param.key,
                numbers,
                texts,
            });
        }
    }
    let more = axes.len().saturating_sub(AXES);
    axes.truncate(AXES);
    (axes, more)
}

/// Six significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
