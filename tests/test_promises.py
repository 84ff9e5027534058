"""The four promises, each held by a test that fails when it is broken."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from starlette.testclient import TestClient

from models.forms.casework import EditPassage, NameMember, OpenCase, TakePart, WritePassage
from models.forms.sharing import DoubtCategory, RecordEvidence, WithdrawShares
from tafel import casework, clock, db, doubts, evidence, sharing, statements
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.seat import Seat
from tafel.sight import own, visible
from tafel.statements import base_of
from tests import truth, walking
from tests.cast import Cast, giving
from web.app import create

NO = (Conflict, Invalid, NotFound, Refused)
WRITERS = ("inge.bakels", "wouter.lansink", "soraya.pinas", "petra.dekker", "samir.el.khatib")
READERS = (*WRITERS, "ruud.eggink", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis", "rik.zandstra")
NEVER = ("ben.vink", "nadia.oosterhuis", "rik.zandstra")  # administrator, privacy officer, outsider


class Table:
    """A table at work: random acts of its people, every text with a word of its own."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.case = cast.cases["Zwaluw"]
        self.word: dict[UUID, str] = {}
        self.count = 0
        for word in cast.passages:
            self.word[cast.version(word)] = word

    def seats(self, logins: tuple[str, ...] = READERS) -> list[Seat]:
        return [self.cast.seats[login] for login in logins]

    def write(self, login: str) -> None:
        seat = self.cast.seats[login]
        text, category = self._text(), own.preset(seat)
        with _trying(), db.writing(seat) as work:
            form = WritePassage(once=uuid4(), text=text, category=category, reliability="own-observation")
            self._learn(work, statements.write(work, self.case, form), text)

    def edit(self, login: str, which: int) -> None:
        seat = self.cast.seats[login]
        mine = [one for one in truth.versions(seat) if one.latest and one.partner == seat.partner]
        if not mine:
            return
        with _trying(), db.writing(seat) as work:
            statement, version = visible.require_own_statement(work, mine[which % len(mine)].statement)
            text = self._text()
            form = EditPassage(
                once=uuid4(), text=text, category=version.category, reliability="heard", base=base_of(version)
            )
            self._learn(work, statements.edit(work, statement.id, form), text)

    def share(self, login: str, which: int, receivers: list[str]) -> None:
        seat = self.cast.seats[login]
        mine = [one.version for one in truth.versions(seat) if one.latest and one.partner == seat.partner]
        wanted = [self.cast.partners[key] for key in receivers if self.cast.partners[key] != seat.partner]
        if mine and wanted:
            with _trying(), db.writing(seat) as work:
                sharing.give(work, self.case, giving([mine[which % len(mine)]], wanted))

    def withdraw(self, which: int) -> None:
        seat = self.cast.seats["inge.bakels"]
        given = _shares(seat)
        if given:
            with _trying(), db.writing(seat) as work:
                sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=[given[which % len(given)]]))

    def doubt(self, which: int) -> None:
        seat = self.cast.seats["wouter.lansink"]
        given = _shares(seat)
        if given:
            with _trying(), db.writing(seat) as work:
                doubts.doubt(work, DoubtCategory(once=uuid4(), share_id=given[which % len(given)]))

    def colleague(self, *, joins: bool) -> None:
        form = NameMember(once=uuid4(), membership_id=self.cast.seats["ruud.eggink"].membership)
        with _trying(), db.writing(self.cast.seats["inge.bakels"]) as work:
            (casework.add_member if joins else casework.remove_member)(work, self.case, form)

    def partner_leaves(self, key: str) -> None:
        with _trying(), db.writing(self.cast.seats["inge.bakels"]) as work:
            casework.remove_partner(work, self.case, TakePart(once=uuid4(), partner_id=self.cast.partners[key]))

    def check(self) -> None:
        """Everybody walks every door: the words seen are the words the promises allow, each with its line."""
        app = create()
        paths = walking.addresses(app, walking.every_id(self.cast.administrator, self.cast.seats["rik.zandstra"]))
        for login in READERS:
            self._check_one(login, walking.as_somebody(app, self.cast, login), paths)

    def _check_one(self, login: str, client: TestClient, paths: list[str]) -> None:
        seat = self.cast.seats[login]
        read = "".join(body for _, _, body in walking.walk(client, paths))
        known = {one.version: one for one in truth.versions(self.cast.administrator) if one.version in self.word}
        seen = {version for version in known if self.word[version] in read}
        allowed = {version for version, one in known.items() if truth.may_read(seat, one)}
        assert seen <= allowed, (login, [self.word[version] for version in seen - allowed])
        assert self._on_screen(allowed, known, seat) <= seen, login
        others = {version for version in seen if known[version].writer != seat.person}
        assert all(truth.was_noted(seat, version) for version in others), login
        assert not (seen and login in NEVER)

    def _on_screen(self, allowed: set[UUID], known: dict[UUID, truth.Words], seat: Seat) -> set[UUID]:
        """Of what one may read, what the case page must show: own latest words, and what was shared."""
        return {version for version in allowed if known[version].latest or known[version].partner != seat.partner}

    def _text(self) -> str:
        self.count += 1
        return f"Gezien bij de kas: merkteken{self.count:03d}z."

    def _learn(self, work: db.Writing, statement: UUID, text: str) -> None:
        _, version = visible.require_own_statement(work, statement)
        self.word[version.id] = text.rsplit(maxsplit=1)[-1]


