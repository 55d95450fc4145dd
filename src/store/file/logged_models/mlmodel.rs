//! `MLmodel`: checking that it is one, and saying in it whose model it is. All else in it stays byte for byte.

use std::path::Path;

use crate::codec::pyyaml::{self, Yaml};
use crate::codec::{Kind, Node, YamlError, yaml};
use crate::store::{Damage, Result, StoreError};

/// The file's name.
pub(super) const NAME: &str = "MLmodel";
/// A greater one, in bytes, is none: nothing here would read it.
pub(super) const MAX_SIZE: u64 = 16 << 20;

/// The keys that MLflow 3 sets when a model is logged.
const SET_BY_LOGGING: [&str; 4] = ["artifact_path", "model_id", "model_uuid", "run_id"];

/// Whose model it is.
#[derive(Debug, Clone)]
pub(super) struct Stamp<'a> {
    pub(super) artifact_path: &'a str,
    pub(super) model_id: &'a str,
    pub(super) run_id: Option<&'a str>,
}

impl Stamp<'_> {
    fn values(&self) -> [(&'static str, Option<&str>); 4] {
        let values = [
            Some(self.artifact_path),
            Some(self.model_id),
            Some(self.model_id),
            self.run_id,
        ];
        std::array::from_fn(|i| (SET_BY_LOGGING[i], values[i]))
    }
}

/// Refuses a file that is no `MLmodel`: it must be a map whose `flavors` is a map with something in it, of plain values.
pub(super) fn check(bytes: &[u8], path: &Path) -> Result<()> {
    let node = parse(bytes, path)?;
    // MLflow reads models with `yaml.safe_load`, which takes neither a tag such as !!python/object nor a tab in a line
    node.resolve().map_err(|error| not_yaml(path, &error))?;
    yaml::parse_strictly(bytes).map_err(|error| not_yaml(path, &error))?;
    match node.get("flavors").map(|flavors| &flavors.kind) {
        Some(Kind::Mapping(flavors)) if !flavors.is_empty() => Ok(()),
        _ => Err(Damage::new(path, "names no flavors, so nothing could load this model").into()),
    }
}

fn parse(bytes: &[u8], path: &Path) -> Result<Node> {
    match yaml::parse(bytes) {
        Ok(Some(node)) if node.is_mapping() => Ok(node),
        Ok(_) => Err(Damage::new(path, "not a map of keys and values").into()),
        Err(error) => Err(not_yaml(path, &error).into()),
    }
}

fn not_yaml(path: &Path, error: &YamlError) -> Damage {
    let line = error
        .mark
        .map(|mark| format!(" (line {})", mark.line))
        .unwrap_or_default();
    Damage::new(path, format!("not YAML: {}{line}", error.message))
}

/// The file with the stamp: the lines of its four keys replaced or added, no other touched.
pub(super) fn stamped(bytes: &[u8], path: &Path, stamp: &Stamp<'_>) -> Result<Vec<u8>> {
    let before = parse(bytes, path)?;
    let mut text = without_stamp(&String::from_utf8_lossy(bytes));
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for (key, value) in stamp.values() {
        if let Some(value) = value {
            let line = pyyaml::document(&[(key, Yaml::Str(value.to_owned()))]);
            text.insert_str(place_of(&text, key), &line);
        }
    }
    let after = parse(text.as_bytes(), path)?;
    let is_set = |(key, value): (&str, Option<&str>)| {
        let written = entries(&after).iter().filter(|(name, _)| name.text() == Some(key));
        written.map(|(_, value)| value.text()).eq(value.map(Some))
    };
    if stamp.values().into_iter().all(is_set) && others(&before).eq(others(&after)) {
        return Ok(text.into_bytes());
    }
    Err(StoreError::Damaged {
        path: path.to_owned(),
        reason: "not laid out as MLflow does it, one key a line at the left edge; load and save the model again"
            .to_owned(),
    })
}

/// The file without the lines of the four keys: what two models logged of one folder have in common.
pub(super) fn without_stamp(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        if !key_of(line).is_some_and(|key| SET_BY_LOGGING.contains(&key)) {
            kept.push_str(line);
            continue;
        }
        while lines.next_if(|line| line.starts_with([' ', '\t'])).is_some() {} // a long value goes on
    }
    kept
}

/// Where a key's line belongs: keys are sorted.
fn place_of(text: &str, key: &str) -> usize {
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        let is_end = line.starts_with("...");
        if is_end || key_of(line).is_some_and(|found| found > key) {
            return place;
        }
        place += line.len();
    }
    place
}

/// The key of a line that begins one at the left edge.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let ends = rest.is_empty() || rest.starts_with([' ', '\n', '\r']);
    (ends && key.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(key)
}

