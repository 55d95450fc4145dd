mod data;
mod tables;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::{ColorChoice, Format, Ui, UiOptions};
use crate::model::{
    Dataset, DatasetInput, Experiment, ExperimentId, Lifecycle, Metric, Millis, ModelInput, ModelOutput, Run, RunData,
    RunId, RunInfo, RunInputs, RunOutputs, RunStatus,
};
use crate::view::View;

const NOW: i64 = 1_795_255_482_000;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn options(width: Option<u16>) -> UiOptions {
    UiOptions {
        color: ColorChoice::Auto,
        quiet: false,
        verbose: false,
        stdout_is_terminal: width.is_some(),
        stderr_is_terminal: false,
        stdin_is_terminal: false,
        width,
        no_color: true,
        ascii: false,
        height: None,
        pager: None,
        now: Millis(NOW),
    }
}

/// What standard output and standard error got; `width` of the terminal, if it is one.
fn shown<V: View>(view: &V, format: Format, width: Option<u16>) -> (String, String) {
    shown_with(view, format, options(width))
}

fn shown_with<V: View>(view: &V, format: Format, options: UiOptions) -> (String, String) {
    let (out, err) = (Captured::default(), Captured::default());
    let ui = Ui::new(options, Box::new(out.clone()), Box::new(err.clone()));
    ui.show(view, format).unwrap();
    (out.text(), err.text())
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn run(id: &str, name: &str, status: RunStatus, ago: i64, metrics: &[(&str, f64)], params: &[(&str, &str)]) -> Run {
    let started = NOW - ago;
    let metric = |value| Metric {
        timestamp: i128::from(started),
        value,
        step: 3,
        dataset: None,
    };
    Run {
        info: RunInfo {
            run_id: RunId::parse(id).unwrap(),
            experiment_id: ExperimentId::default_experiment(),
            run_name: Some(name.to_owned()),
            user_id: Some("ana".to_owned()),
            status,
            start_time: Some(Millis(started)),
            end_time: (status != RunStatus::Running).then_some(Millis(started + 80_250)),
            artifact_uri: Some(format!("file:///m/0/{id}/artifacts")),
            lifecycle_stage: Lifecycle::Active,
        },
        data: RunData {
            metrics: metrics
                .iter()
                .map(|(key, value)| ((*key).to_owned(), metric(*value)))
                .collect(),
            params: map(params),
            ..RunData::default()
        },
        inputs: RunInputs::default(),
        outputs: RunOutputs::default(),
    }
}

fn runs() -> Vec<Run> {
    vec![
        run(
            "aaaaaaaaaa1111111111111111111111",
            "손실 줄이기 🦀",
            RunStatus::Finished,
            3 * 3_600_000,
            &[("loss", 0.123_456_789), ("acc", f64::NAN)],
            &[("alpha", "0.5"), ("note", "a|b,\"c\"")],
        ),
        run(
            "aaaaaaaaaa2222222222222222222222",
            "evil\u{1b}[2J\nname\u{202e}",
            RunStatus::Running,
            90_000,
            &[("loss", f64::NEG_INFINITY)],
            &[(
                "alpha",
                "a very long value that would take more than a line of any terminal in the house",
            )],
        ),
    ]
}

fn experiment() -> Experiment {
    Experiment {
        experiment_id: ExperimentId::parse("7").unwrap(),
        name: "a|b <i>".to_owned(),
        artifact_location: Some("file:///m/7".to_owned()),
        lifecycle_stage: Lifecycle::Active,
        creation_time: Some(Millis(NOW)),
        last_update_time: None,
        tags: map(&[("k", "한\u{1b}")]),
    }
}

fn whole_run() -> Run {
    let mut run = run(
        "aaaaaaaaaa1111111111111111111111",
        "r",
        RunStatus::Running,
        0,
        &[("m", f64::INFINITY)],
        &[("p", "1")],
    );
    let dataset = Dataset {
        name: "train".to_owned(),
        digest: "abcd1234".to_owned(),
        source_type: "local".to_owned(),
        source: "{\"uri\": \"/x\"}".to_owned(),
        schema: None,
        profile: Some("{}".to_owned()),
    };
    run.data.tags = map(&[("mlflow.runName", "r")]);
    run.data.metric_history = Some(BTreeMap::from([(
        "m".to_owned(),
        vec![
            Metric {
                timestamp: 5,
                value: 1.0,
                step: -1,
                dataset: None,
            },
            Metric {
                timestamp: i128::from(u64::MAX) + 1,
                value: f64::INFINITY,
                step: 3,
                dataset: Some(("train".to_owned(), "abcd1234".to_owned())),
            },
        ],
    )]));
    run.inputs = RunInputs {
        datasets: vec![DatasetInput {
            dataset,
            tags: map(&[("mlflow.data.context", "eval")]),
        }],
        models: vec![ModelInput {
            model_id: "m-1".to_owned(),
        }],
    };
    run.outputs.models = vec![ModelOutput {
        model_id: "m-2".to_owned(),
        step: 4,
    }];
    run
}

#[test]
fn quiet_leaves_errors_alone() {
    for (quiet, expected) in [(false, "s\nhint: h\nwarning: a\\nb\nerror: e\n"), (true, "error: e\n")] {
        let err = Captured::default();
        let options = UiOptions { quiet, ..options(None) };
        let ui = Ui::new(options, Box::new(io::sink()), Box::new(err.clone()));
        ui.status("s");
        ui.hint("h");
        ui.verbose("v");
        ui.warn("a\nb");
        ui.error(&super::Report::new("e"));
        assert_eq!(ui.confirm("sure?", &mut &b"y\n"[..]).unwrap(), None);
        assert_eq!(err.text(), expected);
    }
}
