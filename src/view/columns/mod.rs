//! The columns that people choose for a list of runs.

mod field;
mod flat;
mod parse;

use std::collections::BTreeSet;
use std::ops::Range;

pub use field::{Attribute, Field, Given, Kind, Shape};
pub use flat::Flat;

use super::Column;
use crate::model::{Millis, Run};
use crate::near::nearest;
use crate::search::QueryError;
use crate::store::{Keys, Needs};

/// Columns as they were asked for: some depend on which keys the runs have.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    wanted: Vec<Wanted>,
    now: Millis,
}

#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    /// As written, without quotes.
    name: String,
    what: What,
    source: String,
    span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Field(Field),
    /// The key of a metric or of a param, whichever has it.
    Word(String),
    /// Every key that matches, of one kind; of none, every attribute and every key.
    Glob {
        kind: Option<Kind>,
        pattern: Pattern,
        shape: Shape,
    },
}

/// A column that is known: what stands in it and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What stands in it.
    pub field: Field,
    /// How it looks.
    pub column: Column,
}

/// A key that was asked for, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'a> {
    /// What it is a key of; `None` for a metric's or a param's.
    pub kind: Option<Kind>,
    /// The key.
    pub key: &'a str,
    /// The text it stands in.
    pub source: &'a str,
    /// Where in the text, in bytes.
    pub span: Range<usize>,
}

/// Which keys there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownKeys {
    metrics: BTreeSet<String>,
    params: BTreeSet<String>,
    tags: BTreeSet<String>,
}

impl KnownKeys {
    /// Those of the runs, as far as they were read.
    #[must_use]
    pub fn of(runs: &[Run]) -> Self {
        let mut keys = Self::default();
        runs.iter().for_each(|run| keys.add(run));
        keys
    }

    /// Adds those of a run.
    pub fn add(&mut self, run: &Run) {
        fn add<'k>(all: &mut BTreeSet<String>, keys: impl Iterator<Item = &'k String>) {
            for key in keys {
                if !all.contains(key) {
                    all.insert(key.clone());
                }
            }
        }
        let data = &run.data;
        add(&mut self.metrics, data.metrics.keys());
        add(
            &mut self.metrics,
            data.metric_history.iter().flat_map(|history| history.keys()),
        );
        add(&mut self.params, data.params.keys());
        add(&mut self.tags, data.tags.keys());
    }

    /// Those of a kind.
    #[must_use]
    pub fn get(&self, kind: Kind) -> &BTreeSet<String> {
        match kind {
            Kind::Metric => &self.metrics,
            Kind::Param => &self.params,
            Kind::Tag => &self.tags,
        }
    }

    /// Whether there is a thing of that kind, or for `None` a metric or a param, with that key.
    #[must_use]
    pub fn has(&self, kind: Option<Kind>, key: &str) -> bool {
        match kind {
            Some(kind) => self.get(kind).contains(key),
            None => self.metrics.contains(key) || self.params.contains(key),
        }
    }
}

impl Columns {
    /// Parses comma-separated columns; several texts are one after the other. `now` is what ages are counted to.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(texts: &[String], now: Millis) -> Result<Self, QueryError> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for text in texts {
            for column in parse::columns(text, now)? {
                if wanted.iter().all(|other| other.name != column.name) {
                    wanted.push(column);
                }
            }
        }
        Ok(Self { wanted, now })
    }

    /// What must be read of each run.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::INFO;
        for wanted in &self.wanted {
            match &wanted.what {
                What::Field(field) => field.add_to(&mut needs),
                What::Word(key) => {
                    add(&mut needs.metrics, key);
                    add(&mut needs.params, key);
                }
                What::Glob { kind, shape, .. } => {
                    let is = |wanted| kind.is_none_or(|kind| kind == wanted);
                    let metrics = if shape.needs_history() {
                        &mut needs.history
                    } else {
                        &mut needs.metrics
                    };
                    for (keys, wanted) in [metrics, &mut needs.params, &mut needs.tags].into_iter().zip(Kind::ALL) {
                        if is(wanted) {
                            *keys = Keys::All;
                        }
                    }
                }
            }
        }
        needs
    }

    /// Whether each run alone tells what its columns are, so that a list can be shown while it is read.
    #[must_use]
    pub fn are_known_run_by_run(&self) -> bool {
        self.wanted.iter().all(|wanted| !matches!(wanted.what, What::Word(_)))
    }

    /// Whether the experiments' names are needed.
    #[must_use]
    pub fn name_experiments(&self) -> bool {
        self.wanted.iter().any(|wanted| match &wanted.what {
            What::Field(field) => *field == Field::Attribute(Attribute::Experiment),
            What::Word(_) => false,
            What::Glob { kind, .. } => kind.is_none(),
        })
    }

    /// The columns of runs that have these keys. A glob leaves out what was also asked for by name.
    ///
    /// # Errors
    /// A word alone that is a metric's and a param's key, or nobody's and almost an attribute.
    pub fn resolve(&self, keys: &KnownKeys) -> Result<Vec<Shown>, QueryError> {
        let mut shown: Vec<(String, Field)> = Vec::new();
        let named: Vec<&Field> = self
            .wanted
            .iter()
            .filter_map(|wanted| match &wanted.what {
                What::Field(field) => Some(field),
                _ => None,
            })
            .collect();
        for wanted in &self.wanted {
            match &wanted.what {
                What::Field(field) => shown.push((wanted.name.clone(), field.clone())),
                What::Word(key) => shown.push((wanted.name.clone(), wanted.word(key, keys)?)),
                What::Glob { kind, pattern, shape } => {
                    for field in self.matching(*kind, pattern, *shape, keys) {
                        if !named.contains(&&field) && shown.iter().all(|(_, other)| *other != field) {
                            shown.push((field.name(), field));
                        }
                    }
                }
            }
        }
        Ok(labelled(shown))
    }

    /// The columns, where they are the same for all runs.
    #[must_use]
    pub fn resolve_without_keys(&self) -> Option<Vec<Shown>> {
        let fixed = self.wanted.iter().all(|wanted| matches!(wanted.what, What::Field(_)));
        fixed.then(|| self.resolve(&KnownKeys::default()).ok()).flatten()
    }

    fn matching(&self, kind: Option<Kind>, pattern: &Pattern, shape: Shape, keys: &KnownKeys) -> Vec<Field> {
        let attributes = Attribute::all(self.now).into_iter().filter(|_| kind.is_none());
        let attributes = attributes.filter(|attribute| pattern.matches(attribute.name()));
        let kinds = Kind::ALL
            .into_iter()
            .filter(|other| kind.is_none_or(|kind| kind == *other));
        let logged = kinds.flat_map(|kind| {
            let matching = keys.get(kind).iter().filter(|key| pattern.matches(key));
            matching.map(move |key| Field::of(kind, key, shape))
        });
        attributes.map(Field::Attribute).chain(logged).collect()
    }

    /// The keys asked for by name.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention<'_>> {
        self.wanted.iter().filter_map(Wanted::mention).collect()
    }
}

