"""Sharing as before: what is new goes to whom the profile names, under the sentences ticked before."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.tables.sharing import Share, ShareEvidence
from models.terms import Condition, DataCategory, Purpose
from models.views.as_before import AsBefore
from models.views.casework import Passage
from models.views.sharing import DeclarationAsked
from tafel.book import RuleBook
from tafel.db import Reading
from tafel.prepared import ASKER, given, one_of, some_of
from tafel.sight import asks, casework, own, profiles, sharing, verdict_words, visible
from tafel.sight.profiles import Profile
from tafel.sight.sharing import Chosen

_EACH_TIME = frozenset({Condition("c-DECL(acute)"), Condition("c-DECL(vital)")})
_SENTENCES = [condition for condition in Condition if condition.is_declaration and condition not in _EACH_TIME]


def as_before(reading: Reading, case_id: UUID) -> AsBefore:
    """One page: which passages, to whom, until when, and which sentences the press stands for."""
    case = visible.require_case(reading, case_id)
    desk, profile = asks.desk(reading, case), profiles.of_case(reading, case_id)
    ours, facts = sharing.own_passages(reading, case_id)
    there = profiles.still_there(reading, profile) if profile else frozenset[UUID]()
    receivers = frozenset(profile.receivers) & there if profile else frozenset[UUID]()
    fresh = _new(reading, case_id, ours)
    unfinished = [one for one in fresh if own.unfinished(reading.seat, one)]
    plain = [one for one in fresh if one.category is not DataCategory.D12 and one not in unfinished]
    ends_on = profiles.last_day(profile, desk.today)
    choice = ShareChoice(
        purpose=profiles.usual_purpose(reading, case_id), ends_on=ends_on,
        declared=ticked_before(reading, profile) if profile else [],
    )  # fmt: skip
    under = sharing.terms(reading, choice)
    chosen = sharing.chosen_of(reading, desk, plain, facts, under, receivers)
    return AsBefore(
        head=casework.head_of(reading, case, desk), profile_id=profile.id if profile else None,
        profile=profile.view if profile else None, passages=tuple(plain), unfinished=tuple(unfinished),
        receivers=tuple(one for one in verdict_words.verdicts_of(chosen) if one.partner.id in receivers),
        away=tuple(desk.names[one].short_name for one in (profile.receivers if profile else ()) if one not in there),
        sentences=_said(chosen), ends_on=ends_on, asks_more=len(plain) + len(unfinished) < len(fresh),
        book_version=desk.in_force.version if desk.in_force else None,
    )  # fmt: skip


def ticked_before(reading: Reading, profile: Profile) -> list[Condition]:
    """The sentences ticked before for this purpose and these receivers; of danger and life each time anew."""
    purposes = [profile.purpose, Purpose.P8]
    where = {"receivers": list(profile.receivers), "purposes": purposes}
    rows = reading.values(_TICKED_IN_CASE, case=profile.case, **where) if profile.case else None
    found = set(reading.values(_TICKED, **where) if rows is None else rows)
    return [one for one in _SENTENCES if one in found | {Condition.DECL_MIN}]


def _new(reading: Reading, case_id: UUID, ours: Collection[Passage]) -> list[Passage]:
    """What nobody was given, nor was taken back: one's own words, and what a colleague wrote and shared before.

    Fields, what a meeting wrote down, what is doubted and a colleague's draft are shared by choosing them.
    """
    known_to = sharing.given_or_taken_back(reading, case_id)
    plain = (one for one in ours if not (one.field or one.doubted or one.line))
    mine = (one for one in plain if one.own_words or not one.is_draft)
    return [one for one in mine if one.version_id not in known_to]


def _said(chosen: Chosen) -> tuple[DeclarationAsked, ...]:
    """The sentences on which what is ready stands."""
    meant = (ready for one, ready in verdict_words.each_ready(chosen) if one.receiver.id in chosen.wanted)
    leaning = {c for ready in meant for one in ready for c in one.permit.stands_on if c.is_declaration}
    if chosen.desk.in_force is None:
        return ()
    return tuple(_sentence(chosen.desk.in_force.book, one) for one in Condition if one in leaning)


def _sentence(book: RuleBook, condition: Condition) -> DeclarationAsked:
    said = book.declarations[condition.value[7:-1]]
    return DeclarationAsked(condition=condition, nl=said.nl, en=said.en, ticked=True)


_TICKED = (
    select(col(ShareEvidence.condition))
    .join(Share, and_(
        col(Share.region_id) == col(ShareEvidence.region_id), col(Share.id) == col(ShareEvidence.share_id)
    ))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(col(ShareEvidence.condition).in_(_SENTENCES), col(Share.purpose).in_(some_of("purposes")))
    .where(one_of(col(Share.receiver_id), "receivers"))
    .distinct()
)  # fmt: skip
_TICKED_IN_CASE = _TICKED.where(col(Share.case_id) == given("case"))
