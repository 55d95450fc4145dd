use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::{ColorChoice, Format, Ui, UiOptions};
use crate::model::{
    Dataset, DatasetInput, Experiment, ExperimentId, Lifecycle, Metric, Millis, ModelInput, ModelOutput, Run, RunData,
    RunId, RunInfo, RunInputs, RunOutputs, RunStatus,
};
use crate::view::{ExperimentList, RunList, View, experiment_page, run_page};

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

#[test]
fn a_narrow_terminal_loses_params_then_metrics() {
    assert_eq!(
        shown(&RunList::new(&runs()), Format::Table, Some(40)),
        (
            "\
id           name               status
aaaaaaaaaa1  손실 줄이기 🦀     FINISHED
aaaaaaaaaa2  evil\\x1b…\\u{202e}  RUNNING
"
            .to_owned(),
            "left out: start_time, duration, metrics.acc, … (+3); -o json shows all\n".to_owned()
        )
    );
}

#[test]
fn a_terminal_of_80_columns() {
    let (out, err) = shown(&RunList::new(&runs()), Format::Table, Some(80));
    assert_eq!(
        out,
        "\
id           name                    status    started  duration  acc       loss
aaaaaaaaaa1  손실 줄이기 🦀          FINISHED  3h ago     1m 20s  NaN    0.12346
aaaaaaaaaa2  evil\\x1b[2J…me\\u{202e}  RUNNING   1m ago                  -Infinity
"
    );
    assert_eq!(err, "left out: params.alpha, params.note; -o json shows all\n");
}

#[test]
fn a_terminal_of_200_columns() {
    let (out, err) = shown(&RunList::new(&runs()), Format::Table, Some(200));
    assert_eq!(
        out,
        "\
id           name                       status    started  duration  acc       loss  alpha                                                                            note
aaaaaaaaaa1  손실 줄이기 🦀             FINISHED  3h ago     1m 20s  NaN    0.12346  0.5                                                                              a|b,\"c\"
aaaaaaaaaa2  evil\\x1b[2J\\nname\\u{202e}  RUNNING   1m ago                  -Infinity  a very long value that would take more than a line of any terminal in the house
"
    );
    assert_eq!(err, "");
}

#[test]
fn elsewhere_everything_in_full() {
    let (out, err) = shown(&RunList::new(&runs()), Format::Table, None);
    assert_eq!(
        out,
        "\
run_id                            run_name                   status    start_time            duration  metrics.acc  metrics.loss  params.alpha                                                                     params.note
aaaaaaaaaa1111111111111111111111  손실 줄이기 🦀             FINISHED  2026-11-21T07:04:42Z    1m 20s          NaN   0.123456789  0.5                                                                              a|b,\"c\"
aaaaaaaaaa2222222222222222222222  evil\\x1b[2J\\nname\\u{202e}  RUNNING   2026-11-21T10:03:12Z                            -Infinity  a very long value that would take more than a line of any terminal in the house
"
    );
    assert_eq!(err, "");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let runs = runs();
    for width in 10..250 {
        for format in [
            run_width(&RunList::new(&runs), width),
            run_width(&ExperimentList::new(&[experiment()]), width),
        ] {
            assert!(format <= usize::from(width), "{format} > {width}");
        }
    }
}

fn run_width<V: View>(view: &V, width: u16) -> usize {
    let (out, _) = shown(view, Format::Table, Some(width));
    out.lines()
        .map(unicode_width::UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
}

#[test]
fn colours_are_around_the_words_alone() {
    let colored = UiOptions {
        color: ColorChoice::Always,
        ..options(Some(80))
    };
    let runs = [run(
        "aaaaaaaaaa1111111111111111111111",
        "FAILED",
        RunStatus::Failed,
        1000,
        &[],
        &[],
    )];
    assert_eq!(
        shown_with(&RunList::new(&runs), Format::Table, colored).0,
        "\u{1b}[1mid        name    status  started  duration\u{1b}[0m\n\
         aaaaaaaa  FAILED  \u{1b}[31mFAILED\u{1b}[0m  1s ago     1m 20s\n"
    );
}

#[test]
fn an_empty_list() {
    for (format, out, err) in [
        (Format::Table, "", "no runs\n"),
        (Format::Json, "[]\n", ""),
        (Format::Ndjson, "", ""),
        (Format::Id, "", ""),
    ] {
        assert_eq!(
            shown(&RunList::new(&[]), format, None),
            (out.to_owned(), err.to_owned())
        );
    }
}

#[test]
fn csv_comes_back_as_it_went() {
    let runs = runs();
    let (out, _) = shown(&RunList::new(&runs), Format::Csv, None);
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| &rows[row][header.iter().position(|n| n == name).unwrap()];
    assert_eq!(cell(1, "run_name"), "evil\u{1b}[2J\nname\u{202e}");
    assert_eq!(cell(0, "run_id"), runs[0].info.run_id.as_str());
    assert_eq!(cell(0, "params.note"), "a|b,\"c\"");
    assert_eq!(cell(0, "metrics.loss"), "0.123456789");
    assert_eq!(cell(0, "metrics.acc"), "NaN");
    assert_eq!(cell(1, "metrics.loss"), "-Infinity");
    assert_eq!(
        (cell(0, "end_time"), cell(0, "duration")),
        ("2026-11-21T07:06:02.250Z", "80.25")
    );
    assert_eq!((cell(1, "end_time"), cell(1, "duration")), ("", ""));
}

#[test]
fn tsv_and_markdown_keep_a_row_on_a_line() {
    let runs = &runs()[1..];
    let (tsv, _) = shown(&RunList::new(runs), Format::Tsv, None);
    assert_eq!(tsv.lines().count(), 2);
    assert!(tsv.contains("\tevil\u{1b}[2J\\nname\u{202e}\t"), "{tsv}");
    let experiments = [experiment()];
    assert_eq!(
        shown(&ExperimentList::new(&experiments), Format::Md, None).0,
        "\
| experiment_id | name | creation_time | artifact_location |
| --- | --- | --- | --- |
| 7 | a\\|b &lt;i> | 2026-11-21T10:04:42Z | file:///m/7 |
"
    );
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

#[test]
fn the_json_of_an_experiment() {
    assert_eq!(
        shown(&experiment_page(&experiment()), Format::Json, Some(80)).0,
        r#"{
  "experiment_id": "7",
  "name": "a|b <i>",
  "artifact_location": "file:///m/7",
  "lifecycle_stage": "active",
  "creation_time": 1795255482000,
  "last_update_time": null,
  "tags": {
    "k": "한\u001b"
  }
}
"#
    );
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
fn the_json_of_a_run() {
    assert_eq!(
        shown(&run_page(&whole_run(), None), Format::Ndjson, None).0,
        concat!(
            r#"{"info":{"artifact_uri":"file:///m/0/aaaaaaaaaa1111111111111111111111/artifacts","end_time":null,"#,
            r#""experiment_id":"0","lifecycle_stage":"active","run_id":"aaaaaaaaaa1111111111111111111111","#,
            r#""run_name":"r","start_time":1795255482000,"status":"RUNNING","user_id":"ana"},"#,
            r#""data":{"metrics":{"m":"Infinity"},"metric_history":{"m":[{"timestamp":5,"value":1.0,"step":-1},"#,
            r#"{"timestamp":18446744073709551616,"value":"Infinity","step":3,"dataset_name":"train","#,
            r#""dataset_digest":"abcd1234"}]},"params":{"p":"1"},"tags":{"mlflow.runName":"r"}},"#,
            r#""inputs":{"model_inputs":[{"model_id":"m-1"}],"dataset_inputs":[{"dataset":{"name":"train","#,
            r#""digest":"abcd1234","source_type":"local","source":"{\"uri\": \"/x\"}","schema":null,"profile":"{}"},"#,
            r#""tags":{"mlflow.data.context":"eval"}}]},"outputs":{"model_outputs":[{"model_id":"m-2","step":4}]}}"#,
            "\n"
        )
    );
}

#[test]
fn the_page_of_a_run() {
    let (out, err) = shown(&run_page(&whole_run(), Some("demo")), Format::Table, Some(80));
    assert_eq!(
        out,
        "\
run_id           aaaaaaaaaa1111111111111111111111
run_name         r
experiment_id    0
experiment       demo
status           RUNNING
lifecycle_stage  active
start_time       just now (2026-11-21T10:04:42Z)
user_id          ana
artifact_uri     file:///m/0/aaaaaaaaaa1111111111111111111111/artifacts

params
  p  1

metrics
  m  Infinity

tags
  mlflow.runName  r

inputs
  train  abcd1234 from local, context=eval
  m-1    model

outputs
  m-2  model at step 4
"
    );
    assert_eq!(err, "");
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

#[test]
fn a_broken_pipe_stays_one_in_every_format() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let runs: Vec<Run> = std::iter::repeat_n(runs(), 500).flatten().collect();
    let formats = [
        Format::Table,
        Format::Json,
        Format::Ndjson,
        Format::Csv,
        Format::Tsv,
        Format::Md,
        Format::Id,
    ];
    for format in formats {
        let ui = Ui::new(options(None), Box::new(Closed), Box::new(io::sink()));
        let error = ui.show(&RunList::new(&runs), format).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
    }
}
