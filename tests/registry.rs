//! The registry as a library: MLflow's answers, codes and messages, and where we do better.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use mlrun::model::{
    Alias, ChangeRecord, Key, Millis, ModelName, ModelVersion, RegistryChange, RegistryEvent, Stage, Tag,
    VersionNumber, tags,
};
use mlrun::search::{Dialect, Entity, Filter, Order};
use mlrun::store::file::FileStore;
use mlrun::store::{
    ModelChange, ModelQuery, NewModelVersion, NewRegisteredModel, RegistryStore, RegistryStoreExt, Result, StoreError,
    VersionChange, VersionQuery,
};

struct Fixture {
    store: FileStore,
    folder: tempfile::TempDir,
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: Key::parse(key).unwrap(),
        value: value.to_owned(),
    }
}

fn name(text: &str) -> ModelName {
    ModelName::parse(text).unwrap()
}

fn said<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, String) {
    let error: StoreError = result.unwrap_err();
    (error.code(), error.to_string())
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("mlruns"));
        Self { store, folder }
    }

    fn model(&self, text: &str, tags: &[Tag], at: i64) -> Result<mlrun::model::RegisteredModel> {
        RegistryStore::create_registered_model(
            &self.store,
            NewRegisteredModel {
                name: ModelName::parse_new(text)?,
                description: None,
                tags: tags.to_vec(),
                at: Millis(at),
            },
        )
    }

    fn version(&self, text: &str, source: &str, at: i64) -> Result<ModelVersion> {
        self.version_tagged(text, source, &[], at)
    }

    fn version_tagged(&self, text: &str, source: &str, tags: &[Tag], at: i64) -> Result<ModelVersion> {
        let new = NewModelVersion {
            name: name(text),
            source: source.to_owned(),
            run_id: Some("r1".to_owned()),
            run_link: None,
            model_id: None,
            description: None,
            tags: tags.to_vec(),
            user_id: Some("ada".to_owned()),
            at: Millis(at),
        };
        RegistryStore::create_model_version(&self.store, new)
    }

    fn change(&self, text: &str, change: ModelChange, at: i64) -> Result<Vec<RegistryEvent>> {
        RegistryStore::update_registered_model(&self.store, &name(text), change, Millis(at), Some(&ada()))
    }

    fn change_version(&self, text: &str, number: i64, change: VersionChange, at: i64) -> Result<Vec<RegistryEvent>> {
        let number = VersionNumber(number);
        RegistryStore::update_model_version(&self.store, &name(text), number, change, Millis(at), Some(&ada()))
    }

    fn transition(&self, text: &str, number: i64, stage: Stage, archive: bool, at: i64) -> Result<Vec<RegistryEvent>> {
        let change = VersionChange::Transition {
            stage,
            archive_existing_versions: archive,
        };
        self.change_version(text, number, change, at)
    }

    /// Everything anyone sees of the model and its versions.
    fn seen(&self, text: &str) -> String {
        let model = RegistryStore::get_registered_model(&self.store, &name(text)).unwrap();
        assert_eq!(model.damage, []);
        format!("{:#?}\n{:#?}", model.value, self.versions(&format!("name = '{text}'")))
    }

    fn versions(&self, filter: &str) -> Vec<ModelVersion> {
        let query = VersionQuery {
            filter: Filter::parse(Entity::ModelVersion, filter, Dialect::Mlflow).unwrap(),
            ..VersionQuery::default()
        };
        let page = RegistryStore::search_model_versions(&self.store, &query).unwrap();
        assert_eq!(page.damage, []);
        page.items
    }

    fn file(&self, below: &str) -> std::path::PathBuf {
        self.folder.path().join("mlruns/models").join(below)
    }
}

fn ada() -> ChangeRecord {
    ChangeRecord {
        by: "ada".to_owned(),
        comment: Some("because".to_owned()),
    }
}

fn read(path: &Path) -> String {
    mlrun::fsx::read(path)
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .unwrap()
}

