//! Addresses of repositories, and what of them nobody may see.

use percent_encoding::percent_decode_str;

use super::SourceError;

/// Schemes that git is given. Others may run programs (`ext::`), or are not for repositories.
const SCHEMES: [&str; 8] = ["https", "http", "ssh", "git", "git+ssh", "ssh+git", "ftps", "ftp"];

/// A repository that is fetched from: its address, and apart from it who asks.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// Without user and password, but for the user of ssh, who is part of the address.
    pub(super) url: String,
    pub(super) login: Option<Login>,
    /// Given by the user, not read in a repository: git forbids some kinds of address to those.
    pub(super) from_user: bool,
}

/// The user and password of a URL.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: Option<String>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Remote").field(&self.url).finish()
    }
}

/// Whether a text that names no file here is the address of a repository: a URL, or `host:path` as scp has it. One letter
/// before the colon is a drive of Windows.
pub(super) fn is_address(text: &str) -> bool {
    text.contains("://")
        || helper(text).is_some()
        || scp_host(text).is_some_and(|host| host.len() > 1 || text.contains('@'))
}

impl Remote {
    /// Reads an address that a user gave.
    pub(super) fn given(text: &str) -> Result<Self, SourceError> {
        let remote = Self::read(text, true)?;
        if is_address(text) {
            Ok(remote)
        } else {
            Err(refused(text, "it is no address of another machine"))
        }
    }

    /// The address of a submodule, as the repository fetched from `self` has it: relative ones count from there. Whether a
    /// local path is allowed is git's to say (`protocol.file.allow`).
    pub(super) fn of_submodule(&self, text: &str) -> Result<Self, SourceError> {
        if !(text.starts_with("./") || text.starts_with("../")) {
            return Self::read(text, false);
        }
        let mut base = self.url.trim_end_matches('/');
        let mut rest = text;
        let mut separator = '/';
        loop {
            if let Some(below) = rest.strip_prefix("../") {
                let Some(at) = base.rfind(['/', ':']).filter(|at| !base[..*at].ends_with([':', '/'])) else {
                    return Err(refused(text, "it climbs out of its host"));
                };
                separator = if base[at..].starts_with(':') { ':' } else { '/' };
                base = &base[..at];
                rest = below;
            } else if let Some(below) = rest.strip_prefix("./") {
                rest = below;
            } else {
                break;
            }
        }
        let climbed = Self::read(&format!("{base}{separator}{}", rest.trim_end_matches('/')), false)?;
        Ok(Self {
            login: self.login.clone(),
            ..climbed
        })
    }

    fn read(text: &str, from_user: bool) -> Result<Self, SourceError> {
        if text.chars().any(char::is_control) {
            return Err(refused(text, "it has control characters"));
        }
        if helper(text).is_some() {
            return Err(refused(text, "it names a program"));
        }
        let (url, login) = match text.split_once("://") {
            Some(("file", _)) if !from_user => (text.to_owned(), None),
            Some((scheme, rest)) => {
                let scheme = scheme.to_ascii_lowercase();
                if !SCHEMES.contains(&scheme.as_str()) {
                    return Err(refused(
                        text,
                        "it is none of https, http, ssh, git, ftps, ftp, or user@host:path",
                    ));
                }
                let (login, rest) = split_login(rest);
                let user = login.as_ref().filter(|_| scheme.contains("ssh"));
                let user = user.map_or_else(String::new, |login| format!("{}@", login.user));
                (
                    format!("{scheme}://{user}{rest}"),
                    login.filter(|_| scheme.starts_with("http")),
                )
            }
            None => (text.to_owned(), None),
        };
        let words = login
            .iter()
            .flat_map(|login| [Some(&login.user), login.password.as_ref()]);
        if words.flatten().any(|word| word.contains(char::is_control)) {
            return Err(refused(text, "it has control characters"));
        }
        let place = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let host = place.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        if url.starts_with('-') || place.starts_with('-') || host.starts_with('-') {
            return Err(refused(text, "it looks like an option"));
        }
        Ok(Self { url, login, from_user })
    }

