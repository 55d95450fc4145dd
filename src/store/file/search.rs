//! Answering a query over runs: `meta.yaml` of every run, then of each only what decides on it, then what is shown.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::FileStore;
use super::index::{Known, about};
use super::layout::{ExperimentDir, RunDir};
use super::reading::{Home, Remembered, RunReader};
use crate::model::{Lifecycle, Run, RunInfo, ViewType};
use crate::search::{KeyUse, PageToken, QueryError, SortKey, slice};
use crate::store::{Damage, Page, Result, RunQuery};

/// So many runs are asked at once to begin with, then twice as many each time: few for a first answer, many for speed.
const FIRST_BATCH: usize = 64;
const LARGEST_BATCH: usize = 4096;

/// A run that may be an answer: the experiment it is in, by number, and its `meta.yaml`.
type Candidate = (usize, RunInfo);

/// A run that matches.
struct Match<'a> {
    candidate: &'a Candidate,
    /// What it is sorted by.
    keys: Vec<SortKey>,
    /// What was read to find out.
    remembered: Remembered,
}

/// What an answer tells besides its runs.
struct Told {
    next: Option<PageToken>,
    total: Option<usize>,
}

/// One question at work.
struct Search<'a> {
    query: &'a RunQuery,
    homes: Vec<Home>,
    damage: Vec<Damage>,
}

impl FileStore {
    pub(super) fn search_runs(&self, query: &RunQuery) -> Result<Page<Run>> {
        let mut items = Vec::new();
        let (told, damage) = self.answer(query, &mut |run| {
            items.push(run);
            ControlFlow::Continue(())
        })?;
        Ok(Page {
            items,
            next: told.next,
            total: told.total,
            damage,
        })
    }

    pub(super) fn each_run(
        &self,
        query: &RunQuery,
        visit: &mut dyn FnMut(Run) -> ControlFlow<()>,
    ) -> Result<Vec<Damage>> {
        Ok(self.answer(query, visit)?.1)
    }

    fn answer(&self, query: &RunQuery, visit: &mut dyn FnMut(Run) -> ControlFlow<()>) -> Result<(Told, Vec<Damage>)> {
        let mut search = Search {
            query,
            homes: Vec::new(),
            damage: Vec::new(),
        };
        let dirs = self.open_homes(&mut search)?;
        let candidates = search.candidates(&dirs);
        let told = if query.is_answered_in_order() {
            search.in_order(candidates, visit)?
        } else {
            search.ranked(candidates, visit)?
        };
        let Search { homes, mut damage, .. } = search;
        homes
            .into_par_iter()
            .zip(&dirs)
            .for_each(|(home, runs)| home.known.keep(runs));
        let mut seen = std::collections::BTreeSet::new();
        damage.retain(|damage| seen.insert((damage.path.clone(), damage.line)));
        Ok((told, damage))
    }

    /// Opens the experiments asked for and lists their runs.
    fn open_homes(&self, search: &mut Search<'_>) -> Result<Vec<Vec<RunDir>>> {
        let query = search.query;
        let experiments: Vec<ExperimentDir> = match &query.experiments {
            Some(ids) => ids.iter().filter_map(|id| self.layout.experiment(id)).collect(),
            None => {
                let mut dirs = self.layout.experiments()?.dirs;
                dirs.retain(|dir| query.view != ViewType::ActiveOnly || !dir.deleted);
                dirs
            }
        };
        let ordered = query.order.names().iter().map(|(_, name)| name);
        let names: Vec<&KeyUse> = query.filter.names().iter().chain(ordered).collect();
        let about = about(&query.needs, &names);
        let known = |dir: &ExperimentDir| match &self.index {
            Some(index) => index.known(&dir.path, &about),
            None => Known::default(),
        };
        let opened: Vec<_> = experiments
            .into_par_iter()
            .map(|dir| {
                let found = self.layout.runs(&dir)?;
                let known = known(&dir);
                Ok::<_, crate::fsx::PathError>((Home::open(dir, known)?, found))
            })
            .collect();
        let mut runs = Vec::new();
        for opened in opened {
            match opened {
                Ok((home, mut found)) => {
                    search.homes.push(home);
                    search.damage.append(&mut found.damage);
                    runs.push(found.dirs);
                }
                Err(error) => search.damage.push(error.into()),
            }
        }
        Ok(runs)
    }
}

impl RunQuery {
    /// Whether the runs can be asked in the order they are shown in, so that the first answers need not wait for the last.
    fn is_answered_in_order(&self) -> bool {
        self.order.is_empty() && !self.filter.may_fail() && self.offset >= 0 && self.max.is_none_or(|max| max > 0)
    }
}

