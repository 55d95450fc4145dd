//! Files of metrics, line by line as MLflow takes them: `int(time) float(value) int(step)`.

use std::collections::BTreeSet;
use std::path::Path;

use super::content::{self, Instead};
use super::finding::{Findings, Kind};
pub(super) use super::metric_line::Of;
use super::metric_line::{Line, line, lines};
use super::repair::Mend;
use super::{keys, listing};
use crate::fsx::Folder;
use crate::store::file::metric_file::number;

const RAISES: &str = "MLflow's search_runs of the whole experiment raises, and get_run of this run";
const KEPT: &str = "the lines that can be read are kept, the file as it was goes to the quarantine";
const EMPTY: Kind = Kind::damaged("metric-empty", RAISES).repaired("put into the quarantine");
const TORN: Kind = Kind::damaged(
    "metric-line-torn",
    "the writer was killed in the last line: MLflow raises, or misreads what is left of it as a value at step 0",
)
.repaired(KEPT);
const BAD: Kind = Kind::damaged("metric-line-unreadable", RAISES).repaired(KEPT);
const SWAPPED: Kind = Kind::damaged(
    "metric-fields-swapped",
    "looks like `time step value`, as other programs write it: MLflow raises, and would take the step for the value",
);
const SEPARATED: Kind = Kind::damaged("metric-separators", RAISES).repaired("one blank is put between the fields");
const DATASET_BLANK: Kind = Kind::damaged("metric-dataset-blank", RAISES)
    .repaired("time, value and step are kept, the file as it was goes to the quarantine");
const DATASET: Kind = Kind::odd(
    "metric-dataset-line",
    "MLflow reads the step of a line with a dataset as 0",
);
const TWO_FIELDS: Kind = Kind::odd(
    "metric-two-fields",
    "MLflow 0.x wrote no step: read as step 0, so the latest value is the greatest and not the last",
);
const UNENDED: Kind = Kind::odd(
    "metric-line-unended",
    "the last line has no line break, so its last digits may be missing; what MLflow appends would continue it",
)
.repaired("the line is ended");
const SECONDS: Kind = Kind::odd("metric-time-in-seconds", "read as milliseconds: January 1970");
const FUTURE: Kind = Kind::odd(
    "metric-time-too-large",
    "not milliseconds but micro- or nanoseconds: read as a time thousands of years ahead",
);
const REPEATED: Kind = Kind::note(
    "metric-step-repeated",
    "of values of one step the latest by time, then the greatest counts",
);
const NAN: Kind = Kind::note(
    "metric-nan",
    "which value is the latest depends on the order of the lines",
);
const INFINITE: Kind = Kind::note("metric-infinite", "JSON has no word for it; plots leave it out");
const INTEGER: Kind = Kind::note("metric-integer", "MLflow reads it as a float");
const EXPONENT: Kind = Kind::note("metric-exponent", "read as the number it is");
const NEGATIVE: Kind = Kind::note("metric-step-negative", "read as it is; plots begin before 0");
pub(super) const KINDS: &[Kind] = &[
    EMPTY,
    TORN,
    BAD,
    SWAPPED,
    SEPARATED,
    DATASET_BLANK,
    DATASET,
    TWO_FIELDS,
    UNENDED,
    SECONDS,
    FUTURE,
    REPEATED,
    NAN,
    INFINITE,
    INTEGER,
    EXPONENT,
    NEGATIVE,
];

/// Times between these, both in milliseconds, are seconds since 1973.
const SECONDS_LOW: i128 = 100_000_000;
const SECONDS_HIGH: i128 = 20_000_000_000;
/// The year 5138.
const TOO_LARGE: i128 = 100_000_000_000_000;

/// Checks every metric of a folder; each one's earliest and latest time is told.
pub(super) fn check(folder: &Folder, part: &str, of: Of, found: &mut Findings<'_>) {
    let all = listing::walk(folder, part, found);
    let home = folder.path().join(part);
    keys::stray_folders(&home, &all.folders, found);
    for key in &all.files {
        let path = home.join(key);
        let read_before = found.list.len();
        let Some(bytes) = found.read(folder, &format!("{part}/{key}")) else {
            if found.list.len() == read_before && !key.contains(char::REPLACEMENT_CHARACTER) {
                keys::broken_link(&path, found);
            }
            continue;
        };
        let is_hidden = key.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
        if keys::is_stray(key) || (is_hidden && !has_values(&bytes, of)) {
            keys::stray(&path, keys::is_refused(key) || !has_only_values(&bytes, of), found);
            continue;
        }
        keys::check(key, &path, found);
        file(&bytes, &path, of, found);
    }
}

fn has_values(bytes: &[u8], of: Of) -> bool {
    let text = String::from_utf8_lossy(bytes);
    lines(&text)
        .0
        .iter()
        .any(|text| matches!(line(text, of), Line::Read { .. }))
}

fn has_only_values(bytes: &[u8], of: Of) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    lines(text)
        .0
        .iter()
        .all(|text| matches!(line(text, of), Line::Read { .. }))
}

/// How often something is in a file, and where first.
#[derive(Default)]
struct Count {
    first: u64,
    times: u64,
}

impl Count {
    fn at(&mut self, line: u64) {
        if self.times == 0 {
            self.first = line;
        }
        self.times += 1;
    }
}

