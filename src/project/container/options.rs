//! `-A NAME[=VALUE]`: arguments of `docker run`.

use super::ContainerError;

/// Options of `docker run` without a value: with one, it must be joined by `=`, or docker takes it for the image.
const SWITCHES: [&str; 17] = [
    "d",
    "detach",
    "disable-content-trust",
    "help",
    "i",
    "init",
    "interactive",
    "no-healthcheck",
    "oom-kill-disable",
    "P",
    "privileged",
    "publish-all",
    "q",
    "quiet",
    "read-only",
    "t",
    "tty",
];

/// Reads an argument of `-A`: `gpus=all` is `--gpus all`, `t` is `-t`, `m=2g` is `-m 2g`. Dashes before the name may be
/// there. Names may come more than once, where MLflow refuses that.
///
/// # Errors
/// There is no name, or the container would run on when its command line has ended.
pub fn docker_arg(text: &str) -> Result<(String, Option<String>), ContainerError> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let name = name.trim_start_matches('-');
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(ContainerError::Argument(format!(
            "Invalid format for -A parameter: '{text}'. Use -A name=value, or -A name"
        )));
    }
    let is_off = matches!(value, Some("false" | "False" | "FALSE" | "f" | "F" | "0"));
    if matches!(name, "d" | "detach") && !is_off {
        return Err(ContainerError::Argument(format!(
            "-A {name}: nobody would know how a run ends whose container is detached"
        )));
    }
    Ok((name.to_owned(), value.map(str::to_owned)))
}

/// The words of `docker run` for them, in their order.
pub(super) fn words(args: &[(String, Option<String>)]) -> Vec<String> {
    let mut words = Vec::new();
    for (name, value) in args {
        let dashes = if name.chars().count() == 1 { "-" } else { "--" };
        match value {
            Some(value) if SWITCHES.contains(&name.as_str()) => words.push(format!("{dashes}{name}={value}")),
            Some(value) => words.extend([format!("{dashes}{name}"), value.clone()]),
            None => words.push(format!("{dashes}{name}")),
        }
    }
    words
}

/// The last value given for an option.
pub(super) fn value_of<'a>(args: &'a [(String, Option<String>)], option: &str) -> Option<&'a str> {
    let found = args.iter().rev().find(|(name, _)| name == option);
    found.and_then(|(_, value)| value.as_deref())
}

/// The arguments as they may be recorded: variables of `-A e=NAME=VALUE` without their values, which may be secrets. A
/// container that is started with these copies the variables from its machine.
#[must_use]
pub fn recordable(args: &[(String, Option<String>)]) -> Vec<(String, Option<String>)> {
    let without_value = |(name, value): &(String, Option<String>)| {
        let value = value.as_deref().map(|value| match name.as_str() {
            "e" | "env" => value.split_once('=').map_or(value, |(variable, _)| variable),
            _ => value,
        });
        (name.clone(), value.map(str::to_owned))
    };
    args.iter().map(without_value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_become_words_in_their_order() {
        let given = [
            "t",
            "gpus=all",
            "m=2g",
            "e=A=b c",
            "e=D=",
            "--init=true",
            "shm-size=",
            "-v=/a:/b",
        ];
        let args: Vec<_> = given.iter().map(|text| docker_arg(text).unwrap()).collect();
        let expected = [
            "-t",
            "--gpus",
            "all",
            "-m",
            "2g",
            "-e",
            "A=b c",
            "-e",
            "D=",
            "--init=true",
            "--shm-size",
            "",
            "-v",
            "/a:/b",
        ];
        assert_eq!(words(&args), expected);
        assert_eq!(recordable(&args)[3], ("e".to_owned(), Some("A".to_owned())));
        for wrong in ["", "=x", "--", "a b=c", "d", "detach=true"] {
            assert!(docker_arg(wrong).unwrap_err().is_usage(), "{wrong}");
        }
        assert!(docker_arg("detach=false").is_ok());
    }
}
