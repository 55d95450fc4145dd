//! A metric's file: both ways to its latest value find the same, a bad line costs itself only, and what is appended is read
//! behind what was there.

use std::path::Path;

use mlrun::model::{Batch, Key, Metric};
use mlrun::store::{Needs, RunQuery, TrackingStore};

use super::ground::{self, Ground};

const PLACE: &str = "7/5a1c0000000000000000000000000001/metrics/loss";

thread_local! {
    static GROUND: Ground = Ground::new();
}

pub(super) fn try_with(input: &[u8]) {
    GROUND.with(|ground| {
        ground.write(PLACE, input);
        with_file(ground, input);
        ground.restore(PLACE);
    });
}

fn with_file(ground: &Ground, input: &[u8]) {
    let store = ground.store();
    let (id, key) = (ground::run(), Key::parse("loss").unwrap());
    let read = store.get_metric_history(&id, &key).unwrap();
    let lines = input.split(|byte| matches!(byte, b'\n' | b'\r')).count();
    assert!(read.value.len() <= lines && read.damage.len() <= lines);
    assert!(
        !read.value.is_empty() || !read.damage.is_empty(),
        "nothing is said of the file"
    );
    let latest = read
        .value
        .iter()
        .fold(None, |latest: Option<&Metric>, metric| match latest {
            Some(latest) if !metric.is_later_than(latest) => Some(latest),
            _ => Some(metric),
        });
    let run = store.get_run(&id, &Needs::ALL).unwrap();
    same(run.value.data.metrics.get("loss"), latest);
    let found = store
        .search_runs(&RunQuery {
            needs: Needs::ALL,
            ..RunQuery::default()
        })
        .unwrap();
    same(found.items[0].data.metrics.get("loss"), latest);
    append(&store, &read.value);
    // a file that nobody writes to is only read
    assert!(Path::new(&ground.path(PLACE)).exists());
}

fn append(store: &dyn TrackingStore, before: &[Metric]) {
    let (id, key) = (ground::run(), Key::parse("loss").unwrap());
    let new = Metric {
        timestamp: 77,
        value: -0.5,
        step: 3,
        dataset: None,
    };
    let batch = Batch {
        metrics: vec![(key.clone(), new.clone())],
        ..Batch::default()
    };
    store.log_batch(&id, &batch).unwrap();
    let after = store.get_metric_history(&id, &key).unwrap().value;
    let (last, earlier) = after.split_last().expect("what was appended");
    same(Some(last), Some(&new));
    // a last line that was cut short may be read once something stands behind it
    assert!(earlier.len() == before.len() || earlier.len() == before.len() + 1);
    for (now, then) in earlier.iter().zip(before) {
        same(Some(now), Some(then));
    }
}

/// Equal, and both NaN where one is.
fn same(one: Option<&Metric>, other: Option<&Metric>) {
    let bits = |metric: &Metric| {
        let value = if metric.value.is_nan() { f64::NAN } else { metric.value };
        (metric.timestamp, value.to_bits(), metric.step, metric.dataset.clone())
    };
    assert_eq!(one.map(bits), other.map(bits));
}