@contextmanager
def _trying() -> Iterator[None]:
    """An act may be refused; that is not what is tested here."""
    with suppress(*NO):
        yield


def _shares(seat: Seat) -> list[UUID]:
    from sqlalchemy import select

    from models.tables.sharing import Share

    with db.reading(seat) as reading:
        return sorted(reading.session.scalars(select(Share.id)))


NUMBERS = st.integers(0, 50)
KEYS = st.lists(st.sampled_from(["VZ", "OM", "ZC", "WOCO", "COL-T", "POL"]), min_size=1, max_size=3, unique=True)


def machine(fresh: Callable[[], Table]) -> type[RuleBasedStateMachine]:
    """The acts of a table, in any order; at the end everybody walks every door."""

    class AtWork(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.table = fresh()
            self.now = clock.now()

        @rule(login=st.sampled_from(WRITERS))
        def write(self, login: str) -> None:
            self.table.write(login)

        @rule(login=st.sampled_from(WRITERS), which=NUMBERS)
        def edit(self, login: str, which: int) -> None:
            self.table.edit(login, which)

        @rule(login=st.sampled_from(WRITERS), which=NUMBERS, receivers=KEYS)
        def share(self, login: str, which: int, receivers: list[str]) -> None:
            self.table.share(login, which, receivers)

        @rule(which=NUMBERS)
        def withdraw(self, which: int) -> None:
            self.table.withdraw(which)

        @rule(which=NUMBERS)
        def doubt(self, which: int) -> None:
            self.table.doubt(which)

        @rule(joins=st.booleans())
        def colleague(self, joins: bool) -> None:  # noqa: FBT001 hypothesis calls by name
            self.table.colleague(joins=joins)

        @rule(key=st.sampled_from(["OM", "ZC", "WOCO"]))
        def partner_leaves(self, key: str) -> None:
            self.table.partner_leaves(key)

        def teardown(self) -> None:
            self.table.check()

    return AtWork


def test_after_any_acts_everybody_reads_exactly_what_the_promises_allow(anew: Callable[[], Cast]) -> None:
    examples = int(os.environ.get("TAFEL_EXAMPLES", "2"))
    run_state_machine_as_test(
        machine(lambda: Table(anew())),
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None,
            derandomize="TAFEL_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck), print_blob=True, phases=(Phase.explicit, Phase.generate),
        ),
    )  # fmt: skip


UNKNOWING = ("petra.dekker", "ruud.eggink", "fleur.van.aalst", "rik.zandstra", "ben.vink", "wouter.lansink")


def hidden_case(cast: Cast) -> None:
    with db.writing(cast.seats["soraya.pinas"]) as work:
        form = OpenCase(once=uuid4(), code_word="Wilg", framework="C", purposes=["P3"])
        casework.open_case(work, form)


def hidden_passage(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = WritePassage(once=uuid4(), text="Verborgen woorden.", category="D7", reliability="heard")
        statements.write(work, cast.cases["Zwaluw"], form)


def hidden_record(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = RecordEvidence(
            once=uuid4(), condition="c-NPS", case_id=cast.cases["Zwaluw"], claimed_from=clock.today(),
            answers=["Nodig.", "Past.", "Geen andere weg."],
        )  # fmt: skip
        evidence.record(work, form)


def hidden_membership(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = NameMember(once=uuid4(), membership_id=cast.seats["ruud.eggink"].membership)
        casework.add_member(work, cast.cases["Zwaluw"], form)


@pytest.mark.parametrize("hide", [hidden_case, hidden_passage, hidden_record, hidden_membership])
def test_two_worlds_look_the_same_to_whoever_may_not_know(
    anew: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch, hide: Callable[[Cast], None]
) -> None:
    for drawing in ("web.answer.uuid4", "web.passages.uuid4"):
        monkeypatch.setattr(drawing, lambda: UUID(int=4))
    monkeypatch.setattr("tafel.ids.code_word", lambda: "Berk")
    unknowing = [login for login in UNKNOWING if not (hide is hidden_membership and login == "ruud.eggink")]
    with clock.at(datetime.now(UTC)):
        first = _everything(anew(), unknowing)
        cast = anew()
        hide(cast)
        second = _everything(cast, unknowing)
    for (login, path), answer in second.items():
        assert answer == first.get((login, path), _absent(first, path)), (login, path)


def _without_line_ids(text: str) -> str:
    """A line of the register has a random id, and what the walk itself leaves there has another in each world."""
    return re.sub(r'"id":"[0-9a-f-]{36}","at"', '"at"', text)


def _absent(answers: dict[Any, Any], path: str) -> Any:
    """How a page, or the API, says that there is no such thing."""
    return next(
        answer
        for (_, other), answer in answers.items()
        if answer[0] == HTTPStatus.NOT_FOUND and other.startswith("/api/") == path.startswith("/api/")
    )


def _everything(cast: Cast, logins: list[str]) -> dict[Any, Any]:
    answers, app = {}, create()
    paths = walking.addresses(app, walking.every_id(cast.administrator, cast.seats["rik.zandstra"]))
    for login in logins:
        client = walking.as_somebody(app, cast, login)
        for path in paths:
            answer = client.get(path, follow_redirects=False)
            answers[login, path] = (answer.status_code, sorted(answer.headers.items()), _without_line_ids(answer.text))
    return answers
