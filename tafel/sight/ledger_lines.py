"""Envelopes of the ledger turned into lines a person can read: ids become names, in one statement per kind of thing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from models.acts import Act, Result
from models.amend_terms import Dealt, RecallReason
from models.rule_terms import EndedBy
from models.tables.casework import Case
from models.tables.people import Membership, Partner, Person
from models.tables.room import Attendance
from models.tables.sharing import Rule, RuleBookRow
from models.terms import Condition, Role, ShareEnd
from models.views.ledger import CaseWord, LedgerLine, RuleNamed
from tafel.db import Reading
from tafel.seat import Seat
from tafel.sight import visible
from tafel.sight.joins import row_of


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in some envelopes stand for."""

    partners: dict[str, str]
    persons: dict[str, str]
    members: dict[str, str]
    present: dict[str, str]
    cases: dict[str, CaseWord]
    articles: dict[tuple[str, int], str]
    books: tuple[tuple[datetime, str], ...]

    def book_at(self, at: datetime) -> str:
        """The book that was in force then."""
        return next((book for adopted, book in self.books if adopted <= at), "")


def id_of(envelope: str) -> str:
    """The entry's own random id."""
    return str(json.loads(envelope)["id"])


def trace_of(envelope: str) -> str:
    """The act to which an entry belongs."""
    return str(json.loads(envelope)["trace"])


def cases_named(seat: Seat) -> ColumnElement[bool]:
    """Cases of which this reader may know the name: all for the privacy officer, else those one is a member of."""
    if seat.role is Role.PRIVACY_OFFICER:
        return col(Case.region_id) == seat.region
    return and_(visible.cases(seat), visible.no_waiting_file(seat))


def lines(reading: Reading, rows: Sequence[Any], covered: int, *, together: bool = True) -> tuple[LedgerLine, ...]:
    """The lines of these rows; what one act gave to several partners alike is one line, if they go together."""
    told = [(row.position, json.loads(row.envelope)) for row in rows]
    names = _names(reading, [envelope for _, envelope in told])
    made: list[LedgerLine] = []
    before: dict[str, Any] = {}
    for position, envelope in told:
        line = _line(envelope, names, covered=position < covered)
        if together and made and _same_act(before, envelope):
            made[-1] = _together(made[-1], line)
        else:
            made.append(line)
        before = envelope
    return tuple(made)


