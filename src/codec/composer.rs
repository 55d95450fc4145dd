//! Makes a tree of libyaml's events.

use std::collections::HashMap;

use libyaml_safer::{Event, EventData};

use super::yaml_error::{MAX_DEPTH, mark_of, too_deep};
use super::{Kind, Mark, Node, YamlError};

/// How many nodes all aliases of a document together may stand for, and bytes of text.
const MAX_ALIASED_NODES: usize = 10_000;
const MAX_ALIASED_BYTES: usize = 10_000_000;

/// Makes nodes of events. An alias goes over its anchor's events once more.
pub(super) struct Composer<'a> {
    events: &'a [Event],
    next: usize,
    anchors: HashMap<&'a str, Anchor>,
    aliased: usize,
    aliased_bytes: usize,
}

#[derive(Clone, Copy)]
struct Anchor {
    event: usize,
    complete: bool,
}

impl<'a> Composer<'a> {
    /// For the events between a document's start and end.
    pub(super) fn of(events: &'a [Event]) -> Self {
        Self {
            events,
            next: 0,
            anchors: HashMap::new(),
            aliased: 0,
            aliased_bytes: 0,
        }
    }

    /// The node that begins with the next event, `depth` collections deep; `aliased` while an alias is expanded.
    pub(super) fn node(&mut self, depth: usize, aliased: bool) -> Result<Node, YamlError> {
        let index = self.next;
        let Some(event) = self.events.get(index) else {
            return Err(YamlError {
                message: "unexpected end of the document".to_owned(),
                mark: None,
            });
        };
        self.next += 1;
        let mark = mark_of(event.start_mark);
        if depth > MAX_DEPTH {
            return Err(too_deep(mark));
        }
        let (anchor, tag) = match &event.data {
            EventData::Alias { anchor } => return self.alias(anchor, mark, depth),
            EventData::Scalar { anchor, tag, .. }
            | EventData::SequenceStart { anchor, tag, .. }
            | EventData::MappingStart { anchor, tag, .. } => (anchor.as_deref(), tag.clone()),
            _ => return Err(YamlError::at(mark, "unexpected end of a collection")),
        };
        let anchor = anchor.filter(|_| !aliased);
        if let Some(anchor) = anchor
            && self
                .anchors
                .insert(
                    anchor,
                    Anchor {
                        event: index,
                        complete: false,
                    },
                )
                .is_some()
        {
            return Err(YamlError::at(mark, format!("found duplicate anchor '{anchor}'")));
        }
        if aliased {
            self.count_aliased(event, mark)?;
        }
        let kind = match &event.data {
            EventData::Scalar {
                value, plain_implicit, ..
            } => Kind::Scalar {
                text: value.clone(),
                plain: *plain_implicit,
            },
            EventData::SequenceStart { .. } => self.sequence(depth, aliased)?,
            _ => self.mapping(depth, aliased)?,
        };
        if let Some(anchor) = anchor {
            self.anchors.insert(
                anchor,
                Anchor {
                    event: index,
                    complete: true,
                },
            );
        }
        Ok(Node {
            kind,
            tag: tag.filter(|tag| tag != "!"),
            mark,
        })
    }

    fn sequence(&mut self, depth: usize, aliased: bool) -> Result<Kind, YamlError> {
        let mut items = Vec::new();
        while !self.at_end(&EventData::SequenceEnd) {
            items.push(self.node(depth + 1, aliased)?);
        }
        Ok(Kind::Sequence(items))
    }

    fn mapping(&mut self, depth: usize, aliased: bool) -> Result<Kind, YamlError> {
        let mut entries = Vec::new();
        while !self.at_end(&EventData::MappingEnd) {
            let key = self.node(depth + 1, aliased)?;
            entries.push((key, self.node(depth + 1, aliased)?));
        }
        Ok(Kind::Mapping(entries))
    }

    /// Steps over `end` if it comes next.
    fn at_end(&mut self, end: &EventData) -> bool {
        let found = self.events.get(self.next).is_some_and(|event| event.data == *end);
        self.next += usize::from(found);
        found
    }

    fn alias(&mut self, name: &'a str, mark: Mark, depth: usize) -> Result<Node, YamlError> {
        let Some(anchor) = self.anchors.get(name).copied() else {
            return Err(YamlError::at(mark, format!("found undefined alias '{name}'")));
        };
        if !anchor.complete {
            return Err(YamlError::at(
                mark,
                format!("found alias '{name}' within what it stands for"),
            ));
        }
        let resume = std::mem::replace(&mut self.next, anchor.event);
        let node = self.node(depth, true)?;
        self.next = resume;
        Ok(node)
    }

    fn count_aliased(&mut self, event: &Event, mark: Mark) -> Result<(), YamlError> {
        self.aliased += 1;
        if let EventData::Scalar { value, .. } = &event.data {
            self.aliased_bytes += value.len();
        }
        if self.aliased > MAX_ALIASED_NODES || self.aliased_bytes > MAX_ALIASED_BYTES {
            return Err(YamlError::at(mark, "aliases stand for too many values"));
        }
        Ok(())
    }
}