fn entries(node: &Node) -> &[(Node, Node)] {
    match &node.kind {
        Kind::Mapping(entries) => entries,
        _ => &[],
    }
}

/// All other keys and their values, as written.
fn others(node: &Node) -> impl Iterator<Item = (Written<'_>, Written<'_>)> {
    let ours = |key: &Node| key.text().is_some_and(|key| SET_BY_LOGGING.contains(&key));
    let rest = entries(node).iter().filter(move |(key, _)| !ours(key));
    rest.map(|(key, value)| (Written(key), Written(value)))
}

/// A value wherever it stands.
struct Written<'a>(&'a Node);

impl PartialEq for Written<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Node, b: &Node| Written(a) == Written(b);
        self.0.tag == other.0.tag
            && match (&self.0.kind, &other.0.kind) {
                (Kind::Sequence(a), Kind::Sequence(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
                }
                (Kind::Mapping(a), Kind::Mapping(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
                }
                (a, b) => a == b,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMP: Stamp<'_> = Stamp {
        artifact_path: "file:///a b/models/m-1/artifacts",
        model_id: "m-1",
        run_id: Some("0123"),
    };

    fn stamped_text(text: &str, stamp: &Stamp<'_>) -> Result<String> {
        stamped(text.as_bytes(), Path::new("MLmodel"), stamp).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn only_four_keys_change() -> Result<()> {
        let saved = "flavors:\n  python_function:\n    model_id: mine\n    run_id: too\nmetadata:\n  # kept\n  a:   [1, .nan]\n\
                     mlflow_version: 3.17.2\nmodel_id: null\nmodel_uuid: 94e5\nprompts: null\nsignature:\n  inputs: '[{\"type\": \
                     \"long\"}]'\nutc_time_created: '2026-11-21 16:57:24.301325'\n";
        let logged = "artifact_path: file:///a b/models/m-1/artifacts\nflavors:\n  python_function:\n    model_id: mine\n    \
                      run_id: too\nmetadata:\n  # kept\n  a:   [1, .nan]\nmlflow_version: 3.17.2\nmodel_id: m-1\nmodel_uuid: \
                      m-1\nprompts: null\nrun_id: '0123'\nsignature:\n  inputs: '[{\"type\": \
                      \"long\"}]'\nutc_time_created: '2026-11-21 16:57:24.301325'\n";
        assert_eq!(stamped_text(saved, &STAMP)?, logged);
        assert_eq!(without_stamp(saved), without_stamp(logged));
        let again = Stamp {
            model_id: "m-2",
            run_id: None,
            ..STAMP
        };
        let expected = logged.replace("m-1\n", "m-2\n").replace("run_id: '0123'\n", "");
        assert_eq!(stamped_text(logged, &again)?, expected);
        Ok(())
    }

    #[test]
    fn odd_layouts_are_stamped_or_refused() -> Result<()> {
        let long = "artifact_path: a long\n  value on\n  three lines\nflavors: {a: {}}\r\n# the end";
        assert_eq!(
            stamped_text(long, &STAMP)?,
            "artifact_path: file:///a b/models/m-1/artifacts\nflavors: {a: {}}\r\n# the end\nmodel_id: m-1\nmodel_uuid: m-1\n\
             run_id: '0123'\n"
        );
        for refused in [
            "{flavors: {a: {}}}",
            "'model_id': x\nflavors: {a: {}}\nz: 1\n",
            "  flavors:\n    a: {}\n",
            "flavors:\n  a: {}\nz: 'text\nmodel_id: x'\n",
        ] {
            assert!(
                matches!(stamped_text(refused, &STAMP), Err(StoreError::Damaged { .. })),
                "{refused}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_model_has_flavors() {
        let check = |text: &str| check(text.as_bytes(), Path::new("MLmodel")).map_err(|error| error.to_string());
        assert_eq!(check("flavors:\n  a: {}\n"), Ok(()));
        for (bad, reason) in [
            ("", "MLmodel: not a map of keys and values"),
            (
                "flavors: {}\n",
                "MLmodel: names no flavors, so nothing could load this model",
            ),
            ("a: b\n", "MLmodel: names no flavors, so nothing could load this model"),
        ] {
            assert_eq!(check(bad), Err(reason.to_owned()));
        }
        for bad in [
            "a: [",
            "flavors:\n  a: {}\nmetadata: !!python/object/apply:os.system [id]\n",
        ] {
            assert!(
                check(bad).is_err_and(|reason| reason.starts_with("MLmodel: not YAML: ")),
                "{bad}"
            );
        }
    }
}
