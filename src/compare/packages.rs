//! The packages that a run's environment files name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Found, Value};
use crate::codec::{Kind, Node, text, yaml};
use crate::fsx;
use crate::store::Damage;

/// Greater ones are no environment files.
const MAX_SIZE: u64 = 1 << 20;

type Packages = BTreeMap<String, BTreeSet<String>>;

/// Every package that a `requirements.txt`, `conda.yaml` or `python_env.yaml` among the files names, in whatever folder,
/// with its version: `1.2` for `==1.2`, else as written (`<2`), and `any` without one; several with commas between. Names
/// are compared as pip does. What pip installs from elsewhere, and its options, are keys of their own. A file that cannot
/// be read is reported.
#[must_use]
pub fn read(folder: &Path, files: &Found) -> (Found, Vec<Damage>) {
    let mut packages = Packages::new();
    let mut damage = Vec::new();
    for (name, value) in files.values() {
        let file = name.rsplit('/').next().unwrap_or_default();
        if !matches!(file, "requirements.txt" | "conda.yaml" | "python_env.yaml") {
            continue;
        }
        let path = folder.join(name);
        let bytes = match value {
            Value::File { size, .. } if *size <= MAX_SIZE => fsx::read(&path).map_err(Damage::from),
            Value::File { .. } => Err(Damage::new(path.clone(), "too large for an environment file")),
            _ => Err(Damage::new(path.clone(), "not read")),
        };
        let done = bytes.and_then(|bytes| match file {
            "requirements.txt" => {
                requirements(&text::decode(bytes).text, &mut packages);
                Ok(())
            }
            _ => match yaml::parse(&bytes) {
                Ok(document) => {
                    environment(document.as_ref(), &mut packages);
                    Ok(())
                }
                Err(error) => Err(Damage::new(path, error.to_string())),
            },
        });
        damage.extend(done.err());
    }
    let joined = |versions: BTreeSet<String>| versions.into_iter().collect::<Vec<_>>().join(", ");
    let values = packages
        .into_iter()
        .map(|(key, versions)| (key, Value::Text(joined(versions))));
    let mut found = Found::new(values.collect());
    if let Some(reason) = files.lost_all() {
        found = found.but_lost(reason);
    }
    if let Some(first) = damage.first() {
        found = found.but_lost(format!("{}: {}", first.path.display(), first.reason));
    }
    (found, damage)
}

fn requirements(text: &str, packages: &mut Packages) {
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").lines() {
        let line = line
            .split(" #")
            .next()
            .unwrap_or_default()
            .split(" --hash")
            .next()
            .unwrap_or_default();
        if !line.trim_start().starts_with('#') {
            requirement(line, packages);
        }
    }
}

/// One of pip's lines. `-r` names a file that is read itself.
fn requirement(line: &str, packages: &mut Packages) {
    let line = line.trim();
    if line.is_empty() || line.starts_with("-r ") {
        return;
    }
    let end = line
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let (key, version) = match rest.trim_start().chars().next() {
        None | Some('=' | '<' | '>' | '~' | '!' | '[' | ';' | '@') if is_name => (normal(name), rest.trim()),
        _ => (line.to_owned(), ""),
    };
    add(packages, key, version);
}

/// Of conda's `dependencies` and of a virtualenv's `python`, `build_dependencies` and `dependencies`.
fn environment(document: Option<&Node>, packages: &mut Packages) {
    let Some(document) = document else { return };
    if let Some(version) = document.get("python").and_then(Node::text) {
        add(packages, "python".to_owned(), version);
    }
    for part in ["build_dependencies", "dependencies"] {
        let Some(Kind::Sequence(items)) = document.get(part).map(|node| &node.kind) else {
            continue;
        };
        for item in items {
            match (&item.kind, item.get("pip").map(|pip| &pip.kind)) {
                (Kind::Scalar { text, .. }, _) => dependency(text, packages),
                (_, Some(Kind::Sequence(lines))) => {
                    lines
                        .iter()
                        .filter_map(Node::text)
                        .for_each(|line| requirement(line, packages));
                }
                _ => {}
            }
        }
    }
}

/// One of conda's: `name=1.2`, `name=1.2=build` and `channel::name` besides what pip writes.
fn dependency(text: &str, packages: &mut Packages) {
    let text = text.rsplit("::").next().unwrap_or(text);
    match text.split_once('=') {
        Some((name, version)) if !version.starts_with('=') && !name.ends_with(['<', '>', '!', '~']) => {
            add(packages, normal(name.trim()), version);
        }
        _ => requirement(text, packages),
    }
}

fn add(packages: &mut Packages, key: String, version: &str) {
    let pinned = version.strip_prefix("==").filter(|pin| !pin.contains([',', '*', ';']));
    let version = match pinned.unwrap_or(version).trim() {
        "" => "any",
        version => version,
    };
    packages.entry(key).or_default().insert(version.to_owned());
}

/// PEP 503.
fn normal(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(packages: &Packages) -> Vec<(&str, String)> {
        let join = |versions: &BTreeSet<String>| versions.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        packages
            .iter()
            .map(|(key, versions)| (key.as_str(), join(versions)))
            .collect()
    }

    #[test]
    fn every_spelling_of_a_requirement() {
        let mut packages = Packages::new();
        requirements(
            "# comment\nnumpy==1.26.4\nScikit_Learn >= 1.2, <2  # why\n-r other.txt\n--index-url https://x\nplain\n\
             torch[cuda]==2.0 ; python_version > '3'\npkg @ git+https://h/r\n./local/x.whl\nlong==1 \\\n  --hash=sha256:a\n",
            &mut packages,
        );
        assert_eq!(
            listed(&packages),
            [
                ("--index-url https://x", "any"),
                ("./local/x.whl", "any"),
                ("long", "1"),
                ("numpy", "1.26.4"),
                ("pkg", "@ git+https://h/r"),
                ("plain", "any"),
                ("scikit-learn", ">= 1.2, <2"),
                ("torch", "[cuda]==2.0 ; python_version > '3'"),
            ]
            .map(|(key, version)| (key, version.to_owned()))
        );

        let mut packages = Packages::new();
        let documents: [&[u8]; 2] = [
            b"name: e\nchannels: [conda-forge]\ndependencies:\n- python=3.10.12\n- conda-forge::mkl=2023=h1\n- pip<=23\n- pip:\n  - numpy==2.0\n",
            b"python: 3.10.12\nbuild_dependencies: [pip==22, wheel]\ndependencies: [-r requirements.txt]\n",
        ];
        for document in documents {
            environment(yaml::parse(document).unwrap().as_ref(), &mut packages);
        }
        assert_eq!(
            listed(&packages),
            [
                ("mkl", "2023=h1"),
                ("numpy", "2.0"),
                ("pip", "22, <=23"),
                ("python", "3.10.12"),
                ("wheel", "any"),
            ]
            .map(|(key, version)| (key, version.to_owned()))
        );
    }
}
