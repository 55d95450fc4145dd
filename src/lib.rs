//! `mlrun`: MLflow's job on a folder of runs, in one binary.
//!
//! ```text
//! argv ─► cli ─► commands ─► project, upkeep ─► store ─► file ─► index
//!                  │              │               │        │
//!                  │              └───► artifact ─┘        └► search, codec, fsx
//!                  ▼
//!                 view ─► ui, report
//! ```
//!
//! | room | what lives there |
//! | --- | --- |
//! | [`model`] | the domain as plain data, and the checks that make an id or a key safe |
//! | [`codec`] | Python's spellings: YAML, floats, JSON |
//! | [`fsx`] | every file access: whole files, appends, locks |
//! | [`search`] | the filter and order-by languages: parsed once, asked of anything that has [`search::Facts`] |
//! | [`store`] | what a tracking store promises; [`store::file`] keeps it in a folder |
//! | [`archive`] | a folder of runs in one file, read without being unpacked |
//! | [`upkeep`] | check, repair, relocate, merge, clean, undo |
//! | [`artifact`] | the files of runs and models, and what an `MLmodel` says |
//! | [`compare`] | what differs between runs, and between versions of models |
//! | [`project`] | `MLproject`s: brought here, read, given what they run in, run, swept over, run again |
//! | [`view`] | what is shown: columns, cells, JSON |
//! | [`ui`] | how it is shown: tables, colours, errors |
//! | [`report`] | the HTML report: one file, its script and style |
//! | [`near`], [`progress`], [`exit`] | "did you mean", how far long work is, exit codes |
//! | [`cli`] | what all commands share of argv and environment |
//! | [`commands`] | one file a command |
//!
//! Nothing below `commands` prints, exits, or reads the environment or the clock. Who may import whom is held by
//! `tests/architecture.rs`.

pub mod archive;
pub mod artifact;
pub mod cli;
pub mod codec;
pub mod commands;
pub mod compare;
pub mod exit;
pub mod fsx;
pub mod model;
pub mod near;
pub mod progress;
pub mod project;
pub mod report;
pub mod search;
pub mod store;
pub mod ui;
pub mod upkeep;
pub mod view;

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;

use cli::{Environment, Settings};
use commands::{Cli, Context, Exit};
use ui::{Pager, Ui, UiOptions};

/// The whole program: arguments, then settings, then the command, then its exit code.
#[must_use]
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|bug| {
        if !codec::yaml::is_guarded() {
            drop(writeln!(
                io::stderr(),
                "error: mlrun has met a bug of its own, please report it: {bug}"
            ));
        }
    }));
    let environment = environment();
    if commands::complete(&environment) {
        return ExitCode::SUCCESS;
    }
    let cli = match Cli::try_parse_from(commands::with_topic(std::env::args_os().collect())) {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(exit::USAGE);
            return ExitCode::from(match error.print() {
                Err(error) if code == exit::OK && error.kind() != io::ErrorKind::BrokenPipe => exit::FAILED,
                _ => code,
            });
        }
    };
    let ui = Ui::new(
        options(&cli, &environment),
        Box::new(io::stdout()),
        Box::new(io::stderr()),
    );
    let cwd = std::env::current_dir().unwrap_or_default();
    let settings = Settings::new(cli.store(), environment, cwd)
        .index(!cli.global.no_index)
        .without_record(cli.global.no_undo);
    let program = std::env::current_exe().ok();
    let command = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ");
    let context = Context {
        ui: Arc::new(ui),
        settings,
        program,
        command,
    };
    ExitCode::from(match cli.run(&context) {
        Ok(Exit::Ok) => exit::OK,
        Ok(Exit::Code(code)) => code,
        Err(error) => commands::report(&error, &context.ui),
    })
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Environment {
    std::env::vars_os()
        .map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        })
        .collect()
}

fn options(cli: &Cli, environment: &Environment) -> UiOptions {
    let set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
    let dumb = environment.get("TERM").is_some_and(|term| term == "dumb");
    let variable = |name: &str| environment.get(name).map(String::as_str);
    let [columns, lines] = ["COLUMNS", "LINES"].map(|name| variable(name).and_then(|number| number.parse().ok()));
    let terminal = terminal_size::terminal_size();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| environment.get(name).filter(|v| !v.is_empty()));
    UiOptions {
        color: cli.global.color,
        quiet: cli.global.quiet,
        verbose: cli.is_verbose(),
        stdout_is_terminal: io::stdout().is_terminal(),
        stderr_is_terminal: io::stderr().is_terminal(),
        stdin_is_terminal: io::stdin().is_terminal(),
        width: columns.or(terminal.map(|(width, _)| width.0)),
        height: lines.or(terminal.map(|(_, height)| height.0)),
        pager: Pager::chosen([variable("MLRUN_PAGER"), variable("PAGER")], variable("LESS"))
            .filter(|_| !cli.global.no_pager && !dumb),
        no_color: set("NO_COLOR") || dumb,
        ascii: dumb || locale.is_some_and(|locale| matches!(locale.as_str(), "C" | "POSIX")),
        now: commands::now(),
    }
}
