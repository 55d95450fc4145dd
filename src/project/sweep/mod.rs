//! Sweeps: one project run once for each point of a grid, or for points drawn by chance.
//!
//! The values of a parameter are written so that no shell touches them:
//!
//! | text | values |
//! | --- | --- |
//! | `a,b,c` | each of these; `\,` is a comma and `\\` a backslash; each may be a range |
//! | `1..5` | whole numbers, both ends among them |
//! | `0..1:0.25` | from one end on, so far apart |
//! | `0..1/5` | so many, evenly spaced, both ends among them |
//! | `log:1e-5..1e-1/5` | so many, evenly spaced by ratio |
//! | `0.0..1.0`, `log:1e-5..1e-1` | only to be drawn: any number between; whole ones where both ends are written so |
//!
//! Everything else is one text.

mod decimal;
mod error;
mod random;
mod range;
mod text;
mod values;

use serde::{Deserialize, Serialize};

pub use error::SweepError;
use random::Random;
use values::Values;

/// The parameters of one run, in the order given, those that are the same in all of them too.
pub type Point = Vec<(String, String)>;

/// Which points are run. Recorded as the tag [`Sweep::TAG`] of the parent run, as JSON: the same points come of it on
/// every machine and in every release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// Names and the texts of their values, in the order given.
    pub parameters: Vec<(String, String)>,
    /// Which of the points that they span.
    pub sampling: Sampling,
}

/// Which points are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// All, the last parameter changing fastest.
    Grid,
    /// So many by chance: of a list and a counted range each value is as likely; a point may come twice. More samples of
    /// the same seed begin with the same points.
    Random {
        /// How many.
        samples: u64,
        /// Where chance begins.
        seed: u64,
    },
}

impl Sweep {
    /// The tag's key.
    pub const TAG: &'static str = "mlrun.sweep";
    /// The key of the tag that says which point a run is of, from 1.
    pub const POINT_TAG: &'static str = "mlrun.sweep.point";
    /// More are not made.
    pub const MOST: u128 = 1_000_000;

    /// How many points there are.
    ///
    /// # Errors
    /// A text of values is none.
    pub fn count(&self) -> Result<u128, SweepError> {
        let counts = self
            .values()?
            .into_iter()
            .map(|values| u128::from(values.count().unwrap_or(1)));
        Ok(match self.sampling {
            Sampling::Grid => counts.fold(1, u128::saturating_mul),
            Sampling::Random { samples, .. } => u128::from(samples),
        })
    }

    /// The names of the parameters that have more than one value.
    ///
    /// # Errors
    /// A text of values is none.
    pub fn swept(&self) -> Result<Vec<&str>, SweepError> {
        let values = self.values()?;
        let names = self.parameters.iter().map(|(name, _)| name.as_str());
        let swept = names.zip(values).filter(|(_, values)| values.count() != Some(1));
        Ok(swept.map(|(name, _)| name).collect())
    }

    /// The points, in the order they are run; not to be called for more than [`Sweep::MOST`].
    ///
    /// # Errors
    /// A text of values is none.
    pub fn points(&self) -> Result<Vec<Point>, SweepError> {
        let values = self.values()?;
        let names = || self.parameters.iter().map(|(name, _)| name.clone());
        Ok(match self.sampling {
            Sampling::Grid => grid(&values, self.count()?)
                .map(|point| names().zip(point).collect())
                .collect(),
            Sampling::Random { samples, seed } => {
                let mut streams: Vec<Random> = names().map(|name| Random::of(seed, &name)).collect();
                let mut point = || -> Point {
                    let drawn = values
                        .iter()
                        .zip(&mut streams)
                        .map(|(values, stream)| values.draw(stream));
                    names().zip(drawn).collect()
                };
                (0..samples).map(|_| point()).collect()
            }
        })
    }

    fn values(&self) -> Result<Vec<Values>, SweepError> {
        let drawn = self.sampling != Sampling::Grid;
        let each = self.parameters.iter();
        each.map(|(name, text)| text::parse(text, drawn).map_err(|fault| fault.of(name, text)))
            .collect()
    }
}

