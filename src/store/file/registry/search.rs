//! Answering queries over registered models and versions: `meta.yaml` of each, then of each only what decides on it.

use rayon::prelude::*;

use super::folder::ModelFolder;
use crate::fsx::{self, Folder};
use crate::model::{ModelName, ModelVersion, RegisteredModel, VersionNumber};
use crate::search::{Entity, Fact, Facts, Filter, Order, QueryError, SortKey, slice};
use crate::store::file::FileStore;
use crate::store::file::layout::META;
use crate::store::{Damage, ModelQuery, Page, Result, VersionQuery};

/// Things that match, with what they are sorted by, and what could not be read.
type Found<T> = (Vec<(Vec<SortKey>, T)>, Vec<Damage>);

impl FileStore {
    pub(in crate::store::file) fn search_registered_models(&self, query: &ModelQuery) -> Result<Page<RegisteredModel>> {
        let order = query.order.or_default(Entity::RegisteredModel);
        let found = self.of_each_model(query.filter.required("name"), |folder| {
            let mut damage = Vec::new();
            let Some(mut model) = folder.model(&mut damage) else {
                return Ok((Vec::new(), damage));
            };
            let keys = Reading::new(&model, folder, None).ask(&query.filter, &order, &mut damage)?;
            if keys.is_some() && query.max.is_none() {
                folder.complete_model(&mut model, &mut damage);
            }
            Ok((keys.into_iter().map(|keys| (keys, model.clone())).collect(), damage))
        })?;
        let mut page = page(found, &order, query.offset, query.max);
        if query.max.is_some() {
            let name = |model: &RegisteredModel| model.name.clone();
            self.complete(&mut page, name, |folder, model, damage| {
                folder.complete_model(model, damage);
            });
        }
        Ok(page)
    }

    pub(in crate::store::file) fn search_model_versions(&self, query: &VersionQuery) -> Result<Page<ModelVersion>> {
        let named = query.name.as_ref().map(ModelName::as_str);
        let order = query.order.or_default(Entity::ModelVersion);
        let found = self.of_each_model(named.or(query.filter.required("name")), |folder| {
            let (mut damage, mut found) = (Vec::new(), Vec::new());
            let mut aliases = None;
            for mut version in folder.versions(query.deleted, &mut damage) {
                let reading = Reading::new(&version, folder, Some(version.version));
                let Some(keys) = reading.ask(&query.filter, &order, &mut damage)? else {
                    continue;
                };
                if query.max.is_none() {
                    let aliases = aliases.get_or_insert_with(|| folder.aliases(&mut damage));
                    folder.complete(&mut version, aliases, !query.without_tags, &mut damage);
                }
                found.push((keys, version));
            }
            Ok((found, damage))
        })?;
        let mut page = page(found, &order, query.offset, query.max);
        if query.max.is_some() {
            let name = |version: &ModelVersion| version.name.clone();
            self.complete(&mut page, name, |folder, version, damage| {
                let aliases = folder.aliases(&mut Vec::new());
                folder.complete(version, &aliases, !query.without_tags, damage);
            });
        }
        Ok(page)
    }

    /// Every folder that is or should be a registered model, by name, and what of them cannot be one.
    fn models(&self) -> Result<(Vec<ModelName>, Vec<Damage>)> {
        let (mut names, mut damage) = (Vec::new(), Vec::new());
        let entries = match fsx::list(&self.layout.models()) {
            Ok(entries) => entries,
            Err(error) if error.is_not_found() && self.exists() && !fsx::exists(&self.layout.models()) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let is_model = || fsx::is_file(&entry.path.join(META));
            if !entry.is_dir || fsx::is_temporary(entry.name.as_ref()) || (entry.name.starts_with('.') && !is_model()) {
                continue;
            }
            match ModelName::parse(&entry.name) {
                Ok(name) => names.push(name),
                Err(_) => damage.push(Damage::new(entry.path, "its name cannot be a registered model's")),
            }
        }
        Ok((names, damage))
    }

