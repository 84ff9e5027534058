"""Items with equal circles stand together; an order with the least walking is found, and never put by itself."""

from datetime import time, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forms.meetings import AddItem, ChangeItem, MoveItem, OrderAgenda, SayWhoComes
from models.forms.room import AdmitGuest
from models.meeting_terms import Coming
from models.views.proposed_order import OrderProposal
from tafel import admitting, agenda, attendance, clock, db, meetings, ordering
from tafel.ordering import Stop
from tafel.refusals import Conflict, NotFound, Refused
from tafel.sight import agenda as agendas
from tafel.sight import proposed_order
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act

SECRETARY, CHAIR = "samir.el.khatib", "marijke.terpstra"
CIRCLES = {"Een": ("POL", "OM"), "Twee": ("OPV", "WOCO"), "Drie": ("POL", "OM"), "Vier": ("OPV", "WOCO")}


def announces(cast: Cast, table: Table, word: str, *circle: str) -> None:
    form = tables.item_of(cast, *circle, case_id=None, title=word, brief="Wat nu?", minutes=10)
    table.items[word] = act(cast, SECRETARY, lambda work: agenda.propose(work, table.meeting, form))


def accepts(cast: Cast, table: Table, word: str) -> None:
    act(cast, SECRETARY, lambda work: agenda.accept(work, table.items[word]))


@pytest.fixture
def table(cast: Cast) -> Table:
    """An agenda that was not sent, with four items announced in turn for two circles."""
    made = tables.set_up(cast, sent=False)
    for word, circle in CIRCLES.items():
        announces(cast, made, word, *circle)
    return made


def order(cast: Cast, table: Table) -> list[str]:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return [one.word for one in agendas.page(reading, table.meeting).items]


def proposal(cast: Cast, table: Table, login: str = SECRETARY) -> OrderProposal:
    with db.reading(cast.seats[login]) as reading:
        return proposed_order.page(reading, table.meeting)


def test_what_is_accepted_goes_beside_its_like(cast: Cast, table: Table) -> None:
    for word in CIRCLES:
        accepts(cast, table, word)
    assert order(cast, table) == ["Zwaluw", "Samenwerking", "Een", "Drie", "Twee", "Vier"]


def test_what_was_ordered_by_hand_stays_so(cast: Cast, table: Table) -> None:
    for word in ("Een", "Twee"):
        accepts(cast, table, word)
    with db.reading(cast.seats[SECRETARY]) as reading:
        edit = agendas.head_of(reading, table.meeting).order_edit
    form = MoveItem(once=uuid4(), item_id=table.items["Een"], edit=edit)
    act(cast, SECRETARY, lambda work: agenda.move(work, table.meeting, form))
    before = order(cast, table)
    accepts(cast, table, "Drie")
    assert order(cast, table) == [*before, "Drie"]


def test_what_was_sent_stays_so(cast: Cast, table: Table) -> None:
    for word in ("Een", "Twee"):
        accepts(cast, table, word)
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    accepts(cast, table, "Drie")
    assert order(cast, table)[-1] == "Drie"


def mixed(cast: Cast, table: Table) -> None:
    """All on the agenda, and by hand put so that everybody walks between any two."""
    for word in CIRCLES:
        accepts(cast, table, word)
    _orders(cast, table, ["Zwaluw", "Samenwerking", "Een", "Twee", "Drie", "Vier"])


def _orders(cast: Cast, table: Table, words: list[str], edit: int | None = None) -> None:
    with db.reading(cast.seats[SECRETARY]) as reading:
        stands = agendas.head_of(reading, table.meeting).order_edit
    items = [table.items[word] for word in words]
    form = OrderAgenda(once=uuid4(), items=items, edit=stands if edit is None else edit)
    act(cast, SECRETARY, lambda work: agenda.order(work, table.meeting, form))


def test_an_order_is_proposed_with_what_it_saves_and_taken_over_with_one_press(cast: Cast, table: Table) -> None:
    mixed(cast, table)
    found = proposal(cast, table)
    assert found.walks_then < found.walks_now
    assert found.least
    words = [one.word for one in found.items]
    assert abs(words.index("Een") - words.index("Drie")) == 1
    assert order(cast, table) != words  # nothing happened yet
    assert found == proposal(cast, table)  # and it is the same each time
    _orders(cast, table, words, found.head.order_edit)
    assert order(cast, table) == words
    assert not proposal(cast, table).better
    with pytest.raises(Conflict):
        _orders(cast, table, words, found.head.order_edit)  # drawn before it was taken over


