//! What a day holds: what is due on it, and what has come.

use candor_core::date::Day;
use candor_core::id::EntryId;
use candor_core::view::rules::TAKE_BACK;
use candor_core::view::{Row, is_resting};
use serde::Serialize;

use super::super::between::Between;
use super::super::entries::Entry;
use super::{Agreement, Cadence, Promise, Reading, Told, Version};

/// Kinds that name a day on which Today shows them, and the field that does.
const NAMES_A_DAY: [(&str, &str); 4] = [
    ("meeting", "next"),
    ("plan", "review"),
    ("request", "by"),
    (TOGETHER, "day"),
];
/// A time together is over with its day.
const TOGETHER: &str = "time-together";
/// How many days after it was written what somebody owned comes up once more.
const WEEKS_AFTER: u32 = 21;
/// How many days before it ends a limit on contact says so, and how many after.
const ENDING_DAYS: u32 = 7;

/// What a day holds, from one's own side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DayLines {
    /// The day.
    pub date: String,
    /// Own promises that are due on it, and those that were due before and were
    /// neither told of nor ended.
    pub promises: Vec<Promise>,
    /// Agreements whose review has come.
    pub reviews: Vec<Agreement>,
    /// Limits on contact that end within a week, or ended within the last one, and
    /// that this person has said nothing of since.
    pub ending: Vec<Agreement>,
    /// What both keep in sight.
    pub pinned: Vec<Agreement>,
    /// Agreements that set aside a time of each day.
    pub each_day: Vec<Agreement>,
    /// What this person wanted to come back to by now.
    pub back: Vec<Between>,
    /// A pause that is on, if there is one.
    pub pause: Option<Entry>,
    /// Whether this person has answered it.
    pub pause_said: bool,
    /// What either chose for this week, as long as it goes on.
    pub this_week: Vec<Entry>,
    /// Entries whose named day has come, each with the field that names it.
    pub named: Vec<(Entry, String)>,
    /// What this person owned three weeks ago; four weeks after, it is not named any more.
    pub weeks_after: Vec<Entry>,
    /// Whether anything is open between the two.
    pub is_open: bool,
    /// Questions to this person that are open.
    pub questions: Vec<Entry>,
    /// What is parked for the talk.
    pub parked: Vec<Entry>,
    /// How often the two talk, once both have said so.
    pub cadence: Option<Cadence>,
}

