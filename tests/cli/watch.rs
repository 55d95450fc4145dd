use super::support::{ADA, BEN, T0, Test};

#[test]
fn a_run_that_has_ended_is_said_once() {
    let test = Test::sample();
    test.line("runs watch ada")
        .stdout(
            "2025-10-09T08:53:21.000Z\tacc\t0\tNaN\n\
             2025-10-09T08:53:21.000Z\tloss\t1\t0.25\n",
        )
        .stderr("the run has ended: FINISHED\n")
        .run();
    test.line(&format!("runs watch {BEN}"))
        .stdout("2025-10-09T08:54:20.000Z\tloss\t3\tInfinity\n")
        .stderr("the run has ended: FAILED\n")
        .status(1)
        .run();
    test.line("runs watch nobody").status(3).check();
    test.line("runs watch").status(2).check();
}

#[cfg(unix)]
#[test]
fn the_page_on_a_terminal() {
    let test = Test::sample();
    let lines: String = (0..40).map(|i| format!("{} {} {i}\n", T0 + 500 * i, 40 - i)).collect();
    test.write(&format!("mlruns/7/{ADA}/metrics/loss"), lines);
    let shown = test.line("runs watch ada").env("NO_COLOR", "1").on_terminal(80);
    let page = shown.replace("\x1b[K", "");
    let page = page
        .strip_prefix("\x1b[?25l")
        .and_then(|page| page.strip_suffix("\x1b[J\x1b[?25h"))
        .unwrap();
    let page: Vec<&str> = page.lines().collect();
    assert_eq!(page[0], format!("ada  {ADA}  FINISHED"));
    assert!(
        page[1].starts_with("started ") && page[1].ends_with(" ago, ran for 1m 30s"),
        "{}",
        page[1]
    );
    assert_eq!(
        page[2..],
        [
            "lr=0.1  model/depth=3",
            "",
            "metric  latest  step  min  max  values  per second  trend",
            "acc        NaN     0                 1",
            "loss         1    39    1   40      40           2  ███▇▇▆▆▆▅▅▄▄▃▃▃▂▂▁▁▁",
        ]
    );
}
