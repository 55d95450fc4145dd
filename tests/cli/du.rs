use std::fs;

use serde_json::Value;

use super::support::{ADA, BEN, Test};

fn of<'a>(rows: &'a Value, key: &str, value: &str) -> &'a Value {
    let rows = rows.as_array().unwrap();
    rows.iter()
        .find(|row| row[key] == value)
        .unwrap_or_else(|| panic!("no {value} in {rows:#?}"))
}

fn sum(rows: &Value, key: &str) -> u64 {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row[key].as_u64().unwrap())
        .sum()
}

#[test]
fn everything_is_counted_once_by_experiment_run_and_kind() {
    let test = Test::sample();
    test.line(&format!("runs delete {BEN}")).check();
    test.write("mlruns/7/.mlrun-dead", "12345");
    test.write("mlruns/notes.txt", "12");
    let whole = test.line("status").json();
    let by = ["experiment", "run", "kind"].map(|by| test.line(&format!("du --by {by}")).json());
    for rows in &by {
        assert_eq!(sum(rows, "bytes"), whole["bytes"].as_u64().unwrap(), "{rows:#}");
        assert_eq!(sum(rows, "files"), whole["files"].as_u64().unwrap(), "{rows:#}");
        let sizes: Vec<u64> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["on_disk"].as_u64().unwrap())
            .collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b), "{rows:#}");
    }
    let [experiments, runs, kinds] = by;
    assert_eq!(of(&experiments, "experiment_id", "7")["name"], "digits");
    assert_eq!(of(&experiments, "name", "other")["bytes"], 2);
    assert_eq!(of(&runs, "run_id", BEN)["lifecycle_stage"], "deleted");
    assert_eq!(of(&kinds, "name", "artifacts")["bytes"], 2048 + 8);
    assert_eq!(of(&kinds, "name", "temporary")["bytes"], 5);
    assert_eq!(
        of(&kinds, "name", "deleted")["bytes"],
        of(&runs, "run_id", BEN)["bytes"]
    );
    let largest = test
        .line("du --by run -n 1 -o id")
        .stderr("showing the 1 largest of 7\n")
        .check();
    assert_eq!(largest.stdout, format!("{ADA}\n"));
    let table = test.line("du --by kind").check().stdout;
    let total = table.lines().last().unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(
        total[..3],
        ["total", &whole["files"].to_string(), &whole["bytes"].to_string()],
        "{table}"
    );
}

#[test]
fn of_an_archive_the_files_share_its_size() {
    let test = Test::sample();
    test.line("archive create -o a.mlz").check();
    for by in ["experiment", "run", "kind"] {
        let (folder, archive) = (format!("du --by {by}"), format!("du --by {by} --tracking-uri a.mlz"));
        let (folder, archive) = (test.line(&folder).json(), test.line(&archive).json());
        assert_eq!(sum(&archive, "bytes"), sum(&folder, "bytes"));
        assert_eq!(sum(&archive, "files"), sum(&folder, "files"));
        assert_eq!(
            sum(&archive, "on_disk"),
            fs::metadata(test.path("a.mlz")).unwrap().len()
        );
        if by == "kind" {
            assert!(of(&archive, "name", "artifacts")["on_disk"].as_u64().unwrap() > 0);
        }
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_names_of_one_file_count_once() {
    let test = Test::sample();
    let before = sum(&test.line("du").json(), "bytes");
    let weights = test.path(&format!("mlruns/7/{ADA}/artifacts/model/weights.bin"));
    fs::hard_link(&weights, test.path(&format!("mlruns/7/{BEN}/artifacts/again.bin"))).unwrap();
    test.write("big/file", [0; 5000]);
    std::os::unix::fs::symlink(test.path("big"), test.path(&format!("mlruns/7/{BEN}/artifacts/link"))).unwrap();
    let length = test.path("big").as_os_str().len() as u64; // a link's own content is where it leads to
    assert_eq!(sum(&test.line("du").json(), "bytes"), before + length);
}

#[test]
fn artifacts_elsewhere_are_counted_apart() {
    let test = Test::sample();
    let elsewhere = format!("elsewhere/{BEN}/artifacts");
    test.write(&format!("{elsewhere}/big"), [0; 3000]);
    let meta = format!("mlruns/7/{BEN}/meta.yaml");
    let text = test.read(&meta);
    let own = format!("{}/7/{BEN}/artifacts", test.path("mlruns").display());
    test.write(&meta, text.replace(&own, &test.path(&elsewhere).to_string_lossy()));
    let rows = test.line("du --by run").json();
    assert_eq!(of(&rows, "run_id", BEN)["outside_bytes"], 3000);
    assert_eq!(sum(&rows, "outside_bytes"), 3000);
    assert_eq!(
        sum(&rows, "bytes"),
        test.line("status").json()["bytes"].as_u64().unwrap()
    );
}
