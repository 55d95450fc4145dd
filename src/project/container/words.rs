//! Text that MLflow gives to a shell of this machine, taken apart without one.

/// What a shell does itself: as programs they are not there, or do nothing.
const OWN_WORDS: [&str; 38] = [
    "!", ".", ":", "[[", "alias", "bg", "break", "case", "cd", "command", "continue", "declare", "eval", "exec",
    "exit", "export", "fg", "for", "function", "hash", "if", "local", "read", "readonly", "return", "set", "shift",
    "source", "time", "times", "trap", "type", "ulimit", "umask", "unset", "until", "wait", "while",
];

/// The words that a container is started with. A command of plain words is those words, as with MLflow; one that needs
/// a shell (`&&`, `|`, `$HOME`, `*`, several lines …) gets the container's own `sh`. MLflow gives such a command to a
/// shell of this machine, which runs there whatever follows the first `&&`.
pub(super) fn of_command(command: &str) -> Vec<String> {
    plain_words(command).unwrap_or_else(|| ["sh", "-c", command].map(str::to_owned).into())
}

/// The words of a simple command, without their quotes; `None` when only a shell can tell.
fn plain_words(command: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut is_next_line = false;
    let mut rest = command.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_whitespace() {
            words.extend(word.take());
            is_next_line |= c == '\n' && !words.is_empty();
            continue;
        }
        if c == '\\' && rest.peek() == Some(&'\n') {
            rest.next();
            continue;
        }
        let is_assignment = c == '=' && words.is_empty();
        let is_at_start = word.is_none();
        if is_next_line || "|&;<>()$`*?[".contains(c) || is_assignment || (is_at_start && "~#".contains(c)) {
            return None;
        }
        let word = word.get_or_insert_default();
        match c {
            '\'' => loop {
                match rest.next()? {
                    '\'' => break,
                    c => word.push(c),
                }
            },
            '"' => loop {
                match rest.next()? {
                    '"' => break,
                    '$' | '`' => return None,
                    '\\' => match rest.next()? {
                        '\n' => {}
                        c @ ('$' | '`' | '"' | '\\') => word.push(c),
                        c => word.extend(['\\', c]),
                    },
                    c => word.push(c),
                }
            },
            '\\' => word.push(rest.next()?),
            c => word.push(c),
        }
    }
    words.extend(word);
    let is_shells_own = |word: &String| OWN_WORDS.contains(&word.as_str()) || word == "{";
    (!words.first().is_some_and(is_shells_own)).then_some(words)
}

/// A text as a shell of this machine would expand it: `~`, `$NAME`, `${NAME}`, `${NAME:-otherwise}`, quotes and
/// backslashes. Blanks stay, nothing is split, and no command is run.
///
/// # Errors
/// What cannot be expanded, and why, for people.
pub(super) fn expanded<'v>(text: &str, variable: &dyn Fn(&str) -> Option<&'v str>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    if let Some(after) = text.strip_prefix('~') {
        if !after.is_empty() && !after.starts_with(['/', ':']) {
            return Err("the home folder of another user is not looked up: write the path out".to_owned());
        }
        out.push_str(variable("HOME").ok_or("HOME is not set")?);
        rest = after;
    }
    let mut open = None;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match (c, open) {
            ('\'', Some('\'')) | ('"', Some('"')) => open = None,
            (c, Some('\'')) => out.push(c),
            ('\'' | '"', None) => open = Some(c),
            ('\\', _) => {
                let next = rest.chars().next().ok_or("it ends in a backslash")?;
                if open.is_some() && !"$`\"\\".contains(next) {
                    out.push('\\');
                }
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
            ('`', _) => return Err("no command is run for it: `…` is not expanded".to_owned()),
            ('$', _) => {
                let (value, after) = of_variable(rest, variable)?;
                out.push_str(&value);
                rest = after;
            }
            (c, _) => out.push(c),
        }
    }
    if open.is_some() {
        return Err("a quote is not closed".to_owned());
    }
    Ok(out)
}

