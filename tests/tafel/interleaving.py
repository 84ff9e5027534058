"""Two people at once, in any order: they edit, order, close, share and withdraw, each from a page drawn a while ago."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from models.forms.casework import EditPassage, NameMember, TakePart
from models.forms.meetings import MoveItem
from models.views.casework import Passage
from tafel import agenda, casework, db, sharing, statements
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import agenda as agendas
from tafel.sight import casework as sight
from tafel.sight import own
from tests.cast import Cast, giving
from tests.tables import Table
from tests.tafel.acting import act, closes, edited, opened, passage

WHO, READER, SECRETARY = ("inge.bakels", "ruud.eggink"), "wouter.lansink", "samir.el.khatib"
PASSAGES, PATIENCE = 2, 60.0
Act = tuple[str, int]  # what, and on which passage
acts = st.tuples(st.sampled_from(("edit", "edit", "share", "withdraw", "order", "close")), st.integers(0, PASSAGES - 1))


@dataclass
class Page:
    """What one of them saw when the page was drawn, and sends along."""

    passages: list[Passage] = field(default_factory=list)
    order: int = 0


class TwoPeople(RuleBasedStateMachine):
    """What was acknowledged stands in the end or was answered with a conflict, and no share outlives its end."""

    def __init__(self, cast: Cast, table: Table, tally: Counter[tuple[str, bool]]) -> None:
        super().__init__()
        self.cast, self.table, self.closed = cast, table, False
        self.tally = tally
        self.pages = {login: Page() for login in WHO}

    @initialize()
    def begin(self) -> None:
        """A case of their own, with something written in it."""
        self.case = opened(self.cast, WHO[0], "Samen" + "".join(chr(97 + int(one)) for one in str(uuid4().int)[:9]))
        member = NameMember(once=uuid4(), membership_id=self.cast.seats[WHO[1]].membership)
        part = TakePart(once=uuid4(), partner_id=self.cast.partners["OM"])
        act(self.cast, WHO[0], lambda work: casework.add_member(work, self.case, member))
        act(self.cast, WHO[0], lambda work: casework.add_partner(work, self.case, part))
        self.stands = [f"Eerst {number}." for number in range(PASSAGES)]
        self.ids = [self._written(text) for text in self.stands]
        self.lent: list[set[str]] = [set() for _ in self.ids]
        self.said = [*self.stands]
        for login in WHO:
            self.look(login)

    @rule(login=st.sampled_from(WHO))
    def look(self, login: str) -> None:
        """One of them draws the page anew."""
        self.pages[login] = Page([self._now(one) for one in self.ids], self._ordered())

    @rule(first=acts, second=acts, fresh=st.booleans())
    def at_once(self, first: Act, second: Act, *, fresh: bool) -> None:
        """Both act at the same moment, from the page they have, or one that is drawn now."""
        for login in WHO if fresh else ():
            self.look(login)
        together, before = Barrier(2), self._ordered()
        sent = [(what, number, uuid4().hex) for what, number in (first, second)]
        self.said += [text for *_, text in sent]
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(self._acts, together, login, *one) for login, one in zip(WHO, sent, strict=True)]
            done = [one for one, answer in zip(sent, waiting, strict=True) if answer.result(PATIENCE)]
        self.tally.update((one[0], one in done) for one in sent)
        stood = [*self.stands]
        self._edited(done)
        self._lent(done, stood)
        assert self._ordered() - before <= any(what == "order" for what, *_ in done)  # the last cannot go later
        self.closed |= any(what == "close" for what, *_ in done)

    def _acts(self, together: Barrier, login: str, what: str, number: int, text: str) -> bool:
        """Whether it was done; else they were told why not, with what they typed still there."""
        page, does = self.pages[login], getattr(self, f"_{what}")
        together.wait(PATIENCE)
        try:
            does(login, page, number, text)
        except (Conflict, Invalid, NotFound, Refused):
            return False
        return True

    def _edit(self, login: str, page: Page, number: int, text: str) -> None:
        form: EditPassage = edited(page.passages[number], text)
        act(self.cast, login, lambda work: statements.edit(work, self.ids[number], form))

    def _share(self, login: str, page: Page, number: int, _text: str) -> None:
        form = giving([page.passages[number].version_id], [self.cast.partners["OM"]])
        act(self.cast, login, lambda work: sharing.give(work, self.case, form))

    def _withdraw(self, login: str, _page: Page, number: int, _text: str) -> None:
        act(self.cast, login, lambda work: sharing.withdraw_statement(work, self.ids[number]))

    def _order(self, _login: str, page: Page, number: int, _text: str) -> None:
        item = list(self.table.items.values())[number]
        form = MoveItem(once=uuid4(), item_id=item, later=not page.order % 2, edit=page.order)
        act(self.cast, SECRETARY, lambda work: agenda.move(work, self.table.meeting, form))

    def _ordered(self) -> int:
        """How often the order was changed."""
        with db.reading(self.cast.seats[SECRETARY]) as reading:
            return agendas.head_of(reading, self.table.meeting).order_edit

    def _close(self, login: str, *_: object) -> None:
        closes(self.cast, login, self.case)

    def _edited(self, done: list[tuple[str, int, str]]) -> None:
        """Of two edits of one page one is kept, and stands; the other is a conflict."""
        for number, statement in enumerate(self.ids):
            kept = [text for what, at, text in done if (what, at) == ("edit", number)]
            assert len(kept) <= 1
            assert not (kept and self.closed)
            self.stands[number] = (kept or [self.stands[number]])[0]
            assert self._now(statement).text == self.stands[number]

    def _lent(self, done: list[tuple[str, int, str]], stood: list[str]) -> None:
        """The receiver sees words that were shared and not taken back since, or none."""
        for number in range(PASSAGES):
            acted = {what for what, at, _ in done if at == number}
            if "withdraw" in acted:
                self.lent[number] &= {self.stands[number]} if "share" in acted else set()
            if "share" in acted:  # of the same version: one's own words that are not shared yet are changed in place
                pages = {self.pages[login].passages[number].text for login in WHO}
                self.lent[number] |= {stood[number], self.stands[number]} | pages
        assert self._seen() <= set().union(*self.lent)

    def _written(self, text: str) -> UUID:
        def write(work: Writing) -> UUID:
            return statements.write(work, self.case, passage(text))

        return act(self.cast, WHO[0], write)

    def _now(self, statement: UUID) -> Passage:
        with db.reading(self.cast.seats[WHO[0]]) as reading:
            found = own.one_passage(reading, self.case, statement)
        assert found
        return found

    def _seen(self) -> set[str]:
        with db.reading(self.cast.seats[READER]) as reading:
            page = sight.case_page(reading, self.case).model_dump_json()
        return {text for text in self.said if text in page}


def run(cast: Cast, table: Table, times: int, steps: int) -> Counter[tuple[str, bool]]:
    """So many interleavings of so many steps; how often what was done, and how often it was refused."""
    tally = Counter[tuple[str, bool]]()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: TwoPeople(cast, table, tally),
        settings=settings(
            max_examples=times, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    return tally
