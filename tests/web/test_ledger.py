"""The register on screen: all of it for the privacy officer, one's own acts for a member, and nothing for others."""

import io
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, select, text

from models.acts import Act, Wrong
from models.tables.ledger import Entry
from tafel import clock, db
from tests.cast import Cast, giving
from tests.databases import Database
from tests.tafel.test_ledger import acts, break_ledger, failing_commits, share, size
from tests.tafel.test_ledger_tampered import as_the_owner_could
from tests.tafel.test_sharing_ends import record
from web.flows import picture
from web.language import day, spoken
from web.words import word

OFFICER = "nadia.oosterhuis"


def pressed() -> dict[str, str]:
    return {"once": str(uuid4())}


def test_the_privacy_officer_reads_who_shared_what_with_whom_on_which_rule(cast: Cast) -> None:
    page = cast.client(OFFICER).get("/register", params={"act": "share.given"}).text
    for told in (
        "Gedeeld",
        "Politie De Waarden, AVIM",
        "Openbaar Ministerie",
        "Zwaluw",
        "Wpg 16",
        "Inge Bakels",
        "1 passage",
    ):
        assert told in page


def test_a_record_stands_there_with_its_dates_and_that_it_was_made_afterwards(cast: Cast) -> None:
    first, last = clock.today() - timedelta(days=1), clock.today() + timedelta(days=40)
    for begins in (first, clock.today()):
        record(
            cast, "inge.bakels", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"], claimed_from=begins,
            claimed_until=last,
        )  # fmt: skip
    page = cast.client(OFFICER).get("/register", params={"act": "evidence.recorded"}).text
    assert page.count("Achteraf vastgelegd") == 1
    assert f"geldt vanaf {day(first, 'plain', language='nl')}, tot en met {day(last, 'plain', language='nl')}" in page


def test_no_word_of_a_case_is_on_it(cast: Cast) -> None:
    cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}")
    page = cast.client(OFFICER).get("/register").text
    for said in ("matrassen", "voorman", "huurcontract"):
        assert said not in page


def test_reading_it_is_itself_on_record_once_for_a_page(cast: Cast) -> None:
    before = acts(cast).count(Act.LEDGER_HANDED_OUT)
    cast.client(OFFICER).get("/register")
    assert acts(cast).count(Act.LEDGER_HANDED_OUT) == before + 1


def test_what_was_shown_to_somebody_stands_with_giver_reader_and_rule(cast: Cast) -> None:
    cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}")
    page = cast.client(OFFICER).get("/register", params={"act": "statement.handed-out"}).text
    line = re.search(r"<tr>.*?Getoond.*?</tr>", page, re.DOTALL)
    assert line
    for told in ("Politie De Waarden, AVIM", "mr. Wouter Lansink", "Openbaar Ministerie", "Zwaluw", "Wpg 16"):
        assert told in line[0]


def test_what_one_act_gave_to_several_is_one_line(cast: Cast) -> None:
    from tafel import sharing

    with db.writing(cast.seats["inge.bakels"]) as work:
        to = [cast.partners[key] for key in ("OM", "ZC", "WOCO", "COL-T", "OPV")]
        sharing.give(work, cast.cases["Zwaluw"], giving([cast.version("voorman")], to))
    page = cast.client(OFFICER).get("/register", params={"act": "share.refused"}).text
    assert page.count("Geweigerd</span></th>") == 1
    assert "Woningstichting De Brug" in page


@pytest.mark.parametrize(
    ("sought", "found", "not_found"),
    [
        ({"partner": "WOCO"}, "Woningstichting De Brug", "Opvang Het Anker →"),
        ({"act": "case.opened"}, "Casus geopend</span>", "Gedeeld</span>"),
        ({"case": "Zwaluw"}, "Gedeeld</span>", "Aangemeld</span>"),
    ],
)
def test_it_can_be_filtered(cast: Cast, sought: dict[str, str], found: str, not_found: str) -> None:
    known = {**cast.partners, **cast.cases}
    page = (
        cast.client(OFFICER)
        .get("/register", params={name: str(known.get(value, value)) for name, value in sought.items()})
        .text
    )
    assert found in page
    assert not_found not in page