#[test]
fn a_model_lives_as_in_mlflow() {
    let at = Fixture::new();
    at.model("m", &[tag("k", "v"), tag("k", "w")], 10).unwrap();
    assert_eq!(
        said(at.model("m", &[], 11)),
        (
            "RESOURCE_ALREADY_EXISTS",
            "Registered Model (name=m) already exists.".to_owned()
        )
    );
    assert_eq!(
        said(at.version("nope", "s3://b/x", 11)),
        (
            "RESOURCE_DOES_NOT_EXIST",
            "Registered Model with name=nope not found".to_owned()
        )
    );
    for number in 1..=3 {
        assert_eq!(
            at.version("m", &format!("s3://b/{number}"), 20 + number)
                .unwrap()
                .version
                .0,
            number
        );
    }
    let model = RegistryStore::get_registered_model(&at.store, &name("m"))
        .unwrap()
        .value;
    assert_eq!(
        (model.creation_timestamp, model.last_updated_timestamp),
        (Some(Millis(10)), Some(Millis(23)))
    );
    assert_eq!(model.tags.get("k").map(String::as_str), Some("w"));

    at.transition("m", 1, Stage::Production, false, 30).unwrap();
    let events = at.transition("m", 2, Stage::Production, true, 31).unwrap();
    let told: Vec<_> = events
        .into_iter()
        .map(|event| (event.version.unwrap().0, event.what))
        .collect();
    let moved = |from: &str, to: &str, made_room| RegistryChange::Transition {
        from: from.to_owned(),
        to: to.to_owned(),
        made_room,
    };
    let expected = [
        (2, moved("None", "Production", false)),
        (1, moved("Production", "Archived", true)),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        said(at.transition("m", 1, Stage::None, true, 32)),
        (
            "INTERNAL_ERROR",
            "Model version transition cannot archive existing model versions because 'None' is not an Active stage. Valid \
             stages are ['Staging', 'Production']"
                .to_owned()
        )
    );
    let latest = at.store.get_latest_versions(&name("m"), &Stage::ALL).unwrap();
    let latest: Vec<_> = latest.iter().map(|v| (v.current_stage.as_str(), v.version.0)).collect();
    assert_eq!(latest, [("None", 3), ("Production", 2), ("Archived", 1)]);

    let champ = Alias::parse("champ").unwrap();
    let set = |alias: &str, number| ModelChange::SetAlias(Alias::parse(alias).unwrap(), VersionNumber(number));
    at.change("m", set("champ", 1), 40).unwrap();
    at.change("m", set("champ", 2), 41).unwrap();
    assert_eq!(
        said(at.change("m", set("v1", 1), 42)).1,
        "Version alias name 'v1' is reserved."
    );
    assert_eq!(
        said(at.change("m", set("champ", 999), 42)),
        (
            "RESOURCE_DOES_NOT_EXIST",
            "Model Version (name=m, version=999) not found".to_owned()
        )
    );
    let meant = at.store.get_model_version_by_alias(&name("m"), &champ).unwrap().value;
    assert_eq!((meant.version.0, meant.aliases), (2, vec!["champ".to_owned()]));
    let latest = at
        .store
        .get_model_version_by_alias(&name("m"), &Alias::parse("LATEST").unwrap());
    assert_eq!(latest.unwrap().value.version.0, 3);

    at.change_version("m", 2, VersionChange::Delete, 50).unwrap();
    assert_eq!(
        said(at.store.get_model_version_by_alias(&name("m"), &champ)),
        (
            "INVALID_PARAMETER_VALUE",
            "Registered model alias champ not found.".to_owned()
        )
    );
    assert_eq!(
        said(at.change_version("m", 2, VersionChange::Delete, 51)).1,
        "Model Version (name=m, version=2) not found"
    );
    at.change_version("m", 3, VersionChange::Delete, 51).unwrap();
    assert_eq!(
        at.version("m", "s3://b/again", 52).unwrap().version.0,
        4,
        "a number comes once"
    );
    at.change("m", ModelChange::Delete, 60).unwrap();
    assert!(
        said(at.change("m", ModelChange::Delete, 61))
            .1
            .contains("name=m not found")
    );
    at.model("m", &[], 62).unwrap();
    assert_eq!(at.version("m", "s3://b/x", 63).unwrap().version.0, 1);
}

