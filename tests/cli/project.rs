use crate::support::Test;

const FAULTY: &str = "\
nmae: demo
entry_points:
  main:
    parameters:
      lr: {type: flaot, default: 1e-3}
      n: {type: int, default: 017}
      note: string
    command: |
      python trian.py --lr {lr}
        '{note}' ${HOME} {lrr} {
  evaluate:
    cmd: python train.py
";

#[test]
fn check_finds_everything_at_once() {
    let test = Test::new();
    test.write("p/MLproject", FAULTY);
    test.write("p/train.py", "");
    let answer = test.line("project check p").status(1).check();
    let shown = test.placeholders(&answer.stdout);
    assert!(shown.starts_with(FIRST) && shown.contains(WITHIN), "{shown}");
    let found = test.line("project check p").status(1).json();
    let found: Vec<String> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}:{}", one["rule"].as_str().unwrap(), one["line"], one["column"]))
        .collect();
    let expected = [
        "misspelt-key 1:1",
        "unknown-type 5:18",
        "unused 6:7",
        "yaml-value 6:31",
        "no-script 9:14",
        "in-quotes 10:11",
        "template 10:20",
        "template 10:27",
        "template 10:32",
        "no-command 11:3",
        "misspelt-key 12:5",
    ];
    assert_eq!(found, expected);
    assert_eq!(answer.stderr, "4 errors, 7 warnings\n");
}

const FIRST: &str = "\
warning: `nmae` is no key of an MLproject file, and nobody reads it
 --> [DIR]/p/MLproject:1:1
  |
1 | nmae: demo
  | ^^^^
hint: did you mean `name`?
";

const WITHIN: &str = "
error: `{lrr}` names no declared parameter
  --> [DIR]/p/MLproject:10:27
   |
10 |         '{note}' ${HOME} {lrr} {
   |                           ^^^
hint: did you mean `{lr}`?
";

#[test]
fn what_stops_check_stops_a_run_before_it_is_made() {
    let test = Test::new();
    test.write("p/MLproject", FAULTY);
    let answer = test.line("run p -P note=x").status(1).check();
    assert_eq!(answer.stderr.matches("error:").count(), 3, "{}", answer.stderr);
    let answer = test.line("run p -e evaluate").status(1).check();
    assert!(
        answer.stderr.contains("entry point `evaluate` has no `command`"),
        "{}",
        answer.stderr
    );
    assert!(!test.path("mlruns").exists());
}

#[test]
fn a_clean_project_is_clean_and_a_missing_one_is_not() {
    let test = Test::new();
    test.write("p/MLproject.yaml", "name: x\n");
    let answer = test.line("project check p").status(3).check();
    assert!(
        answer
            .stderr
            .ends_with("\nhint: MLproject.yaml is not read: rename it to MLproject\n")
    );
    let project = |first: &str| format!("{first}\nentry_points:\n  main: {{command: 'true'}}\n");
    test.write("p/MLproject", project("version: 2"));
    test.line("project check p").check_stderr("no errors, 1 warning\n");
    test.line("project check p --strict").status(1).check();
    let answer = test.line("run p").check();
    assert!(!answer.stderr.contains("warning"), "{}", answer.stderr);
    test.write("p/MLproject", project("nmae: x"));
    let answer = test.line("run p").check();
    assert!(answer.stderr.contains("did you mean `name`?"), "{}", answer.stderr);
}

#[test]
fn values_come_from_files_and_from_the_command_line() {
    let test = Test::new();
    test.write(
        "p/MLproject",
        "entry_points:\n  main:\n    parameters:\n      lr: float\n      v: {flag: --verbose}\n    \
         command: echo {lr} {v}\n",
    );
    test.write("a.yaml", "lr: 0.5\nv: on\n");
    let run = |more: &str| test.line(&format!("run p --param-file a.yaml {more}"));
    run("").stdout("0.5 --verbose\n").check();
    run("-P lr=1e-3 -P v=no --no-log-params").stdout("1e-3\n").check();
    let shown = test.line("show @").check();
    assert!(!shown.stdout.contains("1e-3"), "{}", shown.stdout);
    let answer = run("-P lr=fast --check-types").status(2).check();
    assert!(
        answer
            .stderr
            .contains("parameter `lr` is of type float, and `fast` is not"),
        "{}",
        answer.stderr
    );
    test.write("a.yaml", "lr: [secret\n");
    let answer = run("").status(2).check();
    assert!(
        answer.stderr.contains("a.yaml, line 2, column 1") && !answer.stderr.contains("secret"),
        "{}",
        answer.stderr
    );
    test.line("run p --param-file none.yaml").status(3).check();
}
