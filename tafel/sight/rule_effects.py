"""What another version of the rules does to shares in force: asked again with what each of them stands on.

A share keeps standing when the new version permits the same giver, receiver, data and purpose on the very conditions
that it stands on. What asks for more ends, and is shared again under the new version.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act, Result
from models.tables.ledger import Entry
from models.tables.people import Partner
from models.tables.sharing import Share, ShareEvidence, ShareGround
from models.terms import Condition, DataCategory, Framework, Outcome, PartnerKind
from tafel import clock
from tafel.book import RuleBook
from tafel.context import Beyond
from tafel.db import Reading
from tafel.matrix import Conditions
from tafel.prepared import ASKER, NOW, given
from tafel.rules import Ask, Facts, Permit, verdict
from tafel.sight import rulebook
from tafel.sight.joins import row_of

_MOMENT = timedelta(microseconds=1)
_CONSENTS = frozenset({Condition.CONS_S, Condition.CONS_S_WRITTEN, Condition.CONS_G})


@dataclass(frozen=True, slots=True)
class Standing:
    """A share in force and what it was judged on; `ask` is None where the register no longer tells."""

    id: UUID
    case: UUID
    version: UUID
    giver: UUID
    receiver: UUID
    person: UUID | None
    held: bool
    category: DataCategory
    purpose: Any
    book: UUID
    rule: int
    ask: Ask | None

    @property
    def follows(self) -> bool:
        """Whether the secretariat has it because others have it."""
        return self.ask is not None and self.ask.receiver is PartnerKind.VZ and Condition.FOLG in self.ask.met


def standing(reading: Reading, on: date, *, until_then: bool = False) -> list[Standing]:
    """Every share of the region that still stands as a day begins, with the question it answered.

    `until_then`: also what ends as that day begins, as it does once a version that begins then is adopted.
    """
    begins = max(clock.start_of(on), reading.now)
    with reading.beyond(Beyond.RULES):
        rows = reading.rows(_STANDING, begins=begins - _MOMENT if until_then else begins)
        grounds, leaning = _by_share(reading.rows(_GROUNDS)), _by_share(reading.rows(_LEANING))
    judged = _judged(reading, min((row.given_at for row in rows), default=None))
    books = {book: rulebook.version(reading, book) for book in {row.book_id for row in rows}}
    return [
        _standing(row, judged, _stands_on(books[row.book_id], grounds[row.id], leaning[row.id]), on) for row in rows
    ]


def ending(shares: Sequence[Standing], book: RuleBook, first_day: date) -> list[Standing]:
    """Those that a version does not permit on what they stand on, from its first day; and what only followed these."""
    counts = book.adopted(first_day)
    stays = {share.id for share in shares if still_permitted(counts, share.ask)}
    led = {share.version for share in shares if share.id in stays and not share.follows}
    return [share for share in shares if share.id not in stays or (share.follows and share.version not in led)]


def still_permitted(book: RuleBook, ask: Ask | None) -> bool:
    """Whether a version permits the same on the day it begins; what nobody knows any more is not permitted."""
    assert book.valid_from
    return ask is not None and verdict(book, replace(ask, on=book.valid_from)).outcome is Outcome.PERMITTED


def ends(following: Iterable[RuleBook], permit: Permit) -> Iterator[datetime]:
    """When what is about to be given ends, because a version that is adopted already does not permit it."""
    ask = replace(permit.ask, met=permit.stands_on)
    for book in following:
        if book.valid_from and not still_permitted(book, ask):
            yield clock.start_of(book.valid_from)


def facts_of(chosen: DataCategory, derived: Iterable[DataCategory]) -> Facts:
    """Facts from which the same follows as was derived from those of a passage."""
    held = set(derived)
    more = DataCategory.D2 in held and chosen is DataCategory.D18
    return Facts(
        named=DataCategory.D1 in held, linked=bool(held), exact_place=more, exact_date=False,
        suspect=DataCategory.D6 in held, minor=DataCategory.D14 in held,
    )  # fmt: skip


def _standing(row: Any, judged: dict[tuple[str, str], dict[str, Any]], met: Conditions, on: date) -> Standing:
    told = judged.get((str(row.version_id), str(row.receiver_id)))
    return Standing(
        id=row.id, case=row.case_id, version=row.version_id, giver=row.giver_id, receiver=row.receiver_id,
        person=row.receiver_person_id,
        held=row.held_at is not None, category=row.category, purpose=row.purpose, book=row.book_id,
        rule=row.rule_number, ask=_ask(row, told, met, on) if told else None,
    )  # fmt: skip


def _ask(row: Any, told: dict[str, Any], met: Conditions, on: date) -> Ask:
    facts = facts_of(DataCategory(told["chosen"]), map(DataCategory, told["derived"]))
    by_age = {Condition.AGE} if facts.minor and met & _CONSENTS else set()
    return Ask(
        giver=row.giver_kind, receiver=row.receiver_kind, chosen=row.category, purpose=row.purpose,
        framework=Framework(told["framework"]), facts=facts, met=met | by_age, on=on,
    )  # fmt: skip


def _stands_on(book: RuleBook, grounds: Sequence[Any], leaning: Sequence[Any]) -> Conditions:
    numbers = {ground.rule_number for ground in grounds}
    asked = (row.conditions for row in book.rows if row.number in numbers)
    return book.common.union(*asked, (Condition(one.condition) for one in leaning))


def _judged(reading: Reading, since: datetime | None) -> dict[tuple[str, str], dict[str, Any]]:
    """What the register says each passage was when it was last given to a receiver."""
    if since is None:
        return {}
    rows = reading.rows(_GIVEN, since=since.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    return {(one["version"], one["receiver"]): one for row in rows for one in _passages(json.loads(row.envelope))}


def _passages(envelope: dict[str, Any]) -> Iterator[dict[str, Any]]:
    same = {"receiver": envelope["receiver"], "framework": envelope["framework"]}
    yield from (passage | same for passage in envelope["passages"])


def _by_share(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.share_id].append(row)
    return found


_giver, _receiver = aliased(Partner), aliased(Partner)
_IN_FORCE = (col(Share.region_id) == ASKER.region, col(Share.ended_at).is_(None), col(Share.ends_at) > NOW)
_STANDING = (
    select(
        col(Share.id), col(Share.case_id), col(Share.version_id), col(Share.giver_id), col(Share.receiver_id),
        col(Share.receiver_person_id), col(Share.held_at),
        col(Share.category), col(Share.purpose), col(Share.rule_number),
        col(Share.book_id), col(Share.given_at), col(_giver.kind).label("giver_kind"),
        col(_receiver.kind).label("receiver_kind"),
    )
    .join(_giver, row_of(_giver, Share.giver_id, Share.region_id))
    .join(_receiver, row_of(_receiver, Share.receiver_id, Share.region_id))
    .where(*_IN_FORCE, col(Share.ends_at) > given("begins"))
    .order_by(col(Share.given_at), col(Share.id))
)  # fmt: skip
_GROUNDS = (
    select(col(ShareGround.share_id), col(ShareGround.rule_number))
    .join(Share, row_of(Share, ShareGround.share_id, ShareGround.region_id))
    .where(*_IN_FORCE)
)
_LEANING = (
    select(col(ShareEvidence.share_id), col(ShareEvidence.condition))
    .join(Share, row_of(Share, ShareEvidence.share_id, ShareEvidence.region_id))
    .where(*_IN_FORCE)
)
_GIVEN = (
    select(col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.act) == Act.SHARE_GIVEN, col(Entry.result) == Result.DONE)
    .where(col(Entry.at) >= given("since"))
    .order_by(col(Entry.at), col(Entry.position))
)
