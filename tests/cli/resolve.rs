use super::support::{ADA, BEN, CLEO, Test};

#[test]
fn a_run_is_named_in_many_ways() {
    let test = Test::sample();
    for (text, id) in [
        (ADA, ADA),
        (BEN, BEN),
        ("c1e0", CLEO),
        ("c1e000000", CLEO),
        ("ada", ADA),
        ("손실 줄이기 🚀", BEN),
        ("@", CLEO),
        ("@~0", CLEO),
        ("@~1", BEN),
        ("@~2", ADA),
    ] {
        test.mlrun(["runs", "show", text, "-o", "id"])
            .stdout(&format!("{id}\n"))
            .run();
        test.mlrun(["runs", "describe", "--run-id", text, "-o", "id"])
            .stdout(&format!("{id}\n"))
            .run();
    }
}

#[test]
fn what_is_not_there_is_status_3_with_a_hint() {
    let test = Test::sample();
    let look = "hint: `mlrun runs list --view all` shows what there is\n";
    for (text, hint) in [
        ("cloe", "hint: did you mean `cleo`?\n"),
        ("5a1", look),
        ("@~3", look),
        ("@~-1", look),
        ("@~18446744073709551615", look),
        ("best:", look),
        ("best:min:", look),
        ("@@", look),
        ("../../etc", look),
        ("ffffffff000000000000000000000000", look),
    ] {
        test.mlrun(["runs", "show", text])
            .stderr(&format!("error: no run `{text}`\n{hint}"))
            .status(3)
            .run();
    }
    test.line("experiments get digist")
        .stderr("error: no experiment `digist`\nhint: did you mean `digits`?\n")
        .status(3)
        .run();
    test.line("experiments get -n 7")
        .stderr("error: no experiment `7`\nhint: `mlrun experiments list --view all` shows what there is\n")
        .status(3)
        .run();
    test.line("experiments get -x digits -o id").stdout("7\n").run();
}

#[test]
fn what_is_ambiguous_is_status_2_with_the_candidates() {
    let test = Test::with_store(|store| {
        let one = store.experiment("1", "same");
        one.run(ADA, "twin").started(1);
        one.run(BEN, "twin").started(2);
        store.experiment("2", "same");
    });
    for text in ["5a1c", "twin"] {
        let answer = test.mlrun(["runs", "delete", text]).status(2).check();
        let lines: Vec<&str> = answer.stderr.lines().collect();
        assert_eq!(lines[0], format!("error: `{text}` names 2 runs"));
        let candidate = |line: &str, id| line.starts_with(&format!("hint: {id}  twin  ")) && line.ends_with(" ago");
        assert!(
            candidate(lines[1], BEN) && candidate(lines[2], ADA) && lines.len() == 3,
            "{}",
            answer.stderr
        );
    }
    let answer = test.line("experiments delete same").status(2).check();
    assert!(
        answer
            .stderr
            .starts_with("error: `same` names 2 experiments\nhint: 1  same  "),
        "{}",
        answer.stderr
    );
    test.line("runs list -o id").stdout(&format!("{BEN}\n{ADA}\n")).run();

    test.mlrun(["runs", "delete", ADA]).check();
    test.line("runs show twin -o id").stdout(&format!("{BEN}\n")).run();
}
