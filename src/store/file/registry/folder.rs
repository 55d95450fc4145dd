//! A registered model's folder, opened to read.

use std::collections::BTreeMap;
use std::path::Path;

use super::journal::Journal;
use super::meta as written;
use crate::fsx::{self, Evidence, Folder, NameKind, PathError};
use crate::model::{ModelName, ModelVersion, RegisteredModel, Stage, VersionNumber};
use crate::store::Damage;
use crate::store::file::layout::META;
use crate::store::file::registry::names::{ALIASES, TAGS, VERSION};
use crate::store::file::{meta, values};

/// The folder of a version in its model's.
pub(super) fn version_folder(version: VersionNumber) -> String {
    format!("{VERSION}{version}")
}

/// The file of a version's tag, or of the model's own.
pub(super) fn tag_file(version: Option<VersionNumber>, key: &str) -> String {
    version.map_or_else(
        || format!("{TAGS}/{key}"),
        |version| format!("{VERSION}{version}/{TAGS}/{key}"),
    )
}

/// The file of an alias.
pub(super) fn alias_file(alias: &str) -> String {
    format!("{ALIASES}/{alias}")
}

/// An open folder, with what is written down to be changed in it.
#[derive(Debug)]
pub(super) struct ModelFolder {
    pub(super) name: ModelName,
    folder: Folder,
    opened: Moment,
    pending: Option<Journal>,
}

/// What the file system says of the folder, of its journal and of its `meta.yaml`: every change of several files is told by
/// one of them, also within one tick of the clock.
type Moment = [Option<Evidence>; 3];

fn moment(folder: &Folder) -> Moment {
    [folder.own_evidence(), Journal::evidence(folder), folder.evidence(META)]
}

