"""Meetings as one reader may have them: the list, one meeting with what may be done now, what one can choose."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, false, func, or_, select
from sqlmodel import col

from models.meeting_terms import AttendanceState, MeetingState
from models.tables.casework import CasePartner
from models.tables.meetings import Meeting, MeetingPartner
from models.tables.people import Membership, Partner, Person
from models.tables.room import Attendance
from models.terms import PartnerKind
from models.views.agenda import MeetingHead
from models.views.casework import PartnerName
from models.views.meetings import (
    Attendee,
    Colleague,
    MeetingForm,
    MeetingLine,
    MeetingPage,
    MeetingsPage,
    Possible,
    SeatChoice,
    UrgentForm,
)
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound, say
from tafel.sight import agenda, at_table, casework, contribution, copies_todo, pages, persons, stands, visible
from tafel.sight.joins import row_of

MOST = 20
LINE: tuple[Any, ...] = tuple(
    getattr(Meeting, name)
    for name in ("id", "name", "kind", "starts_at", "ends_at", "place", "state", "urgent", "sent_at")
)
_NOT_SECRETARIAT = say("Dat doet het secretariaat.")
_NOT_RUNNER = say("Dat doet de voorzitter of de notulist.")
_IN = {  # what an act needs: in which states it is done, and by whom
    "change": ((MeetingState.DRAFT, MeetingState.INVITED), False),
    "send": ((MeetingState.DRAFT, MeetingState.INVITED), False),
    "cancel": ((MeetingState.DRAFT, MeetingState.INVITED), False),
    "begin": ((MeetingState.INVITED,), True),
    "close": ((MeetingState.IN_SESSION,), True),
}


def meetings(reading: Reading, after: str | None = None) -> MeetingsPage:
    """The meetings I may know of; `after` is the key of a page further back."""
    known = select(*LINE).where(at_table.meetings(reading.seat))
    to_come = or_(col(Meeting.state) == MeetingState.IN_SESSION, col(Meeting.ends_at) > reading.now)
    comes = and_(col(Meeting.state) != MeetingState.CLOSED, to_come)
    soon = known.where(comes).order_by(col(Meeting.starts_at), col(Meeting.id))
    back = (
        known.where(~comes, pages.beyond(after, Meeting.starts_at, Meeting.id))
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
        .limit(MOST + 1)
    )
    past = _past(reading, reading.session.execute(back).all())
    return MeetingsPage(
        upcoming=() if after else tuple(MeetingLine.model_validate(row) for row in reading.session.execute(soon)),
        past=tuple(past[:MOST]),
        older=pages.key_of(past[MOST - 1].starts_at, past[MOST - 1].id) if len(past) > MOST else None,
        manages=at_table.is_secretariat(reading.seat),
    )


def _past(reading: Reading, rows: Sequence[Row[Any]]) -> list[MeetingLine]:
    done = copies_todo.finished(reading, [row.id for row in rows if row.state is MeetingState.CLOSED])
    return [MeetingLine.model_validate(row).model_copy(update={"finished": row.id in done}) for row in rows]


def meeting(reading: Reading, meeting_id: UUID) -> MeetingPage:
    """One meeting: when, where, who runs it, what may be done now, and who comes."""
    head = agenda.head_of(reading, meeting_id)
    manages = at_table.is_secretariat(reading.seat)
    runs = reading.seat.membership in (head.chair_id, head.note_taker_id)
    keeps = manages or runs
    ours, me = _ours(reading, meeting_id), reading.seat.membership
    return MeetingPage(
        head=head, manages=manages, runs=runs, urgent=at_table.require_meeting(reading, meeting_id).urgent,
        acts=tuple(_acts(head, manages=manages, runs=runs)) if keeps else (),
        partners=_invited(reading, meeting_id) if keeps else (),
        attendance=_attendance(reading, meeting_id) if keeps else (),
        ours=ours, asked=contribution.is_asked(reading, meeting_id),
        expects_me=any(one.state and one.membership_id == me for one in ours),
        finished=runs and bool(copies_todo.finished(reading, [meeting_id])),
    )  # fmt: skip


def new(reading: Reading) -> MeetingForm:
    """What can be chosen for a meeting that is not there yet; only for the secretariat."""
    if not at_table.is_secretariat(reading.seat):
        raise NotFound
    return MeetingForm(
        id=None, name="", seats=seats(reading), partners=tuple(casework.partner_names(reading).values()), stands={}
    )


def to_change(reading: Reading, meeting_id: UUID) -> MeetingForm:
    """A meeting as it stands now, field by field, to be changed; only for the secretariat."""
    row = at_table.require_meeting(reading, meeting_id)
    invited = tuple(reading.values(_PARTNERS_OF, meeting=meeting_id))
    deadlines = {name: getattr(row, name) for name in ("announce_by", "agenda_by", "contribute_by")}
    starts = row.starts_at.astimezone(clock.AMSTERDAM)
    now = {
        "seen": stands.as_it_stands(row, invited), "name": row.name, "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}", "minutes": str(int((row.ends_at - row.starts_at).total_seconds()) // 60),
        "place": row.place, "link": row.link, "chair_id": str(row.chair_id), "note_taker_id": str(row.note_taker_id),
        "partners": tuple(map(str, invited)),
    } | {name: _local(at) for name, at in deadlines.items() if at}  # fmt: skip
    return new(reading).model_copy(update={"id": meeting_id, "name": row.name, "stands": now})


def urgent(reading: Reading, case_id: UUID) -> UrgentForm:
    """What can be chosen for a spoedoverleg on a case of which I am a member."""
    case = visible.require_open_case(reading, case_id)
    inside = reading.values(_IN_CASE, case=case_id)
    names = casework.partner_names(reading).values()
    own = [one for one in seats(reading, secretariat_and_own=True) if one.membership_id != reading.seat.membership]
    return UrgentForm(
        case_id=case_id, code_word=case.code_word, inside=tuple(inside), seats=tuple(own),
        partners=tuple(one for one in names if one.id != reading.seat.partner and one.kind is not PartnerKind.BUI),
    )  # fmt: skip


def seats(reading: Reading, *, secretariat_and_own: bool = False) -> tuple[SeatChoice, ...]:
    """Who can chair or take notes: whoever signed for secrecy; or of these one's own people and the secretariat."""
    wanted = _SEATS.where(*persons.bound_to_secrecy(reading))
    if secretariat_and_own:
        wanted = wanted.where(or_(col(Partner.kind) == PartnerKind.VZ, col(Partner.id) == reading.seat.partner))
    return tuple(SeatChoice.model_validate(row) for row in reading.session.execute(wanted))


