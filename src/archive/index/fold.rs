//! Names that only some file systems tell apart.

use std::collections::HashMap;

use super::Index;

impl Index {
    /// Pairs of paths that differ only in the case of their last names, at most so many.
    #[must_use]
    pub fn differing_in_case(&self, most: usize) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for folder in 0..self.folders.len() {
            let mut seen: HashMap<String, usize> = HashMap::new();
            for name in self.range(folder) {
                let text = self.text(&self.names[name]);
                if let Some(other) = seen.insert(text.to_lowercase(), name) {
                    let above = self.path_of(folder);
                    let path = |name: usize| above.clone() + self.text(&self.names[name]);
                    pairs.push((path(other), path(name)));
                    if pairs.len() >= most {
                        return pairs;
                    }
                }
            }
        }
        pairs
    }
}
