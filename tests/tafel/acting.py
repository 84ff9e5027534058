"""Short ways to let somebody of the cast act, and to read what the ledger holds of it."""

import json
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import event, select, text

from models.acts import Act
from models.forms.casework import CloseCase, EditPassage, NameMember, OpenCase, WritePassage
from models.forms.people import ChooseSeat, ProposeMember
from models.tables.ledger import Entry
from models.terms import Role
from models.views.casework import Passage
from tafel import casework, clock, closing, db, people, sharing, sign_in, statements
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import own
from tests.cast import Cast, giving

T = TypeVar("T")
_WAITED_FOR = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
)


def act(cast: Cast, login: str, do: Callable[[Writing], T]) -> T:
    """Somebody does something."""
    with db.writing(cast.seats[login]) as work:
        return do(work)


def at_once(
    cast: Cast, login: str, first: Callable[[Writing], T], second: Callable[[Writing], T], other: str | None = None
) -> list[Exception]:
    """Somebody does two things in two windows, the second before the first is written down; what went wrong with it.

    `other`: a colleague does the second.
    """
    failed: list[Exception] = []

    def later() -> None:
        try:
            act(cast, other or login, second)
        except Exception as wrong:  # noqa: BLE001 the test tells which
            failed.append(wrong)

    thread = threading.Thread(target=later)
    with db.writing(cast.seats[login]) as work:
        first(work)
        work.session.flush()
        stands_behind(work, thread)
    thread.join(10)
    return failed


def stands_behind(work: Writing, second: threading.Thread) -> None:
    """Let another act begin, until it waits for this one; or is done, where it need not wait."""
    writes, begins, late = db.engine(writes=True), threading.Event(), monotonic() + 0.5
    if on_file := writes.dialect.name == "sqlite":
        event.listen(writes, "begin", lambda _: begins.set(), insert=True)
    second.start()
    while second.is_alive() and monotonic() < late:
        second.join(0.01)
        if begins.is_set() if on_file else work.session.scalar(_WAITED_FOR):
            break


def ledger(cast: Cast, wanted: Act) -> list[dict[str, Any]]:
    """The envelopes of one kind of act, oldest first."""
    with db.reading(cast.by_the_clock) as reading:
        region = reading.seat.region
        rows = reading.session.scalars(
            select(Entry.envelope).where(Entry.region_id == region, Entry.act == wanted).order_by(Entry.position)  # type: ignore[call-overload]
        )
        return [json.loads(row) for row in rows]


def passage(text: str, **more: object) -> WritePassage:
    """A form with a new passage, as the police fills it in."""
    known = {"once": uuid4(), "text": text, "category": "D7", "reliability": "heard", "observed_on": clock.today()}
    return WritePassage.model_validate(known | more)


def edited(stands: Passage, text: str, **more: object) -> EditPassage:
    """A form with new words for a passage, drawn from what stands."""
    known = {"once": uuid4(), "text": text, "category": stands.category, "reliability": "heard"}
    return EditPassage.model_validate(known | {"base": f"{stands.version_id}.{stands.edit}"} | more)


def stands(cast: Cast, login: str, statement: UUID, case: UUID | None = None) -> Passage | None:
    """A passage as somebody may read it now."""
    with db.reading(cast.seats[login]) as reading:
        return own.one_passage(reading, case or cast.cases["Zwaluw"], statement)


def written(cast: Cast, login: str, text: str, **more: object) -> UUID:
    """Somebody wrote this in Zwaluw."""
    return act(cast, login, lambda work: statements.write(work, cast.cases["Zwaluw"], passage(text, **more)))


def shared(cast: Cast, login: str, statement: UUID, *receivers: str) -> None:
    """Somebody shared it with these partners."""
    found = stands(cast, login, statement)
    assert found is not None
    keys = [cast.partners[key] for key in receivers]
    act(cast, login, lambda work: sharing.give(work, cast.cases["Zwaluw"], giving([found.version_id], keys)))


def opened(cast: Cast, login: str, word: str) -> UUID:
    """Somebody opened another case."""
    form = OpenCase.model_validate({"once": uuid4(), "code_word": word, "framework": "C", "purposes": ["P4"]})
    return act(cast, login, lambda work: casework.open_case(work, form))


def closes(cast: Cast, login: str, case: UUID, **more: object) -> None:
    """Somebody closes a case."""
    form = CloseCase.model_validate({"once": uuid4(), "reason": "safe"} | more)
    act(cast, login, lambda work: closing.close(work, case, form))


def joins(cast: Cast, colleague: str, login: str) -> None:
    """A colleague names somebody a member of Zwaluw."""
    form = NameMember(once=uuid4(), membership_id=cast.seats[login].membership)
    act(cast, colleague, lambda work: casework.add_member(work, cast.cases["Zwaluw"], form))


def second_seat(cast: Cast, login: str, partner: str, confirmer: str, *, contact: bool = False) -> Seat:
    """The same person sits for another partner too; the cast then knows that seat as login@partner."""
    form = ProposeMember(
        once=uuid4(), login=login, partner_id=cast.partners[partner], role=Role.MEMBER, is_contact=contact
    )  # fmt: skip
    with db.writing(cast.administrator) as work:
        membership = people.propose(work, form)
    act(cast, confirmer, lambda work: people.confirm(work, membership))
    token = sign_in.begin(cast.seats[login].person)
    seat = sign_in.take_seat(token, ChooseSeat(membership_id=membership))
    cast.seats[f"{login}@{partner}"], cast.tokens[f"{login}@{partner}"] = seat, token
    return seat
