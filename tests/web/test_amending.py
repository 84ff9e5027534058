"""The screens of putting right: correct, recall, who had it, and what was done about it."""

import re
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest

from tafel import db, subjects
from tafel.sight import identity
from tests.cast import Cast
from tests.tafel.acting import act, shared, stands
from tests.tafel.amends import corrects, opens, page, recalls
from tests.web.test_ledger import statements_of
from tests.web.test_sharing import ticked

GIVER, RECEIVER, OFFICER = "inge.bakels", "wouter.lansink", "nadia.oosterhuis"
OUTSIDE = ["rik.zandstra", "ruud.eggink", "petra.dekker", RECEIVER, OFFICER, "ben.vink"]


def correction(cast: Cast, **more: Any) -> dict[str, Any]:
    said = stands(cast, GIVER, cast.passages["matrassen"])
    assert said is not None
    return {
        "once": str(uuid4()), "text": "Boven de kas liggen zeven matrassen.", "category": "D7", "reliability": "heard",
        "base": f"{said.version_id}.{said.edit}", "wrong": "Het aantal klopt niet.", **more,
    }  # fmt: skip


def recall(cast: Cast, **more: Any) -> dict[str, Any]:
    om = str(cast.partners["OM"])
    return {"once": str(uuid4()), "receivers": om, "drawn": om, "reason": "too-much", **more}


def place(cast: Cast) -> str:
    return f"/inbreng/{cast.passages['matrassen']}"


def test_a_correction_leads_to_sharing_it_with_who_had_the_old_words(cast: Cast) -> None:
    opens(cast, RECEIVER)
    client = cast.client(GIVER)
    assert "Te zien geweest bij: Openbaar Ministerie" in client.get(place(cast)).text
    answer = client.post(place(cast), data=correction(cast), follow_redirects=False)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    html = client.get(answer.headers["location"]).text
    said = stands(cast, GIVER, cast.passages["matrassen"])
    assert said
    assert ticked(html, "versions") == {str(said.version_id)}
    assert ticked(html, "receivers") == {str(cast.partners["OM"])}
    assert "Verbeterd. Wie dit te zien kreeg, heeft bericht." in html


def test_the_receiver_reads_that_it_is_wrong_and_then_both(cast: Cast) -> None:
    opens(cast, RECEIVER)
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    case, client = f"/casussen/{cast.cases['Zwaluw']}", cast.client(RECEIVER)
    html = client.get(case).text
    assert "De gever meldde dat dit niet klopt" in html
    assert "zeven" not in html
    shared(cast, GIVER, cast.passages["matrassen"], "OM")
    html = client.get(case).text
    assert "Eerder stond hier: <del>Boven de kas liggen negen matrassen.</del>" in html
    assert "Het aantal klopt niet." in html
    assert "De gever meldde" not in html
    assert "Het aantal klopt niet." not in cast.client("samir.el.khatib").get(case).text


def test_what_nobody_was_shown_is_no_correction_and_what_was_typed_stays(cast: Cast) -> None:
    answer = cast.client(GIVER).post(place(cast), data=correction(cast))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Boven de kas liggen zeven matrassen." in answer.text


def test_a_case_cannot_be_named_with_a_passage_of_another(cast: Cast) -> None:
    for login in (RECEIVER, "rik.zandstra", "ruud.eggink"):
        path = f"/casussen/{cast.cases['Zwaluw']}/delen?passage={cast.passages['matrassen']}"
        assert cast.client(login).get(path).status_code == HTTPStatus.NOT_FOUND
    assert cast.client(GIVER).get(path.replace(str(cast.passages["matrassen"]), str(uuid4()))).status_code == 404


