use serde_json::{Value, json};

use super::support::{ADA, Test, snapshot};

const NEW: &str = "tr-000000000000000000000000000000a1";
const OLD: &str = "000000000000000000000000000000b2";
const BAD: &str = "tr-000000000000000000000000000000c3";

/// The sample store with a trace of MLflow 3 with three spans and an assessment, one of MLflow 2, and one whose file is cut.
fn with_traces() -> Test {
    let test = Test::sample();
    let file = |id: &str, path: &str, content: &str| test.write(&format!("mlruns/7/traces/{id}/{path}"), content);
    file(
        NEW,
        "trace_info.yaml",
        &format!(
            "execution_duration_ms: 1250\nrequest_preview: '{{\"q\": \"hé\"}}'\nrequest_time: '2025-10-09T08:53:20.500Z'\n\
             response_preview: '{{\"a\": 1}}'\nstate: ERROR\ntrace_id: {NEW}\ntrace_location:\n  mlflow_experiment:\n    \
             experiment_id: '7'\n  type: MLFLOW_EXPERIMENT\n"
        ),
    );
    file(NEW, "request_metadata/mlflow.sourceRun", ADA);
    file(NEW, "request_metadata/mlflow.traceInputs", "{\"q\": \"hé\"}");
    file(NEW, "tags/mlflow.traceName", "answer");
    file(
        NEW,
        "assessments/a-1.yaml",
        &format!(
            "assessment_id: a-1\nassessment_name: right\ncreate_time: '2025-10-09T08:54:00Z'\nfeedback:\n  value: 0.5\n\
             last_update_time: '2025-10-09T08:54:00Z'\nrationale: half of it\nsource:\n  source_id: amy\n  source_type: \
             HUMAN\ntrace_id: {NEW}\nvalid: true\n"
        ),
    );
    file(NEW, "assessments/a-2.yaml", "assessment_id: a-2\n");
    let span = |id: &str, parent: Option<&str>, name: &str, start: i64, end: i64, status: Value, kind: &str| {
        let attributes = json!({"mlflow.spanType": format!("\"{kind}\""), "mlflow.spanInputs": "{\"x\": 1}"});
        json!({"span_id": id, "parent_span_id": parent, "name": name, "start_time_unix_nano": start,
            "end_time_unix_nano": end, "status": status, "attributes": attributes})
    };
    let ok = || json!({"code": "STATUS_CODE_OK", "message": ""});
    let failed = json!({"code": "STATUS_CODE_ERROR", "message": "no\u{1b}[31m tool"});
    let root = Some("AAAAAAAAAAE=");
    let spans = json!({"spans": [
        span("AAAAAAAAAAE=", None, "answer", 1_000_000_000, 2_250_000_000, ok(), "CHAIN"),
        span("AAAAAAAAAAM=", root, "call", 1_500_000_000, 1_600_000_000, failed, "TOOL"),
        span("AAAAAAAAAAI=", root, "think", 1_100_000_000, 1_107_000_000, ok(), "UNKNOWN"),
    ]});
    file(NEW, "artifacts/traces.json", &spans.to_string());
    file(
        OLD,
        "trace_info.yaml",
        &format!(
            "assessments: []\nexecution_time_ms: null\nexperiment_id: '7'\nrequest_id: {OLD}\nstatus: IN_PROGRESS\n\
             timestamp_ms: 1760000000000\n"
        ),
    );
    file(OLD, "request_metadata/mlflow.trace_schema.version", "2");
    file(OLD, "tags/mlflow.traceName", "old one");
    file(BAD, "trace_info.yaml", "state: [");
    test
}

