"""The four promises, each held by a test that fails when it is broken."""

import os
import re
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from models.forms.casework import NameMember, OpenCase, WritePassage
from models.forms.evidence import RecordNecessity
from models.forms.registrations import RegisterVictim
from models.forms.signals import BringSignal, WeighSignal
from models.forms.stacks import PutInStack
from models.signal_terms import SignalOutcome
from models.terms import DataCategory, FieldName
from tafel import casework, clock, db, evidence, misses, registrations, signals, stacks, statements, subjects
from tafel.sight import asks
from tests import walking
from tests.canary import RECORDS, WORDED
from tests.canary_weighing import ACTS, WeighingTable
from tests.cast import Cast
from tests.checking import check
from tests.tafel import amends, questioning
from tests.tafel.acting import shared, written
from web import live
from web.app import create

WRITERS = ("inge.bakels", "wouter.lansink", "soraya.pinas", "petra.dekker", "samir.el.khatib")
COLLEAGUES, OUTSIDE = ("ruud.eggink", "marijke.terpstra"), ("fleur.van.aalst", "rik.zandstra")
READERS = (*WRITERS, *COLLEAGUES, *OUTSIDE, "ben.vink", "nadia.oosterhuis")
KEYS = ("VZ", "OM", "ZC", "WOCO", "COL-T", "POL")
SOMEBODY, NUMBERS = st.sampled_from(WRITERS), st.integers(0, 50)
RECEIVERS = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True)
AT_THE_TABLE = st.tuples(st.sampled_from(ACTS), SOMEBODY, NUMBERS, RECEIVERS)


