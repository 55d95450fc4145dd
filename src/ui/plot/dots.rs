/// The dots of one curve, (0, 0) at the top left.
#[derive(Debug, Clone)]
pub(super) struct Dots {
    width: usize,
    height: usize,
    on: Vec<bool>,
}

impl Dots {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            on: vec![false; width * height],
        }
    }

    /// The column and the row of a place: (0, 0) at the bottom left of the frame, (1, 1) at its top right.
    fn dot_of(&self, (x, y): (f64, f64)) -> (i64, i64) {
        let on = |share: f64, count: usize| (share * (count - 1) as f64).round() as i64;
        (on(x, self.width), on(1.0 - y, self.height))
    }

    fn set(&mut self, (x, y): (i64, i64)) {
        if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y))
            && x < self.width
            && y < self.height
        {
            self.on[y * self.width + x] = true;
        }
    }

    pub(super) fn is_on(&self, x: usize, y: usize) -> bool {
        self.on[y * self.width + x]
    }

    /// Lines from place to place; where one is not a number there is a gap. What stands alone is a fat dot.
    pub(super) fn curve(&mut self, places: impl IntoIterator<Item = (f64, f64)>, fat: bool) {
        let mut before: Option<(i64, i64)> = None;
        let mut joined = false;
        for place in places {
            if place.1.is_nan() {
                self.end(before.take(), joined, fat);
                continue;
            }
            let dot = self.dot_of(place);
            joined = before.is_some_and(|before| before != dot || joined);
            if let Some(before) = before {
                self.line(before, dot);
            }
            before = Some(dot);
        }
        self.end(before, joined, fat);
    }

    fn end(&mut self, last: Option<(i64, i64)>, joined: bool, fat: bool) {
        let Some((x, y)) = last else { return };
        self.set((x, y));
        if fat && !joined {
            let (right, down) = (if x % 2 == 0 { 1 } else { -1 }, if y % 2 == 0 { 1 } else { -1 }); // within one character
            for dot in [(x + right, y), (x, y + down), (x + right, y + down)] {
                self.set(dot);
            }
        }
    }

    /// Bresenham's.
    fn line(&mut self, (mut x, mut y): (i64, i64), to: (i64, i64)) {
        let (dx, dy) = ((to.0 - x).abs(), -(to.1 - y).abs());
        let (right, down) = ((to.0 - x).signum(), (to.1 - y).signum());
        let mut error = dx + dy;
        self.set((x, y));
        while (x, y) != to {
            let doubled = 2 * error;
            if doubled >= dy {
                error += dy;
                x += right;
            }
            if doubled <= dx {
                error += dx;
                y += down;
            }
            self.set((x, y));
        }
    }

    /// The dots of the character in that column and row, as braille numbers them (U+2800 plus them is the character).
    pub(super) fn braille(&self, column: usize, row: usize) -> u8 {
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let mut mask = 0;
        for (y, bits) in BITS.iter().enumerate() {
            for (x, bit) in bits.iter().enumerate() {
                if self.is_on(column * 2 + x, row * 4 + y) {
                    mask |= bit;
                }
            }
        }
        mask
    }
}