def _same_act(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["act"] not in (Act.SHARE_GIVEN, Act.SHARE_REFUSED):
        return False
    return all(one.get(name) == other.get(name) for name in ("act", "trace", "case", "giver", "purpose"))


def _together(line: LedgerLine, more: LedgerLine) -> LedgerLine:
    return line.model_copy(
        update={
            "receivers": (*more.receivers, *line.receivers),
            "rules": tuple(dict.fromkeys((*line.rules, *more.rules))),
            "refused_before": line.refused_before or more.refused_before,
        }
    )


def _line(envelope: dict[str, Any], names: Names, *, covered: bool) -> LedgerLine:
    at, act = _moment(envelope["at"]), Act(envelope["act"])
    passages = envelope.get("passages") or []
    shown = act is Act.STATEMENT_HANDED_OUT
    receiver = names.partners.get(envelope.get("receiver", ""), "")
    return LedgerLine(
        id=envelope["id"],
        at=at,
        act=act,
        result=Result(envelope["result"]),
        giver=_givers(envelope, passages, names),
        receivers=(receiver,) if receiver else (),
        to_person=names.persons.get(envelope.get("person", ""), "") if shown else "",
        person=names.persons.get(envelope.get("person", ""), ""),
        by_clock=envelope["origin"] == "chore",
        case=_case(envelope, passages, names),
        rules=_rules(envelope, passages, names, at),
        passages=len(passages),
        until=max((_moment(one["until"]) for one in passages if "until" in one), default=None),
        why=_why(envelope["why"]) if "why" in envelope else None,
        condition=Condition(envelope["condition"]) if "condition" in envelope else None,
        role=Role(envelope["role"]) if "role" in envelope else None,
        about=names.members.get(envelope.get("member", ""), ""),
        present=tuple(names.present[one] for one in _overruled(envelope) if one in names.present),
        reason=envelope.get("reason", "") if act is Act.ROOM_OVERRULED else "",
        refused_before=bool(envelope.get("refused_before")),
        covered=covered,
        recalled_for=RecallReason(envelope["recalled_for"]) if "recalled_for" in envelope else None,
        dealt=Dealt(envelope["dealt"]) if "dealt" in envelope else None,
        claimed_from=_day(envelope.get("claimed_from")),
        claimed_until=_day(envelope.get("claimed_until")),
        recorded_afterwards=bool(envelope.get("recorded_afterwards")),
    )


def _why(written: str) -> ShareEnd | EndedBy:
    return EndedBy(written) if written in set(EndedBy) else ShareEnd(written)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _moment(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _givers(envelope: dict[str, Any], passages: Iterable[dict[str, Any]], names: Names) -> str:
    """Whose it is: of several, all; where nothing was given, for whom the person acted."""
    given = [envelope["giver"]] if "giver" in envelope else [one["giver"] for one in passages if "giver" in one]
    known = [names.partners.get(one, "") for one in dict.fromkeys(given)]
    return ", ".join(filter(None, known)) or names.partners.get(envelope.get("partner", ""), "")


def _case(envelope: dict[str, Any], passages: Iterable[dict[str, Any]], names: Names) -> CaseWord | None:
    ids = [envelope.get("case"), *(one.get("case") for one in passages)]
    return next((names.cases[one] for one in ids if one in names.cases), None)


def _rules(
    envelope: dict[str, Any], passages: Iterable[dict[str, Any]], names: Names, at: datetime
) -> tuple[RuleNamed, ...]:
    book = envelope.get("book") or names.book_at(at)
    found = [(envelope["rule"], book)] if "rule" in envelope else []
    for one in passages:
        ours = one.get("rules") or ([one["rule"]] if "rule" in one else [])
        found += [(number, one.get("book") or book) for number in ours]
    return tuple(_rule(str(number), book, names) for number, book in dict.fromkeys(found))


def _rule(number: str, book: str, names: Names) -> RuleNamed:
    if not number.isdecimal():
        return RuleNamed(number=None, article="", mark=number)
    return RuleNamed(number=int(number), article=names.articles.get((book, int(number)), ""))


def _names(reading: Reading, envelopes: Sequence[dict[str, Any]]) -> Names:
    people = _of(reading, envelopes)
    return Names(
        partners=_partners(reading),
        persons={str(row.person_id): row.name for row in people},
        members={str(row.id): row.name for row in people},
        present=_present(reading, envelopes),
        cases=_cases(reading, envelopes),
        articles=_articles(reading),
        books=_books(reading),
    )


def _of(reading: Reading, envelopes: Sequence[dict[str, Any]]) -> Sequence[Any]:
    """Who acted, and who was acted upon; of another partner a partner's member learns no names."""
    mentioned = {UUID(one) for e in envelopes for one in (e.get("membership"), e.get("member")) if one}
    wanted = (
        select(col(Membership.id), col(Membership.person_id), col(Person.name))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.region_id) == reading.seat.region, col(Membership.id).in_(mentioned))
    )
    if reading.seat.role is not Role.PRIVACY_OFFICER:
        wanted = wanted.where(col(Membership.partner_id) == reading.seat.partner)
    return reading.session.execute(wanted).all()


def _present(reading: Reading, envelopes: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Who was in the room and might not hear what was begun all the same; for the privacy officer."""
    asked = {UUID(one) for envelope in envelopes for one in _overruled(envelope)}
    if not asked or reading.seat.role is not Role.PRIVACY_OFFICER:
        return {}
    rows = reading.session.execute(
        select(col(Attendance.id), func.coalesce(col(Person.name), col(Attendance.guest)).label("name"))
        .outerjoin(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Attendance.region_id) == reading.seat.region, col(Attendance.id).in_(asked))
    )
    return {str(row.id): row.name for row in rows}


def _overruled(envelope: dict[str, Any]) -> list[str]:
    return envelope["present"] if envelope["act"] == Act.ROOM_OVERRULED else []


def _partners(reading: Reading) -> dict[str, str]:
    rows = reading.session.execute(
        select(col(Partner.id), col(Partner.name)).where(col(Partner.region_id) == reading.seat.region)
    )
    return {str(row.id): row.name for row in rows}


def _cases(reading: Reading, envelopes: Iterable[dict[str, Any]]) -> dict[str, CaseWord]:
    """Those of which these entries speak."""
    told = {one["case"] for e in envelopes for one in (e, *(e.get("passages") or ())) if one.get("case")}
    rows = reading.session.execute(
        select(col(Case.id), col(Case.code_word), col(Case.reference)).where(
            cases_named(reading.seat), col(Case.id).in_(map(UUID, sorted(told)))
        )
    )
    return {str(row.id): CaseWord.model_validate(row) for row in rows}


def _articles(reading: Reading) -> dict[tuple[str, int], str]:
    rows = reading.session.execute(
        select(col(Rule.book_id), col(Rule.number), col(Rule.article)).where(col(Rule.region_id) == reading.seat.region)
    )
    return {(str(row.book_id), row.number): row.article for row in rows}


def _books(reading: Reading) -> tuple[tuple[datetime, str], ...]:
    rows = reading.session.execute(
        select(col(RuleBookRow.adopted_at), col(RuleBookRow.id))
        .where(col(RuleBookRow.region_id) == reading.seat.region, col(RuleBookRow.adopted_at).is_not(None))
        .order_by(col(RuleBookRow.adopted_at).desc())
    )
    return tuple((row.adopted_at, str(row.id)) for row in rows)
