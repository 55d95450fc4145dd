//! From what is wrong with a project to what is said and the exit code.

use crate::exit;
use crate::fsx;
use crate::project::env::EnvError;
use crate::project::{Finding, GivenError, ProjectError, Rule};
use crate::ui::{Place, Report, Ui};

/// Says what is wrong with a project, with the place and what to try.
/// Returns the exit code.
pub(in crate::commands) fn explain(error: &ProjectError, ui: &Ui) -> u8 {
    let hint = error.hint();
    let reports = match error {
        ProjectError::Faulty(findings) => reports(findings),
        ProjectError::BadValues(values) => values.iter().map(|value| Report::new(value.to_string())).collect(),
        ProjectError::Template {
            template,
            source,
            entry_point,
        } => {
            let at = source.span.start;
            let place = Place::within(format!("command of {entry_point}"), template, at..at);
            vec![Report::new(error.to_string()).at(place)]
        }
        error => vec![Report::of(error)],
    };
    let last = reports.len().saturating_sub(1);
    for (index, mut report) in reports.into_iter().enumerate() {
        if let Some(hint) = hint.clone().filter(|_| index == last) {
            report.add_hint(hint);
        }
        ui.error(&report);
    }
    code_of(error)
}

/// Each with its line of the file.
pub(super) fn reports(findings: &[Finding]) -> Vec<Report> {
    let mut read: Vec<(&std::path::Path, String)> = Vec::new();
    let mut reports = Vec::new();
    for finding in findings {
        if !read.iter().any(|(path, _)| *path == finding.path) {
            let bytes = fsx::read(&finding.path).unwrap_or_default();
            read.push((&finding.path, String::from_utf8_lossy(&bytes).into_owned()));
        }
        let text = read.iter().find(|(path, _)| *path == finding.path);
        reports.push(report(finding, text.map(|(_, text)| text.as_str()).unwrap_or_default()));
    }
    reports
}

fn report(finding: &Finding, text: &str) -> Report {
    let text = text.trim_start_matches('\u{FEFF}');
    let report = match finding.mark {
        Some(mark) => Report::new(&finding.message).at(Place {
            origin: finding.path.display().to_string(),
            line: mark.line,
            column: Some(mark.column),
            length: finding.length,
            source: text.lines().nth(mark.line - 1).map(str::to_owned),
        }),
        None => Report::new(finding.to_string()),
    };
    match &finding.hint {
        Some(hint) => report.hint(hint),
        None => report,
    }
}

/// A finding with its place and hint, for a warning beside other things.
pub(in crate::commands) fn one_line(finding: &Finding) -> String {
    let hint = finding.hint.as_deref().map(|hint| format!(" ({hint})"));
    format!("{finding}{}", hint.unwrap_or_default())
}

fn code_of(error: &ProjectError) -> u8 {
    match error {
        ProjectError::Faulty(findings) if findings.iter().all(|finding| finding.rule == Rule::MissingFile) => {
            exit::NOT_FOUND
        }
        ProjectError::Given(GivenError::Io(error)) if !error.is_not_found() => exit::FAILED,
        ProjectError::Source(error) if error.is_not_found() => exit::NOT_FOUND,
        ProjectError::NoProgram { .. } => exit::NOT_FOUND,
        ProjectError::Container(error) if error.is_usage() => exit::USAGE,
        ProjectError::Source(error) if error.is_usage() => exit::USAGE,
        ProjectError::NoEntryPoint { .. }
        | ProjectError::NoScript { .. }
        | ProjectError::NoSuchPath { .. }
        | ProjectError::Given(GivenError::Io(_))
        | ProjectError::NotFetched { .. } => exit::NOT_FOUND,
        ProjectError::MissingParameters { .. }
        | ProjectError::BadValues(_)
        | ProjectError::Given(_)
        | ProjectError::NotAUri { .. }
        | ProjectError::Remote { .. }
        | ProjectError::Invalid(_) => exit::USAGE,
        ProjectError::Env(error) => code_of_env(error),
        _ => exit::FAILED,
    }
}

fn code_of_env(error: &EnvError) -> u8 {
    match error {
        EnvError::CondaForPython | EnvError::PythonOfConda | EnvError::Ambiguous { .. } => exit::USAGE,
        EnvError::NoRequirements { .. }
        | EnvError::NoPython { .. }
        | EnvError::NotAProgram(_)
        | EnvError::NoUv
        | EnvError::NoConda(_)
        | EnvError::NoCondaCreator(_)
        | EnvError::Unknown { .. } => exit::NOT_FOUND,
        EnvError::InUse(_) => exit::CONFLICT,
        _ => exit::FAILED,
    }
}