impl ModelFolder {
    /// Opens a folder; `None` when there is none.
    pub(super) fn open(path: &Path, name: &ModelName) -> Result<Option<Self>, PathError> {
        match Folder::open(path) {
            Ok(folder) => Ok(Some(Self {
                name: name.clone(),
                opened: moment(&folder), // before the journal is read, which may come at any time
                pending: Journal::pending(&folder, name.as_str()),
                folder,
            })),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether it is as it was when it was opened.
    pub(super) fn is_as_opened(&self) -> bool {
        moment(&self.folder) == self.opened
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file's bytes; `None` when there is no such file.
    pub(super) fn read(&self, below: &str) -> Result<Option<Vec<u8>>, PathError> {
        match self.pending.as_ref().and_then(|journal| journal.file(below)) {
            Some(content) => Ok(content.map(|content| content.as_bytes().to_vec())),
            None => self.folder.read(below),
        }
    }

    /// A value's file; what cannot be read is reported.
    fn value(&self, part: &str, key: &str, damage: &mut Vec<Damage>) -> Option<String> {
        let below = format!("{part}/{key}");
        let bytes = values::there(self.read(&below), &self.folder, part, key, damage)?;
        values::value(bytes, &self.path().join(below), damage)
    }

    /// The values of a folder by name.
    fn values(&self, part: &str, damage: &mut Vec<Damage>) -> BTreeMap<String, String> {
        let mut keys = values::files(&self.folder, part, &crate::store::Keys::All, damage);
        if let Some(journal) = &self.pending {
            for (key, is_there) in journal.below(part) {
                keys.retain(|known| known != key);
                keys.extend(is_there.then(|| key.to_owned()));
            }
        }
        let read = keys.into_iter().filter_map(|key| {
            let value = self.value(part, &key, damage)?;
            Some((key, value))
        });
        read.collect()
    }

    /// A tag of a version, or of the model itself.
    pub(super) fn tag(&self, version: Option<VersionNumber>, key: &str, damage: &mut Vec<Damage>) -> Option<String> {
        let part = tag_part(version);
        if !values::may_be_file(&self.folder, &part, key) {
            return None;
        }
        self.value(&part, key, damage)
    }

    /// The tags of a version, or of the model itself.
    pub(super) fn tags(&self, version: Option<VersionNumber>, damage: &mut Vec<Damage>) -> BTreeMap<String, String> {
        self.values(&tag_part(version), damage)
    }

    /// Which version each alias means. One that means none is reported.
    pub(super) fn aliases(&self, damage: &mut Vec<Damage>) -> BTreeMap<String, VersionNumber> {
        let mut aliases = BTreeMap::new();
        for (alias, text) in self.values(ALIASES, damage) {
            match text.parse() {
                Ok(version) => drop(aliases.insert(alias, version)),
                Err(_) if values::is_hidden(&alias) => {} // a desktop's
                Err(_) => damage.push(Damage::new(
                    self.path().join(alias_file(&alias)),
                    "an alias that means no version: not a number",
                )),
            }
        }
        aliases
    }

    /// What `meta.yaml` says of the model; `None` when it cannot be read, which is then reported.
    pub(super) fn model(&self, damage: &mut Vec<Damage>) -> Option<RegisteredModel> {
        let path = self.path().join(META);
        let node = match self.read(META) {
            Ok(Some(bytes)) => meta::parse(bytes, &path, damage),
            Ok(None) => Err(Damage::new(self.path(), "a registered model without meta.yaml")),
            Err(error) => Err(error.into()),
        };
        let node = node.map_err(|found| damage.push(found)).ok()?;
        let mut reasons = Vec::new();
        let model = written::model(&node, &self.name, &mut reasons);
        if !reasons.is_empty() {
            damage.push(Damage::new(path, reasons.join("; ")));
        }
        Some(model)
    }

    /// The numbers of the versions that have a folder, deleted ones too, in order.
    pub(super) fn numbers(&self, damage: &mut Vec<Damage>) -> Vec<VersionNumber> {
        let names = self.folder.names("").unwrap_or_else(|error| {
            damage.push(error.into());
            Vec::new()
        });
        let mut numbers = Vec::new();
        for (name, kind) in names {
            let Some(number) = name.strip_prefix(VERSION) else {
                continue;
            };
            let path = self.path().join(&name);
            if kind == NameKind::File || (kind == NameKind::Link && !fsx::is_dir(&path)) {
                continue;
            }
            match number.parse::<i64>() {
                Ok(number) if name == format!("{VERSION}{number}") => numbers.push(VersionNumber(number)),
                _ => damage.push(Damage::new(path, "a version whose folder has no number")),
            }
        }
        numbers.sort_unstable();
        numbers
    }

    /// What `meta.yaml` says of a version, without tags and aliases; `None` when it cannot be read, which is then
    /// reported, or when there is none.
    pub(super) fn version(&self, version: VersionNumber, damage: &mut Vec<Damage>) -> Option<ModelVersion> {
        let below = format!("{}/{META}", version_folder(version));
        let path = self.path().join(&below);
        let node = match self.read(&below) {
            Ok(Some(bytes)) => meta::parse(bytes, &path, damage),
            Ok(None) if fsx::is_dir(&self.path().join(version_folder(version))) => Err(Damage::new(
                self.path().join(version_folder(version)),
                "a version without meta.yaml",
            )),
            Ok(None) => return None,
            Err(error) => Err(error.into()),
        };
        let mut reasons = Vec::new();
        let mut read = |node| written::version(&node, &self.name, version, &mut reasons);
        let found = node.and_then(|node| read(node).map_err(|reason| Damage::new(&path, reason)));
        let found = found.map_err(|found| damage.push(found)).ok()?;
        if !reasons.is_empty() {
            damage.push(Damage::new(path, reasons.join("; ")));
        }
        Some(found)
    }

    /// All versions that are not deleted, or all, without tags and aliases, in the order of their numbers.
    pub(super) fn versions(&self, deleted: bool, damage: &mut Vec<Damage>) -> Vec<ModelVersion> {
        let numbers = self.numbers(damage).into_iter();
        let mut versions: Vec<ModelVersion> = numbers.filter_map(|number| self.version(number, damage)).collect();
        versions.retain(|version| deleted || version.current_stage != Stage::Deleted);
        versions
    }

    /// Adds aliases, and tags where they are wanted.
    pub(super) fn complete(
        &self,
        version: &mut ModelVersion,
        aliases: &BTreeMap<String, VersionNumber>,
        tags: bool,
        damage: &mut Vec<Damage>,
    ) {
        if tags {
            version.tags = self.tags(Some(version.version), damage);
        }
        let own = aliases.iter().filter(|(_, meant)| **meant == version.version);
        version.aliases = own.map(|(alias, _)| alias.clone()).collect();
    }

    /// Adds tags, aliases and the latest versions.
    pub(super) fn complete_model(&self, model: &mut RegisteredModel, damage: &mut Vec<Damage>) {
        model.tags = self.tags(None, damage);
        model.aliases = self.aliases(damage);
        let versions = self.versions(false, damage);
        let latest = Stage::ALL.iter().filter_map(|stage| {
            let mut in_stage = versions.iter().rev();
            in_stage.find(|version| version.current_stage == *stage).cloned()
        });
        model.latest_versions = latest.collect();
        for version in &mut model.latest_versions {
            self.complete(version, &model.aliases, true, damage);
        }
    }
}

fn tag_part(version: Option<VersionNumber>) -> String {
    version.map_or_else(|| TAGS.to_owned(), |version| format!("{VERSION}{version}/{TAGS}"))
}
