"""The agenda on screen and on paper: what each reader is handed, and what goes back when something is wrong."""

import hashlib
import re
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from io import BytesIO
from uuid import UUID, uuid4

import pikepdf
import pytest
from httpx2 import Response
from sqlalchemy import Engine, event

from models.acts import Act
from models.amend_terms import HadAs
from models.forms.meetings import ChangeItem, MoveItem
from tafel import agenda, clock, db, meetings
from tafel.sight import amended, at_table
from tests import tables
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import act, ledger, opened

pytestmark = pytest.mark.laid

NOT_THERE = "00000000-0000-4000-8000-000000000000"
OUTSIDERS = ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis", "fleur.van.aalst")
KEYS = re.compile(r'name="once" value="[^"]+"')
MOST = 12


def _press(client: Client, path: str, **data: object) -> Response:
    return client.post(path, data={"once": str(uuid4()), **data})


def _agenda(table: tables.Table) -> str:
    return f"/overleggen/{table.meeting}/agenda"


def _announce(table: tables.Table) -> str:
    return f"/overleggen/{table.meeting}/aanmelden"


def _edit(cast: Cast, table: tables.Table) -> str:
    page = cast.client("samir.el.khatib").get(_agenda(table)).text
    found = re.search(r'name="edit" value="(\d+)"', page)
    assert found
    return found[1]


def test_the_secretariat_builds_and_others_read_their_own(cast: Cast) -> None:
    table = tables.set_up(cast)
    built = cast.client("samir.el.khatib").get(_agenda(table)).text
    for part in ("30 van 120 minuten gepland", "Zwaluw eerder", "vraag opnieuw", "Stuur agenda opnieuw", "Draaiboek"):
        assert part in " ".join(re.sub(r"<[^>]+>", "", built).split()) or part in built
    mine = cast.client("bram.kuijper").get(_agenda(table)).text
    assert "Zwaluw" not in mine
    assert "Samenwerking" in mine
    assert "U wordt geroepen om" in mine
    assert "Samenwerking eerder" not in mine
    assert "Zwaluw" not in cast.client("petra.dekker").get(_agenda(table)).text


@pytest.mark.parametrize("login", ["ben.vink", "nadia.oosterhuis", "rik.zandstra", "fleur.van.aalst"])
def test_who_is_not_invited_finds_no_agenda(cast: Cast, login: str) -> None:
    table = tables.set_up(cast)
    client, item = cast.client(login), table.items["Zwaluw"]
    absent = client.get(f"/casussen/{NOT_THERE}")
    for path in (
        "agenda",
        "aanmelden",
        "agenda/vast",
        f"agenda/{item}",
        f"agenda/{item}/aanmelding",
        "draaiboek",
        f"agenda/{NOT_THERE}",
    ):
        answer = client.get(f"/overleggen/{table.meeting}/{path}")
        assert (answer.status_code, answer.content) == (HTTPStatus.NOT_FOUND, absent.content), path
    for path in ("agenda/uitvoer", "draaiboek/uitvoer", f"agenda/{item}/aannemen", f"agenda/{item}/intrekken"):
        answer = _press(client, f"/overleggen/{table.meeting}/{path}")
        assert (answer.status_code, answer.content) == (HTTPStatus.NOT_FOUND, absent.content), path


def test_a_colleague_who_is_no_member_has_no_items(cast: Cast) -> None:
    page = cast.client("ruud.eggink").get(_agenda(tables.set_up(cast))).text
    assert "Zwaluw" not in page
    assert "U heeft geen punten in dit overleg" in page


@pytest.mark.laid(False)
def test_before_it_is_sent_a_partner_reads_when_it_comes_and_what_was_announced(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)
    page = cast.client("inge.bakels").get(_agenda(table)).text
    assert "De agenda komt nog" in page
    assert "aangenomen" in page
    assert "De agenda komt nog" in cast.client("wouter.lansink").get(_agenda(table)).text
    refused = _press(cast.client("inge.bakels"), f"{_agenda(table)}/uitvoer")
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "nog niet verstuurd" in refused.text


