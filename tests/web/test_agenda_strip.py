"""The strip of minutes: as wide as the meeting, or as its items where they run past the end."""

from datetime import timedelta

import pytest

from models.forms.meetings import AddItem
from tafel import agenda, db
from tafel.sight import agenda as seen
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act
from web.agenda_strip import WIDTH, Strip, strip


def _drawn(cast: Cast, *minutes: int) -> Strip:
    table = tables.set_up(cast)
    for number, length in enumerate(minutes):
        form = AddItem.model_validate({"once": table.meeting, "title": f"Punt {number}", "minutes": length})
        act(cast, "samir.el.khatib", lambda work, form=form: agenda.add(work, table.meeting, form))  # type: ignore[misc]
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        return strip(seen.page(reading, table.meeting))


def test_what_is_left_is_drawn_too_and_every_half_hour_is_named(cast: Cast) -> None:
    drawn = _drawn(cast)
    assert [block.tone for block in drawn.blocks] == ["case", "plain", "left"]
    assert [block.word for block in drawn.blocks] == ["Zwaluw", "", ""]
    assert drawn.marks[-1] - drawn.marks[0] == timedelta(hours=2)
    last = drawn.blocks[-1]
    assert last.x + last.width == pytest.approx(WIDTH, abs=5)


def test_what_runs_past_the_end_is_marked_and_no_time_is_named(cast: Cast) -> None:
    drawn = _drawn(cast, 60, 60)
    assert [block.tone for block in drawn.blocks] == ["case", "plain", "plain", "over"]
    assert drawn.marks == ()
    last = drawn.blocks[-1]
    assert last.x + last.width == pytest.approx(WIDTH, abs=5)