impl Wanted {
    fn mention(&self) -> Option<Mention<'_>> {
        let (kind, key) = match &self.what {
            What::Field(field) => field.key().map(|(kind, key)| (Some(kind), key))?,
            What::Word(key) => (None, key.as_str()),
            What::Glob { .. } => return None,
        };
        Some(Mention {
            kind,
            key,
            source: &self.source,
            span: self.span.clone(),
        })
    }

    fn word(&self, key: &str, keys: &KnownKeys) -> Result<Field, QueryError> {
        let refuse = |message: String, help: String| QueryError {
            message,
            source_text: self.source.clone(),
            span: self.span.clone(),
            help: Some(help),
        };
        match (keys.metrics.contains(key), keys.params.contains(key)) {
            (true, true) => Err(refuse(
                format!("`{key}` is a metric and a param"),
                format!("write metrics.{key} or params.{key}"),
            )),
            (false, true) => Ok(Field::of(Kind::Param, key, Shape::LATEST)),
            (true, false) => Ok(Field::of(Kind::Metric, key, Shape::LATEST)),
            (false, false) => match nearest(key, Attribute::names()) {
                Some(near) => Err(refuse(
                    format!("`{key}` is no attribute, and no run has such a metric or param"),
                    format!("did you mean `{near}`?"),
                )),
                None => Ok(Field::of(Kind::Metric, key, Shape::LATEST)),
            },
        }
    }
}

/// With short headers, where no two columns have the same.
fn labelled(shown: Vec<(String, Field)>) -> Vec<Shown> {
    let labels: Vec<String> = shown.iter().map(|(_, field)| field.label()).collect();
    let unique = |label: &String| labels.iter().filter(|other| *other == label).count() == 1;
    let column = |(i, (name, field)): (usize, (String, Field))| {
        let label = if unique(&labels[i]) {
            labels[i].clone()
        } else {
            name.clone()
        };
        let column = Column::new(name).label(label);
        let column = if field.is_number() { column.right() } else { column };
        Shown { field, column }
    };
    shown.into_iter().enumerate().map(column).collect()
}

impl Field {
    /// Adds what must be read for it.
    pub fn add_to(&self, needs: &mut Needs) {
        match self {
            Self::Attribute(_) => {}
            Self::Metric(key, shape) if shape.needs_history() => add(&mut needs.history, key),
            Self::Metric(key, _) => add(&mut needs.metrics, key),
            Self::Param(key) => add(&mut needs.params, key),
            Self::Tag(key) => add(&mut needs.tags, key),
        }
    }
}

fn add(keys: &mut Keys, key: &str) {
    match keys {
        Keys::All => {}
        Keys::None => *keys = Keys::Some(BTreeSet::from([key.to_owned()])),
        Keys::Some(some) => drop(some.insert(key.to_owned())),
    }
}

/// `val*`: `*` stands for anything, `?` for one character, but not in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Any,
    One,
    Just(char),
}

impl Pattern {
    fn of(letters: &[parse::Letter]) -> Option<Self> {
        let part = |letter: &parse::Letter| match letter.c {
            '*' if !letter.quoted => Part::Any,
            '?' if !letter.quoted => Part::One,
            c => Part::Just(c),
        };
        let parts: Vec<Part> = letters.iter().map(part).collect();
        let is_glob = parts.iter().any(|part| matches!(part, Part::Any | Part::One));
        is_glob.then_some(Self(parts))
    }

    fn matches(&self, text: &str) -> bool {
        // reached[i]: the first i parts can match what was read so far
        let mut reached = vec![false; self.0.len() + 1];
        reached[0] = true;
        self.pass_any(&mut reached);
        for c in text.chars() {
            let mut next = vec![false; reached.len()];
            for (i, part) in self.0.iter().enumerate().filter(|(i, _)| reached[*i]) {
                match part {
                    Part::Any => next[i] = true,
                    Part::One => next[i + 1] = true,
                    Part::Just(wanted) => next[i + 1] |= *wanted == c,
                }
            }
            self.pass_any(&mut next);
            reached = next;
        }
        reached[self.0.len()]
    }

    fn pass_any(&self, reached: &mut [bool]) {
        for (i, part) in self.0.iter().enumerate() {
            if *part == Part::Any && reached[i] {
                reached[i + 1] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests;
