use serde_json::{Value, json};

use super::support::{ADA, BEN, CLEO, Test};

/// Every command that shows something, and the name of what its list is made of.
const LISTS: &[(&str, usize)] = &[
    ("experiments list", 2),
    ("runs list", 3),
    ("metrics history ada loss", 2),
    ("artifacts list ada -R", 3),
];
const RECORDS: &[&str] = &["experiments get 7", "runs show ada", "runs describe ada", "status"];

#[test]
fn the_json_of_a_run_is_one_contract() {
    let test = Test::sample();
    let uri = format!("file://{}/7/{ADA}/artifacts", test.path("mlruns").display());
    let ada = json!({
        "info": {
            "artifact_uri": uri, "end_time": 1_760_000_090_000_i64, "experiment_id": "7", "lifecycle_stage": "active",
            "run_id": ADA, "run_name": "ada", "start_time": 1_760_000_000_000_i64, "status": "FINISHED", "user_id": "tester",
        },
        "data": {
            "metrics": {"acc": "NaN", "loss": 0.25},
            "params": {"lr": "0.1", "model/depth": "3"},
            "tags": {"mlflow.runName": "ada", "note": "the \"first\", of many\nlines"},
        },
        "inputs": {"model_inputs": [], "dataset_inputs": []},
        "outputs": {"model_outputs": []},
    });
    assert_eq!(test.line("runs describe ada").json(), ada);
    assert_eq!(test.line("runs show ada").json(), ada);
    let listed = test.line("runs list").json();
    assert_eq!(listed[2], ada);
    assert_eq!(listed[1]["data"]["metrics"], json!({"loss": "Infinity"}));
    assert_eq!(
        (&listed[0]["info"]["end_time"], &listed[0]["info"]["status"]),
        (&Value::Null, &json!("RUNNING"))
    );

    let history = json!({
        "acc": [{"timestamp": 1_760_000_001_000_i64, "value": "NaN", "step": 0}],
        "loss": [
            {"timestamp": 1_760_000_000_000_i64, "value": 0.5, "step": 0},
            {"timestamp": 1_760_000_001_000_i64, "value": 0.25, "step": 1},
        ],
    });
    for line in ["runs show ada --history", "runs describe ada --history"] {
        assert_eq!(test.line(line).json()["data"]["metric_history"], history, "{line}");
    }
    assert_eq!(
        test.line("runs list --history").json()[2]["data"]["metric_history"],
        history
    );
    assert_eq!(test.line("metrics history ada loss").json(), history["loss"]);
}

#[test]
fn the_json_of_an_experiment_is_one_contract() {
    let test = Test::sample();
    let digits = json!({
        "experiment_id": "7", "name": "digits", "artifact_location": format!("file://{}/7", test.path("mlruns").display()),
        "lifecycle_stage": "active", "creation_time": 1_760_000_000_000_i64, "last_update_time": 1_760_000_000_000_i64, "tags": {},
    });
    assert_eq!(test.line("experiments get digits").json(), digits);
    assert_eq!(test.line("experiments list").json()[1], digits);
    let lines = test.line("experiments list -o ndjson").check().stdout;
    assert_eq!(
        serde_json::from_str::<Value>(lines.lines().nth(1).unwrap()).unwrap(),
        digits
    );
}

#[test]
fn every_list_and_record_has_every_format() {
    let test = Test::sample();
    for (line, count) in LISTS {
        let as_format = |format: &str| test.line(&format!("{line} -o {format}")).check();
        assert_eq!(test.line(line).json().as_array().unwrap().len(), *count, "{line}");
        let ndjson = as_format("ndjson").stdout;
        assert_eq!(
            ndjson
                .lines()
                .filter(|line| serde_json::from_str::<Value>(line).is_ok())
                .count(),
            *count,
            "{line}"
        );
        let (comma, tab) = (as_format("csv").stdout, as_format("tsv").stdout);
        let mut csv = csv::Reader::from_reader(comma.as_bytes());
        let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(
            (rows.len(), tab.lines().count(), tab.lines().next()),
            (*count, count + 1, Some(header.join("\t").as_str())),
            "{line}"
        );
        assert_eq!(as_format("md").stdout.lines().count(), count + 2, "{line}");
        assert_eq!(as_format("id").stdout.lines().count(), *count, "{line}");
    }
    for line in RECORDS {
        for format in ["table", "json", "ndjson", "csv", "tsv", "md"] {
            let answer = test.line(&format!("{line} -o {format}")).check();
            assert!(
                !answer.stdout.is_empty() && answer.stderr.is_empty(),
                "{line} -o {format}"
            );
        }
        assert_eq!(
            test.line(&format!("{line} -o ndjson")).check().stdout.lines().count(),
            1,
            "{line}"
        );
    }
}

