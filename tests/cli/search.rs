use super::support::{ADA, BEN, CLEO, T0, Test};

#[test]
fn a_page_says_where_the_next_begins() {
    let test = Test::sample();
    let hint = |offset| format!("hint: for the next page add --page-token {offset}\n");
    test.line("runs search --max-results 1 -o id")
        .stdout(&format!("{CLEO}\n"))
        .stderr(&format!("showing the newest 1 of 3\n{}", hint("eyJvZmZzZXQiOiAxfQ==")))
        .run();
    let lines = test.line("runs search --max-results 2 -o ndjson").check();
    assert_eq!(lines.stdout.lines().count(), 2);
    assert_eq!(
        lines.stderr,
        format!("showing the newest 2; there are more\n{}", hint("eyJvZmZzZXQiOiAyfQ=="))
    );
    for format in ["json", "ndjson"] {
        test.line(&format!("runs search --max-results 3 -o {format}"))
            .stderr("")
            .check();
    }
}

#[test]
fn strict_bounds_are_those_of_mlflow() {
    let test = Test::sample();
    test.line("runs search --strict --max-results 50001")
        .stderr(
            "error: Invalid value for request parameter max_results. It must be at most 50000, but got value 50001\n",
        )
        .status(2)
        .run();
    test.line("runs search --strict --max-results 50000 -o id")
        .stdout(&format!("{CLEO}\n{BEN}\n{ADA}\n"))
        .run();
    test.line("runs search --max-results 50001 -o id")
        .stdout(&format!("{CLEO}\n{BEN}\n{ADA}\n"))
        .run();
    let many = Test::with_store(|store| {
        let experiment = store.experiment("0", "Default");
        for i in 0..1001 {
            drop(experiment.run(&format!("{i:032x}"), "r"));
        }
    });
    let strict = many.line("runs search --strict -o id").check();
    assert_eq!(strict.stdout.lines().count(), 1000);
    assert!(
        strict.stderr.starts_with("showing the newest 1,000 of 1,001\n"),
        "{}",
        strict.stderr
    );
    assert_eq!(many.line("runs search -o id").check().stdout.lines().count(), 1001);
}

#[test]
fn a_key_that_no_run_can_have_is_said_once() {
    let long = "x".repeat(300);
    let clause = format!("params.{long} = 1");
    let test = store();
    let asked = test.mlrun(["runs", "search", "--filter", &format!("{clause} OR {clause}")]);
    let said = asked.check().stderr;
    assert!(said.starts_with("no runs\nwarning: no run has a param `xxx"), "{said}");
    assert_eq!(said.matches("warning:").count(), 1, "{said}");
}

/// `loss`: ada 0.5, then 0.25; ben infinite; cleo 0.25 and newer than ada; dora NaN. Only dora has `odd`.
fn store() -> Test {
    Test::with_store(|store| {
        let digits = store.experiment("7", "digits");
        digits
            .run(ADA, "ada")
            .metric("loss", "1 0.1 0\n2 0.25 1\n")
            .metric("acc", "1 3 0\n");
        digits
            .run(BEN, "ben")
            .started(T0 + 1)
            .metric("loss", "1 inf 0\n")
            .metric("acc", "1 4 0\n");
        digits
            .run(CLEO, "cleo")
            .started(T0 + 2)
            .metric("loss", "1 0.25 0\n")
            .param("lr", "1");
        let dora = digits.run("d0000000000000000000000000000004", "dora").started(T0 + 3);
        dora.metric("loss", "1 nan 0\n").metric("odd", "1 nan 0\n");
        store.experiment("8", "empty");
    })
}

#[test]
fn the_best_run() {
    let test = store();
    for (args, ids) in [
        ("loss --min", vec![CLEO]),
        ("loss --min --max-results 9", vec![CLEO, ADA, BEN]),
        ("loss --max", vec![BEN]),
        ("acc --max -n digits", vec![BEN]),
    ] {
        test.line(&format!("runs best --metric {args} -o id"))
            .stdout(&ids.iter().map(|id| format!("{id}\n")).collect::<String>())
            .run();
    }
    test.line("runs best --metric loss:min --min -o id")
        .stdout(&format!("{ADA}\n"))
        .run();
    let listed = test.line("runs best --metric loss:min --min -o csv").check().stdout;
    assert!(
        listed.contains(",duration,metrics.loss:min,metrics.acc,metrics.loss\n") && listed.ends_with(",0.1,3.0,0.25\n"),
        "{listed}"
    );
    test.line("runs best --metric loss --min -c run_name,loss,params.lr -o csv")
        .stdout("run_name,loss,params.lr\ncleo,0.25,1\n")
        .run();
    assert_eq!(
        test.line("runs best --metric loss --min").json()[0]["data"]["params"]["lr"],
        "1"
    );
    for (args, status, said) in [
        (
            "loss",
            2,
            "error: is the best `loss` the smallest or the greatest? Add --min or --max\n",
        ),
        (
            "los --min",
            3,
            "error: no run has a metric `los`\nhint: did you mean `loss`?\n",
        ),
        (
            "nothing --min",
            3,
            "error: no run has a metric `nothing`\nhint: there is acc, loss, odd\n",
        ),
        (
            "odd --min",
            3,
            "error: no run has a number for metric `odd`\nhint: 1 run has NaN\n",
        ),
        (
            "loss --min -n empty",
            3,
            "error: no run has a metric `loss`\nhint: there is no run with a metric\n",
        ),
    ] {
        test.line(&format!("runs best --metric {args}"))
            .stderr(said)
            .status(status)
            .run();
    }
}

#[test]
fn the_best_run_is_a_name_for_a_run() {
    let test = store();
    for (text, id) in [
        ("best:loss", CLEO),
        ("best:min:loss", CLEO),
        ("best:max:loss", BEN),
        ("best:acc", BEN),
        ("best:min:acc", ADA),
    ] {
        test.line(&format!("runs show {text} -o id"))
            .stdout(&format!("{id}\n"))
            .run();
    }
    for (text, status, said) in [
        (
            "best:odd",
            2,
            "error: is the best `odd` the smallest or the greatest?\nhint: write best:min:odd or best:max:odd\n",
        ),
        (
            "best:max:odd",
            3,
            "error: no active run has a number for metric `odd`\n",
        ),
        (
            "best:min:los",
            3,
            "error: no active run has a number for metric `los`\nhint: did you mean `best:min:loss`?\n",
        ),
    ] {
        test.line(&format!("runs show {text}"))
            .stderr(said)
            .status(status)
            .run();
    }
    test.line("runs delete best:loss").check();
    test.line("runs show best:loss -o id").stdout(&format!("{ADA}\n")).run();
}
