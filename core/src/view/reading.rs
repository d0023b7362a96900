//! A conversation in the order in which it is read: each answer stands below what it
//! answers, and before the next answer to the same.
//!
//! ```text
//! told ◄── asked ◄── answered          told
//!      ◄── thanked                 ──►   asked
//!                                          answered
//!                                        thanked
//! ```
//!
//! A partner's changed program makes one as deep and as long as it likes, and can close
//! a circle. So nothing here calls itself, and nothing is met twice.

use std::collections::BTreeSet;

use super::View;
use crate::id::EntryId;
use crate::order::Place;

/// One entry of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The entry.
    pub id: EntryId,
    /// What it answers.
    pub answers: EntryId,
    /// How many answers stand between it and what the conversation begins with.
    pub depth: usize,
}

/// All that answers `top`, and what answers that, in the order in which it is read;
/// `replies` says what answers an entry, oldest first. As many steps as there are
/// answers.
pub fn reading_order<I>(top: EntryId, replies: impl Fn(EntryId) -> I) -> Vec<Told>
where
    I: IntoIterator<Item = EntryId>,
{
    let mut all = Vec::new();
    let mut met = BTreeSet::from([top]);
    // What is still to be read, the next one last.
    let mut open: Vec<Told> = Vec::new();
    let (mut above, mut depth) = (top, 0);
    loop {
        let waiting = open.len();
        for id in replies(above) {
            if met.insert(id) {
                open.push(Told {
                    id,
                    answers: above,
                    depth,
                });
            }
        }
        open[waiting..].reverse();
        let Some(next) = open.pop() else {
            return all;
        };
        all.push(next);
        (above, depth) = (next.id, next.depth + 1);
    }
}

impl View {
    /// What answers an entry, oldest first, with what stays of forgotten answers: what
    /// was said to them stands below them.
    pub fn replies_and_markers(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        let low = (id, Place::lowest());
        self.replies
            .range(low..)
            .take_while(move |((parent, _), _)| *parent == id)
            .filter_map(|(_, reply)| self.rows.get(reply))
            .filter(|row| row.versions > 0 || row.is_marker())
            .map(|row| row.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::ContentBuilder;
    use crate::entry::content::{FORGOTTEN, KIND, THREAD};
    use crate::id::{Beginning, Nonce, Owner, PersonId, RecordHash};
    use crate::view::{ChangeRef, Part, Row};
    use std::collections::HashMap;

    fn id(number: u64) -> EntryId {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        EntryId::from_bytes(bytes)
    }

    /// What answers what: the later of each pair answers the first, in this order.
    fn order(pairs: &[(u64, u64)]) -> Vec<(u64, usize)> {
        let mut replies: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
        for (above, answer) in pairs {
            replies.entry(id(*above)).or_default().push(id(*answer));
        }
        let of = |id: EntryId| replies.get(&id).cloned().unwrap_or_default();
        let told = reading_order(id(0), of);
        let number = |id: EntryId| u64::from_be_bytes(id.as_bytes()[8..].try_into().unwrap());
        for one in &told {
            assert!(pairs.contains(&(number(one.answers), number(one.id))));
        }
        told.iter().map(|one| (number(one.id), one.depth)).collect()
    }

    #[test]
    fn an_answer_stands_below_what_it_answers_and_before_the_next_to_the_same() {
        let pairs = [(0, 1), (0, 2), (1, 3), (2, 4), (1, 5), (3, 6), (0, 7)];
        let read = [(1, 0), (3, 1), (6, 2), (5, 1), (2, 0), (4, 1), (7, 0)];
        assert_eq!(order(&pairs), read);
        assert!(order(&[]).is_empty());
    }

    #[test]
    fn whatever_closes_a_circle_stands_once_and_what_begins_it_not_at_all() {
        assert_eq!(
            order(&[(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)]),
            [(1, 0), (2, 1)]
        );
    }

    #[test]
    fn ten_thousand_deep_and_as_wide_is_read_to_its_end() {
        const MANY: u64 = 10_000;
        let next = |id: EntryId| {
            let number = u64::from_be_bytes(id.as_bytes()[8..].try_into().unwrap());
            (number < MANY).then(|| self::id(number + 1))
        };
        let told = reading_order(id(0), next);
        assert_eq!(told.len() as u64, MANY);
        let last = told.last().expect("it is long");
        assert_eq!((last.id, last.depth as u64), (id(MANY), MANY - 1));
        let wide = |above: EntryId| match above == id(0) {
            true => 1..MANY + 1,
            false => 0..0,
        };
        let told = reading_order(id(0), |above| wide(above).map(id));
        assert_eq!(told.len() as u64, MANY);
        assert!(told.iter().all(|one| one.depth == 0));
        let first = told.first().expect("it is long");
        assert_eq!(first.id, id(1), "oldest first");
    }

    /// A row that stands in its number's place; what stays of one that was forgotten
    /// where it has no version.
    fn row(number: u64, answers: Option<u64>, versions: u32) -> Row {
        let mut content = ContentBuilder::default();
        let fields = &mut content.fields;
        fields.insert(KIND.to_owned(), "note".to_owned());
        if let Some(above) = answers {
            fields.insert(THREAD.to_owned(), id(above).to_string());
        }
        if versions == 0 {
            fields.insert(FORGOTTEN.to_owned(), "withdrawn".to_owned());
        }
        let person = PersonId::from_bytes([1; 16]);
        Row {
            id: id(number),
            owner: Owner::person(person),
            nonce: Nonce::from_bytes([0; 16]),
            beginning: Beginning::from_bytes([0; 16]),
            writer: person,
            changes: vec![ChangeRef {
                part: Part::Beginning,
                place: Place {
                    seq: number,
                    ..Place::lowest()
                },
                hash: RecordHash::from_bytes([0; 32]),
            }],
            versions,
            content: content.build(),
        }
    }

    #[test]
    fn what_was_said_to_something_forgotten_is_read_below_its_marker() {
        let mut view = View::default();
        for row in [
            row(0, None, 1),
            row(1, Some(0), 0),
            row(2, Some(1), 1),
            row(3, Some(0), 1),
        ] {
            view.put(row);
        }
        let told = reading_order(id(0), |above| view.replies_and_markers(above));
        let read: Vec<_> = told.iter().map(|one| (one.id, one.depth)).collect();
        assert_eq!(read, [(id(1), 0), (id(2), 1), (id(3), 0)]);
    }
}
