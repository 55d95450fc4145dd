//! Members of a tar stream, as they come.

use tar::{EntryType, Header};

use super::frames::{Frame, State};
use crate::archive::scan::{Flaw, Found, Part, Receiver};
use crate::archive::tar::{file_header, folder_header, padding};
use crate::archive::{ArchiveError, Kind, Member, Track, index};

const BLOCK: usize = 512;
const TOP: &str = "mlruns/";
const BROKEN: &str = "it breaks off";

/// Finds members in frames.
pub(super) struct Members<'a> {
    receiver: &'a dyn Receiver,
    /// The file that goes on in the next frame.
    open: Option<Open<'a>>,
}

struct Open<'a> {
    path: String,
    size: u64,
    /// Bytes of content still to come.
    content: u64,
    padding: u64,
    /// None for what nobody wants, or has already.
    part: Option<Box<dyn Part + 'a>>,
}

/// A header, and how many bytes it takes.
struct Head {
    path: String,
    executable: bool,
    size: u64,
    is_folder: bool,
    length: usize,
}

impl<'a> Members<'a> {
    pub(super) fn new(receiver: &'a dyn Receiver) -> Self {
        Self { receiver, open: None }
    }

    /// What comes next is not what follows.
    pub(super) fn gap(&mut self, found: &mut Found) {
        if let Some(Open {
            path, part: Some(_), ..
        }) = self.open.take()
        {
            found.add(Flaw {
                member: Some(path),
                what: BROKEN.to_owned(),
            });
        }
    }

    pub(super) fn take(&mut self, frame: &Frame, found: &mut Found) -> Result<(), ArchiveError> {
        let mut rest = self.go_on(&frame.bytes, found)?;
        while self.open.is_none() && !rest.is_empty() && !rest.iter().take(BLOCK).all(|byte| *byte == 0) {
            let head = match read(rest) {
                Ok(head) => head,
                Err(_) if frame.state == State::Start => return Ok(()), // it breaks off here
                Err(what) => {
                    found.add(Flaw {
                        member: None,
                        what: format!("in the frame at byte {}: {what}", frame.place),
                    });
                    return Ok(());
                }
            };
            rest = self.begin(head, rest, found)?;
        }
        Ok(())
    }

    /// A frame that cannot be trusted: the files that seem to be in it are lost.
    pub(super) fn lose(&mut self, frame: &Frame, found: &mut Found) {
        self.gap(found);
        let what = format!("the frame at byte {} is not as it was written", frame.place);
        let mut rest = &frame.bytes[..];
        let mut lost = Vec::new();
        while let Ok(head) = read(rest) {
            let end = head.size.saturating_add(padding(head.size));
            let end = usize::try_from(end).unwrap_or(usize::MAX).saturating_add(head.length);
            rest = rest.get(end..).unwrap_or_default();
            lost.push(Some(head.path));
        }
        if lost.is_empty() {
            lost.push(None);
        }
        for member in lost {
            let what = what.clone();
            found.add(Flaw { member, what });
        }
    }

    fn begin<'b>(&mut self, head: Head, rest: &'b [u8], found: &mut Found) -> Result<&'b [u8], ArchiveError> {
        let rest = &rest[head.length..];
        let member = Member {
            kind: Kind::File {
                size: head.size,
                executable: head.executable,
                track: Track::Records,
                place: 0,
                check: [0; 4],
            },
            path: head.path,
        };
        let is_wanted = self.receiver.wants(&member);
        if head.is_folder {
            if is_wanted {
                self.receiver.folder(&member.path)?;
                found.add_whole(true, 0);
            }
            return Ok(rest);
        }
        let part = match usize::try_from(head.size).ok().and_then(|size| rest.get(..size)) {
            Some(content) if is_wanted => {
                self.receiver.file(&member.path, head.executable, content)?;
                found.add_whole(false, head.size);
                None
            }
            None if is_wanted => Some(self.receiver.begin(&member.path, head.executable)?),
            _ => None,
        };
        // what was given whole is passed over as what nobody wants
        self.open = Some(Open {
            path: member.path,
            size: head.size,
            content: head.size,
            padding: padding(head.size),
            part,
        });
        self.go_on(rest, found)
    }

    /// What of the frame is not the open file's.
    fn go_on<'b>(&mut self, bytes: &'b [u8], found: &mut Found) -> Result<&'b [u8], ArchiveError> {
        let Some(open) = &mut self.open else {
            return Ok(bytes);
        };
        let within = |length: u64| usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
        let (content, rest) = bytes.split_at(within(open.content));
        open.content -= content.len() as u64;
        if let Some(part) = &mut open.part {
            part.write(content)?;
            if open.content == 0 {
                found.add_whole(false, open.size);
                open.part.take().map_or(Ok(()), Part::finish)?;
            }
        }
        let padding = usize::try_from(open.padding).unwrap_or(usize::MAX).min(rest.len());
        open.padding -= padding as u64;
        if open.content == 0 && open.padding == 0 {
            self.open = None;
        }
        Ok(&rest[padding..])
    }
}

/// A header that mlrun would write.
fn read(bytes: &[u8]) -> Result<Head, String> {
    let cut = || "a tar header breaks off".to_owned();
    let strange = || "a tar header that mlrun does not write".to_owned();
    let block = |at: usize| {
        let block = bytes.get(at..).and_then(|bytes| bytes.first_chunk::<BLOCK>());
        block.map(|block| Header::from_byte_slice(block)).ok_or_else(cut)
    };
    let mut header = block(0)?;
    let (mut name, mut length) = (header.path_bytes().into_owned(), BLOCK);
    if header.entry_type() == EntryType::GNULongName {
        let long = header.entry_size().map_err(|_| strange())?;
        let most = (index::LONGEST_PATH + TOP.len() + 2) as u64;
        let long = usize::try_from(long.min(most)).map_err(|_| strange())?;
        name = bytes.get(BLOCK..BLOCK + long).ok_or_else(cut)?.to_owned();
        name.pop();
        length = BLOCK + long.next_multiple_of(BLOCK);
        header = block(length)?;
        length += BLOCK;
    }
    let name = String::from_utf8(name).map_err(|_| strange())?;
    let path = name
        .strip_prefix(TOP)
        .ok_or_else(|| format!("{name:?} is refused: it is not below {TOP}"))?;
    let is_folder = header.entry_type() == EntryType::Directory;
    let path = path.strip_suffix('/').filter(|_| is_folder).unwrap_or(path);
    let mut parts = path.split('/').filter(|_| !path.is_empty());
    if let Some(wrong) = parts.find_map(|part| index::wrong_with(part.as_bytes())) {
        return Err(format!("{name:?} is refused: a part of it {wrong}"));
    }
    let size = header.entry_size().map_err(|_| strange())?;
    let executable = header.mode().is_ok_and(|mode| mode & 0o100 != 0);
    let written = match is_folder {
        true => folder_header(path),
        false => file_header(path, size, executable),
    };
    if bytes.get(..length) != Some(&written[..]) {
        return Err(format!(
            "{name:?} is refused: its tar header is not one that mlrun writes"
        ));
    }
    Ok(Head {
        path: path.to_owned(),
        executable,
        size,
        is_folder,
        length,
    })
}