/// All points, the last place changing fastest.
fn grid(values: &[Values], count: u128) -> impl Iterator<Item = Vec<String>> {
    (0..count).map(|place| {
        let mut place = place;
        let mut point: Vec<String> = values
            .iter()
            .rev()
            .map(|values| {
                let count = u128::from(values.count().unwrap_or(1));
                let at = u64::try_from(place % count).unwrap_or(0);
                place /= count;
                values.nth(at)
            })
            .collect();
        point.reverse();
        point
    })
}

/// The swept values of a point in a line, `alpha=0.1, l1=0.5`, cut at so many characters.
#[must_use]
pub fn label(point: &Point, swept: &[&str], longest: usize) -> String {
    let shown = point.iter().filter(|(name, _)| swept.contains(&name.as_str()));
    let parts: Vec<String> = shown.map(|(name, value)| format!("{name}={value}")).collect();
    let text = parts.join(", ");
    match text.char_indices().nth(longest) {
        None => text,
        Some(_) => text.chars().take(longest - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep(parameters: &[(&str, &str)], sampling: Sampling) -> Sweep {
        let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Sweep {
            parameters: parameters.iter().map(pair).collect(),
            sampling,
        }
    }

    fn labels(sweep: &Sweep) -> Vec<String> {
        let swept = sweep.swept().unwrap();
        let points = sweep.points().unwrap();
        points.iter().map(|point| label(point, &swept, 60)).collect()
    }

    #[test]
    fn the_last_parameter_changes_fastest() {
        let grid = sweep(&[("a", "1..2"), ("fixed", "x"), ("b", "u,v,w")], Sampling::Grid);
        assert_eq!(
            labels(&grid),
            ["a=1, b=u", "a=1, b=v", "a=1, b=w", "a=2, b=u", "a=2, b=v", "a=2, b=w"]
        );
        assert_eq!((grid.count().unwrap(), grid.swept().unwrap()), (6, vec!["a", "b"]));
        assert_eq!(grid.points().unwrap()[0][1], ("fixed".to_owned(), "x".to_owned()));
        assert_eq!(sweep(&[("a", "x")], Sampling::Grid).points().unwrap().len(), 1);
        let vast = sweep(&[("a", "1..999999999"), ("b", "1..999999999999")], Sampling::Grid);
        assert_eq!(vast.count().unwrap(), 999_999_998_999_000_000_001);
    }

    #[test]
    fn a_seed_gives_the_same_points_for_ever() {
        let random = |samples, parameters: &[(&str, &str)]| sweep(parameters, Sampling::Random { samples, seed: 42 });
        let all = [("lr", "log:1e-5..1e-1"), ("depth", "1..8"), ("dropout", "0.0..0.5")];
        let whole = labels(&random(4, &all));
        assert_eq!(
            whole,
            [
                "lr=0.00012548, depth=6, dropout=0.2586806",
                "lr=0.000490137, depth=2, dropout=0.1944945",
                "lr=0.00590368, depth=4, dropout=0.1306694",
                "lr=0.000852048, depth=6, dropout=0.0115622"
            ]
        );
        assert_eq!(labels(&random(2, &all)), whole[..2]);
        assert_eq!(
            labels(&random(4, &all[1..2])),
            ["depth=6", "depth=2", "depth=4", "depth=6"]
        );
    }

    #[test]
    fn a_sweep_is_recorded_as_json() {
        let random = sweep(
            &[("a", "0.0..1.0")],
            Sampling::Random {
                samples: 3,
                seed: u64::MAX,
            },
        );
        let json =
            r#"{"parameters":[["a","0.0..1.0"]],"sampling":{"random":{"samples":3,"seed":18446744073709551615}}}"#;
        assert_eq!(serde_json::to_string(&random).unwrap(), json);
        assert_eq!(serde_json::from_str::<Sweep>(json).unwrap(), random);
        let grid = r#"{"parameters":[],"sampling":"grid"}"#;
        assert_eq!(serde_json::to_string(&sweep(&[], Sampling::Grid)).unwrap(), grid);
        let error = sweep(&[("a", "1,0.5..2")], Sampling::Grid).points().unwrap_err();
        assert_eq!((error.parameter.as_str(), error.span), ("a", 2..8));
    }

    #[test]
    fn labels_are_cut_between_characters() {
        let point = vec![("이름".to_owned(), "손실".repeat(20))];
        assert_eq!(label(&point, &["이름"], 7), "이름=손실손…");
    }
}