def test_what_opens_and_closes_stays_and_a_fixed_time_is_kept(cast: Cast, table: Table) -> None:
    mixed(cast, table)
    closing = AddItem(once=uuid4(), title="Rondvraag", minutes=5)
    act(cast, SECRETARY, lambda work: agenda.add(work, table.meeting, closing))
    circle = [cast.partners[key] for key in ("OPV", "WOCO", "VZ")]
    called = ChangeItem(once=uuid4(), minutes=10, circle=circle, fixed_time=time(13, 40))
    act(cast, SECRETARY, lambda work: agenda.change(work, table.items["Twee"], called))
    found = proposal(cast, table)
    assert found.items[-1].word == "Rondvraag"
    (twee,) = [one for one in found.items if one.word == "Twee"]
    assert abs(twee.at - twee.now) <= timedelta(minutes=5)


def test_an_item_with_a_guest_keeps_its_time(cast: Cast, table: Table) -> None:
    mixed(cast, table)
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    form = AdmitGuest(once=uuid4(), item_id=table.items["Vier"], name="Tolk", signed=True)
    act(cast, SECRETARY, lambda work: admitting.guest(work, table.meeting, form))
    (four,) = [one for one in proposal(cast, table).items if one.word == "Vier"]
    assert timedelta() <= four.at - four.now <= timedelta(minutes=5)


def test_nobody_is_called_before_a_fixed_time(cast: Cast, table: Table) -> None:
    """Five minutes earlier, fewer would walk: the short item before it is for those of the item after it."""
    form = tables.item_of(cast, "POL", "OM", case_id=None, title="Kort", brief="Wat nu?", minutes=5)
    table.items["Kort"] = act(cast, SECRETARY, lambda work: agenda.propose(work, table.meeting, form))
    for word in ("Kort", "Twee", "Drie"):
        accepts(cast, table, word)
    _orders(cast, table, ["Zwaluw", "Samenwerking", "Kort", "Twee", "Drie"])
    (now,) = [one.now for one in proposal(cast, table).items if one.word == "Twee"]
    circle = [cast.partners[key] for key in ("OPV", "WOCO", "VZ")]
    called = ChangeItem(once=uuid4(), minutes=10, circle=circle, fixed_time=now.astimezone(clock.AMSTERDAM).time())
    act(cast, SECRETARY, lambda work: agenda.change(work, table.items["Twee"], called))
    (twee,) = [one for one in proposal(cast, table).items if one.word == "Twee"]
    assert twee.at >= now


@pytest.mark.parametrize("login", ["inge.bakels", "bram.kuijper", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_nobody_else_finds_it(cast: Cast, table: Table, login: str) -> None:
    mixed(cast, table)
    with pytest.raises(NotFound):
        proposal(cast, table, login)


def test_the_chair_sees_it_once_the_agenda_was_sent_and_orders_nothing(cast: Cast) -> None:
    aleid = cast.seats["aleid.vermaas"].membership
    own = tables.set_up(cast, sent=False, chair_id=aleid)
    with pytest.raises(NotFound):
        proposal(cast, own, "aleid.vermaas")
    act(cast, SECRETARY, lambda work: meetings.invite(work, own.meeting))
    assert not proposal(cast, own, "aleid.vermaas").builds
    form = OrderAgenda(once=uuid4(), items=list(own.items.values()), edit=1)
    with pytest.raises(Refused):
        act(cast, "aleid.vermaas", lambda work: agenda.order(work, own.meeting, form))


def test_none_is_proposed_once_the_meeting_began(cast: Cast) -> None:
    made = tables.set_up(cast)
    act(cast, CHAIR, lambda work: meetings.begin(work, made.meeting, early=True))
    with pytest.raises(NotFound):
        proposal(cast, made)


def test_people_are_counted_and_not_partners(cast: Cast, table: Table) -> None:
    mixed(cast, table)
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    expected = proposal(cast, table)
    form = SayWhoComes(once=uuid4(), membership_id=cast.seats["ruud.eggink"].membership, coming=Coming.ROOM)
    act(cast, "inge.bakels", lambda work: attendance.say_who_comes(work, table.meeting, form))
    assert proposal(cast, table).walks_now > expected.walks_now


PEOPLE = [UUID(int=one) for one in range(5)]
stops = st.lists(
    st.builds(Stop, st.frozensets(st.sampled_from(PEOPLE), min_size=1), st.sampled_from([5, 10, 20])),
    min_size=2, max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(stops)
def test_nothing_walks_less(found: list[Stop]) -> None:
    """Compared with every order there is, where of some partners more come than of others, and of one nobody."""
    everybody, persons = frozenset(PEOPLE), dict(zip(PEOPLE, [1, 2, 0, 3], strict=False))

    def steps(which: list[int]) -> int:
        return ordering.walks([everybody, *(found[at].circle for at in which), everybody], persons)

    order, least = ordering.best(everybody, found, everybody, persons)
    assert least
    assert sorted(order) == list(range(len(found)))
    assert steps(order) == min(steps(list(each)) for each in permutations(range(len(found))))
