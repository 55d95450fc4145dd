use std::path::{Path, PathBuf};

use super::*;
use crate::project::ProjectEnv;
use crate::project::spec::Parameter;

fn compute(entry_point: &str, given: &[(&str, &str)], folder: &Path) -> Result<Invocation> {
    let parameter = |name, kind, default| Parameter::new(name, kind, default);
    let entry = |name, command, parameters| EntryPoint {
        parameters,
        ..EntryPoint::new(name, command)
    };
    let project = Project {
        file: None,
        name: None,
        env: ProjectEnv::Unnamed,
        entry_points: vec![
            entry(
                "main",
                "fit {rate} {note}",
                vec![parameter("note", "str", Some("it's")), parameter("rate", "float", None)],
            ),
            entry(
                "load",
                "cat {data} {from}",
                vec![
                    parameter("data", "path", None),
                    parameter("from", "uri", Some("s3://b")),
                ],
            ),
            entry("bad", "echo ${HOME}", Vec::new()),
        ],
    };
    let parameters: Vec<_> = given.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let request = Request {
        entry_point,
        parameters: &parameters,
        check_types: false,
        shell: Some("/bin/zsh"),
        folder,
        started_in: folder,
        checked_out: None,
    };
    let fetch = |position: usize, uri: &str| match uri {
        "models:/m/1" => Ok(PathBuf::from(format!("/tmp/a b/param_{position}"))),
        _ => Err(Unfetched {
            reason: format!("{uri}: gone"),
            hint: None,
        }),
    };
    invocation(&project, &request, &fetch)
}

#[test]
fn commands_and_records_are_quoted_in_mlflows_order() {
    let long = "x".repeat(6001);
    let here = Path::new("/");
    let made = compute("main", &[("z", &long), ("a b", ""), ("rate", "1e-3")], here).unwrap();
    assert_eq!(made.command, format!("fit 1e-3 'it'\"'\"'s' --z {long} --'a b' ''"));
    let recorded: Vec<_> = made.recorded.iter().map(|p| (p.key.as_str(), p.value.len())).collect();
    assert_eq!(recorded, [("note", 10), ("rate", 4), ("z", 6000), ("a b", 2)]);
    assert_eq!(
        made.warnings,
        [Warning::CutInRecord {
            name: "z".to_owned(),
            length: 6001
        }]
    );
}

#[test]
fn slips_are_pointed_out() {
    let here = Path::new("/");
    let Err(ProjectError::MissingParameters { names, near }) = compute("main", &[("rte", "1")], here) else {
        panic!("`rate` is missing")
    };
    assert_eq!((&names[..], near[0].meant.as_str()), (&["rate".to_owned()][..], "rate"));
    let warnings = compute("main", &[("rate", "1"), ("ntoe", "x")], here).unwrap().warnings;
    assert!(warnings[0].to_string().contains("did you mean `note`?"), "{warnings:?}");
    let near = |name| match compute(name, &[], here) {
        Err(ProjectError::NoEntryPoint { near, .. } | ProjectError::NoScript { near, .. }) => near,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(
        (near("mian").as_deref(), near("elsewhere"), near("none.py")),
        (Some("main"), None, None)
    );
    let error = compute("bad", &[], here).unwrap_err();
    assert!(error.hint().unwrap().contains("`{{HOME}}`"), "{error}");
}

#[test]
fn scripts_and_paths_are_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().canonicalize().unwrap();
    for name in ["a.py", "b c.sh", "d.R", "e'{f}.R", "50%25"] {
        std::fs::write(here.join(name), "").unwrap();
    }
    for (script, command) in [
        ("a.py", "python a.py --k 1"),
        ("b c.sh", "/bin/zsh 'b c.sh' --k 1"),
        ("d.R", "Rscript -e \"mlflow::mlflow_source('d.R')\" --args --k 1"),
        (
            "e'{f}.R",
            "Rscript -e 'mlflow::mlflow_source('\"'\"'e\\'\"'\"'{f}.R'\"'\"')' --args --k 1",
        ),
    ] {
        assert_eq!(compute(script, &[("k", "1")], &here).unwrap().command, command);
    }
    for (data, found) in [
        ("./x/../a.py", "a.py"),
        ("file:a.py", "a.py"),
        ("b%20c.sh", "b c.sh"),
        ("50%25", "50%25"),
    ] {
        let made = compute("load", &[("data", data)], &here).unwrap();
        assert_eq!(made.parameters[0].1, here.join(found).to_str().unwrap());
        assert_eq!(made.recorded[0].value, data);
    }
    assert!(matches!(
        compute("load", &[("data", "")], &here),
        Err(ProjectError::NoSuchPath { .. })
    ));
    assert!(matches!(
        compute("load", &[("data", "s3://b/k")], &here),
        Err(ProjectError::Remote { .. })
    ));
    let made = compute("load", &[("data", "models:/m/1"), ("from", "models:/m/1")], &here).unwrap();
    assert_eq!(made.command, "cat '/tmp/a b/param_0' models:/m/1");
    assert_eq!(made.recorded[0].value, "models:/m/1");
    let error = compute("load", &[("data", "runs:/x/y")], &here).unwrap_err();
    assert_eq!(error.to_string(), "parameter data: runs:/x/y: gone");
    let given = [("data", "a.py"), ("from", "/tmp")];
    assert!(matches!(
        compute("load", &given, &here),
        Err(ProjectError::NotAUri { .. })
    ));
}