#[test]
fn a_renamed_model_keeps_everything() {
    let at = Fixture::new();
    at.model("old", &[tag("a/b", "1")], 10).unwrap();
    at.model("taken", &[], 10).unwrap();
    at.version_tagged("old", "s3://b/1", &[tag("t", "x\ny")], 20).unwrap();
    at.version("old", "s3://b/2", 21).unwrap();
    at.change(
        "old",
        ModelChange::SetAlias(Alias::parse("é").unwrap(), VersionNumber(1)),
        30,
    )
    .unwrap();
    let before = at.seen("old");
    let rename = |to: &str| ModelChange::Rename(name(to));
    assert_eq!(
        said(at.change("old", rename("taken"), 40)),
        (
            "RESOURCE_ALREADY_EXISTS",
            "Registered Model (name=taken) already exists.".to_owned()
        )
    );
    assert_eq!(at.change("old", rename("old"), 40).unwrap(), []);
    assert_eq!(at.seen("old"), before);
    at.change("old", rename("new – 이름"), 40).unwrap();
    assert!(said(at.change("old", rename("x"), 41)).1.contains("name=old not found"));
    let model = RegistryStore::get_registered_model(&at.store, &name("new – 이름"))
        .unwrap()
        .value;
    assert_eq!(model.aliases.get("é"), Some(&VersionNumber(1)));
    assert_eq!(model.tags.get("a/b").map(String::as_str), Some("1"));
    let versions = at.versions("name = 'new – 이름'");
    assert_eq!(versions.len(), 2);
    assert!(
        versions
            .iter()
            .all(|version| version.last_updated_timestamp == Some(Millis(40)))
    );
    assert_eq!(versions[1].tags.get("t").map(String::as_str), Some("x\ny"));
    assert!(read(&at.file("new – 이름/version-1/meta.yaml")).contains("name: new – 이름\n"));
}

#[test]
fn a_history_tells_who_when_and_why() {
    let at = Fixture::new();
    at.model("m", &[], 10).unwrap();
    at.version("m", "s3://b/1", 20).unwrap();
    at.version("m", "s3://b/2", 21).unwrap();
    at.transition("m", 1, Stage::Staging, false, 30).unwrap();
    at.transition("m", 2, Stage::Staging, true, 30).unwrap();
    at.change(
        "m",
        ModelChange::SetAlias(Alias::parse("c").unwrap(), VersionNumber(2)),
        30,
    )
    .unwrap();
    at.change("m", ModelChange::DeleteAlias(Alias::parse("c").unwrap()), 31)
        .unwrap();
    at.change("m", ModelChange::Rename(name("n")), 32).unwrap();
    at.change_version("n", 2, VersionChange::Delete, 33).unwrap();
    let history = RegistryStore::registry_history(&at.store, &name("n")).unwrap();
    assert_eq!(history.damage, []);
    let told: Vec<String> = history
        .value
        .iter()
        .map(|event| {
            let by = event.record.as_ref().map_or("-", |record| record.by.as_str());
            let version = event.version.map_or("-".to_owned(), |version| version.to_string());
            format!("{} {version} {by} {:?}", event.at.0, event.what)
        })
        .collect();
    assert_eq!(
        told,
        [
            "10 - - ModelCreated",
            "20 1 ada VersionCreated",
            "21 2 ada VersionCreated",
            "30 1 ada Transition { from: \"None\", to: \"Staging\", made_room: false }",
            "30 1 ada Transition { from: \"Staging\", to: \"Archived\", made_room: true }",
            "30 2 ada Transition { from: \"None\", to: \"Staging\", made_room: false }",
            "30 2 ada AliasSet { alias: \"c\", from: None }",
            "31 2 ada AliasDeleted { alias: \"c\" }",
            "32 - ada ModelRenamed { from: \"m\" }",
            "33 2 ada VersionDeleted",
        ]
    );
    let comments = history
        .value
        .iter()
        .filter_map(|event| event.record.as_ref()?.comment.as_deref());
    assert_eq!(comments.filter(|comment| *comment == "because").count(), 7);
}

