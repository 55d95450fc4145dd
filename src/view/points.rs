use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Cell, Column, View};

/// The points of a sweep that is not run.
#[derive(Debug, Clone)]
pub struct PointList<'a> {
    swept: &'a [String],
    points: Vec<(&'a [(String, String)], &'a str)>,
}

impl<'a> PointList<'a> {
    /// The names of what is swept over; of each point all parameters, and the command.
    #[must_use]
    pub fn new(swept: &'a [String], points: impl Iterator<Item = (&'a Vec<(String, String)>, &'a str)>) -> Self {
        let points = points.map(|(point, command)| (&point[..], command)).collect();
        Self { swept, points }
    }
}

impl View for PointList<'_> {
    fn columns(&self) -> Vec<Column> {
        let swept = self.swept.iter().map(Column::new);
        let mut columns: Vec<Column> = [Column::new("point").right()].into_iter().chain(swept).collect();
        columns.push(Column::new("command").rank(1));
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |place: usize| {
            let (point, command) = self.points[place];
            let value = |name: &String| point.iter().find(|(other, _)| other == name).map(|(_, value)| &**value);
            let mut row = vec![Cell::Int(place as i128 + 1)];
            row.extend(self.swept.iter().map(|name| Cell::text(value(name))));
            row.push(Cell::from(command));
            row
        };
        (0..self.points.len()).map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.points.iter().enumerate().map(|(place, (point, command))| {
            let parameters: Map<String, Json> =
                point.iter().map(|(k, v)| (k.clone(), Json::from(v.as_str()))).collect();
            let mut item = Map::new();
            item.insert("point".to_owned(), Json::from(place + 1));
            item.insert("parameters".to_owned(), Json::from(parameters));
            item.insert("command".to_owned(), Json::from(*command));
            item
        })
    }

    fn ids(&self) -> Vec<String> {
        (1..=self.points.len()).map(|place| place.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "points"
    }
}
