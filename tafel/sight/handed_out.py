"""What a page shows of other people's words is handed out in the ledger before the page leaves."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select
from sqlmodel import col

from models.acts import Act
from models.tables.casework import HandOut, Statement, Version
from models.tables.ledger import Head
from models.tables.sharing import Share
from tafel import clock, commits, db
from tafel.commits import Drawn
from tafel.db import Reading, Shown, Writing
from tafel.prepared import ASKER, NOW, one_of
from tafel.refusals import Conflict, say
from tafel.seat import Seat
from tafel.sight import visible
from tafel.sight.reaching import for_contact

_TOO_LITTLE = timedelta(seconds=1)
_OF_STATEMENT = and_(col(Statement.region_id) == col(Version.region_id), col(Statement.id) == col(Version.statement_id))


class Stale(Exception):
    """Something on the page is no longer this reader's to see, or was saved since: draw it once more."""


@contextmanager
def drawing(seat: Seat) -> Iterator[Reading]:
    """The reading of a whole answer. At its end it notes what of it this sitting was shown before."""
    with db.in_turn():
        moment = commits.moment()
        with db.reading(seat) as read:
            yield read
            read.drawn = Drawn(moment, frozenset(_known(read, [one.version for one in read.shown])))


def record(read: Reading, *, channel: str = "screen") -> None:
    """Commit what a whole answer hands out, in a short transaction of its own.

    What this sitting was shown before, unchanged, is not written again. Raises Stale when a share ended meanwhile, or
    a draft was saved.
    """
    fresh = _not_yet(read)
    if not fresh and not read.consulted:
        return
    with db.writing(read.seat) as work:
        _hold_drafts(work, fresh)
        hold_ledger(work)
        _standing(work, read)
        write(work, fresh, channel=channel)
        work.entries += read.consulted


def write(work: Writing, shown: Iterable[Shown], *, channel: str = "screen") -> None:
    """Note versions as shown to this seat, inside an act that shows them."""
    items = sorted(shown, key=lambda one: str(one.version))
    known = _known(work, [one.version for one in items])
    fresh = [one for one in items if one.version not in known]
    if not fresh:
        return
    seat = work.seat
    same = {
        "region_id": seat.region, "sitting_id": seat.sitting, "membership_id": seat.membership,
        "person_id": seat.person, "partner_id": seat.partner, "at": work.now,
    }  # fmt: skip
    work.session.connection().execute(_ADD, [same | {"version_id": one.version} for one in fresh])
    lines = _lines(work, fresh)
    work.record(
        Act.STATEMENT_HANDED_OUT, receiver=seat.partner, channel=channel, case=_the_only(lines, "case"),
        giver=_the_only(lines, "giver"), passages=lines,
    )  # fmt: skip


def leave(work: Writing, *, channel: str) -> None:
    """Note what a file holds of others as shown, while all of it may be read. Raises Conflict when it may not any more.

    Whoever ends a share now does so after this, or has done so before it.
    """
    hold_ledger(work)
    try:
        _standing(work, work)
    except Stale:
        raise Conflict(say("Er is intussen iets veranderd. Maak het bestand opnieuw.")) from None
    write(work, work.shown, channel=channel)


def was_shown(work: Writing, version_id: UUID) -> bool:
    """Whether anybody but its writer was shown a version; the act holds it, so that nobody is while it changes."""
    this = (col(Version.region_id) == work.seat.region, col(Version.id) == version_id)
    work.session.execute(select(col(Version.id)).where(*this).with_for_update())
    shown = exists().where(col(HandOut.region_id) == work.seat.region, col(HandOut.version_id) == version_id)
    return bool(work.session.scalar(select(shown)))


def reached(work: Writing, shares: Collection[UUID]) -> bool:
    """Whether the receiver of any of these shares was shown its words, in whatever version.

    Whoever is being shown them now is so before this, or no more.
    """
    work.session.flush()
    hold_ledger(work)
    return bool(shares) and work.row(_REACHED, shares=list(shares)) is not None


def to_receiver() -> ColumnElement[bool]:
    """Whether the receiver of a share was shown its words, in whatever version."""
    return exists().where(
        col(Version.region_id) == col(Share.region_id), col(Version.statement_id) == col(Share.statement_id),
        col(HandOut.region_id) == col(Version.region_id), col(HandOut.version_id) == col(Version.id),
        col(HandOut.partner_id) == col(Share.receiver_id),
    ).correlate(Share)  # fmt: skip


def own_words(seat: Seat) -> ColumnElement[bool]:
    """What this seat's own partner said, taken back or not; goes with a join of Version to its Statement."""
    ours = (col(Version.region_id) == seat.region, col(Statement.partner_id) == seat.partner)
    read = or_(col(Version.written_by) == seat.person, for_contact(seat))
    return and_(*ours, visible.membership_of(seat, col(Statement.case_id)), read)


