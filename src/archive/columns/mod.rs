//! Columns.
mod bits;
mod block;
mod codes;
mod cut;
mod frame;
mod fse;
mod huffman;
mod lines;
mod parse;

/// x
#[must_use]
pub fn compress(content: &[u8]) -> Option<Vec<u8>> {
    Some(frame::write(content, &parse::parse(content)))
}
