use std::collections::BTreeMap;

use super::*;
use crate::model::{
    Dataset, DatasetInput, Lifecycle, Metric, RunData, RunInfo, RunInputs, RunOutputs, RunStatus, tags,
};

fn subject(digit: char) -> Subject {
    Subject {
        run: Run {
            info: RunInfo {
                run_id: RunId::parse(&digit.to_string().repeat(32)).unwrap(),
                experiment_id: ExperimentId::default_experiment(),
                run_name: None,
                user_id: Some("ada".to_owned()),
                status: RunStatus::Finished,
                start_time: Some(Millis(0)),
                end_time: Some(Millis(1000)),
                artifact_uri: None,
                lifecycle_stage: Lifecycle::Active,
            },
            data: RunData::default(),
            inputs: RunInputs::default(),
            outputs: RunOutputs::default(),
        },
        experiment: None,
        damage: Vec::new(),
        files: Found::default(),
        packages: Found::default(),
    }
}

impl Subject {
    fn param(mut self, key: &str, value: &str) -> Self {
        self.run.data.params.insert(key.to_owned(), value.to_owned());
        self
    }

    fn tag(mut self, key: &str, value: &str) -> Self {
        self.run.data.tags.insert(key.to_owned(), value.to_owned());
        self
    }

    fn metric(mut self, key: &str, value: f64) -> Self {
        let metric = Metric {
            timestamp: 0,
            value,
            step: 0,
            dataset: None,
        };
        self.run.data.metrics.insert(key.to_owned(), metric);
        self
    }

    fn dataset(mut self, digest: &str, context: &str) -> Self {
        let tag = ("mlflow.data.context".to_owned(), context.to_owned());
        self.run.inputs.datasets.push(DatasetInput {
            dataset: Dataset {
                name: "digits".to_owned(),
                digest: digest.to_owned(),
                source_type: String::new(),
                source: String::new(),
                schema: None,
                profile: None,
            },
            tags: BTreeMap::from([tag]),
        });
        self
    }

    fn damaged(mut self, below: &str) -> Self {
        let path = format!("/s/mlruns/0/{}/{below}", self.run.info.run_id);
        self.damage.push(Damage::new(path, "Permission denied"));
        self
    }
}

fn compared(subjects: &[Subject], topic: Topic) -> Outcome {
    let comparison = compare(subjects, &BTreeSet::from([topic]), &|_, _| None);
    comparison.outcomes.into_iter().next().unwrap()
}

/// Keys with their verdicts, in order.
fn verdicts(outcome: &Outcome) -> Vec<(&str, Verdict)> {
    outcome.rows.iter().map(|row| (row.key.as_str(), row.verdict)).collect()
}

#[test]
fn what_changed_comes_first() {
    let a = subject('a').param("same", "1").param("z", "1").param("gone", "1");
    let b = subject('b').param("same", "1").param("z", "2").param("added", "");
    let params = compared(&[a, b], Topic::Params);
    assert_eq!(
        verdicts(&params),
        [
            ("z", Verdict::Differs),
            ("added", Verdict::Differs),
            ("gone", Verdict::Differs),
            ("same", Verdict::Same),
        ]
    );
    assert_eq!(params.rows[1].values, [Value::Absent, Value::Text(String::new())]);
}

#[test]
fn metrics_have_differences_where_there_is_one() {
    let change = |a: f64, b: f64| {
        let outcome = compared(
            &[subject('a').metric("m", a), subject('b').metric("m", b)],
            Topic::Metrics,
        );
        let row = &outcome.rows[0];
        assert_eq!(row.changes[0], Change::default());
        let amount = match row.changes[1].amount {
            Some(Amount::Number(number)) => Some(number),
            _ => None,
        };
        (row.verdict, amount, row.changes[1].percent)
    };
    use Verdict::{Differs, Same};
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    for (a, b, expected) in [
        (2.0, 3.0, (Differs, Some(1.0), Some(50.0))),
        (-2.0, -3.0, (Differs, Some(-1.0), Some(-50.0))),
        (0.0, 3.0, (Differs, Some(3.0), None)),
        (5e-324, 3.0, (Differs, Some(3.0), None)),
        (0.0, -0.0, (Same, None, None)),
        (nan, nan, (Same, None, None)),
        (inf, inf, (Same, None, None)),
        (nan, 1.0, (Differs, None, None)),
        (1.0, inf, (Differs, None, None)),
        (inf, -inf, (Differs, None, None)),
        (f64::MAX, f64::MIN, (Differs, None, None)),
    ] {
        assert_eq!(change(a, b), expected, "{a} {b}");
    }
}