def test_announcing_accepting_returning_and_withdrawing(cast: Cast) -> None:
    table = tables.set_up(cast)
    inge, samir = cast.client("inge.bakels"), cast.client("samir.el.khatib")
    form = {
        "case_id": str(cast.cases["Zwaluw"]),
        "brief": "Wie belt?",
        "circle": str(cast.partners["ZC"]),
        "minutes": "5",
    }
    assert _press(inge, _announce(table), **form).status_code == HTTPStatus.SEE_OTHER
    item = _waiting(cast, table)
    assert "Neem aan" in samir.get(_agenda(table)).text
    assert _press(samir, f"{_agenda(table)}/{item}/terug", reason="").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _press(samir, f"{_agenda(table)}/{item}/terug", reason="Liever later.").status_code == HTTPStatus.SEE_OTHER
    assert "Liever later." in inge.get(_agenda(table)).text
    own = f"{_agenda(table)}/{item}/aanmelding"
    assert "Wie belt?" in inge.get(own).text
    assert cast.client("soraya.pinas").get(own).status_code == HTTPStatus.NOT_FOUND
    assert _press(inge, own, **{**form, "minutes": "8", "case_id": ""}).headers["location"].endswith("gedaan=aangemeld")
    assert _press(samir, f"{_agenda(table)}/{item}/aannemen").status_code == HTTPStatus.SEE_OTHER
    assert _press(inge, f"{_agenda(table)}/{item}/intrekken").status_code == HTTPStatus.FORBIDDEN
    assert "tijd volgt" in inge.get(_agenda(table)).text
    assert "nog niet verstuurd" in samir.get(_agenda(table)).text
    assert _press(samir, f"{_agenda(table)}/verstuur").status_code == HTTPStatus.SEE_OTHER
    assert "tijd volgt" not in inge.get(_agenda(table)).text


def _waiting(cast: Cast, table: tables.Table) -> str:
    page = cast.client("samir.el.khatib").get(_agenda(table)).text
    found = re.search(r"agenda/([0-9a-f-]{36})/aannemen", page)
    assert found
    return found[1]


