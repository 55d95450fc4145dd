use std::fs;

use unicode_width::UnicodeWidthStr as _;

use super::support::{ADA, BEN, CLEO, T0, Test};

/// ADA and BEN differ a little in everything; CLEO has nothing.
fn store() -> Test {
    Test::with_store(|store| {
        let digits = store.experiment("7", "digits");
        let note = |end| format!("{}{end}", "a long note that says the same for a while, then ".repeat(3));
        digits
            .run(ADA, "ada")
            .ended(3, T0 + 90_000)
            .param("lr", "0.1")
            .param("opt", "adam\nw")
            .param("depth", "3")
            .metric("loss", "1 0.5 0\n2 0.25 1\n")
            .metric("acc", "1 nan 0\n")
            .metric("seen", "1 100 0\n")
            .tag("note", &note("this"))
            .artifact("model/weights.bin", b"0123456789")
            .artifact("model/requirements.txt", b"numpy==1.26.4\nscipy\n")
            .artifact("plot.csv", b"x,y\n");
        digits
            .run(BEN, "손실 🚀")
            .started(T0 + 60_000)
            .ended(4, T0 + 61_500)
            .param("lr", "0.2")
            .param("seed", "\u{1b}[31m")
            .param("depth", "3")
            .metric("loss", "1 0.3 0\n")
            .metric("acc", "1 nan 0\n")
            .metric("seen", "1 100 0\n")
            .tag("note", &note("that"))
            .artifact("model/weights.bin", b"9876543210")
            .artifact("model/requirements.txt", b"numpy==2.0.0\nscipy\n")
            .artifact("plot.csv", b"x,y\n");
        digits.run(CLEO, "cleo").started(T0 + 120_000);
    })
}

