use serde::Serialize;

use super::{Cell, Column, View};
use crate::model::Millis;

/// An environment that projects run in.
#[derive(Debug, Clone, Serialize)]
pub struct EnvironmentJson {
    /// What it is called.
    pub name: String,
    /// `ready`, `building`, `unfinished` or `broken`.
    pub state: &'static str,
    /// Who was asked to make it.
    pub manager: Option<&'static str>,
    /// The version of its Python.
    pub python: Option<String>,
    /// How many packages are installed.
    #[serde(rename = "package_count")]
    pub packages: usize,
    /// Bytes on the disk.
    pub size: u64,
    /// The project that it was made for.
    pub project: String,
    /// When it was made.
    #[serde(serialize_with = "millis")]
    pub created: Option<Millis>,
    /// When a command last ran in it.
    #[serde(serialize_with = "millis")]
    pub last_used: Option<Millis>,
    /// Where it is.
    pub path: Option<String>,
}

fn millis<S: serde::Serializer>(time: &Option<Millis>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|Millis(ms)| ms).serialize(serializer)
}

/// Several environments.
#[derive(Debug, Clone, Copy)]
pub struct EnvironmentList<'a>(&'a [EnvironmentJson]);

impl<'a> EnvironmentList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(environments: &'a [EnvironmentJson]) -> Self {
        Self(environments)
    }
}

impl View for EnvironmentList<'_> {
    fn columns(&self) -> Vec<Column> {
        let some_not_ready = self.0.iter().any(|env| env.state != "ready");
        vec![
            Column::new("name"),
            Column::new("state").rank(if some_not_ready { 0 } else { Column::DATA_ONLY }),
            Column::new("manager").rank(Column::DATA_ONLY), // the name begins with it
            Column::new("python").rank(10),
            Column::new("package_count").label("packages").rank(40).right(),
            Column::new("size").right(),
            Column::new("project").rank(20),
            Column::new("created").rank(30),
            Column::new("last_used").label("used").rank(5),
            Column::new("path").rank(Column::DATA_ONLY),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |env: &EnvironmentJson| {
            vec![
                env.name.as_str().into(),
                env.state.into(),
                Cell::text(env.manager),
                Cell::text(env.python.as_deref()),
                Cell::Int(env.packages as i128),
                Cell::Bytes(env.size),
                env.project.as_str().into(),
                Cell::time(env.created),
                Cell::time(env.last_used),
                Cell::text(env.path.as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter()
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|env| env.name.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "environments"
    }
}
