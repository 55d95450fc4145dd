//! Who may import whom. A new edge is one more word in this table, which a reviewer sees.
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room of `src/`, and the rooms it may name besides itself.
const MAP: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("fsx", &[]),
    ("progress", &[]),
    ("exit", &[]),
    ("near", &[]),
    ("codec", &[]),
    ("artifact", &["model", "fsx", "codec", "progress"]),
    ("search", &["model", "codec", "near"]),
    ("store", &["model", "search", "codec", "fsx", "near"]),
    ("project", &["model", "store", "fsx", "codec", "near"]),
    ("archive", &["model", "store", "fsx", "codec", "progress"]),
    ("upkeep", &["model", "store", "fsx", "codec", "near", "progress"]),
    ("compare", &["model", "store", "artifact", "fsx", "codec", "progress"]),
    (
        "view",
        &[
            "model", "search", "store", "artifact", "compare", "near", "archive", "upkeep",
        ],
    ),
    ("ui", &["model", "view", "progress"]),
    ("report", &["model", "store", "view", "ui"]),
    (
        "cli",
        &[
            "model", "store", "archive", "project", "codec", "fsx", "near", "view", "ui", "upkeep",
        ],
    ),
    ("commands", EVERYTHING),
    ("lib", EVERYTHING),
    ("main", &[]),
];
const EVERYTHING: &[&str] = &["*"];

/// Words that only some rooms may use.
const WORDS: &[(&str, &[&str])] = &[
    ("anyhow", &["commands", "lib"]),
    ("std::fs", &["fsx"]),
    ("std::env", &["commands", "lib"]),
    ("println!", &[]),
    ("print!", &[]),
    ("eprintln!", &[]),
    ("eprint!", &[]),
    ("process::exit", &[]),
];

/// A file that holds more is two files.
const LONGEST: usize = 450;

struct Source {
    room: String,
    path: PathBuf,
    /// How many `super`s lead to the root of the crate.
    depth: usize,
    lines: Vec<String>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut pending = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let names: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
                let room = names[0].trim_end_matches(".rs").to_owned();
                let depth = names.len() - usize::from(names.last().is_some_and(|name| name == "mod.rs"));
                let lines = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
                sources.push(Source {
                    room,
                    path: inside.to_owned(),
                    depth,
                    lines,
                });
            }
        }
    }
    sources
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.iter().any(|part| part == "tests" || part == "tests.rs")
    }

    /// The program: without comments, and without the tests at the end.
    fn code(&self) -> String {
        let code = self.lines.iter().take_while(|line| line.as_str() != "#[cfg(test)]");
        let code = code.filter(|line| !line.trim_start().starts_with("//"));
        code.map(|line| line.split(" //").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The rooms named: `crate::room`, each of `crate::{room, room::thing}`, and `super`s that reach the root.
    fn rooms_named(&self) -> BTreeSet<String> {
        let code = self.code();
        let to_root = ["crate::".to_owned(), "super::".repeat(self.depth)];
        let mut named = BTreeSet::new();
        for prefix in to_root {
            for (at, _) in code.match_indices(&prefix) {
                let before = code[..at].chars().next_back();
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                    continue;
                }
                let rest = &code[at + prefix.len()..];
                match rest.strip_prefix('{') {
                    Some(group) => named.extend(first_words(group)),
                    None => named.extend([word(rest)]),
                }
            }
        }
        named.retain(|name| MAP.iter().any(|(room, _)| room == name));
        named
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first word of each path of a group such as `a, b::{c, d}, e}`.
fn first_words(group: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut depth, mut fresh) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphabetic() => {
                words.push(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    words
}

#[test]
fn rooms_import_only_what_the_map_allows() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = MAP.iter().find(|(room, _)| *room == source.room) else {
            wrong.push(format!(
                "{}: `{}` is not in the map",
                source.path.display(),
                source.room
            ));
            continue;
        };
        if *allowed == EVERYTHING || source.is_test() {
            continue;
        }
        let others = source.rooms_named().into_iter().filter(|room| *room != source.room);
        wrong.extend(
            others
                .filter(|room| !allowed.contains(&room.as_str()))
                .map(|room| format!("{}: {} may not import {room}", source.path.display(), source.room)),
        );
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn words_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let code = source.code();
        for (banned, rooms) in WORDS {
            let whole = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let used = code.match_indices(banned).any(|(at, _)| whole(at));
            if used && !rooms.contains(&source.room.as_str()) {
                wrong.push(format!("{}: `{banned}`", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.lines.len() > LONGEST)
        .map(|source| format!("{}: {} lines", source.path.display(), source.lines.len()))
        .collect();
    assert!(long.is_empty(), "over {LONGEST} lines:\n{}\n", long.join("\n"));
}

#[test]
fn the_reading_of_paths_reads_them() {
    let source = |room: &str, depth, text: &str| Source {
        room: room.to_owned(),
        path: PathBuf::from("x.rs"),
        depth,
        lines: text.lines().map(str::to_owned).collect(),
    };
    let named = |depth, text| source("x", depth, text).rooms_named().into_iter().collect::<Vec<_>>();
    assert_eq!(
        named(
            1,
            "use crate::model::Run;\n// crate::ui\nlet x = crate::codec::f(); // crate::fsx"
        ),
        ["codec", "model"]
    );
    assert_eq!(
        named(1, "use crate::{fsx, model::{Key, view}, ui};"),
        ["fsx", "model", "ui"]
    );
    assert_eq!(named(2, "use super::super::store::X; use super::ui;"), ["store"]);
    assert_eq!(
        named(
            1,
            "use xcrate::model; use a::crate::view;\n#[cfg(test)]\nuse crate::ui;"
        ),
        Vec::<String>::new()
    );
}