#[test]
fn what_could_not_be_read_is_not_missing() {
    let a = || subject('a').param("lr", "1").param("model/depth", "3").param("x", "1");
    let b = subject('b')
        .param("x", "1")
        .damaged("params/lr")
        .damaged("params/model");
    let params = compared(&[a(), b], Topic::Params);
    assert_eq!(
        verdicts(&params)[..3],
        [
            ("lr", Verdict::Unknown),
            ("model", Verdict::Unknown),
            ("model/depth", Verdict::Unknown)
        ]
    );
    assert!(params.rows.iter().all(|row| row.verdict != Verdict::Differs));

    let b = subject('b').damaged("params");
    let comparison = compare(&[a(), b], &BTreeSet::from([Topic::Params, Topic::Metrics]), &|_, _| {
        None
    });
    assert!(!comparison.differs() && comparison.is_in_doubt());
    let params = &comparison.outcomes[0];
    assert!(params.rows.iter().all(|row| row.verdict == Verdict::Uncompared));
    assert_eq!(params.unreadable[0].0, 1);

    // of three runs, two that were read still differ
    let c = subject('c').param("lr", "2");
    let params = compared(&[a(), subject('b').damaged("params"), c], Topic::Params);
    assert_eq!(params.rows[0].verdict, Verdict::Differs);

    // a value shown in spite of its damage is a value
    let b = subject('b')
        .param("lr", "\\xff")
        .damaged("params/lr")
        .damaged("metrics/loss");
    assert_eq!(compared(&[a(), b], Topic::Params).rows[0].verdict, Verdict::Differs);

    let mut cut = subject('b').damaged("meta.yaml");
    cut.run.info.end_time = None;
    let info = compared(&[subject('a'), cut], Topic::Info);
    assert_eq!(verdicts(&info)[0], ("duration", Verdict::Unknown));
}

#[test]
fn identity_is_no_difference() {
    let history = |id: &str, flavor: &str| {
        format!(
            r#"[{{"run_id": "{id}", "artifact_path": "m", "model_uuid": "{id}", "flavors": {{"{flavor}": {{}}}}}}]"#
        )
    };
    let run = |digit, user: &str, flavor: &str| {
        let named = subject(digit).tag(tags::RUN_NAME, user).tag(tags::PARENT_RUN_ID, user);
        named
            .tag(tags::USER, "ada")
            .tag("mlflow.log-model.history", &history(user, flavor))
    };
    let topics = BTreeSet::from(Topic::OF_RUNS);
    let mut later = run('b', "two", "sklearn");
    later.run.info.end_time = Some(Millis(5000));
    let comparison = compare(&[run('a', "one", "sklearn"), later], &topics, &|_, _| None);
    let differing: Vec<_> = comparison
        .rows()
        .filter(|row| row.verdict == Verdict::Differs)
        .collect();
    let keys: Vec<_> = differing.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["duration", tags::PARENT_RUN_ID]);
    assert!(!comparison.differs() && !comparison.is_in_doubt());

    let comparison = compare(
        &[run('a', "one", "sklearn"), run('b', "two", "torch")],
        &topics,
        &|_, _| None,
    );
    assert!(comparison.differs());

    let damaged = || subject('a').damaged("params").damaged("metrics/x");
    let twice = compare(&[damaged(), damaged()], &topics, &|_, _| None);
    assert!(!twice.differs() && !twice.is_in_doubt());
}

#[test]
fn source_and_datasets() {
    let run = |digit, commit: &str, digest: &str| {
        let run = subject(digit).tag(tags::GIT_COMMIT, commit).tag("note", "n");
        run.dataset(digest, "training").dataset("t", "test")
    };
    let change = CommitChange {
        files: 1,
        insertions: 2,
        deletions: 3,
    };
    let runs = [run('a', "old", "d1"), run('b', "new", "d2"), run('c', "old", "d1")];
    let known = |from: &str, to: &str| (from == "old" && to == "new").then_some(change);
    let comparison = compare(
        &runs,
        &BTreeSet::from([Topic::Source, Topic::Datasets, Topic::Tags]),
        &known,
    );
    let [tags, source, datasets] = &comparison.outcomes[..] else {
        panic!("{comparison:?}")
    };
    assert_eq!(verdicts(tags), [("note", Verdict::Same)]);
    assert_eq!(verdicts(source), [("commit", Verdict::Differs)]);
    let amounts: Vec<_> = source.rows[0]
        .changes
        .iter()
        .map(|change| change.amount.clone())
        .collect();
    assert_eq!(amounts, [None, Some(Amount::Commits(change)), None]);
    assert_eq!(
        verdicts(datasets),
        [
            ("digits (training)", Verdict::Differs),
            ("digits (test)", Verdict::Same)
        ]
    );
    assert_eq!(comparison.who.labels()[2], "C");
    assert_eq!([25, 26, 52, 702].map(label), ["Z", "AA", "BA", "AAA"]);
}
