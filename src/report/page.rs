use std::collections::BTreeSet;

use super::header::{status, time};
use super::html::Html;
use super::table::name;
use super::{Entry, Report};
use crate::model::{DatasetInput, Lifecycle, Millis, tags};
use crate::ui::{bytes, duration, exact_float, float};

/// Tags that are told in the page's first lines.
const TOLD: &[&str] = &[
    tags::RUN_NAME,
    tags::PARENT_RUN_ID,
    tags::USER,
    tags::NOTE,
    tags::SOURCE_NAME,
    tags::SOURCE_TYPE,
    tags::GIT_COMMIT,
    tags::GIT_BRANCH,
    tags::GIT_REPO_URL,
    tags::PROJECT_ENTRY_POINT,
];

/// A page for each run.
pub(super) fn pages(report: &Report) -> Html {
    let here: BTreeSet<&str> = report.runs.iter().map(|entry| entry.run.info.run_id.as_str()).collect();
    let mut out = Html::default();
    for entry in &report.runs {
        page(&mut out, report, entry, &here);
    }
    out
}

fn page(out: &mut Html, report: &Report, entry: &Entry, here: &BTreeSet<&str>) {
    let info = &entry.run.info;
    out.raw("<details class=run id=\"")
        .anchor(info.run_id.as_str())
        .raw("\"><summary><h3>");
    out.short(name(info), 120).raw("</h3> ").html(&status(info.status));
    if info.lifecycle_stage == Lifecycle::Deleted {
        out.raw(" <span class=status>deleted</span>");
    }
    out.raw(" <code>").text(info.run_id.as_str()).raw("</code></summary>\n");
    if let Some(note) = entry.run.data.tags.get(tags::NOTE) {
        out.raw("<p class=description>").value(note).raw("</p>\n");
    }
    out.raw("<div class=parts>\n");
    about(out, report, entry, here);
    metrics(out, entry);
    let data = &entry.run.data;
    let own = data.tags.iter().filter(|(key, _)| !TOLD.contains(&key.as_str()));
    pairs(out, "<h4>Params</h4>", data.params.iter());
    pairs(out, "<h4>Tags</h4>", own);
    inputs(out, entry);
    artifacts(out, entry);
    out.raw("</div></details>\n");
}

fn about(out: &mut Html, report: &Report, entry: &Entry, here: &BTreeSet<&str>) {
    let info = &entry.run.info;
    let tag = |key: &str| {
        entry
            .run
            .data
            .tags
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    out.raw("<section><h4>Run</h4><table>");
    row(out, "experiment", Some(report.experiment(entry)));
    for (title, moment) in [("started", info.start_time), ("ended", info.end_time)] {
        if let Some(moment) = moment {
            out.raw("<tr><th>").text(title).raw("<td>").html(&exact_time(moment));
        }
    }
    if let (Some(start), Some(end)) = (info.start_time, info.end_time) {
        row(out, "duration", Some(&duration(end.0.saturating_sub(start.0))));
    }
    row(
        out,
        "user",
        info.user_id
            .as_deref()
            .filter(|user| !user.is_empty())
            .or(tag(tags::USER)),
    );
    if let Some(parent) = tag(tags::PARENT_RUN_ID) {
        out.raw("<tr><th>parent<td>");
        if here.contains(parent) {
            out.raw("<a href=\"#")
                .anchor(parent)
                .raw("\">")
                .text(parent)
                .raw("</a>");
        } else {
            out.value(parent);
        }
    }
    row(out, "source", tag(tags::SOURCE_NAME));
    row(out, "source type", tag(tags::SOURCE_TYPE));
    row(out, "entry point", tag(tags::PROJECT_ENTRY_POINT));
    row(out, "commit", tag(tags::GIT_COMMIT));
    row(out, "branch", tag(tags::GIT_BRANCH));
    row(out, "repository", tag(tags::GIT_REPO_URL));
    row(out, "artifacts", info.artifact_uri.as_deref());
    out.raw("</table></section>\n");
}

fn exact_time(moment: Millis) -> Html {
    let full = crate::ui::iso(moment);
    let mut out = Html::default();
    match full.split_once('T') {
        Some((date, clock)) if clock.len() > 8 => out.text(date).raw(" ").text(&clock[..8]).raw(" UTC"),
        _ => return time(moment),
    };
    out
}

fn metrics(out: &mut Html, entry: &Entry) {
    let latest = &entry.run.data.metrics;
    if latest.is_empty() {
        return;
    }
    out.raw("<section><h4>Metrics</h4><table class=figures>");
    out.raw("<thead><tr><td><th>last<th>step<th>min<th>max<th>values<tbody>");
    for (key, metric) in latest {
        let (short, exact) = (float(metric.value), exact_float(metric.value));
        out.raw("\n<tr><th>").value(key);
        if short == exact {
            out.raw("<td>").text(&short);
        } else {
            out.raw("<td title=").text(&exact).raw(">").text(&short);
        }
        let curve = entry.curves.get(key);
        let (least, greatest) = curve.and_then(|curve| curve.range).unzip();
        out.raw("<td>").text(&metric.step.to_string());
        out.raw("<td>").text(&least.map(float).unwrap_or_default());
        out.raw("<td>").text(&greatest.map(float).unwrap_or_default());
        out.raw("<td>").count(curve.map_or(1, |curve| curve.count));
        if let Some(odd) = curve.map(|curve| curve.not_finite).filter(|odd| *odd > 0) {
            out.raw(" <i>(").count(odd).raw(" not finite)</i>");
        }
    }
    out.raw("</table></section>\n");
}

fn pairs<'a>(out: &mut Html, title: &'static str, pairs: impl Iterator<Item = (&'a String, &'a String)>) {
    let mut pairs = pairs.peekable();
    if pairs.peek().is_none() {
        return;
    }
    out.raw("<section>").raw(title).raw("<table>");
    for (key, value) in pairs {
        row(out, key, Some(value));
    }
    out.raw("</table></section>\n");
}

