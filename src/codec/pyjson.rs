//! JSON as Python's `json.dumps` prints it by default.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Python's `json.dumps(value)`: `", "` and `": "` between things, ASCII only, floats as `repr` prints them.
/// Keys keep their order.
pub fn dumps(value: &serde_json::Value) -> String {
    let mut bytes = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, PythonFormatter));
    debug_assert!(
        written.is_ok(),
        "a Vec takes everything, and a Value has only strings for keys"
    );
    String::from_utf8(bytes).unwrap_or_default()
}

struct PythonFormatter;

impl Formatter for PythonFormatter {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(super::pyfloat::repr(value).as_bytes())
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for character in fragment.chars() {
            if matches!(character, ' '..='~') {
                writer.write_all(&[character as u8])?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn prints_as_python_does() {
        let value = json!({"b": [1, 2.5, 1e16, null, true], "a": {"é🚀\u{7f}": "\"\\/\n\u{8}\u{1}"}, "e": [], "o": {}});
        let python = r#"{"b": [1, 2.5, 1e+16, null, true], "a": {"\u00e9\ud83d\ude80\u007f": "\"\\/\n\b\u0001"}, "e": [], "o": {}}"#;
        assert_eq!(dumps(&value), python);
    }
}