def test_what_was_typed_is_kept_beside_what_is_wrong(cast: Cast) -> None:
    table = tables.set_up(cast)
    form = {"title": "Bel mevrouw Jansen", "minutes": "7", "circle": str(cast.partners["OM"])}
    answer = _press(cast.client("inge.bakels"), _announce(table), **form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bel mevrouw Jansen" in answer.text
    assert "Dit is geen naam" in answer.text
    for field, value in (("minutes", "999"), ("circle", ""), ("circle", NOT_THERE), ("case_id", "x"), ("mode", "x")):
        sent = {"title": "Rooster", **form, "nameless": "true", field: value}
        assert (
            _press(cast.client("inge.bakels"), _announce(table), **sent).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        )
    unknown = {**form, "nameless": "true", "case_id": NOT_THERE}
    assert _press(cast.client("inge.bakels"), _announce(table), **unknown).status_code == HTTPStatus.NOT_FOUND


def test_a_standing_item_is_for_the_secretariat_to_add(cast: Cast) -> None:
    table, samir, inge = tables.set_up(cast), cast.client("samir.el.khatib"), cast.client("inge.bakels")
    path = f"{_agenda(table)}/vast"
    assert inge.get(path).status_code == HTTPStatus.NOT_FOUND
    wrong = _press(samir, path, title="Bel mevrouw Jansen", minutes="5", kind="standing")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bel mevrouw Jansen" in wrong.text
    assert _press(samir, path, title="Rondvraag", minutes="5", kind="standing").status_code == HTTPStatus.SEE_OTHER
    assert "Rondvraag" in samir.get(_agenda(table)).text


def test_once_it_began_nothing_is_announced_any_more(cast: Cast) -> None:
    table, inge = tables.set_up(cast), cast.client("inge.bakels")
    assert "Meld aan" in inge.get(_announce(table)).text
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    page = inge.get(_announce(table)).text
    assert "Dit overleg is al begonnen" in page
    assert "Meld aan" not in page
    assert "Punt aanmelden" not in inge.get(_agenda(table)).text


def test_the_circle_follows_the_case(cast: Cast) -> None:
    table = tables.set_up(cast)
    path = f"{_announce(table)}/deelnemers"
    answer = _press(cast.client("inge.bakels"), path, case_id=str(cast.cases["Zwaluw"]), minutes="5")
    ticked = set(re.findall(r'name="circle" value="([^"]+)" checked', answer.text))
    assert ticked == {str(cast.partners[key]) for key in ("VZ", "POL", "OM", "ZC", "WOCO")}


def test_a_stale_order_shows_what_stands_and_keeps_what_was_wanted(cast: Cast) -> None:
    table, samir = tables.set_up(cast), cast.client("samir.el.khatib")
    edit, items = _edit(cast, table), [str(item) for item in table.items.values()]
    moved = {"item_id": items[0], "later": "true", "edit": edit}
    answer = _press(samir, f"{_agenda(table)}/plaats", **moved)
    assert answer.headers["location"].endswith(f"#later-{items[0]}")
    stale = _press(samir, f"{_agenda(table)}/volgorde", items=items, edit=edit)
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "Zet toch mijn volgorde" in stale.text
    wanted = stale.text.split('class="wanted"')[1].split("</ol>")[0]
    assert re.findall(r"<li>(.*?)</li>", wanted) == ["Zwaluw", "Samenwerking"]
    fresh = {"items": items, "edit": _edit(cast, table)}
    assert _press(samir, f"{_agenda(table)}/volgorde", **fresh).status_code == HTTPStatus.SEE_OTHER
    assert _press(samir, f"{_agenda(table)}/plaats", **moved).status_code == HTTPStatus.CONFLICT


def test_an_item_has_a_page_for_the_secretariat_alone(cast: Cast) -> None:
    table = tables.set_up(cast)
    path, samir = f"{_agenda(table)}/{table.items['Zwaluw']}", cast.client("samir.el.khatib")
    assert "Soraya Pinas" in samir.get(path).text
    assert cast.client("inge.bakels").get(path).status_code == HTTPStatus.NOT_FOUND
    circle = [str(cast.partners[key]) for key in ("OM", "ZC")]
    assert _press(samir, path, minutes="0", circle=circle).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _press(samir, path, minutes="9").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _press(samir, path, minutes="200", circle=circle).status_code == HTTPStatus.SEE_OTHER
    page = samir.get(_agenda(table)).text
    assert "90 te veel" in page
    asked = _press(samir, f"{path}/opnieuw")
    assert asked.status_code == HTTPStatus.SEE_OTHER
    assert ledger(cast, Act.ANSWER_ASKED)
    refused = _press(cast.client("inge.bakels"), path, minutes="9", circle=circle)
    assert refused.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize(("where", "field"), [("/terug", "reason"), ("", "remark")])
def test_a_reason_and_a_remark_that_point_at_somebody_are_asked_about_once(cast: Cast, where: str, field: str) -> None:
    table = tables.set_up(cast)
    path, samir = f"{_agenda(table)}/{table.items['Zwaluw']}", cast.client("samir.el.khatib")
    rest = {} if where else {"minutes": "9", "circle": [str(cast.partners["OM"]), str(cast.partners["ZC"])]}
    asked = _press(samir, path + where, **{field: "Bel mevrouw Jansen."}, **rest)
    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Hier lijkt een naam" in asked.text
    assert "Bel mevrouw Jansen." in asked.text
    assert 'name="nameless"' in asked.text
    told = _press(samir, path + where, **{field: "Bel mevrouw Jansen.", "nameless": "true"}, **rest)
    assert told.status_code == HTTPStatus.SEE_OTHER


def test_who_chairs_an_item_that_came_later_reads_that_its_time_follows(cast: Cast) -> None:
    table, soraya = tables.set_up(cast), cast.seats["soraya.pinas"].membership
    form = tables.item_of(cast, "POL", "ZC", case_id=None, title="Rooster", brief="", minutes=5)
    item = act(cast, "soraya.pinas", lambda work: agenda.propose(work, table.meeting, form))
    chaired = ChangeItem(once=uuid4(), minutes=5, circle=form.circle, chair_id=soraya)
    act(cast, "samir.el.khatib", lambda work: (agenda.accept(work, item), agenda.change(work, item, chaired)))
    script = cast.client("soraya.pinas").get(f"/overleggen/{table.meeting}/draaiboek")
    assert script.status_code == HTTPStatus.OK
    assert "Rooster" in script.text
    assert "tijd volgt" in script.text


def test_a_copy_names_its_reader_and_stands_in_the_register(cast: Cast) -> None:
    table = tables.set_up(cast)
    made = _press(cast.client("inge.bakels"), f"{_agenda(table)}/uitvoer")
    assert made.headers["content-type"] == "application/pdf"
    line = ledger(cast, Act.AGENDA_EXPORTED)[-1]
    assert line["sha256"] == hashlib.sha256(made.content).hexdigest()
    assert (line["meeting"], line["what"]) == (str(table.meeting), "agenda")
    with pikepdf.open(BytesIO(made.content)) as document:
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo["/Title"]).startswith("Agenda van")
    script = _press(cast.client("samir.el.khatib"), f"/overleggen/{table.meeting}/draaiboek/uitvoer")
    assert script.headers["content-disposition"].startswith('attachment; filename="draaiboek-')