    /// Asks every model's folder, or that of the one wanted, in parallel; again where models come and go meanwhile, so that
    /// none is missed or found twice because it is renamed.
    fn of_each_model<T: Send>(
        &self,
        wanted: Option<&str>,
        ask: impl Fn(&ModelFolder) -> std::result::Result<Found<T>, QueryError> + Sync,
    ) -> Result<Found<T>> {
        let ask_all = |names: Vec<ModelName>| -> Vec<_> {
            let ask = |name: ModelName| self.at_one_moment(&name, &ask);
            names.into_par_iter().map(ask).collect()
        };
        let (asked, damage) = match wanted {
            Some(name) => (ask_all(ModelName::parse(name).into_iter().collect()), Vec::new()),
            None => self.when_still(|| -> Result<_> {
                let seen = || Folder::open(&self.layout.models()).map(|folder| folder.own_evidence());
                let before = seen().ok();
                let (names, damage) = self.models()?;
                Ok(((ask_all(names), damage), seen().ok() == before))
            })?,
        };
        let (mut all, mut damage) = (Vec::new(), damage);
        for found in asked {
            match found {
                Ok(Some(found)) => {
                    let (found, reported) = found?;
                    all.extend(found);
                    damage.extend(reported);
                }
                Ok(None) => {} // it is gone
                Err(error) => damage.push(error.into()),
            }
        }
        Ok((all, damage))
    }

    /// Reads the rest of what is shown, in parallel.
    fn complete<T: Send>(
        &self,
        page: &mut Page<T>,
        name: impl Fn(&T) -> ModelName + Sync,
        read: impl Fn(&ModelFolder, &mut T, &mut Vec<Damage>) + Sync,
    ) {
        let complete = |item: &mut T| {
            let (name, mut damage) = (name(item), Vec::new());
            match ModelFolder::open(&self.model_path(&name), &name) {
                Ok(Some(folder)) => read(&folder, item, &mut damage),
                Ok(None) => {} // it is gone
                Err(error) => damage.push(error.into()),
            }
            damage
        };
        let damage: Vec<Damage> = page.items.par_iter_mut().flat_map_iter(complete).collect();
        page.damage.extend(damage);
    }
}

/// Sorts what was found and takes the page asked for.
fn page<T: Send>((mut found, damage): Found<T>, order: &Order, offset: i64, max: Option<i64>) -> Page<T> {
    found.par_sort_by(|(a, _), (b, _)| order.compare(a, b));
    let (range, next) = slice(found.len(), offset, max);
    let total = Some(found.len());
    Page {
        items: found.drain(range).map(|(_, item)| item).collect(),
        next,
        total,
        damage,
    }
}

/// A model or a version whose tags are read when they are asked for.
struct Reading<'a, T> {
    known: T,
    folder: &'a ModelFolder,
    version: Option<VersionNumber>,
    damage: Vec<Damage>,
}

impl<'a, T: Facts> Reading<'a, T> {
    fn new(known: T, folder: &'a ModelFolder, version: Option<VersionNumber>) -> Self {
        Self {
            known,
            folder,
            version,
            damage: Vec::new(),
        }
    }

    /// What it is sorted by, if it matches.
    fn ask(
        mut self,
        filter: &Filter,
        order: &Order,
        damage: &mut Vec<Damage>,
    ) -> std::result::Result<Option<Vec<SortKey>>, QueryError> {
        let matches = filter.matches(&mut self)?;
        let keys = matches.then(|| order.keys(&mut self));
        damage.append(&mut self.damage);
        Ok(keys)
    }
}

impl<T: Facts> Facts for Reading<'_, T> {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        self.known.attribute(name)
    }

    /// The aliases of the model, or of the version.
    fn texts(&mut self, name: &str) -> Vec<String> {
        if name != "alias" {
            return Vec::new();
        }
        let aliases = self.folder.aliases(&mut self.damage).into_iter();
        let means_it = |meant: VersionNumber| self.version.is_none_or(|version| version == meant);
        aliases
            .filter_map(|(alias, meant)| means_it(meant).then_some(alias))
            .collect()
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.folder.tag(self.version, key, &mut self.damage)
    }
}
