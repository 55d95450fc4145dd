use super::columns::Columns;
use super::header::{status, time};
use super::html::Html;
use super::{Entry, Report};
use crate::model::{Lifecycle, RunInfo};
use crate::ui::{duration, exact_float, float};

/// The runs, one a row. `data-v` holds what a cell sorts by where that is not its text.
pub(super) fn table(report: &Report, columns: &Columns) -> Html {
    let mut out = Html::default();
    if report.runs.is_empty() {
        out.raw("<p class=empty>No runs.</p>");
        return out;
    }
    let several = report
        .runs
        .iter()
        .any(|entry| entry.run.info.experiment_id != report.runs[0].run.info.experiment_id);
    out.raw("<div class=scroll id=runs-scroll tabindex=0 role=region aria-label=\"Table of runs\">");
    out.raw("<table id=runs-table>")
        .html(&head(columns, several))
        .raw("<tbody>\n");
    for (at, entry) in report.runs.iter().enumerate() {
        row(&mut out, report, columns, several, at, entry);
    }
    out.raw("</table></div>\n").html(&footnotes(columns));
    out
}

fn head(columns: &Columns, several: bool) -> Html {
    let mut out = Html::default();
    let fixed = if several { 6 } else { 5 };
    out.raw("<thead>");
    if !columns.metrics.is_empty() || !columns.params.is_empty() {
        out.raw("<tr class=groups><td colspan=").count(fixed).raw(">");
        for (title, width) in [("metrics", columns.metrics.len()), ("params", columns.params.len())] {
            if width > 0 {
                out.raw("<th scope=colgroup colspan=")
                    .count(width)
                    .raw("><span>")
                    .text(title)
                    .raw("</span>");
            }
        }
    }
    out.raw("<tr><th scope=col>name<th scope=col>status<th scope=col>id");
    if several {
        out.raw("<th scope=col>experiment");
    }
    out.raw("<th scope=col>started<th scope=col class=n>duration");
    for key in &columns.metrics {
        out.raw("<th scope=col class=n>").short(key, 32);
    }
    for param in &columns.params {
        let is_number = param.numbers.is_some();
        out.raw(if is_number {
            "<th scope=col class=n>"
        } else {
            "<th scope=col>"
        })
        .short(param.key, 32);
    }
    out
}

fn row(out: &mut Html, report: &Report, columns: &Columns, several: bool, at: usize, entry: &Entry) {
    let info = &entry.run.info;
    let id = info.run_id.as_str();
    out.raw("<tr data-run=")
        .count(at)
        .raw("><th scope=row><a href=\"#")
        .anchor(id)
        .raw("\">");
    out.short(name(info), 48).raw("</a><td>").html(&status(info.status));
    if info.lifecycle_stage == Lifecycle::Deleted {
        out.raw(" <span class=status>deleted</span>");
    }
    out.raw("<td><code>")
        .text(&id.chars().take(8).collect::<String>())
        .raw("</code>");
    if several {
        out.raw("<td>").short(report.experiment(entry), 32);
    }
    match info.start_time {
        Some(start) => out
            .raw("<td data-v=")
            .text(&start.0.to_string())
            .raw(">")
            .html(&time(start)),
        None => out.raw("<td>"),
    };
    match (info.start_time, info.end_time) {
        (Some(start), Some(end)) => {
            let taken = end.0.saturating_sub(start.0);
            out.raw("<td class=n data-v=")
                .text(&taken.to_string())
                .raw(">")
                .text(&duration(taken))
        }
        _ => out.raw("<td class=n>"),
    };
    for key in &columns.metrics {
        match entry.run.data.metrics.get(*key) {
            Some(metric) => number(out, metric.value),
            None => drop(out.raw("<td class=n>")),
        }
    }
    for param in &columns.params {
        let is_number = param.numbers.is_some();
        out.raw(if is_number { "<td class=n>" } else { "<td>" });
        out.short(param.values[at].unwrap_or_default(), 40);
    }
    out.raw("\n");
}

/// A cell with at most five digits of a number, that sorts by all of them.
fn number(out: &mut Html, value: f64) {
    let (short, exact) = (float(value), exact_float(value));
    if short.parse() == Ok(value) || !value.is_finite() {
        out.raw("<td class=n>").text(&short);
    } else {
        out.raw("<td class=n data-v=\"").text(&exact).raw("\">").text(&short);
    }
}

fn footnotes(columns: &Columns) -> Html {
    let mut out = Html::default();
    if !columns.same.is_empty() {
        out.raw("<p class=\"note same\">the same in every run:");
        for (key, value) in &columns.same {
            out.raw(" <span>")
                .short(key, 40)
                .raw(" <b>")
                .short(value, 60)
                .raw("</b></span>");
        }
        out.raw("</p>\n");
    }
    if columns.left_out > 0 {
        out.raw("<p class=note>")
            .count(columns.left_out)
            .raw(" more columns are on the runs' own pages</p>\n");
    }
    out
}

/// A run's name, else its id.
pub(super) fn name(info: &RunInfo) -> &str {
    let name = info.run_name.as_deref().filter(|name| !name.trim().is_empty());
    name.unwrap_or(info.run_id.as_str())
}
