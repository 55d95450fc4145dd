use std::path::PathBuf;
use std::process::Command;

use crate::support::{ADA, BEN, CLEO, T0, Test};

/// What a page must show and never obey.
const HOSTILE: &[&str] = &[
    "</script><script>window.hostile = 1; alert(1)</script>",
    "\"><img src=x onerror=\"window.hostile = 1; alert(1)\">",
    "' onmouseover='window.hostile = 1",
    "javascript:window.hostile=1",
    "JaVaScRiPt://x/%0awindow.hostile=1",
    "<!--<script>",
    "https://example.org/?a=\"onclick=\"window.hostile=1",
    "\u{2028}\u{2029}\r\n\t\u{202e}txt.exe",
    "{{script}}",
];

fn hostile() -> Test {
    Test::with_store(|store| {
        let experiment = store.experiment("1", "<b>bold</b>");
        for (at, value) in HOSTILE.iter().enumerate() {
            let run = experiment
                .run(&format!("{at:032x}"), &value.replace(['\r', '\n'], ""))
                .started(T0 + 1000 * at as i64)
                .param("p", value)
                .param("long", &"x".repeat(6000))
                .tag("mlflow.source.name", value)
                .tag("mlflow.note.content", value)
                .metric(
                    "loss",
                    &format!("{T0} nan 0\n{T0} {at} 1\n{T0} inf 2\n{T0} 1.7976931348623157e308 3\n"),
                )
                .metric(
                    "huge",
                    &format!("{T0} 1e16 9007199254740993\n{T0} 10000000000000002 9007199254740995\n"),
                )
                .metric("odd", &format!("{T0} {} 0\n", ["nan", "-inf", "-1e308", "0"][at % 4]));
            if at % 2 == 0 {
                run.param("some-have-it", &at.to_string());
            }
        }
    })
}

#[test]
fn a_report_is_one_file_with_all_of_it() {
    let test = Test::sample();
    let answer = test.mlrun(["report"]).check();
    let size = answer.stderr.strip_prefix("wrote report.html: 3 runs, ").unwrap();
    assert!(size.trim().ends_with("kB"), "{}", answer.stderr);
    let html = test.read("report.html");
    for part in [
        "<h1>digits</h1>",
        "손실 줄이기 🚀",
        &format!("id=\"run-{ADA}\""),
        &format!("<a href=\"#run-{ADA}\">{ADA}</a>"),
        "model/weights.bin",
        "the &quot;first&quot;, of many\nlines",
        "<td>Infinity",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("src=") && !html.contains("@import") && !html.contains("url("));

    let named = test
        .mlrun(["report", BEN, CLEO, "-o", "-", "--title", "Two & a half"])
        .check();
    assert_eq!(named.stderr, "");
    assert!(named.stdout.contains("<h1>Two &amp; a half</h1>"));
    assert!(named.stdout.find(BEN) < named.stdout.find(CLEO) && !named.stdout.contains(&format!("id=\"run-{ADA}")));
}

#[test]
fn what_is_left_out_or_damaged_is_said() {
    let test = Test::sample();
    let cut = test.mlrun(["report", "--max-results", "2"]).check();
    assert!(
        cut.stderr
            .ends_with("only the newest 2 of 3 runs; --max-results for more\n"),
        "{}",
        cut.stderr
    );
    assert!(test.read("report.html").contains("<b>2</b> of 3 runs"));

    test.write(&format!("mlruns/7/{BEN}/metrics/loss"), "1 2 3 4 5 6 7\nnot a number\n");
    let damaged = test.mlrun(["report"]).check();
    assert!(damaged.stderr.contains("warning: "), "{}", damaged.stderr);
    assert!(test.read("report.html").contains("<section id=damage>"));

    for args in [&["report", "--max-results", "3", ADA][..], &["report", "nobody"]] {
        assert_ne!(test.mlrun(args).answer().status, 0, "{args:?}");
    }
    let nowhere = test.mlrun(["report", "-o", "no/such/folder.html"]).answer();
    assert_eq!(
        (nowhere.status, nowhere.stderr.contains("no/such/folder.html")),
        (1, true)
    );
}

#[test]
fn hostile_values_stay_text() {
    let test = hostile();
    test.mlrun(["report"]).check();
    let html = test.read("report.html");
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(html.matches("</script").count(), 2);
    assert_eq!(html.to_lowercase().matches("href=\"javascript").count(), 0);
    assert!(!html.contains("<img") && !html.contains("<b>bold"));
}

fn chromium() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("MLRUN_CHROMIUM") {
        return Some(given.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let programs = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.into_iter().find(|program| program.is_file())
}

#[test]
#[ignore = "opens reports in a browser: needs python3 and Chromium (on PATH or MLRUN_CHROMIUM)"]
fn reports_work_in_a_browser() {
    let chromium = chromium().expect("a Chromium on PATH or in MLRUN_CHROMIUM");
    let empty = Test::with_store(|store| drop(store.experiment("0", "Default")));
    let tests = [("hostile", hostile()), ("sample", Test::sample()), ("empty", empty)];
    let reports = tests.iter().map(|(name, test)| {
        test.mlrun(["report", "-o", &format!("{name}.html")]).check();
        test.path(&format!("{name}.html"))
    });
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/check_report.py");
    let answer = Command::new("python3")
        .arg(check)
        .arg(chromium)
        .args(reports)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&answer.stdout).into_owned() + &String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_into_and_not_replaced() {
    let test = Test::sample();
    std::os::unix::fs::symlink("/dev/full", test.path("full.html")).unwrap();
    let full = test.line("report -o full.html").status(1).check().stderr;
    assert!(full.contains("No space left on device"), "{full}");
    assert!(test.path("full.html").is_symlink());
    test.line("report --max-results -3").status(2).check();
}
