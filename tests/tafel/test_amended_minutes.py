"""What was said at a meeting is put right too: in the minutes, in the copies of them, and with who has such a copy."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.amend_terms import HadAs
from models.meeting_terms import CopyFormat
from models.views.minutes import SheetLine
from tafel import clock, db
from tafel.refusals import Refused
from tafel.sight import as_read, minutes
from tests.cast import Cast
from tests.checking import text_of
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import shared
from tests.tafel.amends import corrects, page, recalls
from tests.tafel.minuted import minutes_of, sheet

pytestmark = pytest.mark.laid

READER = "wouter.lansink"


@pytest.fixture(autouse=True)
def _printing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    copying.print_here(monkeypatch)


def said_line(cast: Cast, table: Table) -> UUID:
    """What the police said, as it stands in the minutes."""
    with db.reading(cast.seats["inge.bakels"]) as reading:
        rows = minutes.every_line(reading, minutes_of(cast, table))
        return next(row.statement_id for row in rows if row.kind == "said")


def test_a_copy_made_afterwards_says_what_was_there_before(cast: Cast) -> None:
    table = copying.told(cast)
    line = said_line(cast, table)
    copying.make(cast, table)
    copying.fetch(cast, READER, table)
    corrects(cast, "De kas is vol.", "Het was andersom.", line)
    (found,) = sheet(cast, READER, minutes_of(cast, table)).said
    assert (found.text, found.was, found.wrong_since) == (copying.SAID, None, clock.today())
    copying.make(cast, table)
    assert "dat dit niet klopt" in text_of(copying.fetch(cast, READER, table).body).replace("\n", " ")
    shared(cast, "inge.bakels", line, "OM")
    (found,) = sheet(cast, READER, minutes_of(cast, table)).said
    assert (found.text, found.was) == ("De kas is vol.", copying.SAID)
    copying.make(cast, table)
    printed = text_of(copying.fetch(cast, READER, table).body)
    assert "De kas is vol." in printed
    assert "Eerder stond hier" in printed.replace("\n", " ")


def test_as_another_reads_it_the_mark_stands_there_too(cast: Cast) -> None:
    table = copying.told(cast)
    line, part = said_line(cast, table), minutes_of(cast, table)
    copying.make(cast, table)
    copying.fetch(cast, READER, table)
    corrects(cast, "De kas is vol.", "Het was andersom.", line)
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        found = as_read.compared(reading, table.meeting, part, cast.partners["OM"], None).sheets[0].sheet.said
        assert [one.wrong_since for one in found] == [clock.today()]
        theirs: Any = SimpleNamespace(old_version=uuid4(), made_at=reading.now)
        others = as_read._corrected(reading, SheetLine(giver="Politie", text="x"), b"", theirs, None)  # noqa: SLF001 the viewer was never shown the old words
    assert (others.text, others.was, others.corrected_on) == ("x", None, clock.today())


def test_of_what_was_not_corrected_nothing_is_said_of_before(cast: Cast) -> None:
    table = copying.told(cast)
    line = said_line(cast, table)
    shared(cast, "inge.bakels", line, "OM")
    copying.make(cast, table)
    copying.fetch(cast, READER, table, CopyFormat.ODT)
    (found,) = sheet(cast, READER, minutes_of(cast, table)).said
    assert (found.was, found.corrected_on) == (None, None)


def test_who_fetched_a_copy_had_it_so_and_gets_that_copy_no_more(cast: Cast) -> None:
    table = copying.told(cast)
    line = said_line(cast, table)
    copying.make(cast, table)
    copying.fetch(cast, READER, table, CopyFormat.DOCX)
    cast.passages["gezegd"] = line
    recalls(cast, "OM", word="gezegd", drawn=[cast.partners[key] for key in ("OM", "VZ", "ZC")])
    (mine,) = page(cast, READER).asked
    assert mine.mine
    assert mine.mine.had_as == (HadAs.DOCX,)
    with pytest.raises(Refused):
        copying.fetch(cast, READER, table)
