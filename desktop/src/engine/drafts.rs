//! Drafts of own pages, as they stand in their one file: a list of
//! `slot length u32 · slot · content length u32 · content`.

use candor_core::codec::{Put, Reader};
use candor_core::entry::{Content, ContentBuilder};
use candor_core::journal::SLOT_BYTES_MAX;
use zeroize::Zeroizing;

const CONTENT_BYTES_MAX: usize = 512 * 1024;

pub(super) fn encode(drafts: &[(String, ContentBuilder)]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::new());
    for (slot, content) in drafts {
        out.put_long(slot.as_bytes());
        out.put_long(content.build().as_bytes());
    }
    out
}

/// What [`encode`] wrote; what does not read is left out.
pub(super) fn parse(bytes: &[u8]) -> Vec<(String, ContentBuilder)> {
    let mut reader = Reader::new(bytes);
    let mut drafts = Vec::new();
    while reader.left() > 0 {
        let (Ok(slot), Ok(content)) = (
            reader.text(SLOT_BYTES_MAX).map(str::to_owned),
            reader.long(CONTENT_BYTES_MAX).map(<[u8]>::to_vec),
        ) else {
            return drafts;
        };
        if let Ok(content) = Content::parse(content.into()) {
            drafts.push((slot, content.to_builder()));
        }
    }
    drafts
}
