use super::support::{ADA, BEN, Test};

/// ADA with two metrics, BEN with one of them, CLEO (the newest) with none.
fn store() -> Test {
    let test = Test::sample();
    let lines = |value: fn(i32) -> f64| -> String {
        let line = |step| {
            format!(
                "{} {} {step}\n",
                1_760_000_000_000_i64 + i64::from(step) * 1000,
                value(step)
            )
        };
        (0..=10).map(line).collect()
    };
    test.write(
        &format!("mlruns/7/{ADA}/metrics/loss"),
        lines(|step| 1.0 / f64::from(step + 1)),
    );
    test.write(
        &format!("mlruns/7/{ADA}/metrics/acc"),
        lines(|step| f64::from(step) / 10.0),
    );
    test.write(
        &format!("mlruns/7/{BEN}/metrics/loss"),
        lines(|step| 0.5 - f64::from(step) / 100.0),
    );
    test
}

#[test]
fn a_plot_in_a_terminal_that_is_none() {
    let test = store();
    test.line("metrics plot loss ada --width 60 --height 14")
        .stdout(
            "\
loss
1.0 ┤⠱⡀
    │ ⠱⡀
    │  ⠘⡄
    │   ⠈⢆
0.5 ┤    ⠈⢆
    │      ⠉⠢⢄⡀
    │         ⠈⠒⠤⣀⣀
    │              ⠉⠉⠒⠒⠤⠤⠤⣀⣀⣀⣀
    │                         ⠉⠉⠉⠉⠉⠒⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀
    └┬──────────┬──────────┬─────────┬──────────┬──────────┬
     0          2          4         6          8         10
                              step
 ⠤⠤ ada 5a1c0000  0.090909
",
        )
        .run();
    test.line("metrics plot loss @~1 ada --ascii --width 60 --height 14")
        .stdout(
            "\
loss
1.0 +b
    | b
    |  bb
    |    b
0.5 +aaaaabbbaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    |        bbbbbb                                aaaaaaaaa
    |              bbbbbbbbbbbbbbbb
    |                              bbbbbbbbbbbbbbbbbbbbbbbbb
    ++----------+----------+---------+----------+----------+
     0          2          4         6          8         10
                              step
 a 손실 줄이기 🚀 5a1c0000~0000000000000000000002       0.4
 b ada 5a1c0000000000000000000000000001            0.090909
",
        )
        .run();
}

/// Which series a command line means, as `key run` each.
fn meant(test: &Test, line: &str) -> Vec<String> {
    let points = test.line(line).json();
    let mut meant: Vec<String> = points
        .as_array()
        .unwrap()
        .iter()
        .map(|point| {
            format!(
                "{} {}",
                point["key"].as_str().unwrap(),
                point["run_id"].as_str().unwrap()
            )
        })
        .collect();
    meant.dedup();
    meant
}

#[test]
fn words_are_metrics_or_runs() {
    let test = store();
    let (loss_ada, acc_ada, loss_ben) = (format!("loss {ADA}"), format!("acc {ADA}"), format!("loss {BEN}"));
    for (line, series) in [
        ("metrics plot loss ada", vec![&loss_ada]),
        ("metrics plot loss acc ada", vec![&loss_ada, &acc_ada]),
        ("metrics plot ada loss", vec![]),
        ("metrics plot loss @~2 @~1", vec![&loss_ada, &loss_ben]),
        (
            "metrics plot loss --run ada --run-id @~1 ada",
            vec![&loss_ada, &loss_ben],
        ),
        ("metrics plot acc loss -n digits", vec![&loss_ben, &acc_ada, &loss_ada]),
    ] {
        if series.is_empty() {
            test.line(line).status(3).check();
        } else {
            assert_eq!(
                meant(&test, line),
                series.into_iter().cloned().collect::<Vec<_>>(),
                "{line}"
            );
        }
    }
    // a run called as a metric is: the metric is meant, --run means the run
    test.write(
        &format!("mlruns/7/{BEN}/meta.yaml"),
        test.read(&format!("mlruns/7/{BEN}/meta.yaml"))
            .replace("손실 줄이기 🚀", "acc"),
    );
    test.write(&format!("mlruns/7/{BEN}/tags/mlflow.runName"), "acc");
    assert_eq!(meant(&test, "metrics plot loss acc -r ada"), [loss_ada, acc_ada]);
    assert_eq!(meant(&test, "metrics plot loss -r acc"), [loss_ben.as_str()]);
    assert_eq!(
        meant(&test, "metrics plot loss acc"),
        [loss_ben],
        "the newest run has no such metric"
    );
}