def test_recalled_with_a_reason_and_pressed_twice_it_is_recalled_once(cast: Cast) -> None:
    opens(cast, RECEIVER)
    client, form = cast.client(GIVER), recall(cast)
    html = client.get(f"{place(cast)}/terughalen").text
    assert ticked(html, "receivers") == {str(cast.partners["OM"])}
    assert html.count("<h1") == html.count("button-primary") == 1
    first, again = (client.post(f"{place(cast)}/terughalen", data=form, follow_redirects=False) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    later = client.post(f"{place(cast)}/terughalen", data=recall(cast))
    assert later.status_code == HTTPStatus.FORBIDDEN
    assert "Dit is al teruggehaald" in later.text
    html = client.get(first.headers["location"]).text
    assert "Openbaar Ministerie" in html
    assert "er is meer gedeeld dan nodig was" in html
    assert "nog niet bevestigd" in html
    assert "Dit is al teruggehaald" in client.get(f"{place(cast)}/terughalen").text


def test_what_was_shown_is_taken_back_with_a_reason_wherever_it_stands(cast: Cast) -> None:
    client, om = cast.client(GIVER), str(cast.partners["OM"])
    places = (f"/casussen/{cast.cases['Zwaluw']}", "/verstrekkingen")
    back = f'{place(cast)}/terughalen?bij={om}"'
    assert [(back in html, 'name="shares"' in html) for html in (client.get(one).text for one in places)] == [
        (False, True)
    ] * 2
    opens(cast, RECEIVER)
    for html in (client.get(one).text for one in places):
        assert (back in html, 'name="shares"' in html) == (True, False)
    assert "Al getoond: haal terug" in client.get(f"{places[0]}/delen/gedeeld").text
    assert ticked(client.get(f"{place(cast)}/terughalen", params={"bij": om}).text, "receivers") == {om}
    assert ticked(client.get(f"{place(cast)}/terughalen", params={"bij": str(uuid4())}).text, "receivers") == set()


@pytest.mark.parametrize("missing", ["reason", "receivers"])
def test_without_a_reason_or_a_receiver_nothing_is_recalled(cast: Cast, missing: str) -> None:
    opens(cast, RECEIVER)
    form = {name: value for name, value in recall(cast).items() if name != missing}
    answer = cast.client(GIVER).post(f"{place(cast)}/terughalen", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Er is niets teruggehaald" in answer.text
    assert opens(cast, RECEIVER)


def test_a_page_that_is_behind_is_drawn_again_with_what_was_chosen(cast: Cast) -> None:
    opens(cast, RECEIVER)
    answer = cast.client(GIVER).post(f"{place(cast)}/terughalen", data=recall(cast, drawn=str(uuid4())))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Intussen kreeg een andere partner dit ook." in answer.text
    assert re.search(r'value="too-much" checked', answer.text)


def test_to_others_there_is_nothing_to_recall(cast: Cast) -> None:
    opens(cast, RECEIVER)
    for login in OUTSIDE:
        client = cast.client(login)
        assert client.get(f"{place(cast)}/terughalen").status_code == HTTPStatus.NOT_FOUND
        assert client.post(f"{place(cast)}/terughalen", data=recall(cast)).status_code == HTTPStatus.NOT_FOUND
    assert opens(cast, RECEIVER)


def test_a_receiver_says_what_it_did(cast: Cast) -> None:
    opens(cast, RECEIVER)
    made = recalls(cast, "OM")
    client = cast.client(RECEIVER)
    assert "Politie De Waarden, AVIM heeft iets teruggehaald bij Zwaluw" in client.get("/").text
    html = client.get("/herstel").text
    assert "Wat deed uw organisatie?" in html
    assert "matrassen" not in html
    press(cast, RECEIVER, made, "removed")
    assert "Wat deed uw organisatie?" not in client.get("/herstel").text
    for login in (GIVER, OFFICER):
        assert "Wij hebben het verwijderd" in cast.client(login).get("/herstel").text
    assert press(cast, RECEIVER, made, "changed", HTTPStatus.FORBIDDEN)
    assert press(cast, RECEIVER, made, "eaten", HTTPStatus.UNPROCESSABLE_ENTITY)


def test_without_an_answer_that_is_told_beside_its_field(cast: Cast) -> None:
    opens(cast, RECEIVER)
    made = recalls(cast, "OM")
    sent = {"once": str(uuid4()), "dealt": ""}
    html = cast.client(RECEIVER).post(f"/herstel/{made}/bevestigen", data=sent).text
    assert re.search(r'<p class="error" id="dealt-error">.*?<select id="dealt" name="dealt"', html, re.DOTALL)
    for login in OUTSIDE[:3]:
        told = cast.client(login).post(f"/herstel/{made}/bevestigen", data=sent).text
        assert "Zwaluw" not in told
        assert "teruggehaald bij" not in told


def test_nobody_else_learns_of_it_or_answers(cast: Cast) -> None:
    opens(cast, RECEIVER)
    made = recalls(cast, "OM")
    for login in ("rik.zandstra", "ruud.eggink", "petra.dekker", "samir.el.khatib"):
        html = cast.client(login).get("/herstel").text
        assert "Er is niets verbeterd of teruggehaald" in html
        assert press(cast, login, made, "removed", HTTPStatus.NOT_FOUND)
    assert cast.client("ben.vink").get("/herstel").status_code == HTTPStatus.NOT_FOUND
    assert press(cast, OFFICER, made, "removed", HTTPStatus.NOT_FOUND)


def test_a_page_of_many_asks_no_more_than_a_page_of_few(cast: Cast) -> None:
    opens(cast, RECEIVER)
    corrects(cast, "Boven de kas liggen zeven matrassen.")
    clients = {login: cast.client(login) for login in (GIVER, RECEIVER, OFFICER)}
    paths = ("/herstel", f"/casussen/{cast.cases['Zwaluw']}")
    shared(cast, GIVER, cast.passages["matrassen"], "OM")
    few = {(login, path): statements_of(client, path) for login, client in clients.items() for path in paths}
    opens(cast, RECEIVER)
    corrects(cast, "Boven de kas liggen zes matrassen.")
    shared(cast, GIVER, cast.passages["matrassen"], "OM")
    recalls(cast, "OM", word="matrassen")
    shared(cast, GIVER, cast.passages["matrassen"], "OM")
    for login, client in clients.items():
        assert statements_of(client, "/herstel") <= few[login, "/herstel"]
    assert len(page(cast, OFFICER).given) == 3


def test_a_machine_corrects_too(cast: Cast) -> None:
    opens(cast, RECEIVER)
    form = correction(cast)
    headers = {"Authorization": f"Bearer {cast.keys[GIVER]}"}
    answer = cast.client(GIVER).put(f"/api/v1/passages/{cast.passages['matrassen']}", json=form, headers=headers)
    assert answer.status_code == HTTPStatus.OK
    shared(cast, GIVER, cast.passages["matrassen"], "OM")
    case = f"/api/v1/cases/{cast.cases['Zwaluw']}"
    read = cast.client(RECEIVER).get(case, headers={"Authorization": f"Bearer {cast.keys[RECEIVER]}"}).json()
    (said,) = [passage for one in read["contributions"] for passage in one["passages"]]
    assert said["corrected"]["was"] == "Boven de kas liggen negen matrassen."


def test_what_a_machine_fetched_is_told_as_that(cast: Cast) -> None:
    case, key = f"/api/v1/cases/{cast.cases['Zwaluw']}", {"Authorization": f"Bearer {cast.keys[RECEIVER]}"}
    assert "matrassen" in cast.client(RECEIVER).get(case, headers=key).text
    recalls(cast, "OM")
    assert "Opgehaald door een eigen systeem" in cast.client(GIVER).get("/herstel").text
    opens(cast, RECEIVER)  # what is gone is not shown again
    told = cast.client(RECEIVER).get("/herstel").text
    assert "opgehaald door een eigen systeem." in told
    assert "op het scherm" not in told


def press(cast: Cast, login: str, amendment: UUID, dealt: str, expected: HTTPStatus = HTTPStatus.SEE_OTHER) -> bool:
    """Somebody presses the button, and this is the answer."""
    sent = {"once": str(uuid4()), "dealt": dealt}
    path = f"/herstel/{amendment}/bevestigen"
    answer = cast.client(login).post(path, data=sent, follow_redirects=False)
    assert answer.status_code == expected, answer.text
    return True


def test_a_machine_recalls_and_a_machine_answers(cast: Cast) -> None:
    opens(cast, RECEIVER)

    def by(login: str, path: str, **sent: Any) -> Any:
        headers = {"Authorization": f"Bearer {cast.keys[login]}"}
        answer = cast.client(login).request(
            "POST" if sent else "GET", f"/api/v1/{path}", headers=headers, json={"once": str(uuid4())} | sent or None
        )
        return answer.status_code, answer.json()

    passage = f"passages/{cast.passages['matrassen']}"
    (has_it,) = by(GIVER, f"{passage}/receivers")[1]["has_it"]
    drawn = [has_it["partner_id"]]
    status, made = by(GIVER, f"{passage}/recalls", receivers=drawn, drawn=drawn, reason="no-ground")
    assert status == HTTPStatus.CREATED
    assert by(GIVER, f"{passage}/recalls", receivers=drawn, drawn=drawn, reason="no-ground")[0] == HTTPStatus.FORBIDDEN
    (asked,) = by(RECEIVER, "amendments")[1]["asked"]
    assert (asked["id"], asked["receivers"]) == (made["id"], [])
    assert by(RECEIVER, f"amendments/{made['id']}/confirmations", dealt="changed")[0] == HTTPStatus.OK
    assert by(OFFICER, "amendments")[1]["given"][0]["receivers"][0]["dealt"] == "changed"
    for login in ("ruud.eggink", "rik.zandstra", "petra.dekker"):
        assert by(login, f"{passage}/receivers")[0] == HTTPStatus.NOT_FOUND
        assert by(login, "amendments")[1] == {"asked": [], "done": [], "given": [], "officer": False, "older": None}
    assert by("ben.vink", "amendments")[0] == HTTPStatus.NOT_FOUND


def test_a_field_is_corrected_as_a_passage_is(cast: Cast) -> None:
    """A name: who was shown the old one reads both once the new one is shared, and who was not reads the new one."""
    case = cast.cases["Zwaluw"]
    letter = act(cast, GIVER, lambda work: subjects.add_subject(work, case))
    place = f"/casussen/{case}/betrokkenen/{letter}/identiteit"

    def says(value: str, **more: str) -> Any:
        sent = {"once": str(uuid4()), "field": "name", "value": value, **more}
        return cast.client(GIVER).post(place, data=sent)

    says("Ana Ivanova")
    said = subject_field(cast, letter)
    shared(cast, GIVER, said, "OM")
    assert "Was er iets fout?" not in cast.client(GIVER).get(place).text
    says("Anna Ivanova")
    assert says("Ana Ivanova", wrong="Verkeerd gespeld.").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    shared(cast, GIVER, said, "OM")
    assert "Anna Ivanova" in cast.client(RECEIVER).get(place).text
    assert "Was er iets fout?" in cast.client(GIVER).get(place).text
    answer = says("Hanna Ivanova", wrong="Verkeerd gespeld.")
    assert answer.headers["location"].startswith(f"/casussen/{case}/delen?gedaan=verbeterd")
    assert "De gever meldde dat dit niet klopt" in cast.client(RECEIVER).get(place).text
    shared(cast, GIVER, said, "OM")
    after = cast.client(RECEIVER).get(place).text
    assert "Hanna Ivanova" in after
    assert "<del>Anna Ivanova</del>" in after
    assert "Verkeerd gespeld." in after
    for login in OUTSIDE[:3]:
        assert "Ivanova" not in cast.client(login).get(place).text
    assert len(page(cast, RECEIVER).asked) == 1


def subject_field(cast: Cast, letter: UUID) -> UUID:
    """The statement of the one field that was said of a subject."""
    with db.reading(cast.seats[GIVER]) as reading:
        (said,) = identity.identity_card(reading, cast.cases["Zwaluw"], letter).fields
    return said.statement_id
