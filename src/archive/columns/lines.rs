//! Lines of metric files, wherever they stand in a tar stream: `timestamp value step`.

/// A line; places are those of the content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: u32,
    /// Where the value's digits begin that nothing foretells: after `0.`, if it begins so.
    pub(super) fresh: u32,
    /// The space after the value.
    pub(super) stop: u32,
    /// After the newline.
    pub(super) end: u32,
    /// A hash of what stands between this value and the next line's, without either; 0 if no line follows at once.
    pub(super) tie: u32,
    /// The line before with the same tie, or [`NONE`].
    pub(super) same_tie: u32,
    /// The line before with the same step, or [`NONE`].
    pub(super) same_step: u32,
}

/// No line.
pub(super) const NONE: u32 = u32::MAX;
const TABLE_BITS: u32 = 16;

/// All lines of the content, in order.
pub(super) fn find(content: &[u8]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(content.len() / 40);
    let mut ties = vec![NONE; 1 << TABLE_BITS];
    let mut steps = vec![NONE; 1 << TABLE_BITS];
    let mut at = 0;
    while at < content.len() {
        let Some(mut line) = parse(content, at) else {
            // Lines begin after others and at the blocks of a tar.
            let block = (at | 511) + 1;
            let rest = &content[at..block.min(content.len())];
            at += rest
                .iter()
                .position(|&byte| byte == b'\n')
                .map_or(rest.len(), |newline| newline + 1);
            continue;
        };
        at = line.end as usize;
        let number = lines.len() as u32;
        let step = hash(&content[line.stop as usize..at]);
        line.same_step = std::mem::replace(&mut steps[(step >> (32 - TABLE_BITS)) as usize], number);
        if let Some(before) = lines.last_mut()
            && before.end == line.start
        {
            before.tie = hash(&content[before.stop as usize..line.fresh as usize]) | 1;
            let place = (before.tie >> (32 - TABLE_BITS)) as usize;
            before.same_tie = std::mem::replace(&mut ties[place], number - 1);
        }
        lines.push(line);
    }
    lines
}

/// The line that begins here.
fn parse(content: &[u8], start: usize) -> Option<Line> {
    let skip = |from: usize, wanted: fn(u8) -> bool| {
        let rest = &content[from..];
        from + rest.iter().take_while(|&&byte| wanted(byte)).count()
    };
    let time = skip(start, |byte| byte.is_ascii_digit() || byte == b'-');
    if time == start || time - start > 24 || content.get(time) != Some(&b' ') {
        return None;
    }
    let value = time + 1;
    let stop = skip(value, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+')
    });
    if stop == value || stop - value > 32 || content.get(stop) != Some(&b' ') {
        return None;
    }
    let newline = skip(stop + 1, |byte| byte.is_ascii_digit() || byte == b'-');
    if newline == stop + 1 || newline - stop > 24 || content.get(newline) != Some(&b'\n') {
        return None;
    }
    let fresh = match &content[value..stop] {
        [b'0', b'.', _, ..] => value + 2,
        [b'-', b'0', b'.', _, ..] => value + 3,
        _ => value,
    };
    Some(Line {
        start: start as u32,
        fresh: fresh as u32,
        stop: stop as u32,
        end: newline as u32 + 1,
        tie: 0,
        same_tie: NONE,
        same_step: NONE,
    })
}

/// A hash of a few bytes, whose upper bits are the better ones.
fn hash(bytes: &[u8]) -> u32 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = bytes.len() as u64;
    for word in words {
        hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
        hash ^= hash >> 32;
    }
    let rest = match bytes.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last),
        None => rest.iter().fold(0, |rest, &byte| rest << 8 | u64::from(byte)),
    };
    hash = (hash ^ rest).wrapping_mul(FACTOR);
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_and_tied_to_their_likes() {
        let text = b"10 0.25 0\n11 -0.5 1\n12 nan 2\nname 5 5\n10 7.25 0\n11 0.75 1\n12 0.1 2\n1 2\n\n5 6 7";
        let lines = find(text);
        let parts: Vec<&[u8]> = lines
            .iter()
            .map(|line| &text[line.fresh as usize..line.stop as usize])
            .collect();
        assert_eq!(parts, [b"25" as &[u8], b"5", b"nan", b"7.25", b"75", b"1"]);
        let same_step: Vec<_> = lines.iter().map(|line| line.same_step).collect();
        assert_eq!(same_step, [NONE, NONE, NONE, 0, 1, 2]);
        assert_eq!((lines[2].tie, lines[5].tie), (0, 0), "what does not follow is not tied");
        let twice = find(b"1 0.5 0\n2 0.6 1\n\n1 0.77 0\n2 0.8 1\n");
        assert_eq!(twice[2].same_tie, 0);
    }
}
