use serde_json::{Value, json};

use super::support::{ADA, BEN, CLEO, T0, Test};

/// Three runs whose `epochs` are the same and whose `lr` and `loss` are not.
fn store() -> Test {
    Test::with_store(|store| {
        let digits = store.experiment("7", "digits");
        for (id, name, started, lr, loss) in [
            (ADA, "ada", T0, "0.1", "1 0.5 0\n2 0.25 1\n3 0.75 2\n"),
            (BEN, "ben", T0 + 1000, "0.2", "1 nan 0\n2 2 1\n"),
        ] {
            digits
                .run(id, name)
                .started(started)
                .ended(3, started + 90_000)
                .param("lr", lr)
                .param("epochs", "10")
                .param("both", "p")
                .metric("loss", loss)
                .metric("both", "1 1 0\n")
                .tag("a b:c", "odd");
        }
        digits.run(CLEO, "cleo").started(T0 + 2000).param("epochs", "10");
    })
}

#[test]
fn every_format_has_the_columns_asked_for_in_their_order() {
    let test = store();
    let columns = "lr,run_name,metrics.loss:min,tags.`a b:c`,duration,start_time";
    let call = |format: &str| {
        test.mlrun(["runs", "search", "-c", columns, "-o", format])
            .check()
            .stdout
    };
    assert_eq!(
        call("csv"),
        "lr,run_name,metrics.loss:min,tags.a b:c,duration,start_time\n\
         ,cleo,,,,2025-10-09T08:53:22.000Z\n\
         0.2,ben,2.0,odd,90.0,2025-10-09T08:53:21.000Z\n\
         0.1,ada,0.25,odd,90.0,2025-10-09T08:53:20.000Z\n"
    );
    assert!(call("tsv").starts_with("lr\trun_name\tmetrics.loss:min\ttags.a b:c\tduration\tstart_time\n"));
    assert!(call("md").starts_with("| lr | run_name | metrics.loss:min | tags.a b:c | duration | start_time |\n"));
    assert_eq!(
        call("table"),
        "lr   run_name  metrics.loss:min  tags.a b:c  duration  start_time\n\
         \u{20}    cleo                                              2025-10-09T08:53:22.000Z\n\
         0.2  ben                    2.0  odd           1m 30s  2025-10-09T08:53:21.000Z\n\
         0.1  ada                   0.25  odd           1m 30s  2025-10-09T08:53:20.000Z\n"
    );
    let last = call("ndjson").lines().nth(2).unwrap().to_owned();
    assert_eq!(
        last,
        format!(
            r#"{{"lr":"0.1","run_name":"ada","metrics.loss:min":0.25,"tags.a b:c":"odd","duration":90000,"start_time":{T0}}}"#
        )
    );
    let rows: Vec<Value> = serde_json::from_str(&call("json")).unwrap();
    assert_eq!(rows[2], serde_json::from_str::<Value>(&last).unwrap());
    assert_eq!(rows[0]["metrics.loss:min"], Value::Null);
    assert_eq!(call("id"), format!("{CLEO}\n{BEN}\n{ADA}\n"));
}

#[test]
fn what_a_metric_was() {
    let test = store();
    let figures = "loss,loss:min,loss:max,loss:first,loss:avg,loss:count,loss:step,loss:spark";
    let rows = test.mlrun(["runs", "search", "-c", figures]).json();
    assert_eq!(
        rows[2],
        json!({
            "loss": 0.75, "loss:min": 0.25, "loss:max": 0.75, "loss:first": 0.5, "loss:avg": 0.5, "loss:count": 3,
            "loss:step": 2, "loss:spark": [0.5, 0.25, 0.75],
        })
    );
    assert_eq!(
        (&rows[1]["loss:first"], &rows[1]["loss:avg"], &rows[1]["loss:spark"]),
        (&json!("NaN"), &json!(2.0), &json!(["NaN", 2.0]))
    );
    let csv = test
        .line("runs search -c run_name,loss:spark,age -o csv")
        .check()
        .stdout;
    assert!(csv.contains("\nada,▅▁█,"), "{csv}");
}

#[test]
fn globs_are_the_same_run_by_run_and_in_one_piece() {
    let test = store();
    test.line("runs search -c metrics.*,params.e* -o csv")
        .stdout("metrics.both,metrics.loss,params.epochs\n,,10\n1.0,2.0,10\n1.0,0.75,10\n")
        .run();
    let rows = test.line("runs search -c run_name,params.* -o ndjson").check().stdout;
    assert_eq!(
        rows.lines().collect::<Vec<_>>(),
        [
            r#"{"run_name":"cleo","params.epochs":"10"}"#,
            r#"{"run_name":"ben","params.both":"p","params.epochs":"10","params.lr":"0.2"}"#,
            r#"{"run_name":"ada","params.both":"p","params.epochs":"10","params.lr":"0.1"}"#,
        ],
        "a line has the keys of its own run: it is written before the others are known"
    );
    let all = test.line("runs search -c * -o csv").check().stdout;
    let header = all.lines().next().unwrap();
    assert!(header.starts_with("run_id,run_name,experiment_id,experiment,status,") && header.contains(",tags."));
    assert!(all.contains(",7,digits,RUNNING,"), "{all}");
}