def _acts(head: MeetingHead, *, manages: bool, runs: bool) -> Iterator[Possible]:
    """Every act with why it may not be done now, if so."""
    for act, (states, by_runner) in _IN.items():
        if by_runner and not runs:
            why = _NOT_RUNNER
        elif not by_runner and not manages:
            why = _NOT_SECRETARIAT
        elif head.state in states:
            why = None
        else:
            why = at_table.WHY_NOT[head.state]
        yield Possible(act=act, why_not=why)


def _invited(reading: Reading, meeting_id: UUID) -> tuple[PartnerName, ...]:
    inside = set(reading.values(_PARTNERS_OF, meeting=meeting_id))
    return tuple(name for partner, name in casework.partner_names(reading).items() if partner in inside)


def _attendance(reading: Reading, meeting_id: UUID) -> tuple[Attendee, ...]:
    rows = reading.rows(_LIST, meeting=meeting_id)
    places = _places(rows)
    return tuple(Attendee.model_validate(_said(row, places)) for row in rows)


def _ours(reading: Reading, meeting_id: UUID) -> tuple[Colleague, ...]:
    rows = reading.rows(_OURS, meeting=meeting_id)
    places, ids = _places(rows), {row.instead_of: row.membership_id for row in rows if row.instead_of}
    return tuple(
        Colleague.model_validate(_said(row, places) | {"instead_id": ids.get(row.membership_id)}) for row in rows
    )


def _places(rows: Sequence[Any]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Who comes in whose place, by the seat it is of; and the names of all."""
    return {row.instead_of: row.name for row in rows if row.instead_of}, {row.membership_id: row.name for row in rows}


def _said(row: Any, places: tuple[dict[UUID, str], dict[UUID, str]]) -> dict[str, Any]:
    """A person with what was said of coming; who came all the same is replaced by nobody."""
    known: dict[str, Any] = row._asdict()
    instead, names = places
    away, replaces = row.state is AttendanceState.ABSENT, known.pop("instead_of")
    return known | {
        "answered": known.pop("answered_at") is not None, "replaces": names.get(replaces) if replaces else None,
        "instead": instead.get(row.membership_id) if away else None,
    }  # fmt: skip


def _local(at: datetime) -> str:
    return f"{at.astimezone(clock.AMSTERDAM):%Y-%m-%dT%H:%M}"


_PARTNERS_OF = select(col(MeetingPartner.partner_id)).where(
    col(MeetingPartner.region_id) == ASKER.region, col(MeetingPartner.meeting_id) == given("meeting")
)
_IN_CASE = select(col(CasePartner.partner_id)).where(
    col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"),
    col(CasePartner.until).is_(None),
)  # fmt: skip
_SEATS: Any = (
    select(col(Membership.id).label("membership_id"), col(Person.name), col(Partner.short_name).label("partner"))
    .select_from(Membership)
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .order_by(col(Partner.position), col(Person.name), col(Membership.id))
)
_LIST: Any = (
    select(
        col(Attendance.id), col(Attendance.membership_id), col(Attendance.state), col(Attendance.how),
        col(Attendance.answered_at), col(Attendance.instead_of),
        case(
            (col(Attendance.membership_id).is_(None), col(Attendance.secrecy_signed)),
            else_=func.coalesce(col(Membership.secrecy_until) > NOW, false()),
        ).label("secrecy_signed"),
        col(Partner.short_name).label("partner"),
        func.coalesce(col(Person.name), col(Attendance.guest)).label("name"),
    )
    .select_from(Attendance)
    .outerjoin(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .outerjoin(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(Partner, row_of(Partner, Attendance.partner_id, Attendance.region_id))
    .where(col(Attendance.region_id) == ASKER.region, col(Attendance.meeting_id) == given("meeting"))
    .order_by(col(Partner.position).is_(None), col(Partner.position), "name", col(Attendance.id))
)  # fmt: skip
_OURS: Any = (
    select(
        col(Membership.id).label("membership_id"), col(Person.name), col(Membership.job), col(Attendance.state),
        col(Attendance.how), col(Attendance.answered_at), col(Attendance.instead_of),
    )
    .select_from(Membership)
    .join(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(
        Attendance,
        and_(
            col(Attendance.region_id) == col(Membership.region_id),
            col(Attendance.membership_id) == col(Membership.id),
            col(Attendance.meeting_id) == given("meeting"),
        ),
    )
    .where(col(Membership.region_id) == ASKER.region, col(Membership.partner_id) == ASKER.partner)
    .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
    .where(col(Membership.secrecy_signed_at).is_not(None))
    .order_by(col(Person.name), col(Membership.id))
)  # fmt: skip