fn row(out: &mut Html, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.raw("\n<tr><th>").value(key).raw("<td>").value(value);
    }
}

fn inputs(out: &mut Html, entry: &Entry) {
    let (inputs, outputs) = (&entry.run.inputs, &entry.run.outputs);
    if inputs.datasets.is_empty() && inputs.models.is_empty() && outputs.models.is_empty() {
        return;
    }
    out.raw("<section><h4>Inputs and outputs</h4><table>");
    for input in &inputs.datasets {
        dataset(out, input);
    }
    for model in &inputs.models {
        row(out, "model used", Some(&model.model_id));
    }
    for model in &outputs.models {
        row(
            out,
            "model made",
            Some(&format!("{} at step {}", model.model_id, model.step)),
        );
    }
    out.raw("</table></section>\n");
}

fn dataset(out: &mut Html, DatasetInput { dataset, tags }: &DatasetInput) {
    out.raw("\n<tr><th>dataset<td><b>")
        .value(&dataset.name)
        .raw("</b> <code>")
        .text(&dataset.digest)
        .raw("</code>");
    for (key, value) in tags {
        out.raw(", ")
            .text(key.rsplit('.').next().unwrap_or(key))
            .raw(" ")
            .text(value);
    }
    out.raw("<br>")
        .text(&dataset.source_type)
        .raw(": ")
        .value(&dataset.source);
}

fn artifacts(out: &mut Html, entry: &Entry) {
    const LISTED: usize = 100;
    let listing = &entry.artifacts;
    if listing.files.is_empty() && listing.reason.is_none() {
        return;
    }
    let files = listing.files.iter().filter(|file| !file.is_dir);
    let (count, size) = files.fold((0, 0), |(count, size), file| {
        (count + 1, size + file.file_size.unwrap_or(0))
    });
    out.raw("<section><h4>Artifacts</h4><table class=figures>");
    if let Some(reason) = &listing.reason {
        out.raw("<tr><td>").text(reason);
    } else {
        out.raw("<thead><tr><td>")
            .count(count)
            .raw(if count == 1 { " file" } else { " files" });
        out.raw("<td>").text(&bytes(size)).raw("<tbody>");
    }
    let mut listed = listing.files.iter().filter(|file| !file.is_dir);
    for file in listed.by_ref().take(LISTED) {
        out.raw("\n<tr><td><code>").text(&file.path).raw("</code><td>");
        out.text(&file.file_size.map(bytes).unwrap_or_default());
    }
    let more = listed.count();
    if more > 0 {
        out.raw("\n<tr><td><i>and ").count(more).raw(" more</i>");
    }
    out.raw("</table></section>\n");
}
