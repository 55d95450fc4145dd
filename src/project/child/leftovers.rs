//! What a command leaves behind: nothing stays.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::fsx;

/// How often we look whether all is over.
const POLL: Duration = Duration::from_millis(10);
/// How long processes left behind may take to end before they are killed.
const GRACE: Duration = Duration::from_secs(2);
/// How long killed processes may take to be gone.
const AFTER_KILL: Duration = Duration::from_secs(1);

/// Makes processes whose parents are gone ours instead of init's, so that what was left behind can be found and seen to
/// have ended: even a daemon that left the group, and in containers whose init does not reap. Linux only.
pub(super) fn adopt(yes: bool) {
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_child_subreaper(yes);
    #[cfg(not(target_os = "linux"))]
    let _ = yes;
}

/// Ends what a command that has ended left behind: what is still in its group, and what became ours by [`adopt`], with
/// all that becomes ours then. Whether there was anything.
pub(super) fn end(group: Pid) -> bool {
    if is_over(group) {
        return false;
    }
    for (signal, patience) in [(Signal::SIGTERM, GRACE), (Signal::SIGKILL, AFTER_KILL)] {
        let deadline = Instant::now() + patience;
        let mut told = BTreeSet::new();
        let _ = killpg(group, signal);
        let _ = killpg(group, Signal::SIGCONT); // a stopped process would not see it
        loop {
            for child in children().into_iter().filter(|child| told.insert(*child)) {
                let _ = kill(child, signal);
                let _ = kill(child, Signal::SIGCONT);
            }
            if is_over(group) || Instant::now() >= deadline {
                break;
            }
            thread::sleep(POLL);
        }
    }
    true
}

/// Reaps what has ended; whether nothing is left.
fn is_over(group: Pid) -> bool {
    while matches!(waitpid(None, Some(WaitPidFlag::WNOHANG)), Ok(status) if status != WaitStatus::StillAlive) {}
    killpg(group, None) == Err(Errno::ESRCH) && children().is_empty()
}

/// Our children, as far as the system tells: this process has none but the command and what became ours.
fn children() -> Vec<Pid> {
    let tasks = fsx::list(Path::new("/proc/self/task")).unwrap_or_default();
    let lists = tasks
        .iter()
        .filter_map(|task| fsx::read(&task.path.join("children")).ok());
    lists
        .flat_map(|list| {
            let pids = String::from_utf8_lossy(&list).into_owned();
            pids.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<i32>>()
        })
        .map(Pid::from_raw)
        .collect()
}
