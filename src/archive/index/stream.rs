//! The order of the tar stream, without the paths: a hostile index of a few megabytes can make gigabytes of them.

use super::{Index, Kind, Member};
use crate::archive::tar;

/// A member of the tar stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::archive) struct Place {
    /// Where its header begins.
    pub(in crate::archive) start: u64,
    folder: u32,
    /// None for the folder itself.
    name: Option<u32>,
}

impl Index {
    /// What the tar stream holds, in its order: the root, the files, and the folders that were empty.
    pub fn stream(&self) -> impl Iterator<Item = Member> + '_ {
        self.places().into_iter().map(|place| self.member(place))
    }

    /// Where each file is, the root, and each folder that was empty, in the tar stream, in its order.
    pub(in crate::archive) fn places(&self) -> Vec<Place> {
        let mut places = Vec::with_capacity(self.files.len());
        for (number, folder) in (0..).zip(&self.folders) {
            if let Some(header) = folder.header {
                places.push(Place {
                    start: self.tracks[0] + header,
                    folder: number,
                    name: None,
                });
            }
            for name in folder.first..folder.first + folder.count {
                let at = &self.names[name as usize];
                if let Kind::File { place, .. } = self.kind(name as usize) {
                    let path = folder.length as usize + usize::from(at.length);
                    places.push(Place {
                        start: place - tar::header_length(path),
                        folder: number,
                        name: Some(name),
                    });
                }
            }
        }
        places.sort_unstable();
        places
    }

    /// Who is there.
    pub(in crate::archive) fn member(&self, place: Place) -> Member {
        let above = self.path_of(place.folder as usize);
        match place.name {
            Some(name) => Member {
                path: above + self.text(&self.names[name as usize]),
                kind: self.kind(name as usize),
            },
            None => Member {
                path: above.trim_end_matches('/').to_owned(),
                kind: self.folder_kind(place.folder as usize),
            },
        }
    }
}
