"""The page of the copies: made without JavaScript, fetched by the named person, opened by other programs."""

from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from models.acts import Act
from models.meeting_terms import CopyFormat
from tafel import cli, clock, copies, line_input, making
from tests import office
from tests.browsing import barriers, looking
from tests.cast import Cast
from tests.checking import text_of
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import act, ledger
from tests.tafel.copying import DECIDED, SAID, TO_DO, fetch, file_of, make, own, rows, told
from tests.tafel.minuted import TAKER, close, sent
from tests.tafel.minuting import in_session
from web.copies import voice_of

pytestmark = pytest.mark.laid


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    copying.print_here(monkeypatch)


def _path(table: Table, copy_id: UUID | None = None) -> str:
    return f"/overleggen/{table.meeting}/verslag/exemplaren" + (f"/{copy_id}" if copy_id else "")


def _key() -> dict[str, str]:
    return {"once": str(uuid4())}


def test_made_in_one_go_with_a_bar_and_without_javascript(cast: Cast) -> None:
    table = told(cast)
    client = cast.client(TAKER)
    before = client.get(_path(table)).text
    assert "Maak exemplaren voor" in before
    assert "button-primary" in before
    asked = client.post(_path(table), data=_key())
    assert (asked.status_code, asked.headers["location"]) == (HTTPStatus.SEE_OTHER, _path(table))
    busy = client.get(_path(table)).text
    assert "<progress" in busy
    assert '<noscript><meta http-equiv="refresh"' in busy
    assert 'hx-trigger="every 1s"' in client.get(f"{_path(table)}/voortgang").text
    making.once(voice_of)
    after = client.get(_path(table)).text
    assert "gemaakt voor" in after
    assert "<progress" not in after
    assert "every 1s" not in client.get(f"{_path(table)}/voortgang").text


