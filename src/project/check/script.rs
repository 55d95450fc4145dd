//! The scripts that a command names.

use std::ops::Range;

/// The words of a command that are scripts of the project by their looks: `train.py` in `python -u train.py --x 1`.
/// Nothing behind a `cd`, and nothing that the shell or a parameter has yet to fill in.
pub(super) fn named(command: &str) -> Vec<Range<usize>> {
    let mut scripts = Vec::new();
    let command = &command.replace("\\\n", "  ");
    for part in split(command, |c| matches!(c, ';' | '&' | '|' | '\n')) {
        let words: Vec<Range<usize>> = split(&command[part.clone()], char::is_whitespace)
            .map(|word| part.start + word.start..part.start + word.end)
            .collect();
        let mut texts = words.iter().map(|word| &command[word.clone()]);
        if texts.clone().next() == Some("cd") {
            break;
        }
        scripts.extend(script_at(&mut texts).map(|index| words[index].clone()));
    }
    scripts
}

/// Which word is the script that an interpreter is given.
fn script_at(words: &mut dyn Iterator<Item = &str>) -> Option<usize> {
    let mut words = words.enumerate().skip_while(|(_, word)| is_assignment(word));
    let (first_at, first) = words.next()?;
    if first.starts_with("./") {
        return is_script(first).then_some(first_at);
    }
    let program = first.rsplit('/').next().unwrap_or(first);
    let is_interpreter = program.starts_with("python") || matches!(program, "bash" | "sh" | "zsh" | "Rscript");
    if !is_interpreter {
        return None;
    }
    while let Some((at, word)) = words.next() {
        match word {
            "-m" | "-c" | "-e" => return None,
            "-W" | "-X" => drop(words.next()),
            option if option.starts_with('-') => {}
            word => return is_script(word).then_some(at),
        }
    }
    None
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

fn is_script(word: &str) -> bool {
    let ends = [".py", ".sh", ".R"].iter().any(|ending| word.ends_with(ending));
    ends && !word.starts_with('/') && word.chars().all(|c| c.is_alphanumeric() || "._-/+@".contains(c))
}

/// The parts between separators, as places.
fn split(text: &str, is_separator: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        if at == text.len() || is_separator(c) {
            parts.push(start..at);
            start = at + c.len_utf8();
        }
    }
    parts.into_iter().filter(|part| part.start < part.end)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn scripts_are_found_where_an_interpreter_takes_them() {
        for (command, scripts) in [
            ("python train.py --in data.py", vec!["train.py"]),
            (
                "A=1 python3.11 -u -W error src/a.py && bash b.sh\nRscript c.R",
                vec!["src/a.py", "b.sh", "c.R"],
            ),
            ("./go.sh; /opt/x.sh | sh -e 'x.sh'", vec!["./go.sh"]),
            ("python -m pkg.py; python -c x.py; cat a.py", vec![]),
            ("cd sub && python train.py", vec![]),
            ("python {script}.py; python $X.py; python /abs.py", vec![]),
            ("python \\\n  train.py \\\n --x", vec!["train.py"]),
        ] {
            let found: Vec<&str> = named(command).into_iter().map(|place| &command[place]).collect();
            assert_eq!(found, scripts, "{command}");
        }
    }
}