/// Computes the command of an entry point that is read from a file, with checked types or not.
fn of_file(entry_point: &str, given: &[(&str, &str)], check_types: bool) -> Result<Invocation> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data.csv"), "").unwrap();
    let text =
        format!("entry_points:\n  main:\n    extra_parameters: '{{name}}={{value}}'\n    parameters:\n{entry_point}");
    std::fs::write(folder.path().join("MLproject"), text).unwrap();
    let (project, _) = crate::project::load_checked(folder.path(), "main")?;
    let parameters: Vec<_> = given.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let request = Request {
        entry_point: "main",
        parameters: &parameters,
        check_types,
        shell: None,
        folder: folder.path(),
        started_in: Path::new("/"),
        checked_out: None,
    };
    invocation(&project, &request, &|_, _| unreachable!())
}

#[test]
fn switches_and_optional_parameters_may_become_nothing() {
    let entry = "      v: {flag: --verbose}\n      n: {type: int, optional: true, option: -n}\n      \
                 o: {default: a b, option: --o=}\n      s: {optional: true}\n    command: x {v} {n} {o} {s}.\n";
    for (given, command, recorded) in [
        (&[][..], "x   --o='a b' .", &["v=False", "o='a b'"][..]),
        (
            &[("v", "YES"), ("n", "5"), ("s", "q r"), ("z", "1 2")],
            "x --verbose -n 5 --o='a b' 'q r'. z='1 2'",
            &["v=True", "n=5", "o='a b'", "s='q r'", "z='1 2'"],
        ),
    ] {
        let made = of_file(entry, given, false).unwrap();
        assert_eq!(made.command, command);
        let params = made.recorded.iter().map(|p| format!("{}={}", p.key.as_str(), p.value));
        assert_eq!(params.collect::<Vec<_>>(), recorded);
    }
    let error = of_file(entry, &[("v", "maybe")], false).unwrap_err().to_string();
    assert!(error.contains("`v` is of type bool, and `maybe` is not"), "{error}");
}

#[test]
fn types_are_checked_all_at_once_where_that_is_asked_for() {
    let entry = "      lr: {type: float, default: fast}\n      n: int\n      token: {type: int, default: 1}\n      \
                 p: {type: path, default: data.csv}\n    command: x {lr} {n} {token} {p}\n";
    let given = [("n", "1.5"), ("token", "hunter2")];
    let command = of_file(entry, &given, false).unwrap().command;
    assert!(
        command.starts_with("x fast 1.5 hunter2 /") && command.ends_with("/data.csv"),
        "{command}"
    );
    let Err(ProjectError::BadValues(bad)) = of_file(entry, &given, true) else {
        panic!("three values do not fit")
    };
    let said: Vec<String> = bad.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("`lr` is of type float, and the default `fast` is not: expected a number (declared in"));
    assert!(said[1].contains("`n` is of type int, and `1.5` is not") && said[1].ends_with("line 6, column 7)"));
    assert!(said[2].contains("`token`") && !said[2].contains("hunter2"), "{said:?}");
}
