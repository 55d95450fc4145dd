use super::*;
use crate::model::{Lifecycle, Metric, RunData, RunId, RunInfo, RunInputs, RunOutputs, RunStatus};

fn entry(number: usize, metrics: usize, points: usize) -> Entry {
    let history = |metric: usize| {
        let point = |step: usize| Metric {
            timestamp: 1_760_000_000_000 + 1_000 * step as i128 + metric as i128,
            value: ((step + 1) as f64).ln() * (number + metric + 1) as f64 / 7.0,
            step: step as i128,
            dataset: None,
        };
        (format!("metric-{metric}"), (0..points).map(point).collect::<Vec<_>>())
    };
    let histories: BTreeMap<String, Vec<Metric>> = (0..metrics).map(history).collect();
    let latest = |(key, history): (&String, &Vec<Metric>)| Some((key.clone(), history.last()?.clone()));
    let run = Run {
        info: RunInfo {
            run_id: RunId::parse(&format!("{number:032x}")).unwrap(),
            experiment_id: ExperimentId::default_experiment(),
            run_name: Some(format!("run <{number}>")),
            user_id: None,
            status: RunStatus::Finished,
            start_time: Some(Millis(1_760_000_000_000)),
            end_time: None,
            artifact_uri: None,
            lifecycle_stage: Lifecycle::Active,
        },
        data: RunData {
            metrics: histories.iter().filter_map(latest).collect(),
            metric_history: Some(histories),
            params: (0..10)
                .map(|key| (format!("param-{key}"), (number * key).to_string()))
                .collect(),
            tags: BTreeMap::new(),
        },
        inputs: RunInputs::default(),
        outputs: RunOutputs::default(),
    };
    Entry::new(run, Listing::default())
}

fn report(runs: Vec<Entry>) -> Report {
    Report {
        title: "a </title><script>alert(1)</script>".to_owned(),
        store: "/mlruns".to_owned(),
        made: Millis(1_760_000_000_000),
        filter: None,
        total: runs.len(),
        experiments: BTreeMap::new(),
        runs,
        damage: Vec::new(),
    }
}

fn data(html: &str) -> serde_json::Value {
    let (_, rest) = html.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_hundred_runs_of_ten_long_metrics_stay_small() {
    let html = report((0..100).map(|number| entry(number, 10, 1_000)).collect()).html();
    assert!(html.len() < 600_000, "{}", html.len());
    let data = data(&html);
    assert_eq!(data["metrics"].as_array().unwrap().len(), 10);
    assert_eq!(data["metrics"][9]["lines"].as_array().unwrap().len(), 100);
    assert_eq!(
        data["columns"].as_array().unwrap().len(),
        101,
        "one of steps, one of times a run"
    );
}

#[test]
fn the_same_runs_give_the_same_bytes_and_nothing_closes_the_script() {
    let make = || report(vec![entry(1, 1, 3), entry(2, 1, 3)]);
    let html = make().html();
    assert_eq!(html, make().html());
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(data(&html)["runs"][0], "run <1>");
    assert!(html.contains(&format!("'sha256-{}'", hash(SCRIPT))));
    assert!(!STYLE.contains("{{") && !SCRIPT.contains("</script"));
}

#[test]
fn nothing_at_all_is_a_report_too() {
    let html = report(Vec::new()).html();
    assert!(html.contains("No runs."));
    assert_eq!(data(&html)["axes"], serde_json::json!([]));
}
