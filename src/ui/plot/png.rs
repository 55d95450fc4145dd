use std::borrow::Cow;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// An SVG document of ours as a PNG of as many pixels. Its letters are of Ubuntu Light, which is in this binary, so that
/// the picture is the same on every machine; the system's fonts are looked at only for letters which that one lacks, and
/// for emojis Noto's, in this binary too.
///
/// # Errors
/// When the document is none, or too big for memory.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    const FONT: &str = "Ubuntu";
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    fonts.set_sans_serif_family(FONT);
    let mut svg = Cow::Borrowed(svg);
    if svg.chars().any(is_beyond_ubuntu) {
        svg = without_ligatures(&svg).into();
        fonts.load_font_data(epaint_default_fonts::NOTO_EMOJI_REGULAR.to_vec());
        fonts.load_system_fonts();
    }
    let options = Options {
        font_family: FONT.to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or("the picture is too big")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// Beyond Latin, Greek, Cyrillic and common punctuation.
fn is_beyond_ubuntu(c: char) -> bool {
    !matches!(c, '\0'..='\u{17f}' | '\u{386}'..='\u{4ff}' | '\u{2013}'..='\u{2026}')
}

/// With every f kept apart from the letter behind it. Where a letter is missing, usvg takes a whole label's from another
/// font glyph by glyph, and from none where that one makes more of them, as it does of `ff`, one glyph of Ubuntu's.
fn without_ligatures(svg: &str) -> String {
    let apart = |content: &str| content.replace('f', "f\u{200c}");
    let piece = |piece: &str| match piece.split_once('>') {
        Some((tag, content)) => format!("{tag}>{}", apart(content)),
        None => piece.to_owned(),
    };
    svg.split('<').map(piece).collect::<Vec<_>>().join("<")
}

#[cfg(test)]
mod tests {
    use super::without_ligatures;

    #[test]
    fn only_content_is_kept_apart() {
        let svg = "<svg fill=\"#fff\"><text>損 79902bff</text></svg>";
        let apart = "<svg fill=\"#fff\"><text>損 79902bf\u{200c}f\u{200c}</text></svg>";
        assert_eq!(without_ligatures(svg), apart);
    }
}