def test_taken_along_as_a_file_it_is_told_as_a_file(cast: Cast) -> None:
    """Of what an item asks, and whoever has it on the screen besides; the giver's own file is nobody's."""
    table = tables.set_up(cast)
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        asks = at_table.require_item(reading, table.items["Zwaluw"])[0].question_id
    assert asks

    def had() -> dict[str, tuple[HadAs, ...]]:
        with db.reading(cast.seats["inge.bakels"]) as reading:
            return {one.name: one.had_as for one in amended.has_it(reading, asks) if one.shown_at}

    for login in ("inge.bakels", "wouter.lansink"):
        assert _press(cast.client(login), f"{_agenda(table)}/uitvoer").status_code == HTTPStatus.OK
    assert had() == {"Openbaar Ministerie": (HadAs.AGENDA,)}
    assert cast.client("soraya.pinas").get(_agenda(table)).status_code == HTTPStatus.OK
    assert _press(cast.client("soraya.pinas"), f"{_agenda(table)}/uitvoer").status_code == HTTPStatus.OK
    assert (HadAs.SCREEN, HadAs.AGENDA) in had().values()


def test_the_script_is_for_who_chairs(cast: Cast) -> None:
    table = tables.set_up(cast)
    page = cast.client("marijke.terpstra").get(f"/overleggen/{table.meeting}/draaiboek").text
    assert "Zeg dit eerst" in page
    assert "Verlaat de ruimte" in page
    for login in ("inge.bakels", *OUTSIDERS):
        assert cast.client(login).get(f"/overleggen/{table.meeting}/draaiboek").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.laid(False)
@pytest.mark.parametrize("login", ["inge.bakels", "wouter.lansink", "petra.dekker", "ruud.eggink"])
def test_a_hidden_item_is_an_empty_slot_on_the_page_and_on_paper(cast: Cast, login: str) -> None:
    table = tables.set_up(cast, sent=False)
    hidden = _havik(cast, table)
    act(cast, "samir.el.khatib", lambda work: meetings.invite(work, table.meeting))
    with clock.at(clock.now() + timedelta(minutes=5)):
        client = cast.client(login)
        _handed(client, table)
        with_it = _handed(client, table)
        assert "Havik" not in with_it[0]
        assert "Havik" in cast.client("bram.kuijper").get(_agenda(table)).text
        _take_away(cast, hidden)
        assert _handed(client, table) == with_it


def _handed(client: Client, table: tables.Table) -> tuple[str, bytes]:
    """The page without the keys of its forms, and the file."""
    page = client.get(_agenda(table)).text
    return KEYS.sub("", page), _press(client, f"{_agenda(table)}/uitvoer").content


def _havik(cast: Cast, table: tables.Table) -> UUID:
    """A case of the shelter and the care coordinator, between the two items of the others."""
    cast.cases["Havik"] = opened(cast, "soraya.pinas", "Havik")
    form = tables.item_of(cast, "OPV", case_id=cast.cases["Havik"], brief="Welke route?")
    item = act(cast, "soraya.pinas", lambda work: agenda.propose(work, table.meeting, form))
    act(cast, "samir.el.khatib", lambda work: agenda.accept(work, item))
    earlier = MoveItem(once=uuid4(), item_id=item, edit=int(_edit(cast, table)))
    act(cast, "samir.el.khatib", lambda work: agenda.move(work, table.meeting, earlier))
    return item


def _take_away(cast: Cast, item: UUID) -> None:
    """As if it had never been there, with its place left empty: it hangs under a meeting of another day."""
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        elsewhere = meetings.make(work, tables.form_of(cast, day=clock.today() + timedelta(days=30)))
        at_table.require_item(work, item)[0].meeting_id = elsewhere


@pytest.mark.parametrize("login", ["samir.el.khatib", "inge.bakels", "soraya.pinas"])
def test_the_number_of_statements_does_not_grow_with_the_agenda(cast: Cast, login: str) -> None:
    table = tables.set_up(cast)

    def count() -> int:
        client, seen = cast.client(login), []
        client.get(_agenda(table))
        event.listen(Engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        assert client.get(_agenda(table)).status_code == HTTPStatus.OK
        return len([one for one in seen if one.startswith("SELECT") and "set_config" not in one])

    few = count()
    for number in range(5):
        free = tables.item_of(cast, "POL", "ZC", case_id=None, title=f"Punt {number}", brief="Wat nu?")
        circle = (("OM",), ("ZC",), ("OM", "ZC", "OPV"), ("OM", "OPV"), ("ZC", "OPV"))[number]
        for form in (free, tables.item_of(cast, *circle, brief=f"Vraag {number}?")):
            by = "inge.bakels" if form.case_id else "samir.el.khatib"
            item = act(cast, by, partial(agenda.propose, meeting_id=table.meeting, form=form))
            act(cast, "samir.el.khatib", partial(agenda.accept, item_id=item))
    assert count() == few <= MOST