#[test]
fn traces_of_every_mlflow_are_listed_newest_first_and_damage_costs_one_line() {
    let test = with_traces();
    let warning = format!("warning: [DIR]/mlruns/7/traces/{BAD}/trace_info.yaml:2: not YAML");
    let listed = test.line("traces list -o csv").check();
    assert_eq!(
        listed.stdout,
        format!(
            "trace_id,trace_name,experiment_id,experiment,run_id,state,request_time,execution_duration,request_preview,\
             response_preview\n{NEW},answer,7,digits,{ADA},ERROR,2025-10-09T08:53:20.500Z,1.25,\"{{\"\"q\"\": \"\"hé\"\"}}\",\
             \"{{\"\"a\"\": 1}}\"\n{OLD},old one,7,digits,,IN_PROGRESS,2025-10-09T08:53:20.000Z,,,\n"
        )
    );
    let said = test.placeholders(&listed.stderr);
    assert!(said.contains(&warning), "{said}");
    assert!(
        said.contains("a-2.yaml: says neither feedback, expectation nor issue"),
        "{said}"
    );

    let ids = |args: &str| test.line(&format!("traces search -o id {args}")).check().stdout;
    assert_eq!(ids("--max-results 1"), format!("{NEW}\n"));
    assert_eq!(ids("--page-token eyJvZmZzZXQiOiAxfQ=="), format!("{OLD}\n"));
    assert_eq!(ids("-x digits --run-id ada"), format!("{NEW}\n"));
    assert_eq!(ids("-x 0"), "");
    test.line("experiments delete 7 --yes").check();
    assert_eq!(ids(""), "");
    assert_eq!(ids("--view all").lines().count(), 2);
    assert_eq!(ids("-x 7").lines().count(), 2);
}

