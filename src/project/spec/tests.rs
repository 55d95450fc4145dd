use std::path::Path;

use super::*;
use crate::project::ProjectError;

fn opened(text: &str) -> Manifest {
    manifest::read(text.as_bytes(), Path::new("MLproject"), Path::new("/nowhere"))
}

fn errors(text: &str) -> Vec<Finding> {
    let mut findings = opened(text).findings;
    findings.retain(|finding| finding.rule.is_error());
    findings
}

#[test]
fn entry_points_and_parameters_keep_their_order_and_defaults_are_pythons_text() {
    let project = opened(
        "name: 12\nx: &x {l1: {default: 1e-3}}\nentry_points:\n  main:\n    parameters:\n      <<: *x\n      \
         alpha: {type: float, default: 1.0e-3}\n      when: path\n      on: {default: [1, 2.0, x, null]}\n      \
         opt: {type: null, default: null}\n    command: 'a'\n  empty:\n    parameters:\n",
    )
    .into_project()
    .unwrap();
    assert_eq!(
        (project.name.as_deref(), &project.env),
        (Some("12"), &ProjectEnv::Unnamed)
    );
    let [main, empty] = &project.entry_points[..] else {
        panic!("two entry points")
    };
    let parameters: Vec<_> = main
        .parameters
        .iter()
        .map(|p| (&*p.name, &*p.kind, p.default.as_deref()))
        .collect();
    let expected = [
        ("l1", "string", Some("1e-3")),
        ("alpha", "float", Some("0.001")),
        ("when", "path", None),
        ("True", "string", Some("[1, 2.0, 'x', None]")),
        ("opt", "string", None),
    ];
    assert_eq!(parameters, expected);
    assert!(empty.parameters.is_empty());
    assert_eq!(
        empty.command.as_ref().unwrap_err().message,
        "entry point `empty` has no `command`"
    );
}

#[test]
fn errors_name_the_place() {
    for (text, place, says) in [
        ("# nothing\n", None, "empty"),
        ("- a\n", Some((1, 1)), "must be a mapping, not a list"),
        ("name: [a\n", Some((2, 1)), "flow sequence"),
        (
            "entry_points:\n  - main\n",
            Some((2, 3)),
            "`entry_points` must be a mapping",
        ),
        (
            "entry_points:\n  main: python a.py\n",
            Some((2, 9)),
            "with a `command`, not `python a.py` (str)",
        ),
        (
            "entry_points: {m: {parameters: {a: 0.5}}}\n",
            Some((1, 36)),
            "not `0.5` (float)",
        ),
        ("entry_points: {m: {parameters: {a: }}}\n", Some((1, 36)), "not nothing"),
        ("python_env:\nconda_env: c\n", Some((2, 12)), "python_env, conda_env"),
        ("docker_env: {volumes: []}\n", Some((1, 13)), "no image attribute"),
        ("conda_env: 3\n", Some((1, 12)), "must be the path of a file"),
        ("conda_env: c\n", Some((1, 12)), "no such file was found"),
        (
            "entry_points: {m: {command: x, parameters: {a: {flag: -x y}}}}\n",
            Some((1, 55)),
            "one word such as --name",
        ),
    ] {
        let error = errors(text).remove(0);
        let mark = error.mark.map(|mark| (mark.line, mark.column));
        assert_eq!(mark, place, "{text}");
        assert!(error.message.contains(says), "{text}: {error}");
        assert!(
            matches!(opened(text).into_project(), Err(ProjectError::Faulty(_))),
            "{text}"
        );
    }
}

#[test]
fn everything_is_found_at_once() {
    let text = "nmae: x\nversion: 3\nentry_points:\n  main:\n    params: {}\n    parameters:\n      a: flaot\n      \
                b: {type: int, default: 017, defualt: 1}\n      c: {type: string, default: 3.10}\n      \
                d: {type: float, default: 1e-3}\n      e: {type: int, default: 1e3}\n      \
                f: {type: bool, default: on}\n      on: {default: }\n      g: {type: uri, default: x}\n      \
                a: {type: Path}\n    command: ''\n";
    let mut found: Vec<_> = opened(text).findings;
    found.sort_by_key(|finding| finding.mark.map(|mark| (mark.line, mark.column)));
    let found: Vec<_> = found
        .iter()
        .map(|finding| {
            (
                finding.rule.name(),
                finding.mark.unwrap().line,
                finding.hint.as_deref().unwrap_or("-"),
            )
        })
        .collect();
    let expected = [
        ("misspelt-key", 1, "did you mean `name`?"),
        ("misspelt-key", 5, "did you mean `parameters`?"),
        ("yaml-value", 8, "to keep it, put it in quotes: '017'"),
        ("misspelt-key", 8, "did you mean `default`?"),
        ("yaml-value", 9, "to keep it, put it in quotes: '3.10'"),
        ("default", 11, "expected a whole number"),
        ("yaml-value", 13, "to keep the name, put it in quotes: 'on':"),
        ("not-a-uri", 14, "a file's is file:///absolute/path"),
        ("duplicate-key", 15, "the other one is on line 7"),
        ("unknown-type", 15, "did you mean `path`?"),
    ];
    for one in expected {
        assert!(found.contains(&one), "{one:?}: {found:#?}");
    }
    assert_eq!(found.len(), expected.len() + 2, "{found:#?}"); // `version`, and the empty default of `on`
}

#[test]
fn forms_that_mlflow_does_not_know_are_read() {
    let project = opened(
        "entry_points:\n  main:\n    command: x\n    extra_parameters: '{name}={value}'\n    parameters:\n      \
         v: {default: false, flag: --verbose}\n      n: {type: int, optional: true, option: -n}\n      \
         s: {optional: true}\n      t: {option: --t=}\n",
    )
    .into_project()
    .unwrap();
    let main = &project.entry_points[0];
    assert_eq!(main.extra.as_deref(), Some("{name}={value}"));
    let option = |option: Option<&str>, is_optional| Form::Option {
        option: option.map(str::to_owned),
        is_optional,
    };
    let expected = [
        ("bool", Form::Flag("--verbose".to_owned()), false),
        ("int", option(Some("-n"), true), false),
        ("string", option(None, true), false),
        ("string", option(Some("--t="), false), true),
    ];
    let found = main
        .parameters
        .iter()
        .map(|p| (p.kind.as_str(), p.form.clone(), p.is_required()));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}