impl Reading<'_> {
    /// What this day holds.
    pub(in crate::engine) fn today(&self) -> DayLines {
        let me = self.journal.me();
        let date = self.today.to_string();
        let between = self.between();
        let agreements = self.agreements(None);
        let is_ending = |agreement: &&Agreement| self.is_ending(agreement);
        let is_due = |agreement: &&Agreement| {
            let agreed = agreement.agreed.as_ref();
            let reviewed = |id| self.said_meanwhile(id, |kind| kind == "review-word");
            let said = agreed
                .and_then(|it| EntryId::from_hex(&it.id))
                .is_some_and(reviewed);
            agreed.is_some_and(|it| it.review_due) && !said && !is_ending(agreement)
        };
        let that = |fits: fn(&Version) -> bool| -> Vec<Agreement> {
            let stands = |it: &&Agreement| !it.rests && it.in_force().is_some_and(fits);
            agreements.iter().filter(stands).cloned().collect()
        };
        let pause = self.pause();
        let answers = |row: &&Row| row.content.kind() == "pause-word";
        let pause_said = pause.as_ref().is_some_and(|pause| {
            EntryId::from_hex(&pause.id).is_some_and(|id| {
                let mut replies = self.journal.view().replies(id);
                let meanwhile = self.said_meanwhile(id, |kind| kind == "pause-word");
                replies.any(|row| answers(&row)) || meanwhile
            })
        });
        DayLines {
            promises: self
                .promises()
                .into_iter()
                .filter(|promise| promise.writer == me.name && is_to_tell(promise, &date))
                .filter(|promise| {
                    let told = |kind: &str| ["report", "promise-end"].contains(&kind);
                    EntryId::from_hex(&promise.id).is_none_or(|id| !self.said_meanwhile(id, told))
                })
                .collect(),
            reviews: agreements.iter().filter(is_due).cloned().collect(),
            ending: agreements.iter().filter(is_ending).cloned().collect(),
            pinned: that(|version| version.pinned),
            each_day: that(|version| version.each_day.is_some()),
            pause,
            pause_said,
            this_week: self.this_week(),
            named: self.named(),
            weeks_after: self.weeks_after(),
            is_open: !between.is_empty(),
            back: between.into_iter().filter(|it| it.is_back).collect(),
            questions: self
                .questions()
                .into_iter()
                .filter(|question| question.writer != me.name)
                .filter(|question| {
                    let says = |kind: &str| ["answer", "decline"].contains(&kind);
                    EntryId::from_hex(&question.id).is_none_or(|id| !self.said_meanwhile(id, says))
                })
                .collect(),
            parked: self.parked(),
            cadence: self.cadence(),
            date,
        }
    }

    /// Whether a limit on contact ends within a week, or ended within the last one,
    /// and this person has not said keep, change or end since that week began.
    fn is_ending(&self, agreement: &Agreement) -> bool {
        let Some(version) = &agreement.agreed else {
            return false;
        };
        let end = version.end.as_deref().and_then(Day::parse);
        let Some(end) = end.filter(|_| version.limits_contact) else {
            return false;
        };
        let stands = agreement.state == "in-force" || agreement.lapsed;
        let is_near = self.today.plus(ENDING_DAYS) >= end && end.plus(ENDING_DAYS) >= self.today;
        // A version that is proposed anew is what becomes of it.
        if !stands || !is_near || agreement.proposed.is_some() || agreement.coming.is_some() {
            return false;
        }
        let me = self.journal.me().person;
        let Some(id) = EntryId::from_hex(&version.id) else {
            return false;
        };
        let says = |kind: &str| ["review-word", "agreement-end", "agreement"].contains(&kind);
        if self.said_meanwhile(id, says) {
            return false;
        }
        let mut said = self.journal.view().replies(id).filter(|row| {
            let since = row.content.written();
            let since = since.is_some_and(|day| day.plus(ENDING_DAYS) >= end);
            since
                && row.writer == me
                && ["review-word", "agreement-end"].contains(&row.content.kind())
        });
        said.next().is_none()
    }

    /// Entries that name a day which has come: the next meeting until there is one,
    /// a plan to look at again, a request whose day is here. For a week at most.
    fn named(&self) -> Vec<(Entry, String)> {
        let view = self.journal.view();
        let last_meeting = view
            .timeline()
            .rev()
            .find(|it| it.content.kind() == "meeting");
        let has_come = |row: &&Row| {
            let kind = row.content.kind();
            let Some((_, field)) = NAMES_A_DAY.iter().find(|(of, _)| *of == kind) else {
                return false;
            };
            let named = row.content.field(field).and_then(Day::parse);
            let here =
                named.is_some_and(|day| day <= self.today && self.today <= day.plus(ENDING_DAYS));
            here && match kind {
                TOGETHER => named == Some(self.today),
                "meeting" => last_meeting.is_some_and(|last| last.id == row.id),
                "request" => {
                    let answers =
                        |kind: &str| ["request-answer", "decline", "take-back"].contains(&kind);
                    self.asks(row) && !self.said_meanwhile(row.id, answers)
                }
                _ => true,
            }
        };
        let with_field = |row: &Row| {
            let kind = row.content.kind();
            let (_, field) = NAMES_A_DAY.iter().find(|(of, _)| *of == kind)?;
            Some((self.entry(row)?, (*field).to_owned()))
        };
        view.timeline()
            .filter(has_come)
            .filter_map(with_field)
            .collect()
    }

    /// What this person owned, from three weeks after on and for a week. Not what they
    /// have taken back, and not what rests.
    fn weeks_after(&self) -> Vec<Entry> {
        let (view, me) = (self.journal.view(), self.journal.me().person);
        let is_now = |row: &&Row| {
            let written = row.content.written();
            row.content.kind() == "amends"
                && row.writer == me
                && written.is_some_and(|day| day.plus(WEEKS_AFTER) <= self.today)
                && written.is_some_and(|day| self.today < day.plus(WEEKS_AFTER + 7))
        };
        let stands = |row: &&Row| {
            let back = self.said_meanwhile(row.id, |kind| kind == TAKE_BACK);
            !back && view.state(row).word() != "taken-back" && !is_resting(view, row.id)
        };
        let rows = view.timeline().filter(is_now).filter(stands);
        rows.filter_map(|row| self.entry(row)).collect()
    }

    /// What either chose as one thing for this week, until its seven days are over or
    /// its writer has said how it is.
    fn this_week(&self) -> Vec<Entry> {
        let view = self.journal.view();
        let goes_on = |row: &&Row| {
            let is_one = row.content.kind() == "this-week";
            let written = row.content.written();
            let now = written.is_some_and(|day| day <= self.today && self.today < day.plus(7));
            let ended = self.said_meanwhile(row.id, |kind| kind == "week-end");
            is_one && now && !ended && view.state(row).word() == "chosen"
        };
        let rows = view.timeline().filter(goes_on);
        rows.filter_map(|row| self.entry(row)).collect()
    }
}

/// Whether a promise is due or was, and neither was told of since nor has ended.
fn is_to_tell(promise: &Promise, today: &str) -> bool {
    const ENDS: [&str; 5] = ["completed", "ended", "replaced", "released", "not-needed"];
    let Some(due) = promise.due.as_deref().filter(|due| *due <= today) else {
        return false;
    };
    let told = |told: &Told| told.maker.is_some() && told.written.as_str() >= due;
    !ENDS.contains(&promise.state.as_str()) && !promise.reports.iter().any(told)
}