    /// What `git` may say, without what nobody may see.
    pub(super) fn scrubbed(&self, said: &str) -> String {
        let mut said = without_logins(said);
        if let Some(password) = self.login.as_ref().and_then(|login| login.password.as_deref())
            && password.len() > 2
        {
            said = said.replace(password, "***");
        }
        said
    }
}

fn refused(url: &str, reason: &'static str) -> SourceError {
    SourceError::Refused {
        url: without_logins(url),
        reason,
    }
}

/// The `name` of `name::address`, by which git starts `git-remote-name`.
fn helper(text: &str) -> Option<&str> {
    let (name, _) = text.split_once("::")?;
    name.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"+-._".contains(&b))
        .then_some(name)
}

/// The host of `[user@]host:path`.
fn scp_host(text: &str) -> Option<&str> {
    let first = text.split('/').next()?;
    let host = match first.find('[') {
        Some(open) if text[..open].is_empty() || text[..open].ends_with('@') => first[open..].split_once("]:")?.0,
        _ => first.split_once(':')?.0,
    };
    Some(host.rsplit_once('@').map_or(host, |(_, host)| host)).filter(|host| !host.is_empty())
}

fn split_login(rest: &str) -> (Option<Login>, &str) {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some(at) = rest[..end].rfind('@') else {
        return (None, rest);
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let login = match rest[..at].split_once(':') {
        Some((user, password)) => (user, Some(decoded(password))),
        None => (&rest[..at], None),
    };
    let login = Login {
        user: decoded(login.0),
        password: login.1,
    };
    (Some(login), &rest[at + 1..])
}

/// Drops `user:password@` from a URL with a scheme, as MLflow does; others (`git@host:org/repo`) stay as they are.
pub(super) fn without_credentials(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", split_login(rest).1),
        None => url.to_owned(),
    }
}

/// A text without what stands before the `@` of URLs in it. A URL ends with the quotes it stands in; others are part of it.
#[must_use]
pub fn without_logins(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + "://".len());
        clean.push_str(before);
        let read = &text[..text.len() - after.len() - "://".len()];
        let scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let quote = read
            .trim_end_matches(scheme)
            .chars()
            .next_back()
            .filter(|c| "'\"".contains(*c));
        let ends = |c: char| c.is_whitespace() || "/?#".contains(c) || quote == Some(c);
        let end = after.find(ends).unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(at) => &after[at + 1..],
            None => after,
        };
    }
    clean + rest
}

