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
