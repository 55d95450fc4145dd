use serde::Serialize;

use super::{Cell, Column, Section, View};
use crate::archive::Archive;
use crate::archive::scan::{Flaw, Found};

/// What reading every byte of an archive found.
#[derive(Debug, Clone)]
pub struct ArchiveCheck<'a> {
    path: &'a str,
    size: u64,
    /// What the index says there is; none when the index is lost.
    stated: Option<Stated>,
    found: &'a Found,
    sections: Vec<Section>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Stated {
    files: usize,
    folders: usize,
    bytes: u64,
    frames: usize,
}

impl<'a> ArchiveCheck<'a> {
    /// Of an archive whose index is there.
    #[must_use]
    pub fn new(path: &'a str, archive: &Archive, found: &'a Found) -> Self {
        let index = archive.index();
        let stated = Stated {
            files: index.files(),
            folders: index.folders(),
            bytes: index.bytes(),
            frames: index.frames().len(),
        };
        Self::of(path, archive.size(), Some(stated), found)
    }

    /// Of one whose index is lost; the flaws of `found` begin with the one that says so.
    #[must_use]
    pub fn without_index(path: &'a str, size: u64, found: &'a Found) -> Self {
        Self::of(path, size, None, found)
    }

    fn of(path: &'a str, size: u64, stated: Option<Stated>, found: &'a Found) -> Self {
        let mut check = Self {
            path,
            size,
            stated,
            found,
            sections: Vec::new(),
        };
        check.sections = check.draw();
        check
    }

    fn verdict(&self) -> String {
        let lost = self.found.lost;
        let of = |all: usize| format!("damaged: {lost} of {all} members are lost");
        match self.stated {
            Some(_) if self.found.is_sound() => "sound: every byte is as it was written".to_owned(),
            Some(_) if lost == 0 => "damaged, but no file is lost".to_owned(),
            Some(_) => of(self.found.whole + lost),
            None => "damaged: the index is lost, and with it the names of what is lost".to_owned(),
        }
    }

    fn draw(&self) -> Vec<Section> {
        let number = |number: usize| Cell::Int(number as i128);
        let row = |key: &str, value: Cell| (key.to_owned(), value);
        let mut rows = vec![
            row("archive", self.path.into()),
            row("verdict", self.verdict().into()),
            row("size", Cell::Bytes(self.size)),
        ];
        if let Some(stated) = self.stated {
            rows.push(row("frames", number(stated.frames)));
            rows.push(row("folders", number(stated.folders)));
            rows.push(row("files", number(stated.files)));
            rows.push(row("their size", Cell::Bytes(stated.bytes)));
        }
        if !self.found.is_sound() {
            rows.push(row("readable files", number(self.found.files)));
            rows.push(row("their size", Cell::Bytes(self.found.bytes)));
        }
        let title = |title: &str, rows: Vec<(String, Cell)>| Section {
            title: title.to_owned(),
            rows,
        };
        let flaw = |flaw: &Flaw| (flaw.member.clone().unwrap_or("-".to_owned()), flaw.what.as_str().into());
        let mut sections = vec![title("", rows)];
        if !self.found.flaws.is_empty() {
            sections.push(title("damage", self.found.flaws.iter().map(flaw).collect()));
        }
        sections
    }
}

#[derive(Serialize)]
struct CheckJson<'a> {
    archive: &'a str,
    sound: bool,
    size: u64,
    index: Option<Stated>,
    readable_files: usize,
    readable_bytes: u64,
    lost: usize,
    flaws: usize,
    damage: Vec<FlawJson<'a>>,
}

#[derive(Serialize)]
struct FlawJson<'a> {
    member: Option<&'a str>,
    problem: &'a str,
}

impl View for ArchiveCheck<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![Column::new("member"), Column::new("problem")]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let flaws = self.found.flaws.iter();
        flaws
            .map(|flaw| vec![Cell::text(flaw.member.as_deref()), flaw.what.as_str().into()])
            .collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        let damage = self.found.flaws.iter().map(|flaw| FlawJson {
            member: flaw.member.as_deref(),
            problem: &flaw.what,
        });
        std::iter::once(CheckJson {
            archive: self.path,
            sound: self.found.is_sound(),
            size: self.size,
            index: self.stated,
            readable_files: self.found.files,
            readable_bytes: self.found.bytes,
            lost: self.found.lost,
            flaws: self.found.flawed,
            damage: damage.collect(),
        })
    }

    fn ids(&self) -> Vec<String> {
        self.found.flaws.iter().filter_map(|flaw| flaw.member.clone()).collect()
    }

    fn is_list(&self) -> bool {
        false
    }

    fn page(&self) -> Option<&[Section]> {
        Some(&self.sections)
    }

    fn note(&self) -> Option<String> {
        let left = self.found.flawed - self.found.flaws.len();
        (left > 0).then(|| format!("{left} more flaws are not named"))
    }
}
