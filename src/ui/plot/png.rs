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
    if svg.chars().any(is_beyond_ubuntu) {
        fonts.load_font_data(epaint_default_fonts::NOTO_EMOJI_REGULAR.to_vec());
        fonts.load_system_fonts();
    }
    let options = Options {
        font_family: FONT.to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or("the picture is too big")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// Beyond Latin, Greek, Cyrillic and common punctuation.
fn is_beyond_ubuntu(c: char) -> bool {
    !matches!(c, '\0'..='\u{17f}' | '\u{386}'..='\u{4ff}' | '\u{2013}'..='\u{2026}')
}
