//! Answering queries over registered models and versions: `meta.yaml` of each, then of each only what decides on it.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::folder::ModelFolder;
use crate::fsx;
use crate::model::{ModelName, ModelVersion, RegisteredModel, VersionNumber};
use crate::search::{Fact, Facts, Filter, Order, QueryError, SortKey, slice};
use crate::store::file::FileStore;
use crate::store::file::layout::META;
use crate::store::{Damage, ModelQuery, Page, Result, VersionQuery};

/// Things that match, with what they are sorted by, and what could not be read.
type Found<T> = (Vec<(Vec<SortKey>, T)>, Vec<Damage>);

impl FileStore {
    pub(in crate::store::file) fn search_registered_models(&self, query: &ModelQuery) -> Result<Page<RegisteredModel>> {
        let wanted = query.filter.required("name");
        let (mut found, mut damage) = self.of_each_model(wanted, |folder| {
            let mut damage = Vec::new();
            let Some(mut model) = folder.model(&mut damage) else {
                return Ok((Vec::new(), damage));
            };
            let keys = Reading::new(&model, folder, None).ask(&query.filter, &query.order, &mut damage)?;
            if keys.is_some() && query.max.is_none() {
                folder.complete_model(&mut model, &mut damage);
            }
            Ok((keys.into_iter().map(|keys| (keys, model.clone())).collect(), damage))
        })?;
        found.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        found.sort_by(|(a, _), (b, _)| query.order.compare(a, b));
        let total = found.len();
        let (range, next) = slice(total, query.offset, query.max);
        let mut items: Vec<RegisteredModel> = found.drain(range).map(|(_, model)| model).collect();
        if query.max.is_some() {
            damage.extend(self.complete(
                &mut items,
                |model| model.name.clone(),
                |folder, model, damage| {
                    folder.complete_model(model, damage);
                },
            ));
        }
        Ok(Page {
            items,
            next,
            total: Some(total),
            damage,
        })
    }

    pub(in crate::store::file) fn search_model_versions(&self, query: &VersionQuery) -> Result<Page<ModelVersion>> {
        let named = query.name.as_ref().map(ModelName::as_str);
        let wanted = named.or(query.filter.required("name"));
        let (mut found, mut damage) = self.of_each_model(wanted, |folder| {
            let (mut damage, mut found) = (Vec::new(), Vec::new());
            let aliases = folder.aliases(&mut damage);
            for mut version in folder.versions(query.deleted, &mut damage) {
                let reading = Reading::new(&version, folder, Some(version.version));
                let keys = reading.ask(&query.filter, &query.order, &mut damage)?;
                let Some(keys) = keys else { continue };
                if query.max.is_none() {
                    folder.complete(&mut version, &aliases, &mut damage);
                }
                found.push((keys, version));
            }
            Ok((found, damage))
        })?;
        found.par_sort_by(|(_, a), (_, b)| {
            let time = |version: &ModelVersion| Reverse(version.last_updated_timestamp);
            let by_time = || time(a).cmp(&time(b));
            let by_default = if query.order.is_empty() {
                by_time()
            } else {
                std::cmp::Ordering::Equal
            };
            by_default
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| b.version.cmp(&a.version))
        });
        found.sort_by(|(a, _), (b, _)| query.order.compare(a, b));
        let total = found.len();
        let (range, next) = slice(total, query.offset, query.max);
        let mut items: Vec<ModelVersion> = found.drain(range).map(|(_, version)| version).collect();
        if query.max.is_some() {
            damage.extend(self.complete(
                &mut items,
                |version| version.name.clone(),
                |folder, version, damage| {
                    let aliases = folder.aliases(&mut Vec::new());
                    folder.complete(version, &aliases, damage);
                },
            ));
        }
        Ok(Page {
            items,
            next,
            total: Some(total),
            damage,
        })
    }

    /// Every folder that is or should be a registered model, by name, and what of them cannot be one.
    fn models(&self) -> Result<(Vec<ModelName>, Vec<Damage>)> {
        let (mut names, mut damage) = (Vec::new(), Vec::new());
        let entries = match fsx::list(&self.layout.models()) {
            Ok(entries) => entries,
            Err(error) if error.is_not_found() && self.exists() => Vec::new(),
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

    /// Asks every model's folder, or that of the one wanted, in parallel.
    fn of_each_model<T: Send>(
        &self,
        wanted: Option<&str>,
        ask: impl Fn(&ModelFolder) -> std::result::Result<Found<T>, QueryError> + Sync,
    ) -> Result<Found<T>> {
        let (names, mut damage) = match wanted {
            Some(name) => (ModelName::parse(name).into_iter().collect(), Vec::new()),
            None => self.models()?,
        };
        let asked: Vec<_> = names
            .into_par_iter()
            .map(|name| ModelFolder::at_one_moment(&self.model_path(&name), &name, &ask))
            .collect();
        let mut all = Vec::new();
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
        items: &mut [T],
        name: impl Fn(&T) -> ModelName + Sync,
        read: impl Fn(&ModelFolder, &mut T, &mut Vec<Damage>) + Sync,
    ) -> Vec<Damage> {
        let complete = |item: &mut T| {
            let (name, mut damage) = (name(item), Vec::new());
            match ModelFolder::open(&self.model_path(&name), &name) {
                Ok(Some(folder)) => read(&folder, item, &mut damage),
                Ok(None) => {}
                Err(error) => damage.push(error.into()),
            }
            damage
        };
        items.par_iter_mut().flat_map_iter(complete).collect()
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

    fn tag(&mut self, key: &str) -> Option<String> {
        self.folder.tag(self.version, key, &mut self.damage)
    }
}
