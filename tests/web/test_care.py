"""Case care on screen: safe contact on one page and on no way out, the course of a case, the receipt, with names."""

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.sharing import DoubtCategory
from tafel import clock, doubts, subjects
from tests import checking, posting, walking
from tests.canary_minutes import printing_here
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import act, joins, ledger
from tests.tafel.minuted import adopted, close
from tests.tafel.minuting import action, decided, in_session
from tests.tafel.test_actions import takes_on
from tests.tafel.test_anonymous import begun, says
from tests.tafel.test_anonymous import page as case_page
from tests.tafel.test_safe_contact import letter, read
from web.app import create

pytestmark = pytest.mark.laid

MARK, FIXED = "Lepelaar", "Geen contact buiten de zorgcoördinator om."
OUTSIDE = ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis")
__all__ = ["letter"]


@pytest.fixture
def anonymous(cast: Cast) -> UUID:
    """An anonymous consultation of the police."""
    return begun(cast)


def _post(client: Client, path: str, **fields: object) -> tuple[int, str]:
    answer = client.post(path, data={"once": str(uuid4()), **fields}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "") or answer.text


def _subject(cast: Cast, letter: UUID) -> str:
    return f"/casussen/{cast.cases['Zwaluw']}/betrokkenen/{letter}"


# ---------- safe contact


def test_it_is_said_part_by_part_and_kept_when_something_is_wrong(cast: Cast, letter: UUID) -> None:
    client, place = cast.client("petra.dekker"), f"{_subject(cast, letter)}/veilig-contact"
    status, wrong = _post(client, place, when="x" * 400)
    assert (status, "ten hoogste 300 tekens" in wrong, "x" * 400 in wrong) == (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        True,
        True,
    )
    status, wrong = _post(client, place)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kies hoe iemand te bereiken is" in wrong
    status, place = _post(client, place, ways=["call", "visit"], via="De wijkagent.")
    assert (status, place) == (HTTPStatus.SEE_OTHER, f"{_subject(cast, letter)}#veilig-contact")
    page = client.get(_subject(cast, letter)).text
    assert "bellen, langsgaan" in page
    assert 'value="De wijkagent."' in page


def test_others_read_one_fixed_sentence_whether_there_is_something_or_not(cast: Cast, letter: UUID) -> None:
    """Two worlds: with a safe contact shared with me and without one, the page is the same until an action needs it."""
    client = cast.client("wouter.lansink")
    other = _letter_without(cast)
    told, silent = (client.get(_subject(cast, one)).text for one in (letter, other))
    assert FIXED in told
    assert MARK not in told
    assert _plain(told, letter) == _plain(silent, other)
    case = client.get(f"/casussen/{cast.cases['Zwaluw']}").text
    assert FIXED in case
    assert "Lees hoe contact veilig kan" not in case
    takes_on(cast, "wouter.lansink", contact_id=letter)
    assert MARK in client.get(_subject(cast, letter)).text
    assert "Lees hoe contact veilig kan" in client.get(f"/casussen/{cast.cases['Zwaluw']}").text
    assert MARK not in client.get(f"/casussen/{cast.cases['Zwaluw']}").text


def _letter_without(cast: Cast) -> UUID:
    return act(cast, "inge.bakels", lambda work: subjects.add_subject(work, cast.cases["Zwaluw"]))


def _plain(page: str, letter: UUID) -> str:
    """A page without what differs each time: keys, letters, the choice of other letters."""
    section = re.search(r'<section id="veilig-contact".*?</section>', page, re.DOTALL)
    assert section
    return re.sub(r'value="[0-9a-f-]{36}"', "", section[0].replace(str(letter), ""))


def test_on_paper_there_is_the_fixed_sentence(cast: Cast, letter: UUID) -> None:
    page = cast.client("inge.bakels").get(_subject(cast, letter)).text
    paper = re.sub(
        r'<div class="screen-only.*?</div>\s*<details class="screen-only".*?</details>', "", page, flags=re.DOTALL
    )
    assert MARK in page
    assert f'<p class="print-only">{FIXED}</p>' in page
    assert MARK not in paper


@pytest.mark.parametrize("login", OUTSIDE)
def test_outside_the_case_there_is_no_such_page(cast: Cast, letter: UUID, login: str) -> None:
    client = cast.client(login)
    assert client.get(_subject(cast, letter)).status_code == HTTPStatus.NOT_FOUND
    assert _post(client, f"{_subject(cast, letter)}/veilig-contact", via="x")[0] == HTTPStatus.NOT_FOUND


