"""What the privacy officer asks about: another kind or purpose after a refusal, and reasons given in the same words."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act, Result
from models.tables.ledger import Entry
from models.tables.people import Partner
from models.tables.sharing import Evidence
from models.terms import Condition, Role
from models.views.standing_out import ChangedAfterRefusal, CountedFor, SameReasons, StandsOut
from tafel import db
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight import records

PERIOD = timedelta(days=90)
_MOST = 100
_WRITTEN = "%Y-%m-%dT%H:%M:%S.%fZ"


def stands_out(reading: Reading) -> StandsOut:
    """Of the last three months; that the officer looked is itself in the register."""
    if reading.seat.role is not Role.PRIVACY_OFFICER:
        raise NotFound
    since = reading.now - PERIOD
    names = {str(row.id): row.short_name for row in reading.rows(_NAMES)}
    rows = reading.rows(_CHANGED, since=since.strftime(_WRITTEN))
    changed = [line for row in rows for line in _changed(json.loads(row.envelope), row.at, names)]
    same = _same_reasons(reading, since, names)
    looked = {"lines": len(rows), "asked": {"act": Act.SHARE_GIVEN, "first": since.date()}}
    reading.consulted.append(db.Entry(Act.LEDGER_HANDED_OUT, Result.DONE, looked))
    return StandsOut(
        since=since, counts=_counts(changed, same), changed=tuple(changed[:_MOST]), same=same,
        left_out=max(0, len(changed) - _MOST),
    )  # fmt: skip


def _changed(envelope: dict[str, Any], at: str, names: dict[str, str]) -> Iterator[ChangedAfterRefusal]:
    """Each of the words once, with the last way in which they were refused."""
    now = {passage["fingerprint"]: passage["chosen"] for passage in envelope["passages"]}
    for before in {one["fingerprint"]: one for one in envelope["refused_before"]}.values():
        yield ChangedAfterRefusal(
            key=f"{at}~{envelope['id']}", at=datetime.strptime(at, _WRITTEN).replace(tzinfo=UTC),
            giver=names[envelope["giver"]], receiver=names[envelope["receiver"]], refused_as=before["chosen"],
            refused_for=before["purpose"], given_as=now[before["fingerprint"]], given_for=envelope["purpose"],
        )  # fmt: skip


def _same_reasons(reading: Reading, since: datetime, names: dict[str, str]) -> tuple[SameReasons, ...]:
    """The words themselves are not shown here: they stand with the records."""
    used: dict[tuple[UUID, str], list[UUID | None]] = defaultdict(list)
    for row in reading.rows(_REASONS, since=since):
        said = " ".join(" ".join(records.answers(reading, row.id, row.text_sealed)).casefold().split())
        used[row.partner_id, said].append(row.case_id)
    found = (
        SameReasons(giver=names[str(partner)], times=len(cases), cases=len(set(cases)))
        for (partner, _), cases in used.items()
        if len(cases) > 1
    )
    return tuple(sorted(found, key=lambda one: (-one.times, one.giver)))


def _counts(changed: list[ChangedAfterRefusal], same: tuple[SameReasons, ...]) -> tuple[CountedFor, ...]:
    tried, alike = Counter(one.giver for one in changed), Counter[str]()
    for one in same:
        alike[one.giver] += one.times
    return tuple(CountedFor(giver=giver, changed=tried[giver], same=alike[giver]) for giver in sorted(tried | alike))


_NAMES = select(col(Partner.id), col(Partner.short_name)).where(col(Partner.region_id) == ASKER.region)
_CHANGED = (
    select(col(Entry.at), col(Entry.envelope))
    .where(col(Entry.region_id) == ASKER.region, col(Entry.act) == Act.SHARE_GIVEN, col(Entry.at) >= given("since"))
    .where(col(Entry.envelope).contains('"refused_before":[{'))
    .order_by(col(Entry.at).desc(), col(Entry.position).desc())
)
_REASONS = (
    select(col(Evidence.id), col(Evidence.partner_id), col(Evidence.case_id), col(Evidence.text_sealed))
    .where(col(Evidence.region_id) == ASKER.region, col(Evidence.condition) == Condition.NPS)
    .where(col(Evidence.made_at) >= given("since"))
    .order_by(col(Evidence.made_at), col(Evidence.id))
)