#[test]
fn what_is_the_same_in_all_is_left_out_where_asked() {
    let test = store();
    let names = "run_name,status,epochs,lr,params.both";
    test.mlrun(["runs", "search", "-c", names, "-o", "csv", "--only-changed"])
        .stdout("run_name,status,lr,params.both\ncleo,RUNNING,,\nben,FINISHED,0.2,p\nada,FINISHED,0.1,p\n")
        .stderr("same in all: epochs=10\n")
        .run();
    let csv = test
        .line("runs search -o csv --only-changed")
        .stderr("same in all: epochs=10\n")
        .check()
        .stdout;
    assert!(
        csv.starts_with("run_id,run_name,") && csv.contains("params.lr") && !csv.contains("epochs"),
        "{csv}"
    );
    let piped = test.line("runs search").stderr("").check().stdout;
    assert!(piped.contains("params.epochs"), "a pipe has everything\n{piped}");
    let one = test.line("runs search --max-results 1 -o csv --only-changed").check();
    assert!(
        one.stdout.contains("params.epochs"),
        "one run differs from none\n{}",
        one.stdout
    );
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_what_differs() {
    let test = store();
    let shown = test.line("runs search").on_terminal(160);
    assert!(
        shown.contains("loss")
            && shown.contains("lr")
            && shown.ends_with("same in all: epochs=10; --all-columns shows them\n"),
        "{shown}"
    );
    assert!(!shown.lines().next().unwrap().contains("epochs"), "{shown}");
    let all = test.line("runs search --all-columns").on_terminal(160);
    assert!(
        all.lines().next().unwrap().contains("epochs") && !all.contains("same in all"),
        "{all}"
    );
    let chosen = test.line("runs search -c run_id,epochs,loss:spark").on_terminal(100);
    assert_eq!(
        chosen.lines().collect::<Vec<_>>(),
        [
            "id                                epochs  loss:spark",
            "c1e00000000000000000000000000003  10",
            "5a1c0000000000000000000000000002  10       ▄",
            "5a1c0000000000000000000000000001  10      ▅▁█",
        ]
    );
    let columns =
        "run_id,run_name,status,started,ended,age,duration,user,lr,epochs,loss,loss:min,loss:max,artifact_uri";
    let narrow = test.mlrun(["runs", "search", "-c", columns]).on_terminal(100);
    let header = narrow.lines().next().unwrap();
    assert!(!narrow.contains("left out"), "what was chosen shrinks first\n{narrow}");
    assert!(header.split_whitespace().count() == 14, "{header}");
    assert!(narrow.lines().all(|line| line.chars().count() <= 100), "{narrow}");
}

#[cfg(unix)]
#[test]
fn a_curve_is_drawn_again_where_it_would_be_cut() {
    let test = Test::with_store(|store| {
        let lines: String = (0..80).map(|step| format!("1 {step} {step}\n")).collect();
        drop(store.experiment("7", "digits").run(ADA, "ada").metric("m", &lines));
    });
    let curve = |width| {
        let shown = test.line("runs search -c run_name,m:spark").on_terminal(width);
        shown.lines().nth(1).unwrap().to_owned()
    };
    assert_eq!(curve(80), "ada   ▁▁▂▂▃▃▄▄▅▅▆▆▇▇██");
    assert_eq!(curve(14), "ada   ▁▂▃▄▅▆▇█");
}

#[test]
fn a_bad_column_is_shown_with_its_place() {
    let test = store();
    test.mlrun(["runs", "search", "-c", "run_name", "-c", "status, metrics.loss:mim"])
        .stderr(
            "error: expected one of min, max, first, last, avg, count, step, spark behind the colon\n \
             --> --columns:1:22\n  |\n1 | status, metrics.loss:mim\n  |                      ^^^\nhint: did you mean `min`?\n",
        )
        .status(2)
        .run();
    for (columns, said) in [
        ("both", "error: `both` is a metric and a param\n"),
        ("run_name,stauts", "hint: did you mean `status`?\n"),
        ("metrics.`loss", "error: this quote is not closed\n"),
    ] {
        let answer = test.mlrun(["runs", "search", "-c", columns]).status(2).check();
        assert!(
            answer.stderr.contains(said) && answer.stdout.is_empty(),
            "{}",
            answer.stderr
        );
    }
}

#[test]
fn a_key_that_no_run_has_is_an_empty_column_and_a_warning() {
    let test = store();
    let warning = "warning: no run has a param `lar`; did you mean `lr`?\n \
                   --> --columns:1:10\n  |\n1 | run_name,params.lar\n  |          ^^^^^^^^^^\n";
    test.line("runs search -c run_name,params.lar -o csv")
        .stdout("run_name,params.lar\ncleo,\nben,\nada,\n")
        .stderr(warning)
        .run();
    test.line("runs search -c run_name,params.lar --max-results 3 -o ndjson")
        .stdout(
            "{\"run_name\":\"cleo\",\"params.lar\":null}\n{\"run_name\":\"ben\",\"params.lar\":null}\n\
             {\"run_name\":\"ada\",\"params.lar\":null}\n",
        )
        .stderr(warning)
        .run();
    let elsewhere = test.line("runs search -c run_name,metrics.lr -o csv").check().stderr;
    assert!(elsewhere.contains("did you mean `params.lr`?"), "{elsewhere}");
    test.line("runs search -c lr --max-results 1 -o csv -q")
        .stdout("lr\n\"\"\n")
        .run();
}

#[test]
fn one_long_value_is_no_wall_of_blanks() {
    let test = Test::with_store(|store| {
        let experiment = store.experiment("0", "Default");
        let long = "x".repeat(6000);
        experiment.run(ADA, "ada").param("prompt", &long).param("z", "1");
        experiment.run(BEN, "ben").param("prompt", "short").param("z", "2");
    });
    let piped = test.line("runs list").check().stdout;
    let lines: Vec<&str> = piped.lines().collect();
    assert!(
        lines[0].len() < 200 && lines[2].len() < 200 && lines[1].len() > 6000,
        "{piped}"
    );
    assert_eq!(
        lines[0].find("params.z"),
        lines[2].find("2\n").or(lines[2].rfind('2')),
        "{piped}"
    );
}