def test_a_period_without_lines_says_so(cast: Cast) -> None:
    page = cast.client(OFFICER).get("/register", params={"first": "2020-01-01", "last": "2020-01-31"}).text
    assert "Geen regels" in page


@pytest.mark.parametrize(
    "wrong",
    [{"first": "2026-02-30"}, {"first": "2026-03-01", "last": "2026-02-01"}, {"act": "share.undone"}, {"partner": "x"},
     {"before": "gisteren"}, {"extra": "1"}],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_told_and_kept(cast: Cast, wrong: dict[str, str]) -> None:
    answer = cast.client(OFFICER).get("/register", params=wrong)
    assert answer.status_code == 422
    assert "Dit filter kan niet" in answer.text


def test_pages_follow_each_other_without_a_line_lost_or_told_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from tafel.sight import ledger

    monkeypatch.setattr(ledger, "PAGE", 7)
    client, seen, path = cast.client("inge.bakels"), [], "/register"
    while path:
        page = client.get(path).text
        seen += re.findall(r'<th scope="row">.*?</svg>(.*?)</span>', page, re.DOTALL)
        older = re.search(r'<a href="(/register\?[^"]*before=[^"]*)"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    with db.reading(cast.seats[OFFICER]) as reading:
        own = select(Entry.act).where(
            Entry.region_id == reading.seat.region, Entry.person == str(cast.seats["inge.bakels"].person)
        )
        stood = [
            spoken(word(Act(act)), "nl")
            for act in reading.session.scalars(own.order_by(Entry.at.desc(), Entry.position.desc()))
        ]  # type: ignore[union-attr]
    assert seen == stood


def test_the_key_of_a_page_tells_no_position(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from tafel.sight import ledger

    monkeypatch.setattr(ledger, "PAGE", 3)
    page = cast.client("inge.bakels").get("/register").text
    older = re.search(r"before=([^\"&]+)", page)
    assert older
    assert re.fullmatch(r"[\d.%AT-]+Z~[0-9a-f-]{36}", older[1])


def test_a_member_sees_only_what_that_seat_did(cast: Cast) -> None:
    page = cast.client("inge.bakels").get("/register").text
    assert "Uw eigen handelingen" in page
    assert "Gedeeld" in page
    assert "Haal controlepunt op" not in page
    assert "Petra Dekker" not in page  # which persons of another partner take part is theirs to know
    assert "Zwaluw" not in cast.client("ruud.eggink").get("/register").text
    assert "Zwaluw" not in cast.client("rik.zandstra").get("/register").text


def test_a_case_one_left_is_no_longer_named(cast: Cast) -> None:
    from models.forms.casework import TakePart
    from tafel import casework

    with db.writing(cast.seats["petra.dekker"]) as work:
        casework.remove_partner(work, cast.cases["Zwaluw"], TakePart(once=uuid4(), partner_id=cast.partners["WOCO"]))
    assert "Zwaluw" not in cast.client("petra.dekker").get("/register").text


def test_the_administrator_has_no_register(cast: Cast) -> None:
    assert cast.client("ben.vink").get("/register").status_code == 404


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "ben.vink", "rik.zandstra"])
@pytest.mark.parametrize("path", ["/register/controlepunt", "/register/controle", "/register/export"])
def test_the_buttons_are_the_privacy_officers_alone(cast: Cast, login: str, path: str) -> None:
    stood = size(cast)
    assert cast.client(login).post(path, data=pressed()).status_code == 404
    assert size(cast) == stood


def test_minutes_count_from_the_checkpoint_that_somebody_else_holds(cast: Cast) -> None:
    client, now = cast.client(OFFICER), clock.now()
    assert "Nog niemand buiten heeft een controlepunt" in client.get("/register").text
    note = client.post("/register/controlepunt", data=pressed())
    assert note.headers["content-disposition"].startswith("attachment")
    assert note.text.startswith("tafel/")
    page = client.get("/register").text
    assert "mr. Nadia Oosterhuis" in page
    assert "Hieronder staat alles vast" in page
    with clock.at(now + timedelta(minutes=14, seconds=30)):
        assert '<b class="number">14</b>' in client.get("/register").text


def test_a_check_ends_in_a_sentence_on_the_page(cast: Cast) -> None:
    client = cast.client(OFFICER)
    note = client.post("/register/controlepunt", data=pressed()).text
    answer = client.post("/register/controle", data=pressed() | {"checkpoint": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/register")
    assert "nog met niets van buiten vergeleken" in client.get("/register").text
    client.post("/register/controle", data=pressed() | {"checkpoint": note})
    assert "Klopt met wat een ander bewaarde" in client.get("/register").text


def test_what_is_no_checkpoint_comes_back_as_it_was_typed(cast: Cast) -> None:
    answer = cast.client(OFFICER).post("/register/controle", data=pressed() | {"checkpoint": "dit is er geen"})
    assert answer.status_code == 422
    assert "Dit is geen controlepunt van dit register" in answer.text
    assert "dit is er geen" in answer.text


def test_the_whole_register_in_one_file(cast: Cast) -> None:
    answer = cast.client(OFFICER).post("/register/export", data=pressed())
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == {"manifest.json", "checkpoints.txt", "entries.jsonl"}
    assert acts(cast)[-1] == Act.LEDGER_EXPORTED


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/register"), ("POST", "/register/export"), ("POST", "/register/controlepunt")]
)
def test_when_the_register_cannot_be_written_nothing_is_handed_out(
    cast: Cast, database: Database, method: str, path: str
) -> None:
    break_ledger(database)
    answer = cast.client(OFFICER).request(method, path, data=pressed() if method == "POST" else None)
    assert answer.status_code == 503
    assert "Zwaluw" not in answer.text
    assert "tafel/" not in answer.text


def test_a_case_is_not_shown_when_that_cannot_be_recorded(cast: Cast, database: Database) -> None:
    break_ledger(database)
    answer = cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}")
    assert answer.status_code == 503
    assert "matrassen" not in answer.text


def test_a_commit_that_fails_sends_no_body(cast: Cast) -> None:
    client = cast.client("wouter.lansink")
    with failing_commits(db.engine(writes=True)):
        answer = client.get(f"/casussen/{cast.cases['Zwaluw']}")
    assert answer.status_code == 503
    assert "matrassen" not in answer.text


def test_a_page_is_as_many_statements_however_many_lines_it_has(cast: Cast) -> None:
    client = cast.client(OFFICER)
    client.get("/ik")  # the first page after a while also notes that one is still here
    few = statements_of(client, "/register?act=case.opened")
    assert statements_of(client, "/register?act=member.signed-in") == few
    share(cast)
    assert statements_of(client, "/register") <= few + 2  # who shared with whom


def statements_of(client: object, path: str) -> int:
    counted: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    client.get(path)  # type: ignore[attr-defined]
    return len(counted)


def test_who_shared_with_whom_is_a_picture_and_a_table(cast: Cast) -> None:
    page = cast.client(OFFICER).get("/register").text
    assert "Wie deelde met wie" in page
    assert '<svg class="flow"' in page
    assert "style=" not in page
    assert picture([]) is None


def test_what_one_consulted_oneself_is_left_out_until_it_is_asked_for(cast: Cast) -> None:
    client = cast.client(OFFICER)
    for _ in range(3):
        client.get("/register")
    page = client.get("/register").text
    lines = r'<th scope="row">.*?</svg>Register getoond</span>'
    assert not re.search(lines, page)
    assert "zelf in het register keek" in page
    more = re.search(r'<a href="(/register\?[^"]*own_readings=yes[^"]*)"', page)
    assert more
    page = client.get(more[1].replace("&amp;", "&")).text
    assert re.search(lines, page)
    assert "Laat ze weg" in page
    assert re.search(lines, client.get("/register", params={"act": "ledger.handed-out"}).text)


def test_a_machine_leaves_nothing_out(cast: Cast) -> None:
    headers = {"Authorization": f"Bearer {cast.keys[OFFICER]}"}
    machine = cast.client(OFFICER)
    machine.get("/register")
    days = machine.get("/api/v1/ledger-entries", headers=headers).json()["days"]
    assert "ledger.handed-out" in {line["act"] for day in days for line in day["lines"]}


def line_of(cast: Cast, act: str = "share.given") -> str:
    page = cast.client(OFFICER).get("/register", params={"act": act}).text
    return re.findall(r'href="(/register/regel\?line=[^"]+)"', page)[0]


def test_a_line_opens_with_a_button_for_its_proof(cast: Cast) -> None:
    client, address = cast.client(OFFICER), line_of(cast)
    before = acts(cast).count(Act.LEDGER_HANDED_OUT)
    page = client.get(address).text
    assert "<h1>Gedeeld</h1>" in page
    assert "Openbaar Ministerie" in page
    assert "matrassen" not in page
    assert acts(cast).count(Act.LEDGER_HANDED_OUT) == before + 1
    key = re.findall(r'name="line" value="([^"]+)"', page)[0]
    proof = client.post("/register/regel/bewijs", data=pressed() | {"line": key})
    assert proof.headers["content-disposition"].startswith('attachment; filename="bewijs-regel-')
    assert proof.text.startswith("c2sp.org/tlog-proof@v1\n")


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "ben.vink", "rik.zandstra"])
def test_to_others_there_is_no_line_and_no_proof(cast: Cast, login: str) -> None:
    address, stood = line_of(cast), size(cast)
    client = cast.client(login)
    assert client.get(address).status_code == 404
    assert client.get("/register/controle").status_code == 404
    for path in ("/register/regel/bewijs", "/register/controle/bewijs"):
        assert client.post(path, data=pressed() | {"line": "x", "checkpoint": "x"}).status_code == 404
    assert size(cast) == stood
    assert "/register/regel" not in client.get("/register").text


