use serde_json::{Map, Value as Json, json};

use super::{Cell, Record};
use crate::artifact::mlmodel::{Flavor, InputExample, Inspection, MlModel, Schema, Signature, Unpickles, plain};
use crate::store::{ArtifactPlace, FoundModel};

/// A model's folder as a page.
///
/// As JSON it is one object: `uri` as it was given, `folder`, `registered` (`name`, `version`; null for others); of the
/// `MLmodel` `flavors` (whole), `signature` (`inputs`, `outputs`, `params`, lists in MLflow's form, or null), `run_id`,
/// `model_id`, `model_uuid`, `artifact_path`, `utc_time_created`, `mlflow_version`, `model_size_bytes`, `metadata` and
/// `other` (all other keys); of the folder `python_version`, `requirements` (lines; null without a file), `input_example`,
/// `size` in bytes and `files` (`path`, `file_size`); `loading`: `unpickles` (true, false, null when unknown), `because` (what
/// it unpickles, or the flavors not known), `runs` (Python that comes with the model), `trusts` (types, of
/// skops), `pickles` (files); and `damage`.
#[must_use]
pub fn model_page(uri: &str, place: &ArtifactPlace, found: &Inspection) -> Record<Json> {
    let model = &found.model;
    let folder = place.local().to_string_lossy().into_owned();
    let registered = match &place.model {
        Some(FoundModel::Version(version)) => Some((version.name.as_str(), version.version.0)),
        _ => None,
    };
    let id = model.model_id.as_ref().or(model.model_uuid.as_ref()).unwrap_or(&folder);
    let text = |text: &Option<String>| Cell::text(text.as_deref());
    let loading = &found.loading;
    let page = Record::new(page_json(uri, &folder, registered, found))
        .id(id.as_str())
        .row(
            "model",
            registered.map_or(Cell::Empty, |(name, version)| {
                format!("{name}, version {version}").into()
            }),
        )
        .row("folder", folder.as_str())
        .row("model_id", text(&model.model_id))
        .row(
            "model_uuid",
            text(
                &model
                    .model_uuid
                    .clone()
                    .filter(|uuid| model.model_id.as_ref() != Some(uuid)),
            ),
        )
        .row("run_id", text(&model.run_id))
        .row(
            "created",
            text(&model.utc_time_created.as_ref().map(|time| format!("{time} UTC"))),
        )
        .row("mlflow", text(&model.mlflow_version))
        .row("python", text(&found.python_version))
        .row("size", Cell::Bytes(found.size))
        .row("recorded size", model.model_size_bytes.map_or(Cell::Empty, Cell::Bytes))
        .row("unpickles", loading.unpickles.to_string())
        .row("runs code", list_cell(&loading.runs))
        .row("trusts types", list_cell(&loading.trusts))
        .row("pickles", list_cell(&loading.pickles))
        .section("flavors")
        .rows(
            model
                .flavors
                .iter()
                .map(|flavor| (flavor.name.clone(), flavor_line(flavor).into())),
        );
    let page = signature_sections(page, model)
        .section("requirements")
        .rows(found.requirements.lines.iter().map(|line| requirement(line)))
        .section("input example");
    let page = match &found.example {
        Some(example) => example_rows(page, example),
        None => page,
    };
    let others = model.others().map(|(key, value)| (key.to_owned(), plain(value).into()));
    let metadata = model.metadata.as_ref().map(entries).unwrap_or_default();
    page.section("metadata")
        .rows(metadata)
        .section("other")
        .rows(others)
        .section("files")
        .rows(
            found
                .files
                .iter()
                .map(|file| (file.path.clone(), file.file_size.map_or("".into(), Cell::Bytes))),
        )
        .section("damage")
        .rows(
            model
                .damage
                .iter()
                .enumerate()
                .map(|(at, line)| ((at + 1).to_string(), line.as_str().into())),
        )
}

fn list_cell(items: &[String]) -> Cell {
    match items {
        [] => Cell::Empty,
        items => items.join(", ").into(),
    }
}

