"""My account as a file: complete, harmless to open, and noted before it leaves."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

import pikepdf
import pytest

from models.acts import Act
from models.forms.casework import WritePassage
from models.forms.sharing import ExportShares
from models.terms import DataCategory, FieldName, Purpose
from models.views.sharing import ShareLine
from tafel import clock, db, exports, statements
from tafel.exports import File
from tafel.refusals import Invalid
from tests.cast import Cast
from tests.tafel.test_sharing import entries, give


def export(cast: Cast, login: str = "inge.bakels", kind: str = "csv", **more: object) -> File:
    today = clock.today()
    form = ExportShares.model_validate({"once": uuid4(), "van": today, "tot": today, "format": kind, **more})
    with db.writing(cast.seats[login]) as work:
        return exports.export(work, form, _speak)


def _speak(said: StrEnum | str) -> str:
    return str(said)


def _rows(file: File) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.body.decode("utf-8-sig")), delimiter=";"))


def test_a_file_is_noted_with_its_hash_before_it_leaves(cast: Cast) -> None:
    made = export(cast)
    line = entries(cast, Act.SHARES_EXPORTED)[-1]
    assert line["sha256"] == hashlib.sha256(made.body).hexdigest()
    assert (line["lines"], line["format"]) == (1, "csv")
    assert "matrassen" not in json.dumps(line)


def test_a_spreadsheet_shows_what_was_given_and_runs_nothing(cast: Cast) -> None:
    for number, start in enumerate("=+-@\t"):
        with db.writing(cast.seats["inge.bakels"]) as work:
            form = WritePassage(once=uuid4(), text=f"x{number}", category="D7", reliability="heard")
            made = statements.write(work, cast.cases["Zwaluw"], form)
        cast.passages["voorman"] = made
        assert exports.harmless(f"{start}1+1") == f"'{start}1+1"
        give(cast, "inge.bakels", ["voorman"], ["OM"])
    file = export(cast)
    assert file.body.startswith(b"\xef\xbb\xbf")
    heading, *rows = _rows(file)
    assert heading[:3] == ["Casus", "Kenmerk", "Passage"]
    assert {row[2] for row in rows} == {"Boven de kas liggen negen matrassen.", "x0", "x1", "x2", "x3", "x4"}


def test_json_says_the_same(cast: Cast) -> None:
    told = json.loads(export(cast, kind="json").body)
    assert told["made_for"] == "Inge Bakels"
    assert told["shares"][0]["receiver"] == "Openbaar Ministerie"


def test_a_pdf_says_for_whom_it_was_made_and_carries_no_other_name(cast: Cast) -> None:
    made = export(cast, kind="pdf")
    with pikepdf.open(io.BytesIO(made.body)) as document:
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo["/Title"]) == "Verstrekkingen"
    assert made.name == f"verstrekkingen-{clock.today()}.pdf"


def test_an_empty_period_makes_an_empty_file(cast: Cast) -> None:
    long_ago = clock.today() - timedelta(days=400)
    for kind in ("pdf", "csv", "json"):
        assert export(cast, kind=kind, van=long_ago, tot=long_ago).body
    assert entries(cast, Act.SHARES_EXPORTED)[-1]["lines"] == 0


def test_dates_the_wrong_way_round(cast: Cast) -> None:
    with pytest.raises(Invalid) as error:
        export(cast, van=clock.today(), tot=clock.today() - timedelta(days=1))
    assert "tot" in error.value.errors


def test_nobody_else_gets_our_account(cast: Cast) -> None:
    for login in ["wouter.lansink", "ruud.eggink", "petra.dekker", "rik.zandstra", "ben.vink", "nadia.oosterhuis"]:
        assert b"matrassen" not in export(cast, login).body


def test_when_the_ledger_cannot_be_written_no_file_is_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_work: db.Writing) -> None:
        raise RuntimeError("no ledger")

    monkeypatch.setattr("tafel.ledger.append", broken)
    with pytest.raises(RuntimeError):
        export(cast)


def test_where_somebody_hides_leaves_in_no_file() -> None:
    line = ShareLine(
        id=uuid4(), version_id=uuid4(), statement_id=uuid4(), case_id=uuid4(), case_word="Zwaluw",
        case_reference="DW-1", text="Kanariestraat 1",
        field=FieldName.SECRET_ADDRESS, letter="A", coded=None, on=None, receiver_id=uuid4(), receiver="Politie",
        purpose=Purpose.P2,
        category=DataCategory.D12, rule_number=84, article="", book_version=3, given_by="x", given_at=clock.now(),
        ends_at=clock.now(), first_shown_on=None, was_shown=False, ended_at=None, ended_why=None, held=False,
    )  # fmt: skip
    assert "Kanarie" not in str(exports.row_of(line, _speak))
