//! Zipped projects.

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;

use super::fetch::Fetcher;
use super::remote::Remote;
use super::storage::cache_name;
use super::{SourceError, spec_file};
use crate::fsx;
use crate::project::tool::{Call, ToolError};

/// Most that is unpacked, in bytes: a small file can pretend to hold far more.
const MOST_BYTES: u64 = 4 << 30;
/// Most files and folders.
const MOST_ENTRIES: usize = 200_000;

/// Unpacks a zip file into an empty folder. Nothing is written outside of it; links must lead to what is in it.
pub(super) fn unpack(zip: &Path, folder: &Path, shown: &str) -> Result<(), SourceError> {
    let bad = |reason: String| SourceError::BadZip {
        zip: shown.to_owned(),
        reason,
    };
    let said = |error: zip::result::ZipError| bad(error.to_string());
    let no_zip = |error: zip::result::ZipError| bad(format!("it is no zip file, or a damaged one ({error})"));
    let mut archive = ZipArchive::new(io::BufReader::new(fsx::open(zip)?)).map_err(no_zip)?;
    if archive.len() > MOST_ENTRIES {
        return Err(bad(format!("it has more than {MOST_ENTRIES} entries")));
    }
    let mut left = MOST_BYTES;
    let mut links = Vec::new();
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).map_err(said)?;
        let name = entry.name().map_err(said)?.into_owned();
        let path = folder.join(within(&name).ok_or_else(|| SourceError::Traversal { member: name.clone() })?);
        if entry.is_dir() {
            fsx::create_dir_all(&path)?;
        } else if entry.is_symlink() {
            let mut target = String::new();
            (&mut entry)
                .take(4096)
                .read_to_string(&mut target)
                .map_err(|error| bad(format!("{name}: {error}")))?;
            links.push((name, path, target));
        } else {
            let executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
            let size =
                fsx::write_new(&path, executable, &mut entry, left).map_err(|error| match error.source.kind() {
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::Other => {
                        bad(format!("{name}: {}", error.source))
                    }
                    io::ErrorKind::AlreadyExists => bad(format!("{name} is in it twice")),
                    _ => error.into(),
                })?;
            left = left
                .checked_sub(size)
                .ok_or_else(|| bad(format!("it holds more than {} GB", MOST_BYTES >> 30)))?;
        }
    }
    // only now, so that nothing was written through them
    let root = fsx::canonical(folder)?;
    for (_, path, target) in &links {
        fsx::create_link(path, Path::new(target))?;
    }
    for (name, path, target) in &links {
        if !fsx::canonical(path).is_ok_and(|real| real.starts_with(&root)) {
            return Err(bad(format!("{name} is a link to {target}, which is not in it")));
        }
    }
    Ok(())
}

/// The name as a path that stays where it is put.
fn within(name: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => return None,
        }
    }
    (!name.contains('\0')).then_some(path)
}

/// Refuses an unpacked zip that has its project in a folder, as those that a host of repositories makes.
pub(super) fn must_have_project(folder: &Path, shown: &str) -> Result<(), SourceError> {
    if spec_file(folder).is_some() {
        return Ok(());
    }
    let mut folders = fsx::list(folder)?;
    folders.retain(|entry| entry.is_dir && spec_file(&entry.path).is_some());
    if folders.is_empty() {
        return Ok(());
    }
    Err(SourceError::ZippedFolder {
        zip: shown.to_owned(),
        folders: folders.into_iter().map(|entry| entry.name).collect(),
    })
}