@pytest.fixture(autouse=True)
def as_often_as_they_like(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk asks for more that is not there than one may, waits for no stream, and turns no page of the register."""
    monkeypatch.setattr("tafel.sight.ledger.PAGE", 2_000)
    monkeypatch.setattr(misses, "too_many", lambda *_: False)
    monkeypatch.setattr(live, "ticks", one_tick)


async def one_tick() -> AsyncIterator[int]:
    yield 1


def machine(fresh: Callable[[], WeighingTable]) -> type[RuleBasedStateMachine]:  # noqa: C901 one short rule per act
    """The acts of a table, in any order; at the end everybody walks every door."""

    class AtWork(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.table, self.met = fresh(), False

        @rule(which=NUMBERS, joins=st.booleans())
        def colleague(self, which: int, joins: bool) -> None:  # noqa: FBT001 hypothesis calls by name
            self.table.colleague(which, joins=joins)

        @rule(login=SOMEBODY, which=NUMBERS, key=st.sampled_from(KEYS))
        def invite(self, login: str, which: int, key: str) -> None:
            self.table.invite(login, which, key)

        @rule(login=SOMEBODY, which=NUMBERS, key=st.sampled_from(KEYS))
        def partner_leaves(self, login: str, which: int, key: str) -> None:
            self.table.partner_leaves(login, which, key)

        @rule(login=SOMEBODY)
        def open_case(self, login: str) -> None:
            self.table.open_case(login)

        @rule(login=SOMEBODY, which=NUMBERS)
        def write(self, login: str, which: int) -> None:
            self.table.write(login, which)

        @rule(login=SOMEBODY, which=NUMBERS)
        def edit(self, login: str, which: int) -> None:
            self.table.edit(login, which)

        @rule(login=SOMEBODY, which=NUMBERS, field=st.sampled_from(WORDED))
        def say_field(self, login: str, which: int, field: FieldName) -> None:
            self.table.say_field(login, which, field)

        @rule(login=SOMEBODY, which=NUMBERS, back=st.booleans())
        def remove(self, login: str, which: int, back: bool) -> None:  # noqa: FBT001
            self.table.remove(login, which, back=back)

        @rule(login=SOMEBODY, which=NUMBERS, to=NUMBERS)
        def move(self, login: str, which: int, to: int) -> None:
            self.table.move(login, which, to)

        @rule(login=SOMEBODY, apart=st.booleans())
        def merge(self, login: str, apart: bool) -> None:  # noqa: FBT001
            self.table.merge(login, apart=apart)

        @rule(login=SOMEBODY, which=NUMBERS, receivers=RECEIVERS, purpose=st.sampled_from(["P2", "P4"]))
        def share(self, login: str, which: int, receivers: list[str], purpose: str) -> None:
            self.table.share(login, which, receivers, purpose)

        @rule(login=SOMEBODY, which=NUMBERS)
        def withdraw(self, login: str, which: int) -> None:
            self.table.withdraw(login, which)

        @rule(login=SOMEBODY, which=NUMBERS)
        def doubt(self, login: str, which: int) -> None:
            self.table.doubt(login, which)

        @rule(login=SOMEBODY, which=NUMBERS, category=st.sampled_from([DataCategory.D7, DataCategory.D1]))
        def answer(self, login: str, which: int, category: DataCategory) -> None:
            self.table.answer(login, which, category)

        @rule(login=SOMEBODY, which=NUMBERS, condition=st.sampled_from(RECORDS))
        def record(self, login: str, which: int, condition: str) -> None:
            self.table.record(login, which, condition)

        @rule(login=st.sampled_from((*WRITERS, "ruud.eggink")), which=NUMBERS)
        def confirm(self, login: str, which: int) -> None:
            self.table.confirm(login, which)

        @rule(login=SOMEBODY, which=NUMBERS)
        def end_record(self, login: str, which: int) -> None:
            self.table.end_record(login, which)

        @rule(acts=st.lists(AT_THE_TABLE, min_size=3, max_size=8))
        def at_the_table(self, acts: list[tuple[str, str, int, list[str]]]) -> None:
            self.met = self.met or len({act for act, *_ in acts}) > 1
            for act, *how in acts:
                getattr(self.table, act)(*how)

        def teardown(self) -> None:
            if self.met:  # the first example does one thing over and over
                check(self.table, READERS)

    return AtWork


def test_after_any_acts_everybody_reads_exactly_what_the_promises_allow(anew: Callable[[], Cast]) -> None:
    examples = int(os.environ.get("TAFEL_EXAMPLES", "2"))
    run_state_machine_as_test(
        machine(lambda: WeighingTable(anew())),
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None,
            derandomize="TAFEL_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck), print_blob=True, phases=(Phase.explicit, Phase.generate),
        ),
    )  # fmt: skip


Answers = dict[tuple[str, str], Any]


def hidden_case(cast: Cast) -> None:
    with db.writing(cast.seats["soraya.pinas"]) as work:
        form = OpenCase(once=uuid4(), code_word="Wilg", framework="C", purposes=["P3"])
        casework.open_case(work, form)


def hidden_passage(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = WritePassage(once=uuid4(), text="Verborgen woorden.", category="D7", reliability="heard")
        statements.write(work, cast.cases["Zwaluw"], form)


def hidden_share(cast: Cast) -> None:
    shared(cast, "inge.bakels", written(cast, "inge.bakels", "Gedeelde woorden.", category="D0"), "ZC")


def hidden_question(cast: Cast) -> None:
    questioning.answer(cast, "soraya.pinas", questioning.anonymous(cast, "ZC"), "none")


def hidden_recall(cast: Cast) -> None:
    cast.passages["gedeeld"] = written(cast, "inge.bakels", "Teruggehaalde woorden.", category="D0")
    shared(cast, "inge.bakels", cast.passages["gedeeld"], "ZC")
    amends.opens(cast, "soraya.pinas")
    amends.corrects(cast, "Andere woorden.", statement=cast.passages["gedeeld"])
    amends.recalls(cast, "ZC", word="gedeeld")


def hidden_record(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = RecordNecessity(
            once=uuid4(), condition="c-NPS", case_id=cast.cases["Zwaluw"], claimed_from=clock.today(),
            necessary="Nodig.", proportionate="Past.", no_lighter_way="Geen andere weg.",
        )  # fmt: skip
        evidence.record(work, form)


def hidden_signal(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = {
            "once": uuid4(),
            "draft": uuid4(),
            "kind": "labour",
            "text": "Dit is een verborgen signaal.",
            "indicators": ["1a"],
        }
        apart = {"address": "1234 AB 12", "declared": "c-DECL(min)"}
        case = signals.bring(work, BringSignal.model_validate(form | apart))
        stack = stacks.put(work, PutInStack(once=uuid4(), cases=[case]))
    with db.writing(cast.seats["soraya.pinas"]) as work:
        told = {"reason": "Het gaat om overlast.", "feedback": "Dank u wel. Wij doen hier niets mee."}
        stacks.weigh(work, stack, WeighSignal(once=uuid4(), outcome=SignalOutcome.NO_TRAFFICKING, **told))


def hidden_registration(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        (subject, *_) = asks.subjects(work, cast.cases["Zwaluw"])
        subjects.say_field(work, cast.cases["Zwaluw"], subject.id, FieldName.ROLE, "victim")
        form = RegisterVictim(once=uuid4(), what="count")
        registrations.register(work, cast.cases["Zwaluw"], subject.id, form)


def hidden_membership(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = NameMember(once=uuid4(), membership_id=cast.seats["ruud.eggink"].membership)
        casework.add_member(work, cast.cases["Zwaluw"], form)


# What is done, and who then walks and may know nothing of all that was done so far.
HIDDEN = (
    ((hidden_case,), ("inge.bakels",)),
    ((hidden_passage, hidden_share, hidden_recall, hidden_record, hidden_question, hidden_signal,
      hidden_registration), ("ruud.eggink",)),
    ((hidden_membership,), ("petra.dekker", "fleur.van.aalst", "rik.zandstra", "ben.vink", "wouter.lansink")),
)  # fmt: skip


@pytest.mark.xdist_group("two worlds")
def test_two_worlds_look_the_same_to_whoever_may_not_know(
    anew: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    for drawing in ("web.answer.uuid4", "web.passages.uuid4", "web.signals.uuid4"):
        monkeypatch.setattr(drawing, lambda: UUID(int=4))
    monkeypatch.setattr("tafel.ids.code_word", lambda: "Berk")
    with clock.at(clock.now()):
        first = _everything(anew(), hides=False)
        second = _everything(anew(), hides=True)
    assert {one[0] for (_, asked), one in second.items() if asked.startswith("POST")} == {200, 404}
    for (login, asked), answer in second.items():
        assert answer == first.get((login, asked), _absent(first, asked)), (login, asked)


def _without_line_ids(text: str) -> str:
    """A line of the register has a random id, and what the walk itself leaves there has another in each world."""
    return re.sub(r'"id":"[0-9a-f-]{36}","at"', '"at"', text)


def _absent(answers: Answers, asked: str) -> Any:
    """How a page, or the API, says that there is no such thing."""
    return next(
        answer
        for (_, other), answer in answers.items()
        if answer[0] == HTTPStatus.NOT_FOUND and ("/api/" in other) == ("/api/" in asked)
    )


def _everything(cast: Cast, *, hides: bool) -> Answers:
    """Every answer to whoever does not know: of all pages, and of every way to ask what the rules say."""
    answers: Answers = {}
    for acts, readers in HIDDEN:
        for hide in acts if hides else ():
            hide(cast)
        ids = walking.every_id(cast.administrator, cast.seats["rik.zandstra"])
        for login in readers:
            answers |= _walked(cast, login, ids)
    return answers


def _walked(cast: Cast, login: str, ids: walking.Ids) -> Answers:
    answers, app = {}, create()
    client = walking.as_somebody(app, cast, login)
    asked: list[tuple[str, str, dict[str, Any]]] = [("GET", path, {}) for path in walking.addresses(app, ids)]
    for method, path, how in (*asked, *walking.previews(ids)):
        answer = client.request(method, path, follow_redirects=False, **how)
        told = answer.status_code, sorted(answer.headers.items()), _without_line_ids(answer.text)
        answers[login, " ".join((method, path, *how, *how.get("headers", ())))] = told
    return answers