/// The value of what follows a `$`, and what follows that.
fn of_variable<'t, 'v>(text: &'t str, variable: &dyn Fn(&str) -> Option<&'v str>) -> Result<(String, &'t str), String> {
    let unset = |name: &str| format!("{name} is not set on this machine");
    if let Some(inside) = text.strip_prefix('{') {
        let (inside, after) = inside.split_once('}').ok_or("a `${` is not closed")?;
        let (name, otherwise) = match inside.split_once(":-") {
            Some((name, otherwise)) => (name, Some(otherwise)),
            None => (inside, None),
        };
        if !is_name(name) {
            return Err(format!(
                "`${{{inside}}}` is not expanded: only `${{NAME}}` and `${{NAME:-otherwise}}` are"
            ));
        }
        let value = variable(name).filter(|value| otherwise.is_none() || !value.is_empty());
        let value = value.or(otherwise).ok_or_else(|| unset(name))?;
        return Ok((value.to_owned(), after));
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    if name.is_empty() && after.starts_with('(') {
        return Err("no command is run for it: `$(…)` is not expanded".to_owned());
    }
    if !is_name(name) {
        return Err("a `$` names no variable: write `\\$` for the sign itself".to_owned());
    }
    Ok((variable(name).ok_or_else(|| unset(name))?.to_owned(), after))
}

/// Whether a variable of a shell can have that name.
pub(super) fn is_name(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts_well && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_words_and_the_rest_is_the_containers_shells() {
        for (command, words) in [
            (
                "python train.py --alpha 0.5",
                &["python", "train.py", "--alpha", "0.5"][..],
            ),
            ("  a 'b  c'\"d \\\" e\" f\\ g '' \n", &["a", "b  cd \" e", "f g", ""]),
            (
                "a \\\n  --b=c~d x#y {e} 'it'\"'\"'s $(id)'",
                &["a", "--b=c~d", "x#y", "{e}", "it's $(id)"],
            ),
            ("", &[]),
        ] {
            assert_eq!(of_command(command), words, "{command}");
        }
        for command in [
            "a && b",
            "a; b",
            "a | b",
            "a > f",
            "a $HOME",
            "a \"$HOME\"",
            "a `b`",
            "a *.py",
            "a ~/x",
            "a # b",
            "A=1 b",
            "a\nb",
            "cd x",
            "exit 3",
            "{ a",
            "a 'b",
            "a \\",
            "! a",
            "(a)",
        ] {
            assert_eq!(of_command(command), ["sh", "-c", command]);
        }
    }

    #[test]
    fn texts_expand_as_in_a_shell_but_no_command_runs() {
        let variable = |name: &str| match name {
            "HOME" => Some("/home/a b"),
            "EMPTY" => Some(""),
            _ => None,
        };
        for (text, expected) in [
            ("$HOME/x:/x", Ok("/home/a b/x:/x")),
            ("${HOME}_x:/$HOME", Ok("/home/a b_x://home/a b")),
            ("~/x:/y", Ok("/home/a b/x:/y")),
            ("~", Ok("/home/a b")),
            ("x~y '$HOME' \"a\\b\\$\" \\$z", Ok("x~y $HOME a\\b$ $z")),
            ("${NONE:-/d}:${EMPTY:-/e}:$EMPTY", Ok("/d:/e:")),
            ("$NONE:/x", Err("NONE is not set")),
            ("$(id)", Err("no command is run")),
            ("`id`", Err("no command is run")),
            ("${A%b}", Err("is not expanded")),
            ("$$", Err("names no variable")),
            ("~bob/x", Err("another user")),
            ("'a", Err("not closed")),
        ] {
            match (expanded(text, &variable), expected) {
                (Ok(got), Ok(expected)) => assert_eq!(got, expected),
                (Err(got), Err(part)) => assert!(got.contains(part), "{text}: {got}"),
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
    }
}