#[test]
fn prompts_and_damage_do_not_hide_models() {
    let at = Fixture::new();
    let prompt = tag(tags::IS_PROMPT, "true");
    at.model("p", std::slice::from_ref(&prompt), 10).unwrap();
    at.model("m", &[], 11).unwrap();
    at.version("m", "s3://b/1", 12).unwrap();
    at.version("m", "s3://b/2", 12).unwrap();
    assert_eq!(
        said(at.model("p", &[], 12)).1,
        "Tried to create a registered model with name 'p', but the name is already taken by a prompt. MLflow does not allow \
         creating a model and a prompt with the same name."
    );
    assert_eq!(
        said(at.model("m", &[prompt], 12)).1,
        "Tried to create a prompt with name 'm', but the name is already taken by a registered model. MLflow does not allow \
         creating a model and a prompt with the same name."
    );
    let staging = at.folder.path();
    for (file, content) in [
        ("m/version-2/meta.yaml", ""),
        ("broken/version-1/x", ""),
        ("m/aliases/lost", "x"),
        ("m/version-x/meta.yaml", "name: m"),
        ("old:%/meta.yaml", "name: old:%\ncreation_timestamp: 1\n"),
        (".DS_Store", ""),
        ("m/aliases/.DS_Store", ""),
        (".ipynb_checkpoints/x", ""),
    ] {
        let path = at.file(file);
        mlrun::fsx::create_dir_all(path.parent().unwrap()).unwrap();
        mlrun::fsx::replace_file(&path, content.as_bytes(), staging).unwrap();
    }
    let page = RegistryStore::search_registered_models(&at.store, &ModelQuery::default()).unwrap();
    let names: Vec<_> = page.items.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["m", "old:%", "p"]);
    assert_eq!(page.damage.len(), 4, "{:#?}", page.damage);
    let page = RegistryStore::search_model_versions(&at.store, &VersionQuery::default()).unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(at.version("m", "s3://b/3", 13).unwrap().version.0, 3);
    let order = Order::parse(
        Entity::ModelVersion,
        &["version_number ASC".to_owned()],
        Dialect::Mlflow,
    )
    .unwrap();
    let query = VersionQuery {
        order,
        max: Some(1),
        ..VersionQuery::default()
    };
    let page = RegistryStore::search_model_versions(&at.store, &query).unwrap();
    assert_eq!(
        (page.items.len(), page.total, page.next.map(|next| next.offset)),
        (1, Some(2), Some(1))
    );
}

#[test]
fn a_cut_file_is_no_version_and_a_rewritten_one_keeps_what_mlflow_wrote() {
    let at = Fixture::new();
    let write = |file: &str, content: &str| {
        mlrun::fsx::replace_file(&at.file(file), content.as_bytes(), at.folder.path()).unwrap();
    };
    at.model("m", &[], 10).unwrap();
    at.version("m", "s3://b/1", 11).unwrap();
    at.version("m", "s3://b/2", 11).unwrap();
    at.change_version("m", 2, VersionChange::Delete, 12).unwrap();
    let whole = read(&at.file("m/version-2/meta.yaml"));
    write("m/version-2/meta.yaml", whole.split("current_stage").next().unwrap());
    let page = RegistryStore::search_model_versions(&at.store, &VersionQuery::default()).unwrap();
    assert_eq!((page.items.len(), page.damage.len()), (1, 1), "{:#?}", page.damage);
    write("m/version-2/meta.yaml", &whole);
    let old = read(&at.file("m/version-1/meta.yaml"));
    write(
        "m/version-1/meta.yaml",
        &format!("aliases:\n- champion\ndeployment_job_state: null\n{old}"),
    );
    at.transition("m", 1, Stage::Staging, false, 13).unwrap();
    let new = read(&at.file("m/version-1/meta.yaml"));
    assert!(
        new.starts_with("aliases:\n- champion\ncreation_timestamp: 11\n"),
        "{new}"
    );
    assert!(new.contains("\ndeployment_job_state: null\n"), "{new}");

    write("m/meta.yaml", "");
    at.change("m", ModelChange::Rename(name("n")), 14).unwrap();
    assert!(at.file("n/version-1/meta.yaml").exists() && !at.file("m").exists());
    at.change("n", ModelChange::Delete, 15).unwrap();
    assert!(!at.file("n").exists());
}

#[test]
fn what_stands_in_the_way_is_said() {
    let at = Fixture::new();
    at.model("m", &[], 10).unwrap();
    at.version("m", "s3://b/1", 11).unwrap();
    let last = at.file("m/version-9223372036854775807");
    mlrun::fsx::create_dir_all(&last).unwrap();
    assert_eq!(said(at.version("m", "s3://b/2", 12)).0, "INVALID_STATE");
    let broken = at.file("m/aliases/lost");
    mlrun::fsx::create_dir_all(broken.parent().unwrap()).unwrap();
    mlrun::fsx::replace_file(&broken, b"x", at.folder.path()).unwrap();
    let gone = at
        .change("m", ModelChange::DeleteAlias(Alias::parse("lost").unwrap()), 13)
        .unwrap();
    assert_eq!((gone.len(), broken.exists()), (1, false));

    mlrun::fsx::rename(&at.file(""), &at.folder.path().join("away")).unwrap();
    mlrun::fsx::replace_file(&at.folder.path().join("mlruns/models"), b"x", at.folder.path()).unwrap();
    let listed = RegistryStore::search_registered_models(&at.store, &ModelQuery::default());
    assert_eq!(said(listed).0, "INTERNAL_ERROR");
}