def test_a_doubt_is_answered_by_who_may_read_it(cast: Cast, letter: UUID) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    takes_on(cast, "wouter.lansink", contact_id=letter)
    (said,) = read(cast, "wouter.lansink", letter)
    form = DoubtCategory(once=uuid4(), share_id=said.share_id, suggested="D4")
    act(cast, "wouter.lansink", lambda work: doubts.doubt(work, form))
    for login, asked in (("inge.bakels", True), ("ruud.eggink", False)):
        page = cast.client(login).get("/verstrekkingen").text
        assert "twijfelt aan de soort gegevens" in page
        assert ('action="/verstrekkingen/twijfel/' in page) is asked


def test_it_stands_on_one_page_and_leaves_by_no_way_out(cast: Cast, letter: UUID) -> None:
    """Everyone who may read it walks every door; files, mails, calendars and machines never hold it."""
    table = in_session(cast)
    line = action(cast, table, "OM", text="Spreekt betrokkene.")
    assert _post(cast.client("wouter.lansink"), f"/acties/{line}/contact", subject_id=letter)[0] == HTTPStatus.SEE_OTHER
    with printing_here():
        close(cast, table)
        adopted(cast, table)
    app, everywhere = create(), (cast.administrator, cast.seats["rik.zandstra"])
    paths = set(walking.addresses(app, walking.every_id(*everywhere), walking.belonging(*everywhere)))
    readers = ("wouter.lansink", "inge.bakels", "soraya.pinas")
    shown = {login: set(_where(cast, login, turn, paths, table.meeting)) for turn, login in enumerate(readers)}
    assert shown["wouter.lansink"] == {_subject(cast, letter)}
    assert shown["inge.bakels"] == {_subject(cast, letter), f"/casussen/{cast.cases['Zwaluw']}/delen"}  # who shares it
    assert shown["soraya.pinas"] == set()
    assert [what for what, text in posting.everything(cast) if MARK in text] == []


def _where(cast: Cast, login: str, turn: int, paths: set[str], meeting: UUID) -> list[str]:
    client = walking.as_somebody(create(), cast, login)
    found = [path for path, _, body in walking.walk_in_turn(client, paths, turn=turn, every=3) if MARK in body]
    found += [path for path, made in checking.prints(client, meeting) if MARK in checking.text_of(made.content)]
    today = clock.today().isoformat()
    for kind in ("pdf", "csv", "json"):
        sent = {"once": str(uuid4()), "van": today, "tot": today, "format": kind}
        file = client.post("/verstrekkingen/uitvoer", data=sent)
        assert file.status_code == HTTPStatus.OK
        found += [kind] if MARK in checking.text_of(file.content) else []
    return found


def test_at_an_action_one_says_that_it_needs_contact(cast: Cast, letter: UUID) -> None:
    client = cast.client("wouter.lansink")
    line = takes_on(cast, "wouter.lansink")
    assert "Vraagt contact" in client.get("/acties").text
    status, place = _post(client, f"/acties/{line}/contact", subject_id=letter)
    assert (status, "gedaan=contact" in place) == (HTTPStatus.SEE_OTHER, True)
    assert "Vraagt contact met betrokkene B." in client.get("/acties").text
    assert ledger(cast, Act.ACTION_CHANGED)[-1]["subject"] == str(letter)
    status, wrong = _post(client, f"/acties/{line}/contact", subject_id=uuid4())
    assert (status, "hoort niet bij wat u koos" in wrong) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert _post(cast.client("ruud.eggink"), f"/acties/{line}/contact", subject_id=letter)[0] == HTTPStatus.NOT_FOUND


def test_a_new_action_can_say_so_at_once(cast: Cast, letter: UUID) -> None:
    client, case = cast.client("wouter.lansink"), cast.cases["Zwaluw"]
    assert "Zwaluw, betrokkene B" in client.get("/acties/nieuw").text
    soon = clock.today() + timedelta(days=3)
    status, _ = _post(client, "/acties/nieuw", case_id=case, text="Spreekt.", due_on=soon, contact_id=letter)
    assert status == HTTPStatus.SEE_OTHER
    assert read(cast, "wouter.lansink", letter)


def test_a_machine_says_it_too_and_is_told_no_words(cast: Cast, letter: UUID) -> None:
    line = takes_on(cast, "wouter.lansink")
    machine = Client(create(), headers={"Authorization": f"Bearer {cast.keys['wouter.lansink']}"})
    form = {"once": str(uuid4()), "subject_id": str(letter)}
    assert machine.post(f"/api/v1/actions/{line}/contacts", json=form).status_code == HTTPStatus.OK
    assert machine.get("/api/v1/actions").json()["ours"][0]["contact"]["letter"] == "B"
    case = machine.get(f"/api/v1/cases/{cast.cases['Zwaluw']}").text
    assert MARK not in case
    assert "safe-contact" in case


# ---------- the course of a case