@pytest.mark.parametrize("line", ["", "x", "2026-11-21T10:00:00.000000Z~00000000-0000-4000-8000-000000000000"])
def test_a_line_that_is_not_there_is_not_there(cast: Cast, line: str) -> None:
    assert cast.client(OFFICER).get("/register/regel", params={"line": line}).status_code == 404


def test_a_checkpoint_comes_pasted_or_in_a_file(cast: Cast) -> None:
    client = cast.client(OFFICER)
    note = client.post("/register/controlepunt", data=pressed()).text
    file = {"file": ("controlepunt.txt", note.encode(), "text/plain")}
    assert client.post("/register/controle", data=pressed() | {"checkpoint": "oud"}, files=file).status_code == 303
    assert "Klopt met wat een ander bewaarde" in client.get("/register").text
    wrong = client.post("/register/controle", data=pressed(), files={"file": ("x.txt", b"\xff niets", "text/plain")})
    assert wrong.status_code == 422
    assert "Dit is geen controlepunt van dit register" in wrong.text


def test_the_proof_has_a_key_of_its_own_so_that_the_check_can_still_be_pressed(cast: Cast) -> None:
    client = cast.client(OFFICER)
    note = client.post("/register/controlepunt", data=pressed()).text
    form = pressed() | {"checkpoint": note}
    proof = client.post("/register/controle/bewijs", data=form | {"proof_once": str(uuid4())})
    assert proof.text.startswith("old ")
    assert client.post("/register/controle", data=form).status_code == 303
    wrong = client.post("/register/controle/bewijs", data=pressed() | {"checkpoint": "niets"})
    assert (wrong.status_code, "niets" in wrong.text) == (422, True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_wrong_is_told_in_the_readers_language(cast: Cast, database: Database, language: str) -> None:
    client = cast.client(OFFICER)
    client.post("/taal", data={"language": language})
    with as_the_owner_could(cast, database) as (connection, here):
        other = f"SELECT key FROM ledger_entries WHERE {here} AND position = 1"
        connection.execute(text(f"UPDATE ledger_entries SET key = ({other}) WHERE {here} AND position = 7"))
    assert client.post("/register/controle", data=pressed()).status_code == 303
    page = client.get("/register").text
    found = spoken(word(Wrong.ENTRY), language)
    assert found in page
    assert "the leaf is of" not in page


@pytest.mark.parametrize("wrong", Wrong)
def test_every_fault_has_its_sentence(wrong: Wrong) -> None:
    assert word(wrong).endswith(".")
