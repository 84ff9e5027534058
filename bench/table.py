"""A large table to measure with, played by the acts: twelve partners, two hundred people, a long agenda."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from measuring import ROOT

assert ROOT

from models.forms.casework import OpenCase  # noqa: E402 after the folder that holds it
from models.forms.meetings import ProposeItem, SetMeeting  # noqa: E402
from models.forms.people import AddPartner, ProposeMember  # noqa: E402
from models.forms.room import BeHere, StartItem  # noqa: E402
from models.forms.secrecy import SignSecrecy  # noqa: E402
from models.meeting_terms import MeetingKind  # noqa: E402
from models.terms import Framework, PartnerKind, Purpose, Role  # noqa: E402
from tafel import agenda, casework, clock, db, meetings, migrating, people, room, secrecy, sign_in, stock  # noqa: E402
from tafel.settings import settings  # noqa: E402
from tests import cast  # noqa: E402
from tests.cast import Cast  # noqa: E402

MORE = (("KMAR", PartnerKind.KMAR), ("NLA", PartnerKind.NLA_O), ("VT", PartnerKind.VT))
CHAIR, SECRETARY, PARTNER, READER = "marijke.terpstra", "samir.el.khatib", "inge.bakels", "soraya.pinas"


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Let this process work in a folder; nothing happens by the clock."""
    os.environ |= {"TAFEL_DATA": str(folder), "TAFEL_CHORES": "false"}
    settings.cache_clear()
    migrating.bring_up_to_date()
    db.use(settings().url)
    try:
        yield
    finally:
        db.close()


def build() -> Cast:
    """The fixed cast, and three partners more."""
    here = cast.build()
    db.use(settings().url, building=True)
    for key, kind in MORE:
        with db.writing(here.administrator) as work:
            here.partners[key] = people.add_partner(
                work, AddPartner(once=uuid4(), name=f"Partner {key}", short_name=key, kind=kind)
            )
        seated(here, f"contact.{key.lower()}", key)
    return here


def fill(here: Cast, count: int) -> None:
    """So many people more, seated with the partners in turn, all of them expected at meetings."""
    keys = [key for key in here.partners if key != "VZ"]
    for number in range(count):
        seated(here, f"deelnemer.{number}", keys[number % len(keys)])


def seated(here: Cast, login: str, key: str) -> None:
    """Somebody new takes a seat, which another confirmed, and signs for secrecy."""
    person = people.add_person(login.replace(".", " ").capitalize(), login)
    partner = here.partners[key]
    with db.writing(here.administrator) as work:
        form = ProposeMember(once=uuid4(), login=login, partner_id=partner, role=Role.MEMBER, is_contact=True)
        membership = people.propose(work, form)
    colleague = next((seat for seat in here.seats.values() if seat.partner == partner), here.seats[SECRETARY])
    with db.writing(colleague) as work:
        people.confirm(work, membership)
    here.tokens[login] = sign_in.begin(person)
    here.seats[login] = seat_of(here.tokens[login])
    with db.writing(here.seats[login]) as work:
        secrecy.sign(work, SignSecrecy(once=uuid4(), number=0))


def seat_of(token: str) -> Any:
    """Who signed in with it."""
    found = sign_in.present(token)
    assert found
    assert found.seat
    return found.seat


def meeting(here: Cast, name: str, hour: int) -> UUID:
    """A meeting tomorrow."""
    form = SetMeeting(
        once=uuid4(), kind=MeetingKind.CASES, name=name, framework=Framework.C, starts=time(hour), minutes=120,
        day=clock.today() + timedelta(days=1), chair_id=here.seats[CHAIR].membership,
        note_taker_id=here.seats[SECRETARY].membership, partners=list(here.partners.values()),
    )  # fmt: skip
    with db.writing(here.seats[SECRETARY]) as work:
        return meetings.make(work, form)


def items(here: Cast, meeting_id: UUID, count: int, *, cases: bool = True) -> list[UUID]:
    """So many items for all partners, two in three from a case, with a question that is shared; then it is sent."""
    made = [_announced(here, meeting_id, number, of_case=cases and number % 3 > 0) for number in range(count)]
    with db.writing(here.seats[SECRETARY]) as work:
        for item in made:
            agenda.accept(work, item)
        meetings.invite(work, meeting_id)
    return made


def _announced(here: Cast, meeting_id: UUID, number: int, *, of_case: bool) -> UUID:
    word = "Vogel" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
    with db.writing(here.seats[PARTNER]) as work:
        case = OpenCase(once=uuid4(), code_word=word, framework=Framework.C, purposes=[Purpose.P4, Purpose.P2])
        form = ProposeItem(
            once=uuid4(), case_id=casework.open_case(work, case) if of_case else None, title="" if of_case else word,
            brief="Wie gaat er langs, en wanneer is dat voor iedereen het beste?", minutes=4,
            circle=list(here.partners.values()),
        )  # fmt: skip
        return agenda.propose(work, meeting_id, form)


def take_stock(here: Cast) -> None:
    """As the chore does every day."""
    with db.writing(here.administrator) as work:
        stock.take_stock(work)


def begin(here: Cast, meeting_id: UUID, item: UUID) -> None:
    """The meeting is in session with one person of each partner present, and an item on the table."""
    with db.writing(here.seats[CHAIR]) as work:
        meetings.begin(work, meeting_id, early=True)
    for seat in {seat.partner: seat for seat in here.seats.values() if seat.partner}.values():
        if seat.region == here.administrator.region and seat.membership != here.seats["ruud.eggink"].membership:
            with db.writing(seat) as work:
                room.be_here(work, meeting_id, BeHere(once=uuid4(), here=True))
    with db.writing(here.seats[CHAIR]) as work:
        room.start(work, meeting_id, StartItem(once=uuid4(), item_id=item))