def test_the_course_is_set_on_the_case_and_wrong_words_stay(cast: Cast) -> None:
    client, case = cast.client("inge.bakels"), f"/casussen/{cast.cases['Zwaluw']}"
    assert "Wijzig het doel of de dag" in client.get(case).text
    assert "Wijzig het doel of de dag" not in cast.client("wouter.lansink").get(case).text
    past = clock.today() - timedelta(days=1)
    status, wrong = _post(client, f"{case}/koers", goal="Ana Ivanova veilig.", review_on=past)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    for words in ("Hier lijkt een naam", "Deze dag is al voorbij", 'value="Ana Ivanova veilig."', 'name="nameless"'):
        assert words in wrong
    base = re.search(r'name="base" value="([^"]*)"', client.get(case).text)
    assert base
    good = {"goal": "Iedereen veilig.", "review_on": clock.today(), "base": base[1]}
    assert _post(client, f"{case}/koers", **good)[0] == HTTPStatus.SEE_OTHER
    status, again = _post(client, f"{case}/koers", goal="Paspoorten terug.", base=base[1])
    assert (status, "intussen veranderd" in again, "Paspoorten terug." in again) == (HTTPStatus.CONFLICT, True, True)
    assert "Iedereen veilig." in cast.client("petra.dekker").get(case).text
    for login in ("inge.bakels", "samir.el.khatib"):
        assert "Bekijk casus Zwaluw opnieuw" in cast.client(login).get("/").text
    assert "Bekijk casus Zwaluw opnieuw" not in cast.client("wouter.lansink").get("/").text
    assert _post(cast.client("wouter.lansink"), f"{case}/koers", goal="Anders.")[0] == HTTPStatus.FORBIDDEN
    for login in OUTSIDE:
        assert _post(cast.client(login), f"{case}/koers", goal="Anders.")[0] == HTTPStatus.NOT_FOUND


# ---------- what came of it


def test_the_receipt_stands_after_the_close_for_who_brought_something(cast: Cast) -> None:
    table = in_session(cast)
    here = f"/overleggen/{table.meeting}/opbrengst"
    assert "Dit overleg is nog niet gesloten" in cast.client("inge.bakels").get(here).text
    decided(cast, table)
    action(cast, table)
    close(cast, table)
    page = cast.client("inge.bakels").get(here).text
    for words in ("Zwaluw", "Besproken", "Boven de kas liggen negen matrassen.", "Eerst controle.", "Rijdt langs."):
        assert words in page
    assert f'href="{here}"' in cast.client("inge.bakels").get("/").text
    assert f'href="{here}"' in cast.client("inge.bakels").get(f"/overleggen/{table.meeting}").text
    assert "U bracht niets in bij dit overleg" in cast.client("petra.dekker").get(here).text
    for login in ("rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        assert cast.client(login).get(here).status_code == HTTPStatus.NOT_FOUND
    joins(cast, "inge.bakels", "ruud.eggink")
    assert "negen matrassen" in cast.client("ruud.eggink").get(here).text


def test_two_worlds_a_hidden_decision_leaves_no_trace_in_a_receipt(cast: Cast) -> None:
    table = in_session(cast)
    here = f"/overleggen/{table.meeting}/opbrengst"
    act_of_prosecutor = decided(cast, table, "OM", text="Een doorzoeking wordt voorbereid.")
    close(cast, table)
    page = cast.client("inge.bakels").get(here).text
    assert "doorzoeking" not in page
    assert str(act_of_prosecutor) not in page
    assert "Voor u staat er geen afspraak of actie bij." in page


# ---------- on with names


def test_going_on_with_names_is_said_before_and_done_by_the_share(cast: Cast, anonymous: UUID) -> None:
    client, case = cast.client("inge.bakels"), f"/casussen/{anonymous}"
    assert "Verder met naam" in client.get(f"{case}/delen").text
    assert "Verder met naam" not in cast.client("wouter.lansink").get(f"{case}/delen").text
    version = says(cast, "inge.bakels", anonymous, "Het gaat om Zoltan Farkas.", category="D7")
    page = client.get(f"{case}/delen", params={"met_naam": True}).text
    assert "U gaat met naam verder" in page
    assert 'name="named" value="yes"' in page
    soon = clock.today() + timedelta(days=30)
    same = {"versions": version, "purpose": "P1", "ends_on": soon, "declared": "c-DECL(min)", "named": "yes"}
    status, told = _post(client, f"{case}/delen", receivers=cast.partners["WOCO"], **same)
    assert status == HTTPStatus.FORBIDDEN
    assert "U gaat met naam verder" in told
    assert _post(client, f"{case}/delen", receivers=cast.partners["OM"], **same)[0] == HTTPStatus.SEE_OTHER
    assert "Begonnen als" in client.get(case).text
    assert "Farkas" not in cast.client("petra.dekker").get(case).text
    assert case_page(cast, "wouter.lansink", anonymous).head.framework == "C"
