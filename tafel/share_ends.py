"""Ends of shares that come nearer, none is ever made later; and shares that are hidden while they are doubted."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.tables.sharing import Share, ShareEvidence
from models.terms import Condition, ShareEnd
from tafel import sharing
from tafel.db import Writing
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.sight import rulebook

_MOMENT = timedelta(microseconds=1)


def lower(work: Writing, ends: Mapping[UUID, datetime]) -> None:
    """A later version of the rules ends these shares: what is due by then ends now, with its line in the register.

    What the secretariat has because others have it goes no further than theirs.
    """
    shares = work.things(_THESE, shares=list(ends))
    for share in shares:
        share.rules_end_at = max(ends[share.id], share.given_at + _MOMENT)
        share.ends_at = min(share.ends_at, share.rules_end_at)
    work.session.flush()
    _shorten_followers(work, {share.version_id for share in shares})
    sharing.end(work, [share for share in shares if share.ends_at <= work.now], ShareEnd.EXPIRED)


def take_back(work: Writing, statement_id: UUID, receivers: Collection[UUID]) -> None:
    """End what stands of a statement with these partners: its giver recalls it."""
    shares = work.things(_OF_STATEMENT, statement=statement_id, receivers=list(receivers))
    sharing.end(work, shares, ShareEnd.WITHDRAWN)


def end_on(work: Writing, evidence_id: UUID) -> None:
    """End the shares that lean on a record that ended, and words that were corrected and once given on it."""
    sharing.end(work, work.things(_LEANING, record=evidence_id), ShareEnd.EVIDENCE_ENDED)
    _end_old_words(work, evidence_id)


def hold(work: Writing, version_id: UUID) -> None:
    """A version is doubted: nobody it was given to reads it until the giver answers."""
    for share in work.things(_OF_VERSIONS, versions=[version_id]):
        share.held_at = share.held_at or work.now


def let_go(work: Writing, version_id: UUID) -> None:
    """No doubt about a version is open any more: it is read again."""
    for share in work.things(_OF_VERSIONS, versions=[version_id]):
        share.held_at = None


def _end_old_words(work: Writing, evidence_id: UUID) -> None:
    for share in work.things(_REPLACED, record=evidence_id):
        share.ends_at = min(share.ends_at, max(work.now, share.given_at + _MOMENT))


def _shorten_followers(work: Writing, versions: Collection[UUID]) -> None:
    theirs = set(work.values(sharing.SECRETARIATS))
    stands = work.things(_OF_VERSIONS, versions=list(versions)) if theirs else []
    for share in stands:
        if share.receiver_id in theirs and _follows(work, share):
            leading = [
                one.ends_at for one in stands if one.version_id == share.version_id and one.receiver_id not in theirs
            ]
            share.rules_end_at = max([share.given_at + _MOMENT, *leading])
            share.ends_at = min(share.ends_at, share.rules_end_at)
    work.session.flush()


def _follows(work: Writing, share: Share) -> bool:
    return share.rule_number in rulebook.numbers_needing(work, share.book_id, Condition.FOLG)


_ANY = (
    select(Share)
    .where(col(Share.region_id) == ASKER.region)
    .order_by(col(Share.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_NOT_ENDED = _ANY.where(col(Share.ended_at).is_(None))
_THESE = _NOT_ENDED.where(one_of(col(Share.id), "shares"))
_OF_VERSIONS = _NOT_ENDED.where(one_of(col(Share.version_id), "versions"))
_OF_STATEMENT = _NOT_ENDED.where(
    col(Share.statement_id) == given("statement"), one_of(col(Share.receiver_id), "receivers")
)
_leans = col(Share.id).in_(
    select(col(ShareEvidence.share_id)).where(
        col(ShareEvidence.region_id) == ASKER.region, col(ShareEvidence.evidence_id) == given("record")
    )
)
_LEANING = _NOT_ENDED.where(_leans)
_REPLACED = _ANY.where(col(Share.ended_why) == ShareEnd.REPLACED, col(Share.ends_at) > NOW, _leans)
