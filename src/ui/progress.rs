use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::progress::Progress;

/// A bar on standard error; hidden where nobody would see it.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(visible: bool) -> Self {
        let target = if visible {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self(ProgressBar::with_draw_target(None, target))
    }
}

impl Progress for Bar {
    fn start(&self, what: &str, len: Option<u64>) {
        let template = match len {
            Some(_) => "{msg}  [{bar:30}] {decimal_bytes}/{decimal_total_bytes}  {decimal_bytes_per_sec}  {eta}",
            None => "{spinner} {msg}  {decimal_bytes}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style.progress_chars("=> "));
        }
        self.0.set_message(crate::view::escape(what).into_owned());
        match len {
            Some(len) => self.0.set_length(len),
            None => self.0.unset_length(),
        }
        self.0.reset();
        self.0.enable_steady_tick(Duration::from_millis(300));
    }

    fn advance(&self, by: u64) {
        self.0.inc(by);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// A bar that counts things on standard error; hidden where nobody would see it.
#[derive(Debug)]
pub struct Tally(ProgressBar);

impl Tally {
    pub(super) fn new(total: usize, visible: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("[{bar:30}] {pos}/{len}  {msg}  {eta} left") {
            bar.set_style(style.progress_chars("=> "));
        }
        if visible {
            bar.set_draw_target(ProgressDrawTarget::stderr()); // last: it draws what there is
            bar.enable_steady_tick(Duration::from_millis(300));
        }
        Self(bar)
    }

    /// Whether somebody sees it.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        !self.0.is_hidden()
    }

    /// So many are done, so many of them badly, and so many are under way.
    pub fn tell(&self, well: usize, badly: usize, running: usize) {
        let failed = if badly > 0 {
            format!("{badly} failed, ")
        } else {
            String::new()
        };
        self.0.set_message(format!("{failed}{running} running"));
        self.0.set_position((well + badly) as u64);
    }

    /// So many are done, which nothing more is to be said of.
    pub fn count(&self, done: usize) {
        self.0.set_position(done as u64);
    }

    /// Does something while the bar is out of the way.
    pub fn aside(&self, act: impl FnOnce()) {
        self.0.suspend(act);
    }

    /// It is over.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
