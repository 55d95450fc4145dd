use std::collections::BTreeMap;

use super::html::Html;
use super::{Entry, Report};
use crate::model::{Millis, RunStatus};
use crate::store::Damage;
use crate::ui::iso;

/// What the report is about: where from, when, which runs.
pub(super) fn header(report: &Report) -> Html {
    let mut out = Html::default();
    out.raw("<h1>").text(&report.title).raw("</h1>\n<p class=facts>");
    out.raw("<span><b>").count(report.runs.len()).raw("</b>");
    if report.total > report.runs.len() {
        out.raw(" of ").count(report.total);
    }
    out.raw(if report.runs.len() == 1 && report.total <= 1 {
        " run"
    } else {
        " runs"
    });
    out.raw("</span>").html(&by_status(&report.runs));
    out.raw(" <span>store <code>").text(&report.store).raw("</code></span>");
    if let Some(filter) = &report.filter {
        out.raw(" <span>filter <code>").text(filter).raw("</code></span>");
    }
    out.raw(" <span>made ").html(&time(report.made)).raw("</span>");
    if !report.damage.is_empty() {
        out.raw(" <a href=\"#damage\">")
            .count(report.damage.len())
            .raw(" things could not be read</a>");
    }
    out.raw("</p>\n").html(&experiments(report));
    out
}

fn by_status(entries: &[Entry]) -> Html {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.run.info.status.code()).or_default() += 1;
    }
    let mut out = Html::default();
    for (code, count) in counts {
        out.raw(" <span>")
            .count(count)
            .raw(" ")
            .html(&status(RunStatus::from_code(code)))
            .raw("</span>");
    }
    out
}

fn experiments(report: &Report) -> Html {
    const NAMED: usize = 12;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &report.runs {
        *counts.entry(report.experiment(entry)).or_default() += 1;
    }
    let mut out = Html::default();
    if counts.is_empty() {
        return out;
    }
    out.raw("<p class=facts>")
        .raw(if counts.len() == 1 { "experiment" } else { "experiments" });
    for (name, count) in counts.iter().take(NAMED) {
        out.raw(" <span><b>")
            .short(name, 60)
            .raw("</b> ")
            .count(*count)
            .raw("</span>");
    }
    if counts.len() > NAMED {
        out.raw(" <span>and ").count(counts.len() - NAMED).raw(" more</span>");
    }
    out.raw("</p>");
    out
}

impl Report {
    /// The name of a run's experiment, else its id.
    #[must_use]
    pub fn experiment<'a>(&'a self, entry: &'a Entry) -> &'a str {
        let id = &entry.run.info.experiment_id;
        self.experiments.get(id).map_or(id.as_str(), String::as_str)
    }
}

/// What could not be read.
pub(super) fn damage(damage: &[Damage]) -> Html {
    const LISTED: usize = 200;
    let mut out = Html::default();
    if damage.is_empty() {
        return out;
    }
    out.raw("<section id=damage>\n<h2>Could not be read</h2>\n<p class=note>Left out of everything above.</p>\n");
    out.raw("<div class=scroll><table class=plain><thead><tr><th>where<th>why<tbody>\n");
    for Damage { path, line, reason } in damage.iter().take(LISTED) {
        out.raw("<tr><td><code>").text(&path.to_string_lossy());
        if let Some(line) = line {
            out.text(&format!(":{line}"));
        }
        out.raw("</code><td>").text(reason).raw("\n");
    }
    out.raw("</table></div>\n");
    if damage.len() > LISTED {
        out.raw("<p class=note>and ")
            .count(damage.len() - LISTED)
            .raw(" more</p>\n");
    }
    out.raw("</section>");
    out
}

/// A moment to the minute, in full as a tooltip.
pub(super) fn time(time: Millis) -> Html {
    let full = iso(time);
    let mut out = Html::default();
    match full.split_once('T') {
        Some((date, clock)) if clock.len() > 5 => {
            out.raw("<time datetime=\"").text(&full).raw("\">").text(date).raw(" ");
            out.text(&clock[..5]).raw("</time>")
        }
        _ => out.text(&full),
    };
    out
}

/// A status as a sign and a word.
pub(super) fn status(status: RunStatus) -> Html {
    let (class, sign) = match status {
        RunStatus::Finished => ("<span class=\"status ok\">", "✓ "),
        RunStatus::Failed => ("<span class=\"status bad\">", "✗ "),
        RunStatus::Killed => ("<span class=\"status bad\">", "■ "),
        RunStatus::Running => ("<span class=\"status live\">", "▶ "),
        RunStatus::Scheduled => ("<span class=\"status live\">", "◷ "),
        RunStatus::Unknown(_) => ("<span class=status>", "? "),
    };
    let mut out = Html::default();
    out.raw(class)
        .raw(sign)
        .text(&status.to_string().to_lowercase())
        .raw("</span>");
    out
}
