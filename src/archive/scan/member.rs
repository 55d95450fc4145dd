//! One member, compared with what the index says of it.

use super::{Part, Receiver};
use crate::archive::{Kind, Member};
use crate::fsx::PathError;

const CONTENT: &str = "its content is not what the index says";
const HEADER: &str = "its header in the tar stream is not what the index says";
const PADDING: &str = "what follows it in the tar stream are not zeros";

/// A member while the parts of its extent come by, in order.
pub(super) struct Checking<'a> {
    member: &'a Member,
    receiver: &'a dyn Receiver,
    header: Vec<u8>,
    start: u64,
    /// Of the content.
    size: u64,
    hash: blake3::Hasher,
    /// How much of the content has come by, without a gap.
    seen: u64,
    given: Given<'a>,
    wrong: Option<&'static str>,
}

enum Given<'a> {
    Nothing,
    Whole,
    Pieces(Box<dyn Part + 'a>),
}

impl<'a> Checking<'a> {
    pub(super) fn new(member: &'a Member, receiver: &'a dyn Receiver) -> Self {
        Self {
            member,
            receiver,
            header: member.header(),
            start: member.extent().start,
            size: member.size(),
            hash: blake3::Hasher::new(),
            seen: 0,
            given: Given::Nothing,
            wrong: None,
        }
    }

    /// A part that begins there in the tar stream. In a damaged frame only the content counts: the index has the rest.
    pub(super) fn take(&mut self, start: u64, part: &[u8], is_sound: bool) -> Result<(), PathError> {
        let from = usize::try_from(start - self.start).unwrap_or(usize::MAX);
        let (header, part) = part.split_at(self.header.len().saturating_sub(from).min(part.len()));
        if is_sound && !header.is_empty() && self.header[from..from + header.len()] != *header {
            self.wrong = Some(HEADER);
        }
        let from = (start - self.start).saturating_sub(self.header.len() as u64);
        let left = usize::try_from(self.size.saturating_sub(from)).unwrap_or(usize::MAX);
        let (content, padding) = part.split_at(left.min(part.len()));
        if is_sound && padding.iter().any(|byte| *byte != 0) {
            self.wrong = Some(PADDING);
        }
        if content.is_empty() || self.wrong.is_some() {
            return Ok(());
        }
        if from != self.seen {
            self.wrong = Some(CONTENT);
            return Ok(());
        }
        self.seen += content.len() as u64;
        self.content(content)
    }

    fn content(&mut self, content: &[u8]) -> Result<(), PathError> {
        self.hash.update(content);
        if content.len() as u64 == self.size {
            self.given = Given::Whole;
            return self.whole(content);
        }
        if let Given::Nothing = self.given {
            let Kind::File { executable, .. } = self.member.kind else {
                return Ok(());
            };
            self.given = Given::Pieces(self.receiver.begin(&self.member.path, executable)?);
        }
        match &mut self.given {
            Given::Pieces(part) => part.write(content),
            _ => Ok(()),
        }
    }

    /// Gives what came in one piece, if it is right.
    fn whole(&mut self, content: &[u8]) -> Result<(), PathError> {
        match self.member.kind {
            Kind::Folder { .. } => self.receiver.folder(&self.member.path),
            Kind::File { executable, .. } if self.is_right() => {
                self.receiver.file(&self.member.path, executable, content)
            }
            Kind::File { .. } => {
                self.wrong = Some(CONTENT);
                Ok(())
            }
        }
    }

    fn is_right(&self) -> bool {
        let Kind::File { check, .. } = self.member.kind else {
            return true;
        };
        self.seen == self.size && self.hash.finalize().as_bytes().starts_with(&check)
    }

    /// Nothing more comes: what is wrong, if anything is.
    pub(super) fn finish(mut self) -> Result<Option<&'static str>, PathError> {
        if self.size == 0 && self.wrong.is_none() {
            self.whole(&[])?;
        } else if self.wrong.is_none() && !self.is_right() {
            self.wrong = Some(CONTENT);
        }
        if let (Given::Pieces(part), None) = (self.given, self.wrong) {
            part.finish()?;
        }
        Ok(self.wrong)
    }
}
