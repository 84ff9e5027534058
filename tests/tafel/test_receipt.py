"""What came of what one brought to a meeting: in one's own rights, and true whatever happens later."""

from uuid import UUID

import pytest

from models.acts import Act
from models.care_terms import Came
from models.meeting_terms import ActionState
from models.views.care import Receipt, ReceiptItem
from tafel import db, meetings
from tafel.refusals import NotFound
from tafel.sight import handed_out, home
from tafel.sight import receipt as seen
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, joins, ledger
from tests.tafel.minuted import CHAIR, adopted, close, confirmed, held
from tests.tafel.minuting import action, decided, in_session, said
from tests.tafel.test_actions import reports
from tests.tafel.test_agenda import _series
from tests.tafel.test_postponing import _begun

pytestmark = pytest.mark.laid

POLICE, PROSECUTOR = "inge.bakels", "wouter.lansink"


def read(cast: Cast, login: str, meeting: UUID) -> Receipt:
    """The receipt as somebody has it; what others wrote is in the register."""
    with db.reading(cast.seats[login]) as reading:
        found = seen.page(reading, meeting)
    handed_out.record(reading)
    return found


def of(cast: Cast, login: str, table: Table) -> ReceiptItem:
    (item,) = read(cast, login, table.meeting).items
    return item


def test_what_one_announced_and_shared_comes_back_with_what_was_agreed(cast: Cast) -> None:
    table = in_session(cast)
    decided(cast, table)
    line = action(cast, table)
    close(cast, table)
    item = of(cast, POLICE, table)
    assert (item.word, item.came, item.announced) == ("Zwaluw", Came.DISCUSSED, True)
    assert item.asked == "Wie bezoekt de kas?"
    assert [one.text for one in item.brought] == ["Boven de kas liggen negen matrassen."]
    assert [one.text for one in item.decided] == ["Eerst controle."]
    assert [(one.text, one.state) for one in item.actions] == [("Rijdt langs.", ActionState.OPEN)]
    reports(cast, POLICE, line, "done")
    assert of(cast, POLICE, table).actions[0].state is ActionState.DONE


def test_before_the_close_there_is_nothing(cast: Cast) -> None:
    table = in_session(cast)
    found = read(cast, POLICE, table.meeting)
    assert (found.closed, found.items) == (False, ())


def test_who_brought_nothing_has_an_empty_page(cast: Cast) -> None:
    table = held(cast)
    assert read(cast, "soraya.pinas", table.meeting).items == ()


def test_what_is_hidden_leaves_no_trace(cast: Cast) -> None:
    """A decision of another partner that was not shared with us: the same page as when there was none."""
    table = in_session(cast)
    decided(cast, table, "OM", text="Een doorzoeking wordt voorbereid.")
    close(cast, table)
    item = of(cast, POLICE, table)
    assert (item.decided, item.actions, item.said) == ((), (), ())
    assert [one.text for one in item.brought] == ["Boven de kas liggen negen matrassen."]


def test_what_one_said_aloud_stands_with_what_one_brought(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    confirmed(cast, table)
    close(cast, table)
    item = of(cast, POLICE, table)
    assert [(one.text, one.shared_at) for one in item.brought][-1] == ("De kas is leeg.", None)
    assert item.said == ()


def test_what_was_not_reached_says_so_or_where_it_went(cast: Cast) -> None:
    one, _ = _series(cast)
    _begun(cast, one)
    act(cast, CHAIR, lambda work: meetings.close(work, one, unreached=True))
    came = {item.word: item for item in read(cast, POLICE, one).items}
    assert came["Zwaluw"].came is Came.CARRIED_ON
    assert came["Zwaluw"].later is not None
    assert read(cast, PROSECUTOR, one).items == ()


def test_it_is_drawn_again_when_the_minutes_are_adopted(cast: Cast) -> None:
    table = in_session(cast)
    decided(cast, table)
    close(cast, table)
    adopted(cast, table)
    assert [one.text for one in of(cast, POLICE, table).decided] == ["Eerst controle."]


def test_a_colleagues_words_are_noted_as_shown(cast: Cast) -> None:
    joins(cast, POLICE, "ruud.eggink")
    table = held(cast)
    assert of(cast, "ruud.eggink", table).brought
    shown = ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]
    assert shown["person"] == str(cast.seats["ruud.eggink"].person)


@pytest.mark.parametrize("login", ["rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_who_is_not_at_the_table_finds_nothing(cast: Cast, login: str) -> None:
    table = held(cast)
    with pytest.raises(NotFound):
        read(cast, login, table.meeting)


def test_who_is_no_member_of_the_case_brought_nothing_to_it(cast: Cast) -> None:
    table = held(cast)
    assert read(cast, "ruud.eggink", table.meeting).items == ()


def test_home_points_at_it_for_two_weeks(cast: Cast) -> None:
    table = held(cast)

    def told(login: str) -> list[UUID]:
        with db.reading(cast.seats[login]) as reading:
            return [one.meeting_id for one in home.home(reading).receipts]

    assert told(POLICE) == [table.meeting]
    assert told("ruud.eggink") == []
    assert told("petra.dekker") == []
