//! Which process records a run, so that others can tell whether it still lives.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fsx;
use crate::model::tags;

/// A process, told apart from every other that ever was on any machine, as far as the system lets us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Process {
    /// The machine.
    pub host: String,
    /// Its boot; empty where the system does not tell.
    pub boot_id: String,
    /// The id that it has as long as it lives.
    pub pid: u32,
    /// What tells it from a later process of the same id: `<start, in ticks since the boot>@<namespace of ids>`; empty where
    /// the system does not tell.
    pub started: String,
}

/// What became of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It lives.
    Alive,
    /// It has ended, or its machine was started again.
    Gone,
    /// It lives, or not, where we cannot see it: on another machine, in another container.
    Elsewhere,
}

/// The tags of a run that tell its [`Process`].
pub const TAGS: [&str; 4] = [tags::HOST, tags::BOOT_ID, tags::PID, tags::PID_STARTED];

impl Process {
    /// This very process.
    #[must_use]
    pub fn this() -> Self {
        let pid = std::process::id();
        Self {
            host: host(),
            boot_id: text("/proc/sys/kernel/random/boot_id").trim().to_owned(),
            pid,
            started: started(pid).map(|(started, _)| started).unwrap_or_default(),
        }
    }

    /// The one that recorded a run; `None` where its tags do not tell.
    #[must_use]
    pub fn of(tags: &BTreeMap<String, String>) -> Option<Self> {
        let [host, boot_id, pid, started] = TAGS.map(|key| tags.get(key).cloned().unwrap_or_default());
        let pid = pid.parse().ok().filter(|pid| *pid > 0)?;
        (!host.is_empty()).then_some(Self {
            host,
            boot_id,
            pid,
            started,
        })
    }

    /// As [`TAGS`]; what the system does not tell is left out.
    #[must_use]
    pub fn tags(&self) -> Vec<(&'static str, String)> {
        let values = [
            self.host.clone(),
            self.boot_id.clone(),
            self.pid.to_string(),
            self.started.clone(),
        ];
        TAGS.into_iter()
            .zip(values)
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// Whether it lives, as seen from `here`, which is [`Self::this`].
    #[must_use]
    pub fn life(&self, here: &Self) -> Life {
        let namespace = |process: &Self| process.started.split_once('@').map(|(_, space)| space.to_owned());
        if self.host != here.host {
            return Life::Elsewhere;
        }
        if self.boot_id != here.boot_id {
            return Life::Gone;
        }
        if namespace(self) != namespace(here) {
            return Life::Elsewhere;
        }
        match started(self.pid) {
            Some((_, true)) => Life::Gone,
            Some((started, false)) if self.started.is_empty() || started == self.started => Life::Alive,
            Some(_) => Life::Gone,
            None if exists(self.pid) => Life::Alive,
            None => Life::Gone,
        }
    }
}

/// The processes of this machine that are a run's command or were started by one, by the id of the run: those whose
/// environment says so. Linux only, and only those of this user.
#[must_use]
pub fn commands() -> BTreeMap<String, Vec<u32>> {
    let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let ourselves = std::process::id();
    for entry in fsx::list(Path::new("/proc")).unwrap_or_default() {
        let Some(pid) = entry.name.parse().ok().filter(|pid| *pid != ourselves) else {
            continue;
        };
        let Ok(environment) = fsx::read(&entry.path.join("environ")) else {
            continue;
        };
        let of = |name: &str| {
            let mut variables = environment.split(|byte| *byte == 0);
            variables.find_map(|variable| variable.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
        };
        // a shell where somebody has set the run to log to is no command of ours: only we set the other
        if let (Some(run), Some(_)) = (of("MLFLOW_RUN_ID"), of("MLRUN"))
            && started(pid).is_some_and(|(_, is_dead)| !is_dead)
        {
            found
                .entry(String::from_utf8_lossy(run).into_owned())
                .or_default()
                .push(pid);
        }
    }
    found
}

/// When a process started and in which namespace of ids we see it, and whether it is dead and only not waited for.
fn started(pid: u32) -> Option<(String, bool)> {
    let stat = text(&format!("/proc/{pid}/stat"));
    let mut fields = stat.rsplit_once(") ")?.1.split(' '); // its name may hold blanks
    let is_dead = matches!(fields.next()?, "Z" | "X");
    let ticks = fields.nth(18)?;
    Some((format!("{ticks}@{}", namespace()?), is_dead))
}

#[cfg(target_os = "linux")]
fn namespace() -> Option<String> {
    let link = rustix::fs::readlink("/proc/self/ns/pid", Vec::new()).ok()?;
    let link = link.to_string_lossy();
    Some(link.trim_start_matches("pid:[").trim_end_matches(']').to_owned())
}

#[cfg(not(target_os = "linux"))]
fn namespace() -> Option<String> {
    None
}

fn text(path: &str) -> String {
    let bytes = fsx::read(Path::new(path)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(unix)]
fn host() -> String {
    let name = nix::unistd::gethostname().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(unix)]
fn exists(pid: u32) -> bool {
    use nix::errno::Errno;
    let pid = i32::try_from(pid).map(nix::unistd::Pid::from_raw);
    pid.is_ok_and(|pid| nix::sys::signal::kill(pid, None) != Err(Errno::ESRCH))
}

#[cfg(not(unix))]
fn host() -> String {
    String::new()
}

#[cfg(not(unix))]
fn exists(_pid: u32) -> bool {
    true
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_told_from_those_that_had_its_id_before() {
        let here = Process::this();
        assert_eq!(here.life(&here), Life::Alive);
        let tags = here.tags().into_iter().map(|(key, value)| (key.to_owned(), value));
        assert_eq!(Process::of(&tags.collect()), Some(here.clone()));
        let other = |change: fn(&mut Process)| {
            let mut other = here.clone();
            change(&mut other);
            other.life(&here)
        };
        assert_eq!(other(|p| p.host.push('x')), Life::Elsewhere);
        assert_eq!(other(|p| p.boot_id.push('x')), Life::Gone);
        assert_eq!(other(|p| p.started.insert(0, '1')), Life::Gone);
        assert_eq!(other(|p| p.started.push('1')), Life::Elsewhere);
        assert_eq!(other(|p| p.pid = i32::MAX.unsigned_abs()), Life::Gone);
        assert_eq!(Process::of(&BTreeMap::new()), None);
    }
}