fn file(bytes: &[u8], path: &Path, of: Of, found: &mut Findings<'_>) {
    if bytes.is_empty() {
        let finding = found.add(EMPTY, path).mend(Mend::TakeAway);
        finding.detail("0 bytes: its writer was killed or the disk was full");
        return;
    }
    let mend = Mend::Lines(of);
    let mut report_bad = true;
    match content::instead(bytes) {
        Some(Instead::Nuls) => {
            let kind = content::NULS.repaired("put into the quarantine");
            found.add(kind, path).consequence(RAISES).mend(Mend::TakeAway);
            return;
        }
        Some(Instead::Lfs) => {
            found.add(content::LFS, path).consequence(RAISES);
            return;
        }
        Some(Instead::Conflict(line)) => {
            let kind = content::CONFLICT.repaired("the values of both sides are kept, the marks are dropped");
            found.add(kind, path).line(line).consequence(RAISES).mend(mend);
            report_bad = false;
        }
        None => {}
    }
    if let Some(content::Flaw::Line(line)) = content::utf8_flaw(bytes) {
        let finding = found.add(content::NOT_UTF8.repaired(KEPT), path).line(line);
        finding.consequence(RAISES).mend(mend);
        report_bad = false;
    }
    if content::has_bom(bytes) {
        let kind = Kind::damaged(content::BOM.name, RAISES).repaired("dropped");
        found.add(kind, path).line(1).mend(mend);
    }
    if content::has_crlf(bytes) {
        found.add(content::CRLF, path);
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    let (lines, ended) = lines(&text);
    let mut seen = Seen::default();
    for (index, text) in lines.iter().enumerate() {
        let number = index as u64 + 1;
        let is_cut = !ended && index + 1 == lines.len();
        match line(text, of) {
            Line::Read { fields, .. } if is_cut && (fields == 2 || fields < seen.most_fields) => {
                let detail = format!("{fields} fields and no line break");
                found.add(TORN, path).line(number).detail(detail).mend(mend);
            }
            Line::Bad(_) if is_cut => {
                let detail = "no line break, and too little for a value";
                found.add(TORN, path).line(number).detail(detail).mend(mend);
            }
            Line::Bad(why) => {
                if report_bad && seen.bad.times == 0 {
                    found.add(BAD, path).line(number).detail(why).mend(mend);
                }
                seen.bad.at(number);
            }
            Line::Read {
                time,
                value,
                step,
                fields,
            } => {
                seen.value(number, (time, value, step, fields), of);
                if is_cut {
                    found.add(UNENDED, path).line(number).mend(mend);
                }
            }
            Line::Swapped => seen.swapped.at(number),
            Line::Separated(_) => seen.separated.at(number),
            Line::DatasetBlank(_) => seen.dataset_blank.at(number),
        }
    }
    seen.report(path, mend, found);
}

#[derive(Default)]
struct Seen {
    most_fields: usize,
    rising: Vec<i128>,
    /// All, from the first that is not greater than the one before.
    steps: BTreeSet<i128>,
    bad: Count,
    swapped: Count,
    separated: Count,
    dataset_blank: Count,
    dataset: Count,
    two: Count,
    seconds: Count,
    future: Count,
    repeated: Count,
    nan: Count,
    infinite: Count,
    integer: Count,
    exponent: Count,
    negative: Count,
}

impl Seen {
    fn value(&mut self, at: u64, (time, value, step, fields): (i128, &str, i128, usize), of: Of) {
        self.most_fields = self.most_fields.max(fields);
        match fields {
            2 => self.two.at(at),
            5 if of == Of::Run => self.dataset.at(at),
            _ => {}
        }
        if (SECONDS_LOW..SECONDS_HIGH).contains(&time) {
            self.seconds.at(at);
        }
        if time > TOO_LARGE {
            self.future.at(at);
        }
        if step < 0 {
            self.negative.at(at);
        }
        if fields != 2 && self.has_seen(step) {
            self.repeated.at(at);
        }
        if value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            self.integer.at(at);
        } else if value.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            match number(value) {
                Some(value) if value.is_nan() => self.nan.at(at),
                Some(value) if value.is_infinite() => self.infinite.at(at),
                _ => self.exponent.at(at),
            }
        }
    }

    /// Whether a step was there before. As long as each is greater than the one before, it cannot have been.
    fn has_seen(&mut self, step: i128) -> bool {
        if self.steps.is_empty() && self.rising.last().is_none_or(|last| *last < step) {
            self.rising.push(step);
            return false;
        }
        if self.steps.is_empty() {
            self.steps.extend(&self.rising);
        }
        !self.steps.insert(step)
    }

    fn report(self, path: &Path, mend: Mend, found: &mut Findings<'_>) {
        if self.bad.times > 1
            && let Some(bad) = found.list.iter_mut().rev().find(|finding| finding.kind == BAD)
        {
            bad.detail.push_str(&format!("; {} such lines", self.bad.times));
        }
        for (kind, count) in [
            (SWAPPED, self.swapped),
            (SEPARATED, self.separated),
            (DATASET_BLANK, self.dataset_blank),
            (DATASET, self.dataset),
            (TWO_FIELDS, self.two),
            (SECONDS, self.seconds),
            (FUTURE, self.future),
            (REPEATED, self.repeated),
            (NAN, self.nan),
            (INFINITE, self.infinite),
            (INTEGER, self.integer),
            (EXPONENT, self.exponent),
            (NEGATIVE, self.negative),
        ] {
            if count.times > 0 {
                let finding = found.add(kind, path).line(count.first);
                finding.mend(kind.repair.map(|_| mend));
                if count.times > 1 {
                    finding.detail(format!("{} lines", count.times));
                }
            }
        }
    }
}