def test_who_wrote_it_up_sees_that_they_were_made_and_not_what_stands_in_them(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    page = cast.client(TAKER).get(_path(table)).text
    assert "Inge Bakels" in page
    for words in (SAID, DECIDED, TO_DO):
        assert words not in page
    for one in rows(cast):
        if one.membership_id != cast.seats[TAKER].membership:
            answer = cast.client(TAKER).post(_path(table, one.id), data=_key())
            assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_recipient_fetches_each_format(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    client = cast.client("wouter.lansink")
    assert "Zwaluw" in client.get(_path(table)).text
    for wanted in CopyFormat:
        answer = client.post(_path(table, file_of(own(cast, "wouter.lansink", table), wanted)), data=_key())
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["content-disposition"].endswith(f'.{wanted.value}"')
        assert "Zwaluw" not in answer.headers["content-disposition"]
        assert answer.headers["cache-control"] == "no-store"
    assert len(ledger(cast, Act.COPY_FETCHED)) == 3
    assert "opgehaald" in client.get(_path(table)).text


def test_a_recipient_fetches_all_of_a_format_together(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    client = cast.client("wouter.lansink")
    assert client.get(_path(table)).text.count("/exemplaren/alle/") == len(CopyFormat)
    for wanted in CopyFormat:
        answer = client.post(f"{_path(table)}/alle/{wanted.value}", data=_key())
        assert (answer.status_code, answer.headers["content-type"]) == (HTTPStatus.OK, "application/zip")
        assert answer.headers["cache-control"] == "no-store"
        with ZipFile(BytesIO(answer.content)) as packed:
            own_files = [fetch(cast, "wouter.lansink", table, wanted, word).body for word in ("", "Zwaluw")]
            assert [packed.read(name) for name in packed.namelist()] == own_files
            assert all(name.endswith(f".{wanted.value}") and "Zwaluw" not in name for name in packed.namelist())
    for login in ("rik.zandstra", "nadia.oosterhuis", "ben.vink", "ruud.eggink"):
        answer = cast.client(login).post(f"{_path(table)}/alle/pdf", data=_key())
        assert answer.status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"{_path(table)}/alle/exe", data=_key()).status_code == HTTPStatus.NOT_FOUND


def test_other_programs_find_in_each_copy_what_its_recipient_may_have_and_nothing_else(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    documents, wanted = {}, {}
    for login in ("inge.bakels", "wouter.lansink", "soraya.pinas"):
        for kind in CopyFormat:
            file = fetch(cast, login, table, kind)
            documents[f"{login}.{kind.value}"] = file.body
            wanted[f"{login}.{kind.value}"] = {SAID, DECIDED, TO_DO} if login != "soraya.pinas" else set()
            assert not any(word in file.name for word in ("Zwaluw", "Inge", "POL"))
    read = office.read({name: body for name, body in documents.items() if not name.endswith("pdf")})
    for name, body in documents.items():
        pdf = name.endswith(".pdf")
        told_there = text_of(body) if pdf else " ".join(read[name].split())
        flat = told_there.replace(" ", "")
        assert {one for one in (SAID, DECIDED, TO_DO) if one.replace(" ", "") in flat} == wanted[name], name
        whole = told_there if pdf else "".join(office.everything(body))
        assert {one for one in (SAID, DECIDED, TO_DO) if one in whole} <= wanted[name]
        assert cast.seats["marijke.terpstra"].person_name in whole.replace("\u00a0", " ") or pdf


def test_nobody_else_finds_anything_there(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    copy_id = file_of(own(cast, "inge.bakels", table), CopyFormat.PDF)
    for login in ("rik.zandstra", "nadia.oosterhuis", "ben.vink"):
        client = cast.client(login)
        assert client.get(_path(table)).status_code == HTTPStatus.NOT_FOUND
        assert client.post(_path(table), data=_key()).status_code == HTTPStatus.NOT_FOUND
        assert client.post(_path(table, copy_id), data=_key()).status_code == HTTPStatus.NOT_FOUND
    ruud = cast.client("ruud.eggink")
    assert "Er is nog geen exemplaar voor u" in ruud.get(_path(table)).text
    assert ruud.post(_path(table, copy_id), data=_key()).status_code == HTTPStatus.NOT_FOUND


def test_a_partner_that_asks_for_copies_is_told_who_does(cast: Cast) -> None:
    table = told(cast)
    answer = cast.client("inge.bakels").post(_path(table), data=_key())
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "de voorzitter of de notulist" in answer.text


def test_home_offers_a_copy_until_it_was_fetched(cast: Cast) -> None:
    table = told(cast)
    make(cast, table)
    client = cast.client("inge.bakels")
    assert _path(table) in client.get("/").text
    for word in ("", "Zwaluw"):
        fetch(cast, "inge.bakels", table, word=word)
    assert _path(table) not in client.get("/").text


def test_statements_stay_the_same_however_many_copies(cast: Cast) -> None:
    from bench.measuring import counted

    table = told(cast)
    client = cast.client(TAKER)
    few = counted(lambda: client.get(_path(table)))
    make(cast, table)
    assert counted(lambda: client.get(_path(table))) <= few + 2


def test_the_command_says_whether_a_file_is_a_copy_and_nothing_of_what_stands_in_it(
    cast: Cast, tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pathlib import Path

    table = told(cast)
    make(cast, table)
    file, today = Path(str(tmp_path)) / "x.pdf", line_input.in_full(clock.today())
    for body, code, said in (
        (fetch(cast, "inge.bakels", table).body, 0, f"exemplaar van het verslag van {today}, gemaakt op {today} om "),
        (fetch(cast, "inge.bakels", table).body + b" ", 1, "Dit is geen exemplaar"),
    ):
        file.write_bytes(body)
        monkeypatch.setattr("sys.argv", ["tafel", "minutes", "check", str(file), "--region", "De Waarden"])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told_out = capsys.readouterr().out
        assert left.value.code == code
        assert said in told_out
        assert not any(word in told_out for word in ("Zwaluw", "Inge", SAID))


def test_the_page_of_the_minutes_leads_to_copies_once_there_are_any(cast: Cast) -> None:
    table = told(cast)
    here = f"/overleggen/{table.meeting}/verslag"
    client = cast.client("inge.bakels")
    before = client.get(here).text
    assert ("Er is nog geen exemplaar voor u." in before, f"{here}/exemplaren" in before) == (True, False)
    make(cast, table)
    after = client.get(here).text
    assert ("Er is nog geen exemplaar voor u." in after, f"{here}/exemplaren" in after) == (False, True)


def test_the_house_style_on_screen(cast: Cast) -> None:
    client = cast.client("ben.vink")
    path = "/instellingen/huisstijl"
    assert "Huisstijl van verslagen" in client.get(path).text
    data = _key() | {"colour": "#1c6640"}
    refused = client.post(path, data=data, files={"base_docx": ("x.docx", b"hallo", "application/msword")})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Dit is geen Word-document" in refused.text
    assert "#1c6640" in refused.text
    done = client.post(path, data=_key() | {"colour": "#1c6640"}, files={"logo": ("", b"", "image/png")})
    assert done.headers["location"].startswith(path)
    large = client.post(path, data=data, files={"base_odt": ("x.odt", b"x" * 3_100_000, "x/y")})
    assert large.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "te groot" in large.text
    assert "ten hoogste 900 kB" in large.text
    assert f'href="{path}"' in large.text
    for login in ("samir.el.khatib", "inge.bakels", "nadia.oosterhuis", "rik.zandstra"):
        assert cast.client(login).get(path).status_code == HTTPStatus.NOT_FOUND
        assert cast.client(login).post(path, data=_key() | {"colour": "#1c6640"}).status_code == HTTPStatus.NOT_FOUND


def test_an_empty_meeting_has_an_empty_page(cast: Cast) -> None:
    table = close(cast, in_session(cast))
    assert "Er is nog niets verstuurd" in cast.client(TAKER).get(_path(table)).text
    sent(cast, table)
    assert "Maak exemplaren voor" in cast.client(TAKER).get(_path(table)).text


def test_the_pages_are_for_everybody(cast: Cast, served: str, browser: Browser) -> None:
    table = told(cast)
    act(cast, TAKER, lambda work: copies.ask(work, table.meeting))
    wrong = _barriers(cast, served, browser, ((TAKER, _path(table)), ("ben.vink", "/instellingen/huisstijl")))
    making.once(voice_of)
    wrong += _barriers(cast, served, browser, ((TAKER, _path(table)), ("inge.bakels", _path(table))))
    assert wrong == []


def _barriers(cast: Cast, served: str, browser: Browser, pages: Iterable[tuple[str, str]]) -> list[str]:
    found = []
    for login, path in pages:
        page = looking(browser, 1280)
        page.context.add_cookies([{"name": "tafel", "value": cast.tokens[login], "url": served}])
        page.goto(served + path)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} {one}" for one in barriers(page)]
        page.context.close()
    return found
