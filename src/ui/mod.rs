//! How things are shown: results on standard output in the format asked for, talk on standard error.

mod cell;
mod data;
mod diff;
mod format;
mod guard;
mod human;
mod log_text;
mod output;
mod page;
mod pager;
mod plot;
mod progress;
mod report;
mod spark;
mod style;
mod table;
mod watch;

use std::io::{self, BufRead, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use data::JsonLines;
pub use format::Format;
pub use human::{bytes, count, counted, duration, exact_float, float, iso, relative};
pub use log_text::LogText;
pub use pager::Pager;
pub use plot::{Size, png, svg};
pub use progress::{Bar, Tally};
pub use report::{Place, Report};
pub use spark::sparkline;

use self::guard::{Guard, Spelling};
use self::output::Output;
use crate::model::Millis;
use unicode_width::UnicodeWidthStr;

use crate::view::{Cell, Damage, Tree, View, escape};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` or a dumb terminal says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What a [`Ui`] must know of the flags and of the world around it.
#[derive(Debug, Clone)]
pub struct UiOptions {
    /// `--color`.
    pub color: ColorChoice,
    /// `-q`: errors only on standard error; results and exit codes stand.
    pub quiet: bool,
    /// `-v`.
    pub verbose: bool,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Whether standard input is a terminal, so that questions can be answered.
    pub stdin_is_terminal: bool,
    /// The terminal's columns; `None` for 80.
    pub width: Option<u16>,
    /// The terminal's lines; `None` for 24.
    pub height: Option<u16>,
    /// What shows results longer than the terminal; `None` for nothing.
    pub pager: Option<Pager>,
    /// `NO_COLOR` is set, or the terminal is dumb.
    pub no_color: bool,
    /// Only ASCII in what we draw ourselves.
    pub ascii: bool,
    /// The time that relative times are relative to.
    pub now: Millis,
}

/// The terminal, or what stands for it. Shared between threads.
pub struct Ui {
    options: UiOptions,
    out: Mutex<Box<dyn Write + Send>>,
    err: Mutex<Box<dyn Write + Send>>,
}

/// What drawing depends on.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct Screen {
    terminal: bool,
    width: u16,
    color: bool,
    ascii: bool,
    now: Millis,
}

impl Screen {
    /// The columns a line may take; `None` for any number.
    fn room(&self) -> Option<usize> {
        self.terminal.then_some(usize::from(self.width.max(10)))
    }

    fn ellipsis(&self) -> char {
        if self.ascii { '~' } else { '…' }
    }
}

impl Ui {
    /// Over any two writers, so that tests can capture them.
    #[must_use]
    pub fn new(options: UiOptions, out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self {
            options,
            out: Mutex::new(out),
            err: Mutex::new(err),
        }
    }

    /// Shows a result on standard output. Before anything that was left out for want of room, standard error says so;
    /// an empty table is a status line and nothing on standard output.
    ///
    /// # Errors
    /// What the writer says; a broken pipe is success to `main`.
    pub fn show<V: View>(&self, view: &V, format: Format) -> io::Result<()> {
        match format {
            Format::Table => return self.show_table(view),
            Format::Json => self.write_data(Spelling::Json, |out| data::json(out, view)),
            Format::Ndjson => self.write_data(Spelling::Json, |out| data::ndjson(out, view)),
            Format::Csv => self.write_data(Spelling::Plain, |out| data::csv(out, view)),
            Format::Tsv => self.write_data(Spelling::Plain, |out| data::tsv(out, view)),
            Format::Md => self.write(|out| data::markdown(out, view)),
            Format::Id => self.write(|out| data::ids(out, view)),
        }?;
        self.note(view)
    }

    /// Writes JSON objects, one a line, as they come: the first at once, the others when many are ready.
    ///
    /// # Errors
    /// What `act` says; it should stop when a line cannot be written.
    pub fn json_lines<T>(&self, act: impl FnOnce(&mut JsonLines<'_>) -> io::Result<T>) -> io::Result<T> {
        let mut out = lock(&self.out);
        let terminal = self.options.stdout_is_terminal;
        let mut guard;
        let out: &mut dyn Write = if terminal {
            guard = Guard::new(&mut **out, Spelling::Json);
            &mut guard
        } else {
            &mut **out
        };
        let mut lines = JsonLines::new(out, terminal);
        let result = act(&mut lines)?;
        lines.flush()?;
        Ok(result)
    }

    /// A cell in few columns, for a sentence on standard error.
    #[must_use]
    pub fn brief(&self, cell: &Cell) -> String {
        const WIDTH: usize = 20;
        let screen = self.screen();
        table::shorten(&cell::short(cell, &screen), WIDTH, screen.ellipsis())
    }

    fn show_table<V: View>(&self, view: &V) -> io::Result<()> {
        let screen = self.screen();
        let drawn = if let Some(page) = view.page() {
            page::draw(page, &screen)
        } else {
            let rows = view.rows();
            if rows.is_empty() {
                self.status(&format!("no {}", view.noun()));
                return self.note(view);
            }
            table::draw(&view.columns(), &rows, &screen)
        };
        self.long(&drawn.lines)?;
        if !drawn.left_out.is_empty() {
            self.status(&left_out(&drawn.left_out, screen.ellipsis()));
        }
        self.note(view)
    }

    fn note<V: View>(&self, view: &V) -> io::Result<()> {
        if let Some(note) = view.note() {
            self.status(&note);
        }
        Ok(())
    }

    /// Draws a tree, its lines cut to the terminal's width, or shows it as data.
    ///
    /// # Errors
    /// What the writer says.
    pub fn tree(&self, tree: &Tree, format: Format) -> io::Result<()> {
        if format != Format::Table {
            return self.show(tree, format);
        }
        let screen = self.screen();
        let drawn = tree.draw(screen.ascii);
        let Some(room) = screen.room() else {
            return self.raw(&drawn);
        };
        let cut = drawn.lines().filter(|line| line.width() > room).count();
        let shorten = |line| table::shorten(line, room, screen.ellipsis());
        self.long(&drawn.lines().map(shorten).collect::<Vec<_>>())?;
        if cut > 0 {
            self.status(&format!(
                "{cut} lines were cut to the terminal's width; -o json shows all"
            ));
        }
        Ok(())
    }

    /// Prints lines on standard output, through the pager where they are more than the terminal has.
    ///
    /// # Errors
    /// What the writer says.
    pub fn long(&self, lines: &[String]) -> io::Result<()> {
        let height = usize::from(self.options.height.unwrap_or(24));
        let pager = self.options.pager.as_ref().filter(|_| self.options.stdout_is_terminal);
        if let Some(pager) = pager.filter(|_| lines.len() >= height)
            && pager.show((lines.join("\n") + "\n").as_bytes())?
        {
            return Ok(());
        }
        self.write(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))
    }

    /// Prints a sentence on standard output, control characters and line breaks made safe: a name in it forges no line.
    ///
    /// # Errors
    /// What the writer says.
    pub fn text(&self, text: &str) -> io::Result<()> {
        self.write(|out| writeln!(out, "{}", escape(text)))
    }

    /// Prints bytes as they are on standard output.
    ///
    /// # Errors
    /// What the writer says.
    pub fn raw(&self, text: &str) -> io::Result<()> {
        self.bytes(text.as_bytes())
    }

    /// Writes a file's content on standard output.
    ///
    /// # Errors
    /// What the writer says.
    pub fn bytes(&self, content: &[u8]) -> io::Result<()> {
        self.write(|out| out.write_all(content))
    }

    /// Whether standard output is a terminal, so that a page can be drawn over itself.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.options.stdout_is_terminal
    }

    /// The columns that a drawing may take.
    #[must_use]
    pub fn width(&self) -> usize {
        usize::from(self.screen().width)
    }

    /// Says on standard error what happens, unless quiet.
    pub fn status(&self, text: &str) {
        if !self.options.quiet {
            self.say(&escape(text));
        }
    }

    /// Says on standard error what to try, unless quiet.
    pub fn hint(&self, text: &str) {
        if !self.options.quiet {
            self.say(&format!("{} {}", self.heading(style::HINT, "hint:"), escape(text)));
        }
    }

    /// Says on standard error what only `-v` asks for.
    pub fn verbose(&self, text: &str) {
        if self.options.verbose {
            self.say(&escape(text));
        }
    }

    /// Warns on standard error, unless quiet.
    pub fn warn(&self, text: &str) {
        if !self.options.quiet {
            self.say(&format!(
                "{} {}",
                self.heading(style::WARNING, "warning:"),
                escape(text)
            ));
        }
    }

    /// Warns of something that could not be read: `warning: <path>:<line>: <reason>`.
    pub fn damage(&self, damage: &Damage) {
        let line = damage.line.map(|line| format!(":{line}")).unwrap_or_default();
        self.warn(&format!("{}{line}: {}", damage.path.display(), damage.reason));
    }

    /// Reports an error on standard error, quiet or not.
    pub fn error(&self, report: &Report) {
        self.say(report.draw(self.err_color()).trim_end());
    }

    /// Warns on standard error, with the place or what to try, unless quiet.
    pub fn warning(&self, report: &Report) {
        if !self.options.quiet {
            self.say(report.draw_warning(self.err_color()).trim_end());
        }
    }

    /// Asks a yes-or-no question on standard error; `None` where nobody could answer. Nothing but `y` or `yes` is yes.
    ///
    /// # Errors
    /// What the reader says.
    pub fn confirm(&self, question: &str, answers: &mut dyn BufRead) -> io::Result<Option<bool>> {
        if !self.can_ask() {
            return Ok(None);
        }
        let mut err = lock(&self.err);
        write!(err, "{} [y/N] ", escape(question))?;
        err.flush()?;
        let mut answer = String::new();
        answers.read_line(&mut answer)?;
        Ok(Some(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")))
    }

    /// Whether somebody could answer a question.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        self.options.stdin_is_terminal && self.options.stderr_is_terminal
    }

    /// Whether only results and errors are wanted.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.options.quiet
    }

    /// Whether more is wanted.
    #[must_use]
    pub fn is_verbose(&self) -> bool {
        self.options.verbose
    }

    /// How long ago that was, for people.
    #[must_use]
    pub fn age(&self, time: Millis) -> String {
        relative(time, self.options.now)
    }

    /// A progress bar on standard error, which shows only on a terminal and unless quiet.
    #[must_use]
    pub fn progress(&self) -> Bar {
        Bar::new(self.options.stderr_is_terminal && !self.options.quiet)
    }

    /// A bar that counts to `total`, where [`Self::progress`] would show.
    #[must_use]
    pub fn tally(&self, total: usize) -> Tally {
        Tally::new(total, self.options.stderr_is_terminal && !self.options.quiet)
    }

    fn screen(&self) -> Screen {
        let options = &self.options;
        Screen {
            terminal: options.stdout_is_terminal,
            width: options.width.unwrap_or(80),
            color: self.color(options.stdout_is_terminal),
            ascii: options.ascii,
            now: options.now,
        }
    }

    fn color(&self, is_terminal: bool) -> bool {
        match self.options.color {
            ColorChoice::Auto => is_terminal && !self.options.no_color,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        }
    }

    fn err_color(&self) -> bool {
        self.color(self.options.stderr_is_terminal)
    }

    fn heading(&self, look: anstyle::Style, word: &str) -> String {
        style::paint(look, word, self.err_color())
    }

    fn write(&self, act: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = lock(&self.out);
        let mut buffered = io::BufWriter::with_capacity(1 << 16, Output::new(&mut **out));
        act(&mut buffered)?;
        buffered.flush()
    }

    /// Writes data: byte for byte, but on a terminal nothing that steers it.
    fn write_data(&self, spelling: Spelling, act: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        self.write(|out| match self.options.stdout_is_terminal {
            true => act(&mut Guard::new(out, spelling)),
            false => act(out),
        })
    }

    /// One call of write, so that lines of several processes do not mix. Whoever closed standard error is not told.
    fn say(&self, line: &str) {
        let _ = lock(&self.err).write_all(format!("{line}\n").as_bytes());
    }
}

impl std::fmt::Debug for Ui {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ui")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn left_out(names: &[String], ellipsis: char) -> String {
    const NAMED: usize = 3;
    let mut text = format!("left out: {}", names[..names.len().min(NAMED)].join(", "));
    if names.len() > NAMED {
        text.push_str(&format!(", {ellipsis} (+{})", names.len() - NAMED));
    }
    text + "; -o json shows all"
}

#[cfg(test)]
mod tests;