def _the_only(lines: list[dict[str, Any]], name: str) -> Any:
    """What all lines have in common, so that the register can be searched by it."""
    values = {line[name] for line in lines}
    return values.pop() if len(values) == 1 else None


def _not_yet(read: Reading) -> set[Shown]:
    """What this sitting was not shown before; when that is nothing, all of it is still this reader's to see.

    Whatever is new is checked as it is written. What nobody changed since it was drawn needs no second look.
    """
    if not read.shown:
        return set()
    if read.drawn:
        fresh = {one for one in read.shown if one.version not in read.drawn.before}
        if fresh or _just_now(read, read.drawn):
            return fresh
    with db.in_turn(), db.reading(read.seat) as reading:
        before = _standing(reading, read)
    return {one for one in read.shown if not before[one.version]}


def _just_now(read: Reading, drawn: Drawn) -> bool:
    """Whether nobody changed anything since a page was drawn, and too little time went by for a share to run out."""
    return commits.none_since(drawn.moment) and clock.now() - read.now < _TOO_LITTLE


def _known(reading: Reading, versions: list[UUID]) -> set[UUID]:
    return set(reading.values(_KNOWN, versions=versions)) if versions else set()


def _hold_drafts(work: Writing, shown: Iterable[Shown]) -> None:
    """Whoever saves one of these now does so after this hand-out, in a new version, or has done so before it."""
    work.rows(_DRAFTS, versions=[one.version for one in shown])


def hold_ledger(work: Writing) -> None:
    """Whoever ends a share now does so after this hand-out, or has done so before it."""
    work.row(_HEAD)


def _standing(now: Reading, read: Reading) -> dict[UUID, bool]:
    """Of everything the page shows, and may be read now as it was drawn: whether this sitting was shown it before.

    What our own partner gave stays on its account after it was taken back or moved.
    """
    wanted = {(one.version, one.edit) for one in read.shown}
    stands = now.rows(_STANDING, versions=[version for version, _ in wanted])
    if {(row.id, row.edit) for row in stands} != wanted:
        raise Stale
    return {row.id: row.before for row in stands}


def _lines(work: Writing, shown: Iterable[Shown]) -> list[dict[str, Any]]:
    """Per passage: whose it is, in which case, on which share and rule."""
    shares = {one.version: one.share for one in shown}
    rows = work.rows(_LINES, versions=list(shares), shares=[share for share in shares.values() if share])
    names = ("version", "statement", "case", "giver", "share", "rule", "book")
    return [dict(zip(names, row, strict=True)) for row in rows]


_ADD = insert(HandOut)
_IN_THIS_SITTING = (
    col(HandOut.region_id) == ASKER.region,
    col(HandOut.sitting_id) == ASKER.sitting,
    col(HandOut.membership_id) == ASKER.membership,
)
_KNOWN = select(col(HandOut.version_id)).where(*_IN_THIS_SITTING, one_of(col(HandOut.version_id), "versions"))
_THESE = (col(Version.region_id) == ASKER.region, one_of(col(Version.id), "versions"))
_DRAFTS = (
    select(col(Version.id))
    .where(*_THESE, col(Version.frozen_at).is_(None))
    .order_by(col(Version.id))
    .with_for_update(read=True, key_share=True)
)
_HEAD = select(col(Head.size)).where(col(Head.region_id) == ASKER.region).with_for_update()
_BEFORE = exists().where(*_IN_THIS_SITTING, col(HandOut.version_id) == col(Version.id))
_STANDING = (
    select(col(Version.id), col(Version.edit), _BEFORE.label("before"))
    .join(Statement, _OF_STATEMENT)
    .where(*_THESE, or_(visible.versions(ASKER, NOW), own_words(ASKER)))
)
_REACHED = (
    select(col(Share.id))
    .where(col(Share.region_id) == ASKER.region, one_of(col(Share.id), "shares"), to_receiver())
    .limit(1)
)
_LINES = (
    select(
        col(Version.id), col(Statement.id), col(Statement.case_id), col(Statement.partner_id), col(Share.id),
        col(Share.rule_number), col(Share.book_id),
    )
    .select_from(Version)
    .join(Statement, _OF_STATEMENT)
    .outerjoin(
        Share,
        and_(
            col(Share.region_id) == col(Version.region_id),
            one_of(col(Share.id), "shares"),
            col(Share.version_id) == col(Version.id),
        ),
    )
    .where(*_THESE)
    .order_by(col(Version.id))
)  # fmt: skip
