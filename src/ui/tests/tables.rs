use super::{experiment, options, run, runs, shown, shown_with, whole_run};
use crate::model::RunStatus;
use crate::ui::{ColorChoice, Format, UiOptions};
use crate::view::{ExperimentList, RunList, View, run_page};

#[test]
fn a_narrow_terminal_loses_params_then_metrics() {
    assert_eq!(
        shown(&RunList::new(&runs()), Format::Table, Some(40)),
        (
            "\
id           name               status
aaaaaaaaaa1  손실 줄이기 🦀     FINISHED
aaaaaaaaaa2  evil\\x1b…\\u{202e}  RUNNING
"
            .to_owned(),
            "left out: start_time, duration, metrics.acc, … (+3); -o json shows all\n".to_owned()
        )
    );
}

#[test]
fn a_terminal_of_80_columns() {
    let (out, err) = shown(&RunList::new(&runs()), Format::Table, Some(80));
    assert_eq!(
        out,
        "\
id           name                    status    started  duration  acc       loss
aaaaaaaaaa1  손실 줄이기 🦀          FINISHED  3h ago     1m 20s  NaN    0.12346
aaaaaaaaaa2  evil\\x1b[2J…me\\u{202e}  RUNNING   1m ago                  -Infinity
"
    );
    assert_eq!(err, "left out: params.alpha, params.note; -o json shows all\n");
}

#[test]
fn a_terminal_of_200_columns() {
    let (out, err) = shown(&RunList::new(&runs()), Format::Table, Some(200));
    assert_eq!(
        out,
        "\
id           name                       status    started  duration  acc       loss  alpha                                                                            note
aaaaaaaaaa1  손실 줄이기 🦀             FINISHED  3h ago     1m 20s  NaN    0.12346  0.5                                                                              a|b,\"c\"
aaaaaaaaaa2  evil\\x1b[2J\\nname\\u{202e}  RUNNING   1m ago                  -Infinity  a very long value that would take more than a line of any terminal in the house
"
    );
    assert_eq!(err, "");
}

#[test]
fn elsewhere_everything_in_full() {
    let (out, err) = shown(&RunList::new(&runs()), Format::Table, None);
    assert_eq!(
        out,
        "\
run_id                            run_name                   status    start_time                duration  metrics.acc  metrics.loss  params.alpha  params.note
aaaaaaaaaa1111111111111111111111  손실 줄이기 🦀             FINISHED  2026-11-21T07:04:42.000Z    1m 20s          NaN   0.123456789  0.5           a|b,\"c\"
aaaaaaaaaa2222222222222222222222  evil\\x1b[2J\\nname\\u{202e}  RUNNING   2026-11-21T10:03:12.000Z                            -Infinity  a very long value that would take more than a line of any terminal in the house
"
    );
    assert_eq!(err, "");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let runs = runs();
    for width in 10..250 {
        for format in [
            run_width(&RunList::new(&runs), width),
            run_width(&ExperimentList::new(&[experiment()]), width),
        ] {
            assert!(format <= usize::from(width), "{format} > {width}");
        }
    }
}

#[test]
fn colours_are_around_the_words_alone() {
    let colored = UiOptions {
        color: ColorChoice::Always,
        ..options(Some(80))
    };
    let runs = [run(
        "aaaaaaaaaa1111111111111111111111",
        "FAILED",
        RunStatus::Failed,
        1000,
        &[],
        &[],
    )];
    assert_eq!(
        shown_with(&RunList::new(&runs), Format::Table, colored).0,
        "\u{1b}[1mid        name    status  started  duration\u{1b}[0m\n\
         aaaaaaaa  FAILED  \u{1b}[31mFAILED\u{1b}[0m  1s ago     1m 20s\n"
    );
}

#[test]
fn the_page_of_a_run() {
    let (out, err) = shown(&run_page(&whole_run(), Some("demo")), Format::Table, Some(80));
    assert_eq!(
        out,
        "\
run_id           aaaaaaaaaa1111111111111111111111
run_name         r
experiment_id    0
experiment       demo
status           RUNNING
lifecycle_stage  active
start_time       just now (2026-11-21T10:04:42.000Z)
user_id          ana
artifact_uri     file:///m/0/aaaaaaaaaa1111111111111111111111/artifacts

params
  p  1

metrics
  m  Infinity

tags
  mlflow.runName  r

dataset train
  digest   abcd1234
  context  eval
  source   /x (local)

inputs
  m-1  model

outputs
  m-2  model at step 4
"
    );
    assert_eq!(err, "");
}

fn run_width<V: View>(view: &V, width: u16) -> usize {
    let (out, _) = shown(view, Format::Table, Some(width));
    out.lines()
        .map(unicode_width::UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
}
