"""Writing down what is said and agreed, on screen: forms, notes, and the giver's answer."""

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.meeting_terms import MinutingMode
from models.tables.meetings import AgendaItem
from tafel import clock, db
from tests.cast import Cast
from tests.client import Client
from tests.tables import Table
from tests.tafel.acting import ledger
from tests.tafel.minuted import close
from tests.tafel.minuting import TAKER, decided, in_session, of_item, said, waiting

pytestmark = pytest.mark.laid

HTMX = {"HX-Request": "true"}
OUTSIDE = ("petra.dekker", "ruud.eggink", "nadia.oosterhuis", "ben.vink", "rik.zandstra")


def _here(table: Table, what: str = "regels") -> str:
    return f"/overleggen/{table.meeting}/punten/{table.items['Zwaluw']}/{what}"


def _line(text: str = "@politie vóór morgen: rijdt langs", **more: str) -> dict[str, str]:
    return {"once": str(uuid4()), "line": text, **more}


def test_an_action_in_one_line_stands_above_the_form(cast: Cast) -> None:
    table = in_session(cast)
    client = cast.client(TAKER)
    sent = client.post(_here(table, "regel"), data=_line())
    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert "rijdt langs" in client.get(sent.headers["location"]).text


def test_htmx_gets_the_form_empty_again_and_the_lines(cast: Cast) -> None:
    table = in_session(cast)
    form = _line()
    answers = [cast.client(TAKER).post(_here(table, "regel"), data=form, headers=HTMX) for _ in range(2)]
    for answer in answers:
        assert answer.status_code == HTTPStatus.OK
        assert "rijdt langs" in answer.text.split("<hx-partial")[1]
        assert 'value=""' in answer.text.split("<hx-partial")[0]
    assert len(of_item(cast, TAKER, table).lines) == 1
    assert len(ledger(cast, Act.ACTION_ADDED)) == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("regel", {"line": "@Het Ankr vóór morgen: bellen"}, "doet niet mee aan dit punt"),
        ("regel", {"line": "@politie: bellen"}, "Zeg vóór wanneer"),
        ("regel", {"line": "x" * 1001}, "ten hoogste 1000 tekens"),
        ("afspraak", {"text": "Merkwoord afspraak", "route": ""}, "Kies wat voor afspraak dit is."),
        ("afspraak", {"text": "Merkwoord afspraak", "route": "route"}, "Kies wie deze afspraak op zich neemt."),
        ("gezegd", {"text": "Merkwoord gezegd"}, "Kies wie dit zei"),
        ("actie", {"text": "Merkwoord actie"}, "Kies wie dit doet"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(
    cast: Cast, path: str, fields: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    table = in_session(cast)
    answer = cast.client(TAKER).post(_here(table, path), data={"once": str(uuid4()), **fields}, headers=headers)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert fields.get("line", fields.get("text", "")) in answer.text


def test_an_action_with_a_day_that_is_over(cast: Cast) -> None:
    table = in_session(cast)
    day = clock.today() - timedelta(days=1)
    sent = {"once": str(uuid4()), "text": "Belt.", "partner_id": str(cast.partners["POL"]), "due_on": day.isoformat()}
    answer = cast.client(TAKER).post(_here(table, "actie"), data=sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "al voorbij" in answer.text


def test_where_nothing_is_written_down_the_page_says_so(cast: Cast) -> None:
    table = in_session(cast, mode=MinutingMode.NOTHING)
    page = cast.client(TAKER).get(_here(table)).text
    assert "alleen dat het is besproken" in page
    assert "<textarea" not in page
    answer = cast.client(TAKER).post(_here(table, "regel"), data=_line())
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "rijdt langs" not in cast.client(TAKER).get(_here(table)).text


def test_only_in_a_report_is_there_a_form_for_what_was_said(cast: Cast) -> None:
    table = in_session(cast, mode=MinutingMode.AGREED)
    assert "Wie zei dit?" not in cast.client(TAKER).get(_here(table)).text
    answer = cast.client(TAKER).post(
        _here(table, "gezegd"), data={"once": str(uuid4()), "text": "x", "partner_id": str(cast.partners["POL"])}
    )
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_others_have_no_forms(cast: Cast) -> None:
    table = in_session(cast)
    for login in ("inge.bakels", "wouter.lansink", "marijke.terpstra"):
        page = cast.client(login).get(_here(table))
        assert page.status_code == HTTPStatus.OK
        assert "<textarea" not in page.text
        answer = cast.client(login).post(_here(table, "regel"), data=_line())
        assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("login", OUTSIDE)
def test_to_others_there_is_no_such_page(cast: Cast, login: str) -> None:
    table = in_session(cast)
    line = said(cast, table)
    client = cast.client(login)
    mine = f"/overleggen/{table.meeting}/regels"
    posted = [
        client.post(_here(table, path), data={"once": str(uuid4()), "text": "x", "line": "x", "base": "0"})
        for path in ("regel", "gezegd", "afspraak", "actie", "notities", f"regels/{line}", f"regels/{line}/weg")
    ]
    posted.append(client.post(f"{mine}/{line}", data={"once": str(uuid4()), "answer": "right", "base": "0"}))
    assert {one.status_code for one in posted} <= {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert client.get(_here(table)).status_code == HTTPStatus.NOT_FOUND
    if login not in ("petra.dekker", "ruud.eggink"):
        assert client.get(mine).status_code == HTTPStatus.NOT_FOUND
    else:
        assert "De kas is leeg." not in client.get(mine).text


# ---------- the giver


def _confirm(cast: Cast, table: Table, line: UUID, headers: dict[str, str] | None = None, **fields: str) -> object:
    base = waiting(cast, "inge.bakels", table)[0].base
    known = {"once": str(uuid4()), "answer": "right", "base": base, "reliability": "heard"}
    where = f"/overleggen/{table.meeting}/regels/{line}"
    return cast.client("inge.bakels").post(where, data=known | fields, headers=headers or {})


def test_the_giver_confirms(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    page = cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/regels").text
    assert "De kas is leeg." in page
    assert "Hoe weet u dit?" in page
    assert "De kas is leeg." not in cast.client("wouter.lansink").get(_here(table)).text
    answer = _confirm(cast, table, line)
    assert answer.status_code == HTTPStatus.SEE_OTHER  # type: ignore[attr-defined]
    assert "Er wacht niets op uw bevestiging" in cast.client("inge.bakels").get(answer.headers["location"]).text  # type: ignore[attr-defined]
    assert "De kas is leeg." in cast.client("wouter.lansink").get(_here(table)).text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_mistake_of_the_giver_keeps_its_words(cast: Cast, headers: dict[str, str]) -> None:
    table = in_session(cast)
    line = said(cast, table)
    answer = _confirm(cast, table, line, headers, answer="other", text="Mijn eigen woorden", reliability="")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY  # type: ignore[attr-defined]
    assert "Mijn eigen woorden" in answer.text  # type: ignore[attr-defined]
    assert "Kies hoe betrouwbaar dit is" in answer.text  # type: ignore[attr-defined]


def test_a_line_that_changed_meanwhile_is_read_again(cast: Cast) -> None:
    table = in_session(cast)
    line = said(cast, table)
    answer = _confirm(cast, table, line, base=f"{uuid4()}.1")
    assert answer.status_code == HTTPStatus.CONFLICT  # type: ignore[attr-defined]
    assert "De kas is leeg." in answer.text  # type: ignore[attr-defined]


# ---------- put right


def test_a_line_is_changed_and_taken_back(cast: Cast) -> None:
    table = in_session(cast)
    line, client = decided(cast, table), cast.client(TAKER)
    base = of_item(cast, TAKER, table).lines[0].base
    form = {"once": str(uuid4()), "text": "Eerst overleg.", "base": base, "route": "other"}
    assert client.post(_here(table, f"regels/{line}"), data=form).status_code == HTTPStatus.SEE_OTHER
    assert "Eerst overleg." in cast.client("wouter.lansink").get(_here(table)).text
    late = client.post(_here(table, f"regels/{line}"), data=form | {"once": str(uuid4()), "text": "Mijn late tekst"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Mijn late tekst" in late.text
    assert "Eerst overleg." in late.text
    client.post(_here(table, f"regels/{line}/weg"), data={"once": str(uuid4())})
    assert "Eerst overleg." not in client.get(_here(table)).text


# ---------- working notes


def _save(client: Client, table: Table, text: str, base: str = "0") -> tuple[int, str]:
    answer = client.post(_here(table, "notities"), data={"text": text, "base": base}, headers=HTMX)
    return answer.status_code, answer.text


def _base(html: str) -> str:
    found = re.search(r'name="base" value="(\d+)"', html)
    assert found
    return found[1]


def test_notes_save_themselves_for_their_writer_alone(cast: Cast) -> None:
    table = in_session(cast)
    client = cast.client(TAKER)
    before = len(ledger(cast, Act.STATEMENT_HANDED_OUT))
    status, html = _save(client, table, "Merknotitie een.")
    assert status == HTTPStatus.OK
    assert _base(html) == "1"
    assert "Merknotitie een." in client.get(_here(table)).text
    for login in ("inge.bakels", "wouter.lansink", "marijke.terpstra"):
        assert "Merknotitie" not in cast.client(login).get(_here(table)).text
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == before


def test_a_save_from_another_window_shows_both_texts(cast: Cast) -> None:
    table = in_session(cast)
    client = cast.client(TAKER)
    _save(client, table, "Uit het ene venster.")
    status, html = _save(client, table, "Uit het andere.")
    assert status == HTTPStatus.CONFLICT
    assert "Uit het ene venster." in html
    assert "<input" not in html
    assert _save(client, table, "Uit het ene venster.")[0] == HTTPStatus.OK
    status, html = _save(client, table, "Samen.", "1")
    assert _base(html) == "2"
    plain = client.post(_here(table, "notities"), data={"text": "Zonder script.", "base": "1"})
    assert plain.status_code == HTTPStatus.CONFLICT
    assert "Zonder script." in plain.text
    assert "Samen." in plain.text


@pytest.mark.parametrize("login", ["inge.bakels", "marijke.terpstra"])
def test_only_the_note_taker_keeps_notes(cast: Cast, login: str) -> None:
    table = in_session(cast)
    status, sentence = _save(cast.client(login), table, "Merknotitie.")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Alleen de notulist" in sentence


def test_notes_begin_with_the_item_and_go_on_where_it_was_taken_back(cast: Cast) -> None:
    table, client = in_session(cast), cast.client(TAKER)
    other = _here(table).replace(str(table.items["Zwaluw"]), str(table.items["Samenwerking"]))
    assert "Werknotities" in client.get(_here(table)).text
    page = client.get(other).text
    assert ("Schrijven kan zodra" in page, "Werknotities" in page) == (True, False)
    answer = client.post(other.replace("regels", "notities"), data={"text": "Te vroeg.", "base": "0"}, headers=HTMX)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Schrijven kan zodra" in answer.text
    _save(client, table, "Merknotitie.")
    _taken_back(cast, table)
    assert "Merknotitie.</textarea>" in client.get(_here(table)).text
    assert _save(client, table, "Merknotitie twee.", "1")[0] == HTTPStatus.OK


def test_of_an_item_that_was_never_reached_there_are_no_notes_afterwards(cast: Cast) -> None:
    table, client = in_session(cast), cast.client(TAKER)
    _taken_back(cast, table)
    close(cast, table)
    assert "Werknotities" not in client.get(_here(table)).text
    status, sentence = _save(client, table, "Te laat.")
    assert (status, "gesloten" in sentence) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)


def _taken_back(cast: Cast, table: Table) -> None:
    with db.writing(cast.seats["marijke.terpstra"]) as work:
        work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"])).opened_at = None


def test_without_javascript_notes_that_cannot_be_kept_stay_on_the_page(cast: Cast) -> None:
    table, client = in_session(cast), cast.client(TAKER)
    long = client.post(_here(table, "notities"), data={"text": "Merk" * 1001, "base": "0"})
    assert long.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Merk" * 1001 in long.text
    assert "ten hoogste 4000 tekens" in long.text
    assert "ander venster" not in long.text.partition("<main")[2].partition("data-when")[0]
    moved = client.post(f"{_here(table, 'notities')}?taak={cast.partners['VZ']}", data={"text": "Merk.", "base": "0"})
    assert (moved.status_code, "Merk." in moved.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert "wisselde intussen van taak" in moved.text


def test_no_notes_where_nothing_is_written_down(cast: Cast) -> None:
    table = in_session(cast, mode=MinutingMode.NOTHING)
    status, sentence = _save(cast.client(TAKER), table, "Merknotitie.")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "niets vastgelegd" in sentence
