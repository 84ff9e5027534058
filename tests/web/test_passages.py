"""Writing on screen: few clicks, kept while typed, two versions side by side, and mistakes put right."""

import re
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from tafel import statements
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import act, edited, joins, ledger, opened, stands, written


def _new(cast: Cast) -> str:
    return f"/casussen/{cast.cases['Zwaluw']}/inbreng/nieuw"


def _form(**more: object) -> dict[str, object]:
    known = {
        "once": str(uuid4()),
        "text": "Er ligt een kasboek.",
        "category": "D7",
        "kind": "fact",
        "reliability": "heard",
    }
    return {**known, "names_person": "no", "exact_place": "no", **more}


def _base(cast: Cast, login: str, statement: UUID) -> str:
    found = stands(cast, login, statement)
    assert found is not None
    return f"{found.version_id}.{found.edit}"


def test_the_form_begins_with_what_is_usual(cast: Cast) -> None:
    page = cast.client("inge.bakels").get(_new(cast)).text
    assert re.search(r'value="fact"[^>]* checked', page)
    assert re.search(r'value="D7" selected', page)
    assert "Hoe weet u dit?" in page
    assert "Hoe weet u dit?" not in cast.client("petra.dekker").get(_new(cast)).text


def test_a_passage_is_written_once_however_often_it_is_sent(cast: Cast) -> None:
    client, form = cast.client("inge.bakels"), _form()
    places = {client.post(_new(cast), data=form).headers["location"] for _ in range(2)}
    assert len(places) == 1
    assert len([line for line in ledger(cast, Act.STATEMENT_WRITTEN) if line["statement"] in places.copy().pop()]) == 1


