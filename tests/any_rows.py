"""Regions in which anything may stand: rows as no act would leave them, the same for each number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel

from models.amend_terms import AmendmentKind, RecallReason
from models.meeting_terms import ActionState, CopyFormat, ItemKind, ItemState, LineKind, MeetingKind
from models.tables.amendments import Amendment
from models.tables.care import ActionContact
from models.tables.casework import Case, CaseMember, HandOut, Statement, Subject, Version
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, MeetingPartner
from models.tables.minutes import MinutesCopy
from models.tables.people import Membership, Partner, Person
from models.tables.room import ActionItem, Line
from models.tables.sharing import Share
from models.terms import (
    DataCategory,
    FieldName,
    Framework,
    PartnerKind,
    Purpose,
    Role,
    RowOutcome,
    Shape,
    ShareEnd,
)
from tafel.seat import Seat

T, V = TypeVar("T", bound=SQLModel), TypeVar("V")
BEGINS = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAYS = 60
KINDS = (PartnerKind.VZ, PartnerKind.POL, PartnerKind.ZC, PartnerKind.WOCO, PartnerKind.OPV)


@dataclass
class Rows:
    """Everything that was drawn, table by table, and the seats that ask."""

    by: Random
    rows: list[SQLModel] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)

    def add(self, row: T) -> T:
        """One row more."""
        self.rows.append(row)
        return row

    def id(self) -> UUID:
        """A new id."""
        return UUID(int=self.by.getrandbits(128), version=4)

    def chance(self, of: float) -> bool:
        """Whether this is one of so many."""
        return self.by.random() < of

    def moment(self, after: datetime = BEGINS) -> datetime:
        """Some time after another, in whole hours: two may be the same."""
        return after + timedelta(hours=self.by.randint(1, DAYS * 24))

    def maybe(self, of: float, value: V) -> V | None:
        """The value, or none."""
        return value if self.chance(of) else None


def drawn(number: int, *, regions: int = 2) -> Rows:
    """So many regions; a person may sit in two of them, and twice in one."""
    rows = Rows(Random(number))
    people = [rows.add(Person(id=rows.id(), name=f"P{n}", login=f"p{n}", created_at=BEGINS)).id for n in range(9)]
    for _ in range(regions):
        _region(rows, rows.id(), people)
    return rows


def _region(rows: Rows, region: UUID, people: Sequence[UUID]) -> None:
    partners = [rows.add(_partner(rows, region, kind, at)) for at, kind in enumerate(KINDS)]
    members = [one for partner in partners for one in _memberships(rows, region, partner, people)]
    meetings = [rows.add(_meeting(rows, region, members)) for _ in range(3)]
    for meeting in meetings:
        some = [one for one in partners if rows.chance(0.6)]
        rows.rows += [MeetingPartner(region_id=region, meeting_id=meeting.id, partner_id=one.id) for one in some]
    for _ in range(4):
        _case(rows, region, partners, members, meetings)


def _partner(rows: Rows, region: UUID, kind: PartnerKind, at: int) -> Partner:
    called = f"{kind} {at}"
    return Partner(
        region_id=region, id=rows.id(), kind=kind, name=called, short_name=called, position=at, created_at=BEGINS
    )


def _memberships(rows: Rows, region: UUID, partner: Partner, people: Sequence[UUID]) -> Iterator[Membership]:
    for person in rows.by.sample(people, 2):
        one = Membership(
            region_id=region, id=rows.id(), person_id=person, partner_id=partner.id, role=Role.MEMBER,
            proposed_at=BEGINS, confirmed_at=BEGINS,
        )  # fmt: skip
        rows.seats.append(
            Seat(
                region=region, person=person, membership=one.id, partner=partner.id, kind=partner.kind,
                role=Role.MEMBER, sitting=rows.id(), person_name=str(person), partner_name=partner.name, region_name="",
            )
        )  # fmt: skip
        yield rows.add(one)


def _meeting(rows: Rows, region: UUID, members: Sequence[Membership]) -> Meeting:
    begins = rows.moment()
    return Meeting(
        region_id=region, id=rows.id(), kind=MeetingKind.CASES, name="Overleg", framework=next(iter(Framework)),
        starts_at=begins, ends_at=begins + timedelta(hours=2), chair_id=rows.by.choice(members).id,
        note_taker_id=rows.by.choice(members).id, made_by=rows.id(), sent_at=rows.maybe(0.6, rows.moment()),
    )  # fmt: skip


def _case(
    rows: Rows, region: UUID, partners: Sequence[Partner], members: Sequence[Membership], meetings: Sequence[Meeting]
) -> None:
    brings = rows.by.choice(partners).id
    case = rows.add(
        Case(
            region_id=region, id=rows.id(), reference=f"R-{len(rows.rows)}", code_word="Z",
            framework=next(iter(Framework)), brought_by=brings, lead_partner_id=brings, opened_at=BEGINS,
        )
    )  # fmt: skip
    for one in members:
        if one.partner_id and rows.chance(0.6):
            until = rows.maybe(0.2, rows.moment())
            rows.add(
                CaseMember(
                    region_id=region, id=rows.id(), case_id=case.id, membership_id=one.id, partner_id=one.partner_id,
                    added_by=rows.id(), since=BEGINS, until=until,
                )
            )  # fmt: skip
    subjects = [_subject(rows, region, case.id, letter) for letter in "AB"]
    subjects[1].merged_into = rows.maybe(0.3, subjects[0].id)
    items = [rows.add(_item(rows, region, case.id, partners, members, meetings)) for _ in range(2)]
    for item in items:
        _circle(rows, item, partners)
    for _ in range(7):
        _statement(rows, case.id, partners, members, subjects, items)


def _subject(rows: Rows, region: UUID, case: UUID, letter: str) -> Subject:
    return rows.add(Subject(region_id=region, id=rows.id(), case_id=case, letter=letter, added_at=BEGINS))


def _item(
    rows: Rows, region: UUID, case: UUID, partners: Sequence[Partner], members: Sequence[Membership],
    meetings: Sequence[Meeting],
) -> AgendaItem:  # fmt: skip
    return AgendaItem(
        region_id=region, id=rows.id(), meeting_id=rows.by.choice(meetings).id, case_id=case,
        kind=ItemKind.CASE if rows.chance(0.7) else ItemKind.FREE, proposed_by=rows.by.choice(partners).id,
        proposed_person=rows.id(), proposed_at=BEGINS, minutes=10, position=len(rows.rows),
        state=rows.by.choice(list(ItemState)), chair_id=rows.maybe(0.2, rows.by.choice(members).id),
        note_taker_id=rows.maybe(0.2, rows.by.choice(members).id),
    )  # fmt: skip


def _circle(rows: Rows, item: AgendaItem, partners: Sequence[Partner]) -> None:
    for one in partners:
        if rows.chance(0.6):
            until = rows.maybe(0.2, rows.moment())
            rows.add(
                ItemPartner(
                    region_id=item.region_id, item_id=item.id, partner_id=one.id, since=BEGINS, asked_at=BEGINS,
                    until=until,
                )
            )  # fmt: skip


def _statement(
    rows: Rows, case: UUID, partners: Sequence[Partner], members: Sequence[Membership], subjects: Sequence[Subject],
    items: Sequence[AgendaItem],
) -> None:  # fmt: skip
    region, partner = subjects[0].region_id, rows.by.choice(partners)
    about = rows.maybe(0.5, rows.by.choice(subjects).id)
    said = rows.add(
        Statement(
            region_id=region, id=rows.id(), case_id=case, partner_id=partner.id, latest=rows.by.randint(1, 3),
            shape=Shape.FIELD if about else Shape.PASSAGE, subject_id=about, written_at=BEGINS,
            field=(FieldName.SAFE_CONTACT if rows.chance(0.6) else FieldName.ROLE) if about else None,
            removed_at=rows.maybe(0.15, rows.moment()),
        )
    )  # fmt: skip
    versions = [rows.add(_version(rows, said, number, members)) for number in range(1, said.latest + 1)]
    for one in partners:
        if one.id != partner.id and rows.chance(0.5):
            _shares(rows, said, one, versions, members)
    if rows.chance(0.4):
        rows.add(_amendment(rows, said, versions))
    if rows.chance(0.4):
        _line(rows, said, items, members, subjects)
    for one in members:
        for version in versions:
            if one.partner_id and rows.chance(0.15):
                rows.add(_shown(rows, version, one))


def _version(rows: Rows, said: Statement, number: int, members: Sequence[Membership]) -> Version:
    return Version(
        region_id=said.region_id, id=rows.id(), statement_id=said.id, number=number, category=DataCategory.D1,
        text_sealed=b"", written_by=rows.by.choice(members).person_id, written_at=BEGINS,
    )  # fmt: skip


def _shares(
    rows: Rows, said: Statement, to: Partner, versions: Sequence[Version], members: Sequence[Membership]
) -> None:
    """Some of its versions one after the other; the last one may stand."""
    given, alone = BEGINS, rows.maybe(0.15, rows.by.choice([one.person_id for one in members]))
    for version in versions:
        given = given + timedelta(hours=rows.by.choice((0, 1, 24, 24 * 10)))
        ends = given + timedelta(hours=rows.by.choice((1, 24 * 20, 24 * 90)))
        ended = rows.chance(0.6) or version is not versions[-1]
        if rows.chance(0.8):
            rows.add(
                Share(
                    region_id=said.region_id, id=rows.id(), case_id=said.case_id, statement_id=said.id,
                    version_id=version.id, giver_id=said.partner_id, receiver_id=to.id, receiver_person_id=alone,
                    category=DataCategory.D1, purpose=Purpose.P1, book_id=to.id, rule_number=1,
                    rule_outcome=RowOutcome.YES, given_by=version.written_by, given_at=given, ends_at=ends,
                    held_at=rows.maybe(0.1, given), ended_at=given if ended else None,
                    ended_why=rows.by.choice((ShareEnd.REPLACED, ShareEnd.REPLACED, ShareEnd.WITHDRAWN))
                    if ended else None,
                )
            )  # fmt: skip


def _amendment(rows: Rows, said: Statement, versions: Sequence[Version]) -> Amendment:
    corrected = rows.chance(0.8)
    return Amendment(
        region_id=said.region_id, id=rows.id(), case_id=said.case_id, statement_id=said.id, giver_id=said.partner_id,
        kind=AmendmentKind.CORRECTED if corrected else AmendmentKind.RECALLED,
        reason=None if corrected else next(iter(RecallReason)),
        new_version_id=versions[-1].id if corrected else None, text_sealed=b"" if corrected else None,
        made_by=versions[-1].written_by, made_at=BEGINS + timedelta(hours=rows.by.choice((0, 1, 12, 24, 24 * 11))),
    )  # fmt: skip


def _line(
    rows: Rows, said: Statement, items: Sequence[AgendaItem], members: Sequence[Membership],
    subjects: Sequence[Subject],
) -> None:  # fmt: skip
    region, acts = said.region_id, rows.chance(0.5)
    rows.add(
        Line(
            region_id=region, statement_id=said.id, item_id=rows.by.choice(items).id,
            kind=LineKind.ACTION if acts else LineKind.SAID, taken_by=rows.maybe(0.6, rows.by.choice(members).id),
        )
    )  # fmt: skip
    if acts:
        day = date(2026, 12, 1)
        rows.add(
            ActionItem(
                region_id=region, statement_id=said.id, person_id=rows.maybe(0.4, rows.by.choice(members).id),
                due_on=day, first_due_on=day, changed_at=BEGINS,
                state=ActionState.OPEN if rows.chance(0.8) else ActionState.DONE,
            )
        )  # fmt: skip
        rows.add(ActionContact(region_id=region, statement_id=said.id, subject_id=rows.by.choice(subjects).id))
    rows.add(
        MinutesCopy(
            region_id=region, id=rows.id(), minutes_id=said.id, membership_id=rows.by.choice(members).id,
            format=next(iter(CopyFormat)), made_at=BEGINS, made_by=rows.id(), sha256=b"", file_sealed=b"",
        )
    )  # fmt: skip


def _shown(rows: Rows, version: Version, to: Membership) -> HandOut:
    return HandOut(
        region_id=version.region_id, version_id=version.id, sitting_id=rows.id(), membership_id=to.id,
        person_id=to.person_id, partner_id=to.partner_id, at=BEGINS,
    )  # fmt: skip


def by_table(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """What there is to put in, for each table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.rows:
        found.setdefault(str(row.__tablename__), []).append(row.model_dump())
    return found