/// A project as it may be recorded: an address as [`Remote`] has it, with the user of ssh and no other.
pub(in crate::project) fn without_login(project: &str) -> String {
    let project = project.trim_matches(['\'', '"']);
    let (place, subdirectory) = project.split_at(project.find('#').unwrap_or(project.len()));
    match Remote::given(place) {
        Ok(remote) => format!("{}{subdirectory}", remote.url),
        Err(_) => without_logins(project),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_dropped() {
        for (url, clean) in [
            ("https://u:p@h/o/r.git", "https://h/o/r.git"),
            ("https://u:p@ss@h/x?y=1#z", "https://h/x?y=1#z"),
            ("ssh://git@h:22/o/r", "ssh://h:22/o/r"),
            ("https://h/a@b", "https://h/a@b"),
            ("git@github.com:o/r.git", "git@github.com:o/r.git"),
            ("/a/b@c", "/a/b@c"),
        ] {
            assert_eq!(without_credentials(url), clean);
        }
    }

    #[test]
    fn passwords_are_kept_apart() {
        for (given, url, user, password) in [
            (
                "https://u:p%40ss@h/o/r.git",
                "https://h/o/r.git",
                Some("u"),
                Some("p@ss"),
            ),
            ("https://tok@h/o", "https://h/o", Some("tok"), None),
            ("ssh://git:x@h:22/o/r", "ssh://git@h:22/o/r", None, None),
            ("git@h:o/r", "git@h:o/r", None, None),
            ("git://u:p@h/r", "git://h/r", None, None),
            ("host:r", "host:r", None, None),
            ("[::1]:r", "[::1]:r", None, None),
        ] {
            let remote = Remote::given(given).unwrap();
            let login = remote.login.as_ref();
            assert_eq!(remote.url, url);
            assert_eq!(login.map(|login| login.user.as_str()), user, "{given}");
            assert_eq!(login.and_then(|login| login.password.as_deref()), password, "{given}");
        }
        let remote = Remote::given("https://u:p%40ss@h/o").unwrap();
        let said = "unable to access 'https://u:p%40ss@h/o/': sent p@ss, see http://a@b";
        assert_eq!(
            remote.scrubbed(said),
            "unable to access 'https://h/o/': sent ***, see http://b"
        );
    }

    #[test]
    fn no_password_is_written_down() {
        for (text, clean) in [
            ("'x' https://u:pa'ss@h", "'x' https://h"),
            ("https://u:p@h/x", "https://h/x"),
            ("--url=https://u:p@ss@h/x?a=b@c", "--url=https://h/x?a=b@c"),
            ("curl 'ftp://u:p@h' https://t@h2/", "curl 'ftp://h' https://h2/"),
            ("https://u:it's\"@h/x", "https://h/x"),
            (
                "no access to 'https://u:p@h' and 'https://h/a@b'",
                "no access to 'https://h' and 'https://h/a@b'",
            ),
            ("a@b", "a@b"),
        ] {
            assert_eq!(without_logins(text), clean);
        }
        for (project, clean) in [
            ("'https://u:p'w\"@h/x.git#sub'", "https://h/x.git#sub"),
            ("ssh://git:p@h/r#sub/x", "ssh://git@h/r#sub/x"),
            ("git@h:r", "git@h:r"),
            ("file://u:p@h/x#a", "file://h/x#a"),
            ("a b/c@d#sub", "a b/c@d#sub"),
        ] {
            assert_eq!(without_login(project), clean);
        }
    }

    #[test]
    fn addresses_that_run_programs_are_refused() {
        for given in [
            "ext::sh -c id",
            "fd::3",
            "-oProxyCommand=x:y",
            "ssh://-oProxyCommand=x/y",
            "git@-oProxyCommand=x:y",
            "s3://bucket/key",
            "https://h/a\nb",
            "https://u:a%0ab@h/r",
            "--upload-pack=x",
        ] {
            assert!(
                matches!(Remote::given(given), Err(SourceError::Refused { .. })),
                "{given}"
            );
        }
        for local in ["no/such/folder", "C:/x", "./a:b", ""] {
            assert!(!is_address(local), "{local}");
        }
    }

    #[test]
    fn submodules_count_from_where_they_were_found() {
        let of = |base: &str, text: &str| Remote::read(base, true).and_then(|base| base.of_submodule(text));
        for (base, text, url) in [
            ("https://h/o/r.git", "../sub.git", "https://h/o/sub.git"),
            ("https://h/o/r/", "../../x/sub/", "https://h/x/sub"),
            ("https://h/o/r", "./sub", "https://h/o/r/sub"),
            ("git@h:o/r", "../sub", "git@h:o/sub"),
            ("git@h:r", "../sub", "git@h:sub"),
            ("/a/b", "../c", "/a/c"),
            ("git://h/r", "https://h2/x", "https://h2/x"),
            ("git://h/r", "file:///x", "file:///x"),
        ] {
            assert_eq!(of(base, text).unwrap().url, url);
        }
        for (base, text) in [
            ("https://h/r", "../../x"),
            ("https://h/r", "ext::x"),
            ("git://h/r", "-x"),
        ] {
            assert!(of(base, text).is_err(), "{base} {text}");
        }
        let with_login = of("https://u:p@h/o/r", "../s").unwrap();
        assert!(with_login.login.is_some() && !with_login.from_user);
        assert!(of("https://u:p@h/o/r", "https://other/s").unwrap().login.is_none());
    }
}