impl Fetcher<'_> {
    /// Downloads a file with `curl`, which knows the user's proxies and certificates, and keeps it; offline the one kept is
    /// taken.
    pub(super) fn download(&self, remote: &Remote) -> Result<PathBuf, SourceError> {
        let url = &remote.url;
        let kept = self.storage.kept("zip")?.join(cache_name(url));
        let is_kept = fsx::is_file(&kept);
        if self.options.offline {
            let others = self.storage.readable("zip").map(|folder| folder.join(cache_name(url)));
            if let Some(file) = others.filter(|file| fsx::is_file(file)) {
                return Ok(file);
            }
            return if is_kept {
                Ok(kept)
            } else {
                Err(SourceError::NotCached(url.clone()))
            };
        }
        let program = "curl";
        let curl = self.tools.find(program).ok_or_else(|| SourceError::NoProgram {
            program,
            url: url.clone(),
        })?;
        (self.tools.say)(&format!("Downloading {url}"));
        let draft = self.storage.draft("download")?;
        let file = draft.path().join("file");
        let mut settings = vec![
            ("url", url.clone()),
            ("output", file.to_string_lossy().into_owned()),
            ("proto", "=http,https".to_owned()),
            ("proto-redir", "=http,https".to_owned()),
            ("connect-timeout", "30".to_owned()),
            ("max-filesize", MOST_BYTES.to_string()),
        ];
        if let Some(login) = &remote.login {
            let password = login.password.as_deref().unwrap_or_default();
            settings.push(("user", format!("{}:{password}", login.user)));
        }
        let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
        let settings = settings
            .iter()
            .map(|(name, value)| format!("{name} = \"{}\"\n", quoted(value)));
        let flags = "fail\nlocation\nsilent\nshow-error\ngloboff\n";
        let call = Call::new(&curl)
            .args(["--config", "-"])
            .input(settings.collect::<String>() + flags);
        self.tools.output(&call).map_err(|error| SourceError::Unreachable {
            url: url.clone(),
            said: remote.scrubbed(&match error {
                ToolError::Failed { said, .. } => said,
                other => other.to_string(),
            }),
            cached: is_kept,
        })?;
        fsx::rename(&file, &kept)?;
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn unpacked(entries: &[(&str, &str)]) -> (tempfile::TempDir, Result<(), SourceError>) {
        let scratch = tempfile::tempdir().unwrap();
        let zip = scratch.path().join("p.zip");
        let mut writer = ZipWriter::new(fs::File::create(&zip).unwrap());
        for (name, content) in entries {
            let options = SimpleFileOptions::default();
            if let Some(name) = name.strip_suffix('@') {
                writer.add_symlink(name, *content, options).unwrap();
            } else {
                writer.start_file(*name, options.unix_permissions(0o755)).unwrap();
                writer.write_all(content.as_bytes()).unwrap();
            }
        }
        writer.finish().unwrap();
        let folder = scratch.path().join("out");
        fs::create_dir(&folder).unwrap();
        let done = unpack(&zip, &folder, "p.zip");
        (scratch, done)
    }

    #[test]
    fn files_come_out_with_their_links_and_modes() {
        let (scratch, done) = unpacked(&[("a/run.sh", "echo"), ("link@", "a/run.sh"), ("./b", "x")]);
        done.unwrap();
        let out = scratch.path().join("out");
        assert_eq!(fs::read_to_string(out.join("link")).unwrap(), "echo");
        assert!(fsx::is_program(&out.join("a/run.sh")) && out.join("b").is_file());
    }

    #[test]
    fn nothing_gets_out() {
        for name in ["../evil", "/evil", "a/../../evil"] {
            let (scratch, done) = unpacked(&[(name, "x")]);
            assert!(matches!(done, Err(SourceError::Traversal { .. })), "{name}: {done:?}");
            assert_eq!(fs::read_dir(scratch.path().join("out")).unwrap().count(), 0);
        }
        let chain = [("d/x", ""), ("d/e/up@", "../.."), ("out@", "d/e/up/../p.zip")];
        for entries in [
            &[("l@", "/etc/passwd")][..],
            &[("l@", "../p.zip")],
            &[("l@", "nowhere")],
            &chain,
        ] {
            let (_scratch, done) = unpacked(entries);
            assert!(matches!(done, Err(SourceError::BadZip { .. })), "{entries:?}: {done:?}");
        }
        let (_scratch, done) = unpacked(&[("l@", "d"), ("d/x", ""), ("l/y", "")]);
        assert!(done.is_err(), "a file is not written through a link");
    }
}
