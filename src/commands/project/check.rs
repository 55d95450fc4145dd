use serde::Serialize;

use super::explain::reports;
use crate::commands::bring::Bring;
use crate::commands::outcome::Advised;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::project::command::misnamed;
use crate::project::{self, Finding, Manifest};
use crate::ui::Format;
use crate::view::{Cell, Column, View};

/// Say what is wrong or odd about an MLproject file, all at once.
///
/// Errors are what cannot be run; warnings are what MLflow takes in silence: keys that nobody reads, values that YAML reads
/// as something else, parameters that are not used. Nothing is run or made.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 no errors, 1 errors, 3 no project there.")]
pub(in crate::commands) struct Args {
    /// The project: a folder, an address of git, or a zip file; each may end in #subfolder
    #[arg(value_name = "PROJECT", default_value = ".")]
    project: String,

    #[command(flatten)]
    from: Bring,

    /// Warnings are errors
    #[arg(long)]
    strict: bool,

    /// As data instead of text
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    output: Option<Format>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let source = args.from.open(&args.project, context)?; // held: a checkout goes with it
    let manifest = project::open(&source.folder)?;
    if manifest.project.file.is_none() {
        return Err(no_file(&manifest).into());
    }
    let mut findings = project::check(&manifest, None);
    findings.extend(project::env::finding(&manifest.project.env, &manifest.folder));
    match args.output {
        Some(format) => context.ui.show(&Findings(&findings), format)?,
        None => {
            let weights = findings.iter().map(|finding| finding.rule.is_error());
            let reports: Vec<_> = reports(&findings).into_iter().zip(weights).collect();
            context.ui.reports(&reports)?;
            context.ui.status(&summary(&findings));
        }
    }
    let is_bad = |finding: &Finding| args.strict || finding.rule.is_error();
    Ok(if findings.iter().any(is_bad) {
        Exit::Code(exit::FAILED)
    } else {
        Exit::Ok
    })
}

fn no_file(manifest: &Manifest) -> Advised {
    Advised {
        message: format!("there is no MLproject file in {}", manifest.folder.display()),
        hint: match misnamed(&manifest.folder) {
            Some(name) => format!("{name} is not read: rename it to MLproject"),
            None => "its scripts can be run by their names: `mlrun run DIR -e train.py`".to_owned(),
        },
        code: exit::NOT_FOUND,
    }
}

fn summary(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.rule.is_error()).count();
    let counted = |count: usize, noun: &str| match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    };
    let warnings = findings.len() - errors;
    format!("{}, {}", counted(errors, "error"), counted(warnings, "warning"))
}

struct Findings<'a>(&'a [Finding]);

#[derive(Serialize)]
struct FindingJson<'a> {
    severity: &'static str,
    rule: &'static str,
    path: String,
    line: Option<usize>,
    column: Option<usize>,
    entry_point: Option<&'a str>,
    message: &'a str,
    hint: Option<&'a str>,
}

fn severity(finding: &Finding) -> &'static str {
    if finding.rule.is_error() { "error" } else { "warning" }
}

impl View for Findings<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("severity"),
            Column::new("rule").rank(1),
            Column::new("path").rank(Column::DATA_ONLY),
            Column::new("line").right(),
            Column::new("column").right().rank(2),
            Column::new("entry_point").rank(3),
            Column::new("message"),
            Column::new("hint").rank(4),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let number = |number: Option<usize>| number.map_or(Cell::Empty, |number| Cell::Int(number as i128));
        let row = |finding: &Finding| {
            vec![
                severity(finding).into(),
                finding.rule.name().into(),
                finding.path.to_string_lossy().into_owned().into(),
                number(finding.mark.map(|mark| mark.line)),
                number(finding.mark.map(|mark| mark.column)),
                Cell::text(finding.entry_point.as_deref()),
                finding.message.as_str().into(),
                Cell::text(finding.hint.as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|finding| FindingJson {
            severity: severity(finding),
            rule: finding.rule.name(),
            path: finding.path.to_string_lossy().into_owned(),
            line: finding.mark.map(|mark| mark.line),
            column: finding.mark.map(|mark| mark.column),
            entry_point: finding.entry_point.as_deref(),
            message: &finding.message,
            hint: finding.hint.as_deref(),
        })
    }

    /// `file:line:column`
    fn ids(&self) -> Vec<String> {
        let place = |finding: &Finding| match finding.mark {
            Some(mark) => format!("{}:{}:{}", finding.path.display(), mark.line, mark.column),
            None => finding.path.display().to_string(),
        };
        self.0.iter().map(place).collect()
    }

    fn noun(&self) -> &'static str {
        "findings"
    }
}