#[test]
fn what_is_not_there_is_said() {
    let test = store();
    test.line("metrics plot los ada").status(3).check_stderr(&format!(
        "error: run {ADA} has no metric `los`\nhint: did you mean `loss`?\n"
    ));
    test.line("metrics plot loss nobody -r ada")
        .status(3)
        .check_stderr(&format!(
            "error: run {ADA} has no metric `nobody`, and no run is called so\nhint: there is acc, loss\n"
        ));
    test.line("metrics plot loss -n Default").status(3).check_stderr(
        "error: no run is of that kind\nhint: `mlrun runs list` with the same flags shows what there is\n",
    );
    test.line("metrics plot @")
        .status(2)
        .check_stderr("error: which metric? Give its key\n");
    let answer = test.line("metrics plot loss acc -n digits").check();
    assert!(
        answer
            .stderr
            .starts_with("no values: loss of cleo, acc of cleo, acc of 손실 줄이기 🚀\n"),
        "{}",
        answer.stderr
    );
    for wrong in [
        "-o x.gif",
        "--smooth 1",
        "--smooth nan",
        "--interval 0",
        "--width 0",
        "--watch -o json",
    ] {
        test.line(&format!("metrics plot loss ada {wrong}")).status(2).check();
    }
}

#[test]
fn pictures_are_files() {
    let test = store();
    let cwd = test.path("");
    let svg = cwd.join("a b.svg");
    test.mlrun(["metrics", "plot", "loss", "ada", "-o", svg.to_str().unwrap()])
        .stderr("wrote [DIR]/a b.svg\n")
        .run();
    assert!(test.read("a b.svg").starts_with("<svg "));
    let png = cwd.join("c.png");
    for line in [
        vec!["-o", png.to_str().unwrap()],
        vec!["-o", "png", png.to_str().unwrap()],
    ] {
        test.mlrun(["metrics", "plot", "loss", "ada"].into_iter().chain(line))
            .check();
        let drawn = std::fs::read(&png).unwrap();
        assert_eq!(
            (&drawn[1..4], &drawn[16..24]),
            (&b"PNG"[..], &[0, 0, 6, 64, 0, 0, 3, 132][..]),
            "1600 by 900"
        );
        std::fs::remove_file(&png).unwrap();
    }
    let piped = test.line("metrics plot loss ada -o svg").check();
    assert_eq!(piped.stdout, test.read("a b.svg"));
    let refused = test.line("metrics plot loss ada -o nowhere/x.svg").status(1).check();
    assert!(refused.stderr.contains("nowhere/x.svg"), "{}", refused.stderr);
}

#[test]
fn no_more_curves_than_can_be_told_apart() {
    let test = Test::with_store(|store| {
        let experiment = store.experiment("7", "many");
        for i in 10..25 {
            let id = format!("{i}ab0000000000000000000000000000");
            experiment
                .run(&id, &format!("r{i}"))
                .metric("loss", "1760000000000 1.0 0\n");
        }
    });
    let answer = test.line("metrics plot loss -n many").check();
    assert_eq!(
        answer.stderr,
        "12 of 15 curves drawn; left out: loss of r22, loss of r23, loss of r24\n"
    );
    assert_eq!(
        test.line("metrics plot loss -n many").json().as_array().unwrap().len(),
        15,
        "data is whole"
    );
}

#[cfg(unix)]
#[test]
fn watching_ends_with_the_runs() {
    let test = store();
    let answer = test.line("metrics plot loss ada --watch --height 12").check();
    assert!(
        answer.stderr.contains("standard output is no terminal: drawn once"),
        "{}",
        answer.stderr
    );
    let shown = test.line("metrics plot loss ada --watch --height 12").on_terminal(60);
    assert!(
        shown.starts_with("\x1b[?25l") && shown.ends_with("\x1b[?25hthe run has ended\n"),
        "{shown:?}"
    );
}

#[test]
fn all_experiments_are_a_choice_too() {
    let test = store();
    let keys = test.line("metrics plot loss -x all").json();
    let runs: std::collections::BTreeSet<&str> = keys
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p["run_id"].as_str())
        .collect();
    assert!(runs.contains(ADA) && runs.contains(BEN), "{runs:?}");
}
