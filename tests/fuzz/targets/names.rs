//! Texts that name things: URIs, paths, keys, ids. What is accepted cannot lead out of its folder, and reads the same again.

use std::path::{Component, Path, PathBuf};

use mlrun::cli::{Environment, Settings};
use mlrun::model::{Alias, ArtifactPath, ArtifactUri, ExperimentId, Key, LoggedModelId, ModelName, RunId, TraceId};
use mlrun::project::source::without_logins;
use mlrun::store::file::{folder_uri, local_path, places};
use mlrun::store::{Stores, resolve_artifact, resolve_experiment, resolve_logged_model, resolve_run, resolve_trace};
use mlrun::view::escape;

use super::ground::Ground;

thread_local! {
    static GROUND: Ground = Ground::new();
}

pub(super) fn try_with(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    ids(text);
    keys_and_paths(text);
    places_of(text);
    secrets(text);
    let shown = escape(text);
    assert!(!shown.chars().any(char::is_control));
    GROUND.with(|ground| references(ground, text));
}

fn is_one_part(text: &str) {
    let parts: Vec<Component<'_>> = Path::new(text).components().collect();
    assert!(
        matches!(parts[..], [Component::Normal(part)] if part == text),
        "{text:?}"
    );
    assert!(!text.contains('\0'), "{text:?}");
}

fn ids(text: &str) {
    let ids = [
        ExperimentId::parse(text).map(String::from),
        RunId::parse(text).map(String::from),
        LoggedModelId::parse(text).map(String::from),
        TraceId::parse(text).map(String::from),
        Alias::parse(text).map(|alias| alias.to_string()),
        ModelName::parse(text).map(|name| name.to_string()),
    ];
    for id in ids.into_iter().flatten() {
        assert_eq!(id, text);
        is_one_part(text);
    }
}

fn keys_and_paths(text: &str) {
    if let Ok(key) = Key::parse(text) {
        assert_eq!(key.as_str(), text);
        text.split('/').for_each(is_one_part);
    }
    if let Ok(path) = ArtifactPath::parse(text) {
        assert_eq!(ArtifactPath::parse(path.as_str()).as_ref(), Ok(&path));
        if !path.is_root() {
            path.as_str().split('/').for_each(is_one_part);
        }
        if let Ok(joined) = ArtifactPath::parse("a").and_then(|a| a.join(text)) {
            assert!(Path::new(joined.as_str()).starts_with("a"));
            assert_eq!(ArtifactPath::parse(joined.as_str()), Ok(joined));
        }
    }
    if let Ok(uri) = ArtifactUri::parse(text) {
        assert_eq!(ArtifactUri::parse(&uri.to_string()), Ok(uri));
    }
}

fn places_of(text: &str) {
    let settings = Settings::new(Some(text), Environment::new(), PathBuf::from("/cwd"));
    if let Ok(folder) = settings.store_folder() {
        assert!(folder.is_absolute(), "{folder:?}");
    }
    if let Some(path) = local_path(text) {
        assert!(
            places(Path::new("/s/mlruns"), &path)
                .iter()
                .all(|place| place.is_absolute())
        );
        if path.is_absolute() && !text.contains('\0') {
            assert_eq!(local_path(&folder_uri(&path)), Some(path));
        }
    }
}

fn secrets(text: &str) {
    const SECRET: &str = "s3cr3t-of-the-user";
    if !text.contains(SECRET) {
        for said in [
            format!("{text} https://u:{SECRET}@host/p"),
            format!("https://u:{SECRET}@host/p {text}"),
        ] {
            assert!(!without_logins(&said).contains(SECRET), "{said:?}");
        }
    }
}

/// What names something of the store is in the store.
fn references(ground: &Ground, text: &str) {
    let store = ground.store();
    drop(resolve_run(&store, text));
    drop(resolve_experiment(&store, text, true));
    drop(resolve_logged_model(&store, text));
    drop(resolve_trace(&store, text));
    let Ok(uri) = ArtifactUri::parse(text) else { return };
    if matches!(uri, ArtifactUri::Elsewhere(_)) {
        return;
    }
    let root = ground.root();
    let stores = Stores {
        tracking: &store,
        registry: &store,
        logged: &store,
        root: &root,
        started_in: Path::new("/nowhere"),
    };
    if let Ok(place) = resolve_artifact(stores, &uri) {
        let local = place.local();
        let normal = local.components().all(|part| !matches!(part, Component::ParentDir));
        assert!(local.starts_with(&root) && normal, "{}", local.display());
    }
}
