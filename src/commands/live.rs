//! Pages that are drawn again and again in place.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::{Context, Exit};
use crate::exit;
use crate::ui::{Size, Ui};

/// How often to look again.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Interval {
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", hide_short_help = true, default_value = "0.5", value_parser = seconds)]
    interval: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.05..=86400.0).contains(seconds));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "from 0.05 to 86400 seconds".to_owned())
}

const HIDE: &str = "\x1b[?25l";
/// The cursor again, and without the ^C that the terminal may have written.
const SHOW: &str = "\r\x1b[K\x1b[?25h";

/// A page on the terminal, until it is dropped; Ctrl-C then does no more than end the waiting.
pub(super) struct Live<'a> {
    ui: &'a Ui,
    shown: Option<(Vec<String>, Size)>,
    signals: Receiver<i32>,
}

impl<'a> Live<'a> {
    pub(super) fn begin(ui: &'a Ui) -> io::Result<Self> {
        let (sender, signals) = channel();
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
            let mut taken = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP, SIGTSTP])?;
            thread::Builder::new().name("signals".to_owned()).spawn(move || {
                for signal in taken.forever() {
                    if sender.send(signal).is_err() {
                        break;
                    }
                }
            })?;
        }
        #[cfg(not(unix))]
        thread::Builder::new().spawn(move || {
            let _held = sender;
            thread::park();
        })?;
        Ok(Self {
            ui,
            shown: None,
            signals,
        })
    }

    /// Draws the page where the one before stood; nothing where they are the same. On a terminal of another size nobody
    /// knows where it stands: then on a screen wiped clean.
    pub(super) fn show(&mut self, lines: Vec<String>, size: Size) -> io::Result<()> {
        let text = match &self.shown {
            Some((shown, before)) if (shown, *before) == (&lines, size) => return Ok(()),
            Some((shown, before)) if *before == size => redrawn(shown.len(), &lines),
            Some(_) => format!("\x1b[H{}", redrawn(0, &lines)),
            None => format!("{HIDE}{}", redrawn(0, &lines)),
        };
        self.ui.raw(&text)?;
        self.shown = Some((lines, size));
        Ok(())
    }

    /// Waits; how to end, when a signal came meanwhile. Ctrl-Z stops the process, its cursor shown.
    pub(super) fn wait(&mut self, every: Interval) -> Option<Exit> {
        match self.signals.recv_timeout(every.interval) {
            #[cfg(unix)]
            Ok(signal_hook::consts::SIGTSTP) => {
                self.leave();
                drop(signal_hook::low_level::emulate_default_handler(
                    signal_hook::consts::SIGTSTP,
                ));
                None
            }
            Ok(signal) => Some(Exit::Code(exit::SIGNAL + u8::try_from(signal).unwrap_or(2))),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(every.interval);
                None
            }
        }
    }

    /// Lets the terminal be as it was, and the page stand; the next is drawn below it.
    fn leave(&mut self) {
        if self.shown.take().is_some() {
            drop(self.ui.raw(SHOW));
        }
    }
}

impl Drop for Live<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// What draws the lines over so many that stand above the cursor.
fn redrawn(before: usize, lines: &[String]) -> String {
    let mut text = String::new();
    if before > 0 {
        text.push_str(&format!("\r\x1b[{before}A"));
    }
    for line in lines {
        text.push_str(line);
        text.push_str("\x1b[K\n");
    }
    text + "\x1b[J"
}

/// The terminal's size as it is now, but for the line the cursor stands on; 80 by 20 where there is none.
pub(super) fn screen(context: &Context) -> Size {
    let now = terminal_size::terminal_size();
    let said = context
        .settings
        .variable("COLUMNS")
        .and_then(|columns| columns.parse().ok());
    Size {
        width: said.or(now.map(|(width, _)| usize::from(width.0))).unwrap_or(80),
        height: now.map_or(20, |(_, height)| usize::from(height.0).saturating_sub(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_drawn_over_the_one_before() {
        let lines = ["a".to_owned(), "b".to_owned()];
        assert_eq!(redrawn(0, &lines), "a\x1b[K\nb\x1b[K\n\x1b[J");
        assert_eq!(redrawn(3, &lines[..1]), "\r\x1b[3Aa\x1b[K\n\x1b[J");
    }
}