/// The version of the library, and what is loaded how.
fn flavor_line(flavor: &Flavor) -> String {
    let says = |key: &str| flavor.text(key).filter(|said| !said.is_empty());
    let parts = [
        flavor.version(),
        says("loader_module"),
        flavor.data(),
        says("serialization_format")
            .or_else(|| says("model_format"))
            .or_else(|| says("save_format")),
        says("model_class").or_else(|| says("model_type")),
        says("task"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn signature_sections(page: Record<Json>, model: &MlModel) -> Record<Json> {
    let Some(signature) = &model.signature else {
        return page.section("signature").row("signature", "none");
    };
    let rows = |schema: &Option<Schema>| -> Vec<(String, Cell)> {
        let rows = schema.iter().flat_map(Schema::rows);
        rows.map(|(name, kind)| (name, kind.into())).collect()
    };
    let params = signature
        .params
        .iter()
        .map(|param| (param.name.clone(), param.describe().into()));
    page.section("inputs")
        .rows(rows(&signature.inputs))
        .section("outputs")
        .rows(rows(&signature.outputs))
        .section("params")
        .rows(params)
}

/// `numpy` and `==1.26.4`; what is no package's name is a line of its own.
fn requirement(line: &str) -> (String, Cell) {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    match (name, rest.trim()) {
        ("", _) => (line.to_owned(), "as it stands".into()),
        (name, "") => (name.to_owned(), "any".into()),
        (name, rest) => (name.to_owned(), rest.into()),
    }
}

fn example_rows(page: Record<Json>, example: &InputExample) -> Record<Json> {
    page.row("file", example.path.as_str())
        .row("type", Cell::text(example.kind.as_deref()))
        .row("orient", Cell::text(example.orient.as_deref()))
        .row(
            "with params",
            if example.has_params { "yes".into() } else { Cell::Empty },
        )
        .row("as request", Cell::text(example.serving.as_deref()))
        .row("begins", Cell::text(example.preview.as_deref()))
}

fn entries(value: &Json) -> Vec<(String, Cell)> {
    match value {
        Json::Object(object) => object
            .iter()
            .map(|(key, value)| (key.clone(), plain(value).into()))
            .collect(),
        other => vec![("metadata".to_owned(), plain(other).into())],
    }
}

fn page_json(uri: &str, folder: &str, registered: Option<(&str, i64)>, found: &Inspection) -> Json {
    let model = &found.model;
    let flavors = model
        .flavors
        .iter()
        .map(|flavor| (flavor.name.clone(), Json::from(flavor.conf.clone())));
    let (unpickles, because) = match &found.loading.unpickles {
        Unpickles::Yes(what) => (Some(true), &what[..]),
        Unpickles::No => (Some(false), &[][..]),
        Unpickles::Unknown(flavors) => (None, &flavors[..]),
    };
    let others = model.others().map(|(key, value)| (key.to_owned(), value.clone()));
    let files = found
        .files
        .iter()
        .map(|file| json!({ "path": file.path, "file_size": file.file_size }));
    let example = found.example.as_ref().map(|example| {
        json!({
            "path": example.path, "type": example.kind, "pandas_orient": example.orient,
            "serving_input_path": example.serving, "has_params": example.has_params, "preview": example.preview,
        })
    });
    json!({
        "uri": uri,
        "folder": folder,
        "registered": registered.map(|(name, version)| json!({ "name": name, "version": version })),
        "flavors": flavors.collect::<Map<String, Json>>(),
        "signature": model.signature.as_ref().map(Signature::json),
        "run_id": model.run_id,
        "model_id": model.model_id,
        "model_uuid": model.model_uuid,
        "artifact_path": model.artifact_path,
        "utc_time_created": model.utc_time_created,
        "mlflow_version": model.mlflow_version,
        "model_size_bytes": model.model_size_bytes,
        "metadata": model.metadata,
        "other": others.collect::<Map<String, Json>>(),
        "python_version": found.python_version,
        "requirements": found.requirements.is_there.then_some(&found.requirements.lines),
        "input_example": example,
        "size": found.size,
        "files": files.collect::<Vec<Json>>(),
        "loading": {
            "unpickles": unpickles,
            "because": because,
            "runs": found.loading.runs,
            "trusts": found.loading.trusts,
            "pickles": found.loading.pickles,
        },
        "damage": model.damage,
    })
}