#[test]
fn a_trace_is_shown_with_its_spans_as_a_tree() {
    let test = with_traces();
    let shown = test
        .line("traces show tr-000000000000000000000000000000a")
        .check()
        .stdout;
    let expected = "\
trace_id            tr-000000000000000000000000000000a1
name                answer
experiment_id       7
experiment          digits
run_id              5a1c0000000000000000000000000001
state               ERROR
request_time        2025-10-09T08:53:20.500Z
execution_duration  1.2s
request             {\"q\": \"hé\"}
response            {\"a\": 1}

spans
  answer   1.25s  CHAIN
    think  7ms
    call   100ms  TOOL  ERROR: no\\x1b[31m tool

assessments
  right  0.5 (amy, HUMAN): half of it

metadata
  mlflow.sourceRun  5a1c0000000000000000000000000001

tags
  mlflow.traceName  answer
";
    assert_eq!(shown, expected);
    let spans = test
        .mlrun(["traces", "show", NEW, "--spans", "-o", "csv"])
        .check()
        .stdout;
    assert!(
        spans.contains("\n1,think,,0.1,0.007,OK,,\"{\"\"x\"\": 1}\",,0000000000000002,0000000000000001\n"),
        "{spans}"
    );

    let json = test.mlrun(["traces", "get", "--trace-id", NEW]).json();
    assert_eq!(json["info"]["request_time"], "2025-10-09T08:53:20.500Z");
    assert_eq!(
        json["info"]["trace_location"]["mlflow_experiment"]["experiment_id"],
        "7"
    );
    let source = json!({"source_type": "HUMAN", "source_id": "amy"});
    let assessment = json!({"assessment_id": "a-1", "assessment_name": "right", "trace_id": NEW, "source": source,
        "create_time": "2025-10-09T08:54:00Z", "last_update_time": "2025-10-09T08:54:00Z", "feedback": {"value": 0.5},
        "rationale": "half of it", "valid": true});
    assert_eq!(json["info"]["assessments"], json!([assessment]));
    assert_eq!(json["data"]["spans"][2]["name"], "think");

    let old = test.mlrun(["traces", "show", OLD]).json();
    let info = json!({"trace_id": OLD, "trace_location": {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "7"}},
        "request_time": "2025-10-09T08:53:20Z", "state": "IN_PROGRESS",
        "trace_metadata": {"mlflow.trace_schema.version": "2"}, "tags": {"mlflow.traceName": "old one"}});
    assert_eq!(old, json!({"info": info, "data": {"spans": []}}));
    test.mlrun(["traces", "show", BAD]).status(4).check();
}

#[test]
fn no_trace_outside_of_the_store_is_read() {
    let test = with_traces();
    test.write(
        "outside/trace_info.yaml",
        "state: OK\ntrace_id: outside\nrequest_preview: secret\n",
    );
    for id in ["../../../outside", "../traces", "..", "/etc", "", "outside"] {
        let answer = test.mlrun(["traces", "show", id]).status(3).check();
        assert!(answer.stderr.starts_with("error: no trace `"), "{}", answer.stderr);
    }
    // spans are read from the recorded place only where it is one that MLflow would have chosen
    let spans = "{\"spans\": [{\"name\": \"elsewhere\"}]}";
    let usual = test.write(&format!("disk/traces/{OLD}/artifacts/traces.json"), spans);
    let odd = test.write("disk/traces.json", spans);
    for (place, found) in [(usual, 1), (odd, 0)] {
        let folder = place.parent().unwrap().display().to_string();
        test.write(
            &format!("mlruns/7/traces/{OLD}/tags/mlflow.artifactLocation"),
            format!("file://{folder}"),
        );
        let spans = test
            .mlrun(["traces", "show", OLD, "--spans", "-o", "json"])
            .check()
            .stdout;
        assert_eq!(spans.matches("elsewhere").count(), found, "{folder}");
    }
}

#[test]
fn nothing_we_do_to_experiments_and_runs_touches_traces_models_or_datasets() {
    let test = with_traces();
    test.write("mlruns/7/models/m-1/meta.yaml", "model_id: m-1\nname: m\n");
    test.write("mlruns/7/models/m-1/metrics/acc", "1 0.5 0\n");
    test.write("mlruns/7/models/m-1/artifacts/MLmodel", "flavors: {}\n");
    test.write(
        "mlruns/7/datasets/d/meta.yaml",
        "name: n\ndigest: d\nsource_type: local\nsource: s\n",
    );
    test.write("mlruns/models/reg/meta.yaml", "name: reg\ncreation_timestamp: 1\n");
    let kept = ["traces", "models", "datasets"];
    let take = |experiment: &str| {
        let kept = kept.map(|part| snapshot(&test.path(&format!("mlruns/{experiment}/{part}"))));
        (kept, snapshot(&test.path("mlruns/models")))
    };
    let before = take("7");
    for (call, experiment) in [
        ("experiments rename digits --new-name numbers", "7"),
        ("experiments tag 7 team red", "7"),
        ("runs delete ada --yes", "7"),
        ("runs restore 5a1c0000000000000000000000000001", "7"),
        ("runs rename ada adele", "7"),
        ("log metric cleo loss 1", "7"),
        ("experiments delete 7 --yes", ".trash/7"),
        ("traces list --view all", ".trash/7"),
        ("experiments restore 7", "7"),
        ("runs list", "7"),
        ("traces show tr-000000000000000000000000000000a1", "7"),
        ("status", "7"),
        ("tree --artifacts", "7"),
    ] {
        let answer = test.line(call).answer();
        assert!(answer.status == 0, "{call}: {}", answer.stderr);
        assert!(take(experiment) == before, "{call}");
    }
}

#[test]
fn a_deep_recursion_and_a_vast_file_of_spans_cost_no_more_than_they_show() {
    let test = with_traces();
    let file = format!("mlruns/7/traces/{OLD}/artifacts/traces.json");
    let spans: Vec<serde_json::Value> = (0..3000u32)
        .map(|i| {
            let parent = i.checked_sub(1).map(|i| format!("0x{i:016x}"));
            serde_json::json!({"name": "f", "span_id": format!("0x{i:016x}"), "parent_span_id": parent})
        })
        .collect();
    test.write(&file, serde_json::json!({ "spans": spans }).to_string());
    let page = test.mlrun(["traces", "show", OLD]).check().stdout;
    assert!(page.len() < 3000 * 200, "{}", page.len());
    let vast = std::fs::File::create(test.path(&file)).unwrap();
    vast.set_len(1 << 40).unwrap(); // with a hole: it takes no room on the disk
    let answer = test.mlrun(["traces", "show", OLD]).check();
    assert!(answer.stderr.contains("too large to be read"), "{}", answer.stderr);
}
