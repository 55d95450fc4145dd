use std::io::{self, Write};

use super::{experiment, options, runs, shown, whole_run};
use crate::model::Run;
use crate::store::Census;
use crate::ui::{Format, Ui};
use crate::view::{Damage, ExperimentList, RunList, experiment_page, run_page, status_page};

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
| 7 | a\\|b &lt;i> | 2026-11-21T10:04:42.000Z | file:///m/7 |
"
    );
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

#[test]
fn the_json_of_a_store() {
    let census = Census {
        experiments: 2,
        deleted_experiments: 0,
        runs: 3,
        deleted_runs: 1,
        by_status: [("FINISHED".to_owned(), 4)].into(),
        registered_models: 5,
        model_versions: 6,
        logged_models: 7,
        traces: 8,
        files: 40,
        bytes: 1234,
    };
    let damage = [Damage {
        path: "mlruns/0/x/metrics/loss".into(),
        line: Some(7),
        reason: "no number: 'abc'".to_owned(),
    }];
    assert_eq!(
        shown(
            &status_page("mlruns", "default", &census, &damage),
            Format::Ndjson,
            None
        )
        .0,
        concat!(
            r#"{"store":"mlruns","chosen_by":"default","experiments":2,"deleted_experiments":0,"runs":3,"#,
            r#""deleted_runs":1,"by_status":{"FINISHED":4},"registered_models":5,"model_versions":6,"logged_models":7,"#,
            r#""traces":8,"files":40,"bytes":1234,"damage":[{"#,
            r#""path":"mlruns/0/x/metrics/loss","line":7,"reason":"no number: 'abc'"}]}"#,
            "\n"
        )
    );
}
