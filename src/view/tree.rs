use serde::Serialize;

use super::{Cell, Column, View, escape};

/// A thing and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Tree {
    /// Its whole id, of an experiment or a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    pub label: String,
    /// A remark after the name, such as a status or a size.
    pub note: String,
    /// What it holds, in order.
    pub children: Vec<Self>,
}

impl Tree {
    /// A leaf.
    #[must_use]
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// With a remark.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// With an id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// With one child more.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// Itself and all below it as drawn, from the top down, with its level, 0 for itself.
    fn flat(&self) -> Vec<(usize, &Self)> {
        let mut flat = Vec::new();
        let mut stack = vec![(0, self)];
        while let Some((level, tree)) = stack.pop() {
            flat.push((level, tree));
            stack.extend(tree.children.iter().rev().map(|child| (level + 1, child)));
        }
        flat
    }

    /// Draws it exactly as `tree` does (as `tree --charset=ascii` when `ascii`), a line feed after every line. Names are
    /// made safe.
    #[must_use]
    pub fn draw(&self, ascii: bool) -> String {
        let mut out = String::new();
        let mut open: Vec<bool> = Vec::new(); // for each level above, whether more siblings follow
        let mut stack = vec![(self, 0, false)];
        while let Some((tree, depth, more)) = stack.pop() {
            if depth > 0 {
                open.truncate(depth - 1);
                for &goes_on in &open {
                    out.push_str(match (goes_on, ascii) {
                        (true, false) => "│\u{a0}\u{a0} ",
                        (true, true) => "|   ",
                        (false, _) => "    ",
                    });
                }
                out.push_str(match (more, ascii) {
                    (true, false) => "├── ",
                    (false, false) => "└── ",
                    (true, true) => "|-- ",
                    (false, true) => "`-- ",
                });
                open.push(more);
            }
            out.push_str(&escape(&tree.label));
            if !tree.note.is_empty() {
                out.push_str("  ");
                out.push_str(&escape(&tree.note));
            }
            out.push('\n');
            let last = tree.children.len().saturating_sub(1);
            stack.extend(
                tree.children
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(i, child)| (child, depth + 1, i < last)),
            );
        }
        out
    }
}

/// As data; [`Tree::draw`] is for people.
impl View for Tree {
    fn columns(&self) -> Vec<Column> {
        ["level", "id", "label", "note"].map(Column::new).to_vec()
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |(level, tree): (usize, &Self)| {
            let id = Cell::text(tree.id.as_deref());
            vec![
                Cell::Int(level as i128),
                id,
                tree.label.as_str().into(),
                tree.note.as_str().into(),
            ]
        };
        self.flat().into_iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        std::iter::once(self)
    }

    fn ids(&self) -> Vec<String> {
        self.flat()
            .into_iter()
            .filter_map(|(_, tree)| tree.id.clone())
            .collect()
    }

    fn is_list(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_as_tree_does() {
        let tree = Tree::new("mlruns")
            .child(
                Tree::new("0")
                    .note("Default")
                    .child(Tree::new("a\n").child(Tree::new("x")))
                    .child(Tree::new("b")),
            )
            .child(Tree::new("손실").child(Tree::new("c")));
        assert_eq!(
            tree.draw(false).replace('\u{a0}', " "),
            "\
mlruns
├── 0  Default
│   ├── a\\n
│   │   └── x
│   └── b
└── 손실
    └── c
"
        );
        assert_eq!(
            tree.draw(true),
            "\
mlruns
|-- 0  Default
|   |-- a\\n
|   |   `-- x
|   `-- b
`-- 손실
    `-- c
"
        );
    }
}