#[test]
fn csv_keeps_every_character_and_every_digit() {
    let values = [
        "a,b",
        "say \"hi\"",
        "two\nlines",
        "\r",
        "",
        " blank ",
        "=1+1",
        "한국어 🚀",
        "\u{1b}[31m",
    ];
    let test = Test::with_store(|store| {
        let run = store
            .experiment("0", "Default")
            .run(ADA, "ada")
            .metric("m", "1 0.1000000000000000055511151231257827 0\n");
        values
            .iter()
            .enumerate()
            .fold(run, |run, (i, value)| run.param(&format!("p{i}"), value));
    });
    let text = test.line("runs list -o csv").check().stdout;
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().unwrap().clone();
    let row = csv.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[header.iter().position(|h| h == name).unwrap()];
    for (i, value) in values.iter().enumerate() {
        assert_eq!(cell(&format!("params.p{i}")), *value);
    }
    assert_eq!(cell("metrics.m"), "0.1");
    let tsv = test.line("runs list -o tsv").check().stdout;
    assert_eq!(tsv.lines().count(), 2, "tabs and line breaks are spelled out\n{tsv}");
}

#[test]
fn empty_missing_and_unreadable_are_never_alike() {
    let empty = Test::with_store(|store| drop(store.experiment("0", "Default")));
    empty.line("runs list").stderr("no runs\n").run();
    empty.line("runs list -q").run();
    for (format, shown) in [("json", "[]\n"), ("ndjson", ""), ("id", "")] {
        empty.line(&format!("runs list -o {format}")).stdout(shown).run();
    }
    let header = empty.line("runs list -o csv").check().stdout;
    assert!(header.starts_with("run_id,") && header.lines().count() == 1, "{header}");

    let missing = Test::new();
    let said = "error: there is no store at [DIR]/mlruns\n\
                hint: the place is from the default, ./mlruns; `mlrun run` and `mlrun experiments create` make a store\n";
    for line in [
        "runs list",
        "experiments list -o json",
        "status",
        "tree",
        "runs show @",
        "log metric @ a 1",
    ] {
        missing.line(line).stderr(said).status(3).run();
    }
    missing.write("deep/mlruns/x", "");
    let near = missing.line("runs list --tracking-uri deep").answer();
    assert!(
        near.status == 0 || near.stderr.contains("deep/mlruns"),
        "{}",
        near.stderr
    );
    assert!(!missing.path("mlruns").exists(), "reading makes no store");

    let file = Test::new();
    file.write("mlruns", "I am a file");
    let answer = file.line("runs list").answer();
    assert!(
        answer.status == 4 && answer.stderr.contains("/mlruns is no archive of mlrun's"),
        "{}",
        answer.stderr
    );
}