#[test]
fn what_differs_is_a_page() {
    let test = store();
    let page = test
        .line("runs diff ada @~1 --only info,params,metrics,environment,artifacts")
        .check();
    assert_eq!(
        page.stdout,
        format!(
            "run  run_id                            run_name  start_time
A    {ADA}  ada       2025-10-09T08:53:20.000Z
B    {BEN}  손실 🚀   2025-10-09T08:54:20.000Z

info        A         B             Δ       %
  status    FINISHED  FAILED
  duration  1m 30s    1.5s    -1m 28s  -98.3%

params  A        B
  lr    0.1      0.2
  seed  –        \\x1b[31m
  opt   adam\\nw  –

metrics     A    B      Δ     %
  loss   0.25  0.3  +0.05  +20%

environment  A       B
  numpy      1.26.4  2.0.0

artifacts                  A   B        Δ    %
  model/requirements.txt  20  19       -1  -5%
  model/weights.bin       10  10  content

same: 3 attributes, 1 param, 2 metrics, 1 package, 1 artifact
"
        )
    );
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_what_differs_however_narrow() {
    let test = store();
    let narrow = test.line("runs compare ada @~1 --only tags,metrics").on_terminal(40);
    for shown in ["then this", "then that", "+20%"] {
        assert!(narrow.contains(shown), "{shown}: {narrow}");
    }
    for columns in [10, 20, 40, 60] {
        let page = test.line("runs diff ada @~1 cleo").on_terminal(columns);
        let lines = page.lines().filter(|line| line.starts_with(' '));
        let wide: Vec<&str> = lines.filter(|line| line.width() > usize::from(columns)).collect();
        assert!(wide.is_empty(), "{columns}: {wide:#?}");
    }
    let three = test.line("runs diff ada @~1 cleo --only metrics").on_terminal(80);
    assert!(three.contains("0.25  0.3 (+20%)"), "{three}");
}

#[test]
fn what_differs_is_data() {
    let test = store();
    test.line("runs diff ada @~1 --only params,metrics,artifacts -o csv")
        .stdout(&format!(
            "section,key,{ADA},{BEN},delta,percent\nparams,lr,0.1,0.2,,\nparams,seed,,\u{1b}[31m,,\n\
             params,opt,\"adam\nw\",,,\nmetrics,loss,0.25,0.3,{},{}\n\
             artifacts,model/requirements.txt,20,19,-1,-5.0\nartifacts,model/weights.bin,10,10,content,\n",
            0.3 - 0.25,
            (0.3 - 0.25) / 0.25 * 100.0
        ))
        .run();
    test.line("runs diff ada @~1 --only metrics,artifacts -o md")
        .stdout(&format!(
            "| section | key | {ADA} | {BEN} | delta | percent |\n| --- | --- | --- | --- | ---: | ---: |\n\
             | metrics | loss | 0.25 | 0.3 | +0.05 | +20% |\n| artifacts | model/requirements.txt | 20 | 19 | -1 | -5% |\n\
             | artifacts | model/weights.bin | 10 | 10 | content |  |\n"
        ))
        .run();
    test.line("runs diff ada @~1 --only params -o id")
        .stdout("params.lr\nparams.seed\nparams.opt\n")
        .run();

    let json = test.line("runs diff ada @~1 cleo --only metrics,artifacts").json();
    assert_eq!(json["differs"], true);
    assert_eq!(
        (&json["runs"][2]["run_id"], &json["runs"][2]["label"]),
        (&CLEO.into(), &"C".into())
    );
    assert!(json.get("params").is_none());
    let weights = &json["artifacts"][1];
    assert_eq!(weights["key"], "model/weights.bin");
    let hash = |i: usize| weights["values"][i]["hash"].as_str().map(str::len);
    assert_eq!(
        (hash(0), hash(1), &weights["values"][2]),
        (Some(64), Some(64), &serde_json::Value::Null)
    );
    let json = test.line("runs diff ada @~1 --only metrics --all").json();
    let acc = serde_json::json!({ "key": "acc", "values": ["NaN", "NaN"], "verdict": "same" });
    assert_eq!((&json["metrics"][1], &json["same"]["metrics"]), (&acc, &2.into()));
    assert_eq!(
        json["metrics"][0]["percent"],
        serde_json::json!([null, (0.3 - 0.25) / 0.25 * 100.0])
    );
}

#[test]
fn the_exit_code_says_whether_they_differ() {
    let test = store();
    let code = |args: &str| {
        let answer = test.line(&format!("runs diff {args} --exit-code -q")).answer();
        assert_eq!((answer.stdout.as_str(), answer.stderr.as_str()), ("", ""), "{args}");
        answer.status
    };
    assert_eq!(code("ada @~1"), 1);
    assert_eq!(code("ada @~1 --only environment"), 1);
    assert_eq!(code("ada @~1 --only datasets,source"), 0);
    assert_eq!(code("ada ada"), 0);
    test.line("runs diff ada ada --only params")
        .stderr(&format!("B is the same run as A: {ADA}\n"))
        .stdout(&format!(
            "run  run_id                            run_name  start_time\n\
             A    {ADA}  ada       2025-10-09T08:53:20.000Z\n\
             B    {ADA}  ada       2025-10-09T08:53:20.000Z\n\nno differences\nsame: 3 params\n"
        ))
        .run();
    test.line("runs diff ada").status(2).check();
    test.line("runs diff ada nobody").status(3).check();
    test.line("runs diff ada cleo --only artifacts --no-artifacts")
        .status(2)
        .check();

    // a remote location is not empty, and a file that is gone is not removed when its folder cannot be listed
    let meta = test.path(&format!("mlruns/7/{CLEO}/meta.yaml"));
    let text = fs::read_to_string(&meta).unwrap();
    let remote: Vec<_> = text
        .lines()
        .map(|line| {
            if line.starts_with("artifact_uri") {
                "artifact_uri: s3://bucket/x"
            } else {
                line
            }
        })
        .collect();
    fs::write(&meta, remote.join("\n")).unwrap();
    assert_eq!(code("ada cleo --only artifacts,environment"), 4);
    let answer = test.line("runs diff ada cleo --only artifacts,environment").check();
    assert!(answer.stderr.contains("s3://bucket/x"), "{}", answer.stderr);
    let end = "\nno differences in what could be read\nnot compared: 2 packages, 3 artifacts\ncould not be read of B: environment, artifacts\n";
    assert!(answer.stdout.ends_with(end), "{}", answer.stdout);
    assert_eq!(code("ada cleo --no-artifacts"), 1);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_not_missing() {
    let test = store();
    let params = test.path(&format!("mlruns/7/{BEN}/params"));
    std::os::unix::fs::symlink("loop", params.join("loop")).unwrap();
    let answer = test.line("runs diff ada @~1 --only params -o csv").check();
    assert!(
        answer.stdout.contains("params,loop,,<unreadable>,,\n"),
        "{}",
        answer.stdout
    );
    assert!(answer.stderr.contains("params/loop"), "{}", answer.stderr);
    std::os::unix::fs::symlink("loop", test.path(&format!("mlruns/7/{BEN}/artifacts/loop"))).unwrap();
    let json = test.line("runs diff ada @~1 --only artifacts").json();
    let rows = json["artifacts"].as_array().unwrap();
    let row = rows.iter().find(|row| row["key"] == "loop").unwrap();
    assert_eq!(
        (&row["verdict"], &row["unreadable"]),
        (&"unknown".into(), &serde_json::json!([1]))
    );
}
