use super::support::{ADA, Test};

/// What bash would be offered for the last of the words.
fn offered(test: &Test, words: &[&str]) -> Vec<String> {
    let call = test.mlrun(["--"].iter().chain(words));
    let index = (words.len() - 1).to_string();
    let call = call
        .env("MLRUN_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", index)
        .env("_CLAP_IFS", "\n");
    call.check().stdout.lines().map(str::to_owned).collect()
}

#[test]
fn tab_offers_what_the_store_has() {
    let test = Test::sample();
    assert_eq!(offered(&test, &["mlrun", "runs", "show", "ad"]), ["ada"]);
    test.line("archive create -o a.mlz").check();
    let of_archive = ["mlrun", "runs", "show", "--tracking-uri", "a.mlz", "ad"];
    assert_eq!(offered(&test, &of_archive), ["ada"]);
    assert!(offered(&test, &["mlrun", "runs", "show", ""]).contains(&ADA.to_owned()));
    assert_eq!(
        offered(&test, &["mlrun", "experiments", "get", "-n", "Def"]),
        ["Default"]
    );
    let columns = offered(&test, &["mlrun", "runs", "search", "-c", "age,metrics."]);
    assert!(columns.contains(&"age,metrics.loss".to_owned()), "{columns:?}");
    assert!(offered(&test, &["mlrun", "runs", "search", "--order-by", "params."]).contains(&"params.lr".to_owned()));
    test.write(
        "MLproject",
        "entry_points:\n  main:\n    parameters: {alpha: {type: float, default: 0.5}}\n    command: true\n",
    );
    assert_eq!(offered(&test, &["mlrun", "run", ".", "-P", "al"]), ["alpha="]);
    assert_eq!(
        offered(
            &test,
            &["mlrun", "experiments", "get", "--tracking-uri", "/nowhere", "D"]
        ),
        [""; 0]
    );
}

#[test]
fn tab_offers_runs_and_metrics_wherever_they_are_wanted() {
    let test = Test::sample();
    let has = |words: &[&str], wanted: &str| {
        let offered = offered(&test, words);
        assert!(offered.iter().any(|one| one == wanted), "{words:?}: {offered:?}");
    };
    for words in [
        &["mlrun", "diff", "ad"][..],
        &["mlrun", "diff", "@", "ad"],
        &["mlrun", "plot", "loss", "ad"],
        &["mlrun", "plot", "loss", "--run", "ad"],
        &["mlrun", "report", "ad"],
        &["mlrun", "artifacts", "list", "ad"],
        &["mlrun", "runs", "delete", "ad"],
        &["mlrun", "metrics", "history", "ad"],
    ] {
        has(words, "ada");
    }
    has(&["mlrun", "plot", "l"], "loss");
    has(&["mlrun", "metrics", "history", "ada", "l"], "loss");
    has(&["mlrun", "report", "--order-by", "metrics."], "metrics.loss");
    let first = offered(&test, &["mlrun", "plot", ""]);
    assert!(
        !first.contains(&ADA.to_owned()),
        "the first word is a metric: {first:?}"
    );
    test.write("MLproject", "entry_points:\n  train: {command: 'true'}\n");
    assert_eq!(offered(&test, &["mlrun", "run", ".", "-e", "tr"]), ["train"]);
}

#[test]
fn tab_offers_models_versions_aliases_and_stages() {
    let test = Test::new();
    for line in [
        "registry models create digits",
        "registry models create greeting -t mlflow.prompt.is_prompt=true",
        "registry versions create digits --source s3://b/1 --quiet",
        "registry versions create digits --source s3://b/2 --quiet",
        "registry versions transition digits 1 Production",
        "registry aliases set digits champion 2",
    ] {
        test.line(line).check();
    }
    let of = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let mut offered = offered(&test, &words);
        offered.retain(|one| !one.starts_with('-'));
        offered
    };
    assert_eq!(of("mlrun registry models show "), ["digits"]);
    assert_eq!(
        of("mlrun registry versions show digits "),
        ["champion", "Production", "latest", "2", "1"]
    );
    assert_eq!(of("mlrun registry versions transition digits 1 S"), ["Staging"]);
    assert_eq!(of("mlrun registry versions transition digits/1 A"), ["Archived"]);
    assert_eq!(of("mlrun registry aliases delete digits c"), ["champion"]);
    assert_eq!(of("mlrun registry aliases set digits new l"), ["latest"]);
    assert_eq!(of("mlrun registry history d"), ["digits"]);
    assert_eq!(of("mlrun registry versions show nothing c"), [""; 0]);
}