#[test]
fn quiet_says_only_results_and_errors() {
    let test = Test::sample();
    test.write(&format!("mlruns/7/{ADA}/metrics/loss"), "garbage\n");
    assert!(test.line("runs list -o tsv").check().stderr.starts_with("warning: "));
    test.line("runs list -o id -q")
        .stdout(&format!("{CLEO}\n{BEN}\n{ADA}\n"))
        .run();
    test.line("-q runs finish @").run();
    test.line("runs show nobody -q")
        .stderr("error: no run `nobody`\nhint: `mlrun runs list --view all` shows what there is\n")
        .status(3)
        .run();
    let told = test.line("runs list -o id --verbose").check().stderr;
    assert!(
        test.placeholders(&told)
            .starts_with("store: [DIR]/mlruns (from the default, ./mlruns)\n"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let test = Test::with_store(|store| {
        let run = store.experiment("0", "Default").run(ADA, "ada");
        run.metric("m", &(0..50_000).map(|i| format!("1 {i}.0 {i}\n")).collect::<String>());
    });
    for format in ["table", "json", "ndjson", "csv", "md"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mlrun"))
            .args(["metrics", "history", "ada", "m", "-o", format])
            .current_dir(test.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{format}"
        );
    }
}

/// How many columns a text takes on a terminal.
#[cfg(unix)]
fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[cfg(unix)]
#[test]
fn tables_fit_the_terminal_whatever_the_letters() {
    let test = Test::with_store(|store| {
        let experiment = store.experiment("3", "아주 긴 이름을 가진 실험 🧪🧪🧪 끝");
        let name = "손실을 줄이는 아주 길고 긴 이름의 실행 🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀 끝까지 간다";
        let run = experiment.run(ADA, name).metric("정확도", "1 0.123456789 0\n");
        (0..12).fold(run, |run, i| run.param(&format!("param{i}"), &"x".repeat(200)));
        experiment.run(CLEO, "👩‍👩‍👧‍👦 family").ended(3, super::support::T0 + 1);
    });
    for width in [20, 40, 60, 80, 200] {
        for line in ["runs list", "experiments list"] {
            let shown = test.line(line).on_terminal(width);
            let wide: Vec<&str> = shown
                .lines()
                .filter(|l| columns(l) > usize::from(width) && !l.starts_with("left out"))
                .collect();
            assert!(wide.is_empty(), "{line} at {width}:\n{shown}");
            assert!(shown.lines().count() <= 4, "one line a thing, not a mess:\n{shown}");
        }
    }
    let shown = test.line("runs list").on_terminal(60);
    assert!(
        shown.contains("5a1c0000") && !shown.contains(ADA) && shown.contains("left out: "),
        "{shown}"
    );
    assert!(shown.contains(" ago") && !shown.contains("2025-"), "{shown}");
    let piped = test.line("runs list").env("COLUMNS", "60").check().stdout;
    assert!(
        piped.contains(ADA) && piped.contains("2025-10-09T08:53:20.000Z") && piped.contains(&"x".repeat(200)),
        "{piped}"
    );
}

#[cfg(unix)]
#[test]
fn colour_is_for_terminals_and_for_whoever_asks() {
    let test = Test::sample();
    let coloured = |shown: &str| shown.contains('\u{1b}');
    assert!(!coloured(&test.line("runs list").on_terminal(80)), "NO_COLOR is set");
    assert!(coloured(&test.line("runs list").env("NO_COLOR", "").on_terminal(80)));
    assert!(!coloured(
        &test.line("runs list --color never").env("NO_COLOR", "").on_terminal(80)
    ));
    assert!(coloured(&test.line("runs list --color always").check().stdout));
    assert!(!coloured(&test.line("runs list").env("NO_COLOR", "").check().stdout));
    assert!(coloured(
        &test
            .line("runs show nobody")
            .env("NO_COLOR", "")
            .status(3)
            .on_terminal(80)
    ));
}

#[cfg(unix)]
#[test]
fn what_is_longer_than_the_terminal_goes_through_a_pager() {
    let test = Test::sample();
    let shown = |line: &str| {
        let call = test.line(line).env("MLRUN_PAGER", "/bin/cat -n").env("LINES", "4");
        call.on_terminal(80)
    };
    assert!(
        shown("runs list").contains("     3\t"),
        "four lines on a terminal of four"
    );
    for line in ["runs list --no-pager", "runs list -o csv", "experiments list"] {
        assert!(!shown(line).contains('\t'), "{line}");
    }
    let call = test
        .line("runs list")
        .env("MLRUN_PAGER", "/no/such/pager")
        .env("LINES", "4");
    assert!(call.on_terminal(80).contains("5a1c0000"), "shown without one");
    let less = |call: super::support::Call<'_>| {
        let pager = "cat > /dev/null; echo \"told: $LESS\"";
        call.env("MLRUN_PAGER", pager).env("LINES", "4").on_terminal(80)
    };
    assert!(less(test.line("runs list").env("LESS", "-S")).starts_with("told: -R -S\n"));
}

#[cfg(unix)]
#[test]
fn data_on_a_terminal_does_not_steer_it() {
    let test = Test::sample();
    test.write(&format!("mlruns/7/{ADA}/params/lr"), "\x1b[31m\u{9b}2J\tred");
    for format in ["csv", "tsv", "json", "ndjson"] {
        let line = format!("runs list -c run_id,params.lr -o {format}");
        let shown = test.line(&line).on_terminal(80);
        let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(shown.contains("31m") && !shown.contains(steers), "{format}: {shown:?}");
        let piped = test.line(&line).check().stdout;
        assert!(piped.contains('\u{9b}'), "{format}, piped: {piped:?}");
    }
    let lines = test.line("runs search -o ndjson").on_terminal(80);
    assert!(!lines.contains('\u{9b}') && lines.contains("\\u009b"), "{lines:?}");
}

#[test]
fn much_damage_is_said_in_few_lines() {
    let test = Test::with_store(|store| drop(store.experiment("0", "Default")));
    for i in 0..40 {
        test.write(&format!("mlruns/0/{i:032x}/meta.yaml"), "");
    }
    let warned = test.line("runs list").check().stderr;
    assert_eq!(warned.lines().count(), 12, "{warned}");
    assert!(
        warned.contains("warning: 30 more things could not be read; --verbose names them\n"),
        "{warned}"
    );
    assert!(test.line("runs list --verbose").check().stderr.lines().count() > 40);
}