def test_another_passage_follows_when_asked(cast: Cast) -> None:
    answer = cast.client("inge.bakels").post(f"{_new(cast)}?nog=1", data=_form())
    assert answer.headers["location"] == _new(cast)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "x" * 4001}, "ten hoogste 4000 tekens"),
        ({"text": " "}, "Vul dit in."),
        ({"category": "D99"}, "Kies een van de mogelijkheden."),
        ({"category": "D14"}, "Dit kan niet."),
        ({"kind": "gossip"}, "Kies een van de mogelijkheden."),
        ({"reliability": ""}, "Kies hoe betrouwbaar dit is"),
        ({"observed_on": "2099-01-01"}, "ligt in de toekomst"),
        ({"observed_on": "31-02-2026"}, "geen datum"),
        ({"about": "x"}, "Kies een van de mogelijkheden."),
        ({"boss": "yes"}, "hoort niet op dit formulier"),
    ],
)
def test_a_mistake_is_told_and_the_text_stays(cast: Cast, wrong: dict[str, object], sentence: str) -> None:
    form = _form(**wrong)
    answer = cast.client("inge.bakels").post(_new(cast), data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert str(form["text"]).strip() in answer.text


def test_a_subject_ticked_gets_the_role_beside_it(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    subject = re.search(r'name="about" value="([^"]+)"', client.get(_new(cast)).text)
    assert subject is not None
    form = _form(about=[subject[1]], roles=[f"{subject[1]}:suspect"])
    made = UUID(client.post(_new(cast), data=form).headers["location"].split("#p-")[1])
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    assert [(link.letter, link.role.value) for link in found.about] == [("A", "suspect")]
    assert re.search(rf'value="{subject[1]}:suspect" selected', client.get(f"/inbreng/{made}").text)
    unticked = _form(text=found.text, base=_base(cast, "inge.bakels", made), roles=[f"{subject[1]}:suspect"])
    client.post(f"/inbreng/{made}", data=unticked)
    again = stands(cast, "inge.bakels", made)
    assert again is not None
    assert again.about == ()


def test_two_versions_stand_side_by_side_and_only_a_press_chooses(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made = written(cast, "inge.bakels", "Eén.")
    old, theirs = _base(cast, "inge.bakels", made), stands(cast, "ruud.eggink", made)
    assert theirs is not None
    act(cast, "ruud.eggink", lambda work: statements.edit(work, made, edited(theirs, "Van Ruud.")))
    client = cast.client("inge.bakels")
    answer = client.post(f"/inbreng/{made}", data=_form(text="Van Inge.", base=old))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ruud Eggink bewaarde deze passage ook" in answer.text
    assert "Van Ruud." in answer.text
    assert "Van Inge.</textarea>" in answer.text
    assert "data-autosave" not in answer.text
    shown = ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]
    assert shown["person"] == str(cast.seats["inge.bakels"].person)
    base = re.search(r'name="base" value="([^"]+)"', answer.text)
    assert base is not None
    assert (
        client.post(f"/inbreng/{made}", data=_form(text="Van Inge.", base=base[1])).status_code == HTTPStatus.SEE_OTHER
    )
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    assert found.text == "Van Inge."


def _save(client: Client, path: str, text: str, base: str) -> tuple[int, str]:
    answer = client.post(path, data={"text": text, "base": base}, headers={"HX-Request": "true"})
    return answer.status_code, answer.text


def test_a_draft_keeps_itself_as_the_script_asks(cast: Cast) -> None:
    client, place = cast.client("inge.bakels"), f"/casussen/{cast.cases['Zwaluw']}/inbreng/{uuid4()}/bewaar"
    status, saved = _save(client, place, "Half", "")
    assert status == HTTPStatus.OK
    assert 'id="text-saving" data-saving="saved"' in saved
    base = re.search(r'name="base" value="([^"]+)"', saved)
    assert base is not None
    assert _save(client, place, "Half af", base[1])[0] == HTTPStatus.OK
    status, conflict = _save(client, place, "Iets anders", base[1])
    assert status == HTTPStatus.CONFLICT
    assert 'data-text="Half af"' in conflict
    status, sentence = _save(client, place, "x" * 5000, base[1])
    assert (status, sentence) == (HTTPStatus.UNPROCESSABLE_ENTITY, "Dit is te lang: ten hoogste 4000 tekens.")


def test_shared_words_are_not_overwritten_by_typing(cast: Cast) -> None:
    made = cast.passages["matrassen"]
    client = cast.client("inge.bakels")
    assert "data-autosave" not in client.get(f"/inbreng/{made}").text
    status, sentence = _save(client, f"/inbreng/{made}/bewaar", "Anders", _base(cast, "inge.bakels", made))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Druk op Bewaar" in sentence
    for login in ("wouter.lansink", "rik.zandstra", "ruud.eggink"):
        assert _save(cast.client(login), f"/inbreng/{made}/bewaar", "Anders", "")[0] == HTTPStatus.NOT_FOUND


def test_what_was_taken_back_can_be_put_back(cast: Cast) -> None:
    client, made = cast.client("inge.bakels"), cast.passages["voorman"]
    answer = client.post(f"/inbreng/{made}/weghalen", data={"once": str(uuid4())})
    page = client.get(answer.headers["location"]).text
    assert "Zet terug" in page
    assert "paspoorten" not in page
    answer = client.post(f"/inbreng/{made}/terugzetten", data={"once": str(uuid4())})
    assert "paspoorten" in client.get(answer.headers["location"]).text


def test_shared_words_are_not_taken_back_and_the_page_says_why(cast: Cast) -> None:
    answer = cast.client("inge.bakels").post(
        f"/inbreng/{cast.passages['matrassen']}/weghalen", data={"once": str(uuid4())}
    )
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Trek eerst de verstrekkingen in" in answer.text


def test_a_passage_moves_to_another_of_ones_cases(cast: Cast) -> None:
    other, client = opened(cast, "inge.bakels", "Kreek"), cast.client("inge.bakels")
    made = cast.passages["matrassen"]
    assert "Kreek" in client.get(f"/inbreng/{made}").text
    answer = client.post(f"/inbreng/{made}/verplaatsen", data={"once": str(uuid4()), "case_id": str(other)})
    assert "negen matrassen" in client.get(answer.headers["location"]).text
    page = client.get(f"/casussen/{cast.cases['Zwaluw']}").text
    assert "negen matrassen" not in page
    assert "Zet terug" not in page  # it stands elsewhere now
    answer = client.post(
        f"/inbreng/{cast.passages['voorman']}/verplaatsen", data={"once": str(uuid4()), "case_id": "x"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_page_of_a_passage_shows_its_versions_with_receivers(cast: Cast) -> None:
    made, client = cast.passages["matrassen"], cast.client("inge.bakels")
    client.post(
        f"/inbreng/{made}",
        data=_form(text="Boven de kas liggen tien matrassen.", base=_base(cast, "inge.bakels", made)),
    )
    page = client.get(f"/inbreng/{made}").text
    assert "negen matrassen" in page
    assert re.search(r"Te lezen voor</span><span class=\"sub\">Openbaar Ministerie", page)
