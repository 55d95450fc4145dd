//! What a command used.

use std::time::{Duration, Instant};

use nix::sys::resource::{Usage as Raw, UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};

use super::Usage;

/// What our children and we had used when it was made.
pub(super) struct Meter {
    began: Instant,
    children: Option<Raw>,
    ourselves: Option<Raw>,
}

impl Meter {
    pub(super) fn start() -> Self {
        Self {
            began: Instant::now(),
            children: getrusage(UsageWho::RUSAGE_CHILDREN).ok(),
            ourselves: getrusage(UsageWho::RUSAGE_SELF).ok(),
        }
    }

    /// What the children that ended since then used. The system tells the peak of the greatest child of all, and a child
    /// begins with ours: one that is not above both is unknown.
    pub(super) fn read(&self) -> Usage {
        let now = getrusage(UsageWho::RUSAGE_CHILDREN).ok();
        let cpu = |usage: &Option<Raw>| {
            usage
                .as_ref()
                .map_or(TimeVal::zero(), |u| u.user_time() + u.system_time())
        };
        let spent = cpu(&now) - cpu(&self.children);
        let peak = |usage: &Option<Raw>| usage.as_ref().map_or(0, Raw::max_rss);
        let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
        let is_known = peak(&now) > peak(&self.children).max(peak(&self.ourselves));
        Usage {
            cpu: Duration::from_micros(u64::try_from(spent.num_microseconds()).unwrap_or(0)),
            peak_bytes: u64::try_from(peak(&now))
                .ok()
                .filter(|_| is_known)
                .map(|peak| peak * unit),
            wall: self.began.elapsed(),
        }
    }
}
