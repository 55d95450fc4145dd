//! A metric's file of a logged model: `timestamp value step run`, and the name and digest of a dataset where there is one.

use std::path::Path;

use crate::model::{Metric, ModelMetric, RunId};
use crate::store::Damage;
use crate::store::file::metric_file::{self, integer, number};

/// One value as MLflow writes it, its line break included.
pub(super) fn line(metric: &Metric, run: &RunId) -> String {
    metric_file::line_of(metric, &format!(" {run}"))
}

/// The latest value on each dataset, by (step, timestamp, value), in the order in which the datasets first appear; each
/// line that cannot be read is reported and left out. Lines have four fields, or six with a dataset; a dataset's name
/// with blanks makes more and is put together again (MLflow refuses the model).
pub(super) fn latest(key: &str, bytes: &[u8], path: &Path, damage: &mut Vec<Damage>) -> Vec<ModelMetric> {
    let mut latest: Vec<ModelMetric> = Vec::new();
    let text = String::from_utf8_lossy(bytes);
    for (line, number) in text.lines().zip(1..) {
        let (metric, run_id) = match parse(line.trim()) {
            Ok(parsed) => parsed,
            Err(reason) => {
                damage.push(Damage {
                    path: path.to_owned(),
                    line: Some(number),
                    reason,
                });
                continue;
            }
        };
        let made = |metric| ModelMetric {
            key: key.to_owned(),
            metric,
            run_id,
        };
        match latest.iter_mut().find(|known| known.metric.dataset == metric.dataset) {
            Some(known) if metric.is_later_than(&known.metric) => *known = made(metric),
            Some(_) => {}
            None => latest.push(made(metric)),
        }
    }
    if bytes.is_empty() {
        damage.push(Damage::new(path, "the metric's file is empty"));
    }
    latest
}

fn parse(line: &str) -> Result<(Metric, String), String> {
    let fields: Vec<&str> = line.split(' ').collect();
    let (run, dataset) = match fields[..] {
        [_, _, _, run] => (run, None),
        [_, _, _, run, ref name @ .., digest] if !name.is_empty() => (run, Some((name.join(" "), digest.to_owned()))),
        _ if line.is_empty() => return Err("a blank line; left out".to_owned()),
        _ => return Err(format!("{} fields where 4 or 6 belong; left out", fields.len())),
    };
    let metric = Metric {
        timestamp: integer(fields[0]).ok_or_else(|| format!("`{}` is no time; left out", fields[0]))?,
        value: number(fields[1]).ok_or_else(|| format!("`{}` is no number; left out", fields[1]))?,
        step: integer(fields[2]).ok_or_else(|| format!("`{}` is no step; left out", fields[2]))?,
        dataset,
    };
    Ok((metric, run.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_on_each_dataset_in_order_of_appearance() {
        let text = "5 0.1 1 r1 train d1\n9 0.2 0 r1 train d1\n1 0.7 0 r2\n1 0.9 0 r3\n1 nan 0 r4\n3 2 3 r1 my set d2\n\
                    1 x 0 r\n1 1 0\n1 1 0 r d\n\n2 0.3 1 r5 train d1";
        let mut damage = Vec::new();
        let found = latest("acc", text.as_bytes(), Path::new("m"), &mut damage);
        let seen: Vec<_> = found
            .iter()
            .map(|m| {
                (
                    m.metric.value,
                    m.run_id.as_str(),
                    m.metric.dataset.as_ref().map(|d| d.0.as_str()),
                )
            })
            .collect();
        let expected = [
            (0.1, "r1", Some("train")),
            (0.9, "r3", None),
            (2.0, "r1", Some("my set")),
        ];
        assert_eq!(seen, expected);
        assert_eq!(
            damage.iter().map(|d| d.line).collect::<Vec<_>>(),
            [7, 8, 9, 10].map(Some)
        );
        assert_eq!(damage[1].reason, "3 fields where 4 or 6 belong; left out");
    }

    #[test]
    fn what_is_written_is_read() -> Result<(), Box<dyn std::error::Error>> {
        let run = RunId::parse("r1")?;
        for dataset in [None, Some(("train set".to_owned(), "d1".to_owned()))] {
            let metric = Metric {
                timestamp: 7,
                value: 1e-5,
                step: -2,
                dataset,
            };
            let mut damage = Vec::new();
            let found = latest("acc", line(&metric, &run).as_bytes(), Path::new("m"), &mut damage);
            assert_eq!(found[0].metric, metric);
            assert!(damage.is_empty());
        }
        Ok(())
    }
}
