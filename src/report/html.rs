use crate::view::escape;

/// HTML under construction. Markup can only be a literal and everything else is escaped, so that no value of a store is
/// ever taken for markup.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Html(String);

/// The longest value shown, in characters.
const LONGEST: usize = 4000;

impl Html {
    /// Markup.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, or a quoted attribute's value. Line breaks stay; other control characters are spelled out.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.0.push('\n');
            }
            for c in escape(line.strip_suffix('\r').unwrap_or(line)).chars() {
                match c {
                    '&' => self.0.push_str("&amp;"),
                    '<' => self.0.push_str("&lt;"),
                    '>' => self.0.push_str("&gt;"),
                    '"' => self.0.push_str("&quot;"),
                    '\'' => self.0.push_str("&#39;"),
                    c => self.0.push(c),
                }
            }
        }
        self
    }

    /// A whole number.
    pub(super) fn count(&mut self, count: usize) -> &mut Self {
        self.0.push_str(&count.to_string());
        self
    }

    /// What was made elsewhere.
    pub(super) fn html(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// A value in full, but for very long ones; a link if it is a web address.
    pub(super) fn value(&mut self, value: &str) -> &mut Self {
        if is_web_address(value) {
            self.raw("<a rel=\"noopener noreferrer\" target=_blank href=\"");
            return self.text(value).raw("\">").text(value).raw("</a>");
        }
        match value.char_indices().nth(LONGEST) {
            Some((end, _)) => self
                .text(&value[..end])
                .raw("… <i>(cut: ")
                .count(value.chars().count())
                .raw(" characters)</i>"),
            None => self.text(value),
        }
    }

    /// At most so many characters on one line, the whole text as a tooltip where that is less.
    pub(super) fn short(&mut self, text: &str, most: usize) -> &mut Self {
        if text.chars().nth(most).is_none() && !text.contains('\n') {
            return self.text(text);
        }
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.raw("<span title=\"").text(&first(text, 400)).raw("\">");
        self.text(&first(&line, most)).raw("</span>")
    }

    /// A run's own anchor, for `id` and, after a `#`, for `href`.
    pub(super) fn anchor(&mut self, run_id: &str) -> &mut Self {
        self.raw("run-").text(run_id)
    }

    /// The HTML.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// At most so many characters, with an ellipsis where some are left out.
fn first(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn is_web_address(text: &str) -> bool {
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
        && !rest.is_empty()
        && text.len() < 2000
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// JSON that may stand inside a `<script>`: nothing in it can end the element or begin another.
pub(super) fn embedded_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{7f}'..='\u{9f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// A page whose `{{name}}` marks are replaced by what is given for them. What is put in is not looked at again.
pub(super) fn fill(skeleton: &str, parts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = skeleton;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(before);
        let part = parts.iter().find(|(part, _)| *part == name);
        debug_assert!(part.is_some(), "nothing for {name}");
        out.push_str(part.map_or("", |(_, text)| text));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_becomes_markup() {
        for (value, html) in [
            (
                "</td><script>alert(1)</script>",
                "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
            ("\" onerror='alert(1)", "&quot; onerror=&#39;alert(1)"),
            ("a\r\nb\u{202e}\0", "a\nb\\u{202e}\\x00"),
            ("javascript:alert(1)//http://x", "javascript:alert(1)//http://x"),
            ("http://a b", "http://a b"),
            (
                "HTTPS://x/?a=\"&b",
                "<a rel=\"noopener noreferrer\" target=_blank href=\"HTTPS://x/?a=&quot;&amp;b\">HTTPS://x/?a=&quot;&amp;b</a>",
            ),
        ] {
            let mut out = Html::default();
            out.value(value);
            assert_eq!(out.into_string(), html);
        }
        assert_eq!(
            embedded_json("\"</script>&\u{2028}\u{9b}\""),
            "\"\\u003c/script\\u003e\\u0026\\u2028\\u009b\""
        );
        assert_eq!(fill("<{{a}}|{{b}}>", &[("a", "{{b}}"), ("b", "2")]), "<{{b}}|2>");
    }

    #[test]
    fn long_values_are_cut_and_say_so() {
        let mut out = Html::default();
        out.value(&"é".repeat(LONGEST + 1));
        assert!(out.into_string().ends_with("é… <i>(cut: 4001 characters)</i>"));
        let mut out = Html::default();
        out.short("one\ntwo three", 5);
        assert_eq!(out.into_string(), "<span title=\"one\ntwo three\">one t…</span>");
    }
}
