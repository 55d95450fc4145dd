use std::fs;
use std::path::Path;

use super::support::Test;

/// Every `--help`, in one file, so that a change of words is seen. `UPDATE=1 cargo test --test cli help` writes it.
#[test]
fn every_help_is_as_it_was() {
    let test = Test::new();
    let mut all = String::new();
    let mut pending = vec![Vec::new()];
    while let Some(words) = pending.pop() {
        let help = test.mlrun([&words[..], &["--help".to_owned()]].concat()).check().stdout;
        let long: Vec<&str> = help
            .lines()
            .filter(|line| line.chars().count() > 100 && !line.starts_with("Usage:"))
            .collect();
        assert!(long.is_empty(), "{words:?}: wider than 100: {long:?}");
        // the same for all: once is enough
        let (own, _) = help
            .split_once("\nGlobal options:")
            .filter(|_| !words.is_empty())
            .unwrap_or((&help, ""));
        all.push_str(&format!(
            "$ mlrun {}\n{own}\n",
            [&words[..], &["--help".to_owned()]].concat().join(" ")
        ));
        let commands = help
            .lines()
            .skip_while(|line| *line != "Commands:")
            .skip(1)
            .take_while(|line| !line.is_empty());
        let names = commands
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next());
        let mut below: Vec<Vec<String>> = names
            .filter(|name| *name != "help")
            .map(|name| [&words[..], &[name.to_owned()]].concat())
            .collect();
        below.reverse();
        pending.extend(below);
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &all).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    for (was, is) in committed.lines().zip(all.lines()) {
        assert_eq!(
            was,
            is,
            "help changed: UPDATE=1 cargo test --test cli help writes {}",
            file.display()
        );
    }
    assert_eq!(
        committed.len(),
        all.len(),
        "help changed: UPDATE=1 cargo test --test cli help writes {}",
        file.display()
    );
}