impl Search<'_> {
    /// Every run that the view shows, in the default order.
    fn candidates(&mut self, dirs: &[Vec<RunDir>]) -> Vec<Candidate> {
        let read = |(number, dir): (usize, &RunDir)| {
            let mut damage = Vec::new();
            let info = self.homes[number].info(dir, &mut damage);
            (info.map(|info| (number, info)), damage)
        };
        let all: Vec<(usize, &RunDir)> = dirs
            .iter()
            .enumerate()
            .flat_map(|(number, dirs)| dirs.iter().map(move |dir| (number, dir)))
            .collect();
        let (read, damage): (Vec<_>, Vec<_>) = all.into_par_iter().map(read).unzip();
        self.damage.extend(damage.into_iter().flatten());
        let mut found: Vec<Candidate> = read.into_iter().flatten().filter(|found| self.shows(found)).collect();
        found.par_sort_by(|(_, a), (_, b)| newest_first(a, b));
        found
    }

    /// Asked for all experiments, a run counts as deleted with its experiment: MLflow up to 2.2 did not mark it.
    fn shows(&self, (number, info): &Candidate) -> bool {
        let with_its_experiment = self.query.experiments.is_none() && self.homes[*number].dir.deleted;
        self.query.view.shows(if with_its_experiment {
            Lifecycle::Deleted
        } else {
            info.lifecycle_stage
        })
    }

    fn reader<'a>(&'a self, (number, info): &'a Candidate) -> RunReader<'a> {
        RunReader::new(&self.homes[*number], info)
    }

    /// Asks run after run until the page is full.
    fn in_order(
        &mut self,
        candidates: Vec<Candidate>,
        visit: &mut dyn FnMut(Run) -> ControlFlow<()>,
    ) -> std::result::Result<Told, QueryError> {
        let total = self.query.filter.is_empty().then_some(candidates.len());
        let start = usize::try_from(self.query.offset).unwrap_or(0);
        let end = match self.query.max {
            Some(max) => start.saturating_add(usize::try_from(max).unwrap_or(0)),
            None => usize::MAX,
        };
        let told = |matching: usize| Told {
            next: (matching > end).then(|| PageToken {
                offset: i64::try_from(end).unwrap_or(i64::MAX),
            }),
            total,
        };
        let wanted = self
            .query
            .max
            .map_or(0, |_| end.saturating_sub(start).min(LARGEST_BATCH));
        let (mut matching, mut size) = (0, FIRST_BATCH.max(wanted));
        let mut rest = &candidates[..];
        while !rest.is_empty() && matching <= end {
            let (batch, later) = rest.split_at(size.min(rest.len()));
            (rest, size) = (later, (2 * size).min(LARGEST_BATCH));
            let mut found = self.matching(batch)?;
            let shown = start.saturating_sub(matching).min(found.len())..(end - matching).min(found.len());
            matching += found.len();
            if shown.start < shown.end && self.show(found.drain(shown).collect(), visit).is_break() {
                return Ok(told(matching));
            }
        }
        Ok(told(matching))
    }

    /// Those that match, in the order they are in.
    fn matching<'a>(&mut self, batch: &'a [Candidate]) -> std::result::Result<Vec<Match<'a>>, QueryError> {
        let ask = |candidate: &'a Candidate| {
            let mut reader = self.reader(candidate);
            let matches = self.query.filter.matches(&mut reader)?;
            let keys = matches.then(|| self.query.order.keys(&mut reader));
            let (damage, remembered) = reader.finish();
            let found = keys.map(|keys| Match {
                candidate,
                keys,
                remembered,
            });
            Ok((found, damage))
        };
        let asked = self.of_each(batch.iter().collect(), |candidate| *candidate, ask);
        let asked = asked.into_iter().collect::<std::result::Result<Vec<_>, QueryError>>()?;
        let (found, damage): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
        self.damage.extend(damage.into_iter().flatten());
        Ok(found.into_iter().flatten().collect())
    }

    /// Asks every run, sorts those that match, shows the page.
    fn ranked(
        &mut self,
        candidates: Vec<Candidate>,
        visit: &mut dyn FnMut(Run) -> ControlFlow<()>,
    ) -> std::result::Result<Told, QueryError> {
        let mut found = self.matching(&candidates)?;
        found.sort_by(|a, b| self.query.order.compare(&a.keys, &b.keys));
        let total = found.len();
        let (range, next) = slice(total, self.query.offset, self.query.max);
        let _ = self.show(found.drain(range).collect(), visit);
        Ok(Told {
            next,
            total: Some(total),
        })
    }

    fn is_in_archive(&self) -> bool {
        self.homes.first().is_some_and(Home::is_in_archive)
    }

    /// What `make` makes of each run, many at once and in their order. In an archive those that lie together are read together,
    /// for they are unpacked together.
    fn of_each<T: Send, R: Send>(
        &self,
        runs: Vec<T>,
        candidate: impl Fn(&T) -> &Candidate,
        make: impl Fn(T) -> R + Send + Sync,
    ) -> Vec<R> {
        if !self.is_in_archive() {
            return runs.into_par_iter().map(make).collect();
        }
        let mut placed: Vec<(usize, T)> = runs.into_iter().enumerate().collect();
        let place = |run: &T| {
            let (home, info) = candidate(run);
            (*home, info.run_id.clone())
        };
        placed.sort_by_cached_key(|(_, run)| place(run));
        let mut made: Vec<_> = placed
            .into_par_iter()
            .map(|(number, run)| (number, make(run)))
            .collect();
        made.sort_unstable_by_key(|(number, _)| *number);
        made.into_iter().map(|(_, made)| made).collect()
    }

    fn show(&mut self, page: Vec<Match<'_>>, visit: &mut dyn FnMut(Run) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut page = page.into_iter().peekable();
        while page.peek().is_some() {
            let size = if self.is_in_archive() {
                LARGEST_BATCH
            } else {
                LARGEST_BATCH / 4
            };
            let batch: Vec<Match<'_>> = page.by_ref().take(size).collect();
            let fill = |found: Match<'_>| {
                let reader = self.reader(found.candidate).remembering(found.remembered);
                reader.fill(&self.query.needs)
            };
            let filled = self.of_each(batch, |found| found.candidate, fill);
            for (run, mut damage) in filled {
                self.damage.append(&mut damage);
                visit(run)?;
            }
        }
        ControlFlow::Continue(())
    }
}

/// Newest first by start time, those without one last, then by id.
fn newest_first(a: &RunInfo, b: &RunInfo) -> Ordering {
    b.start_time.cmp(&a.start_time).then_with(|| a.run_id.cmp(&b.run_id))
}
