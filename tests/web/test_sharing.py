"""The screens of sharing: choose, check, share, withdraw, account; with and without JavaScript."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.sharing import CheckShares, GiveShares, WithdrawShares
from tafel import clock, db, ledger, sharing
from tafel.refusals import Unavailable
from tafel.sight import casework as case_sight
from tafel.sight import handed_out
from tests.cast import Cast
from tests.tafel.test_doubts import doubt
from tests.tafel.test_sharing import NECESSITY, entries, reads, shares
from tests.tafel.test_sharing_ends import decision

HTMX = {"HX-Request": "true"}


def page(cast: Cast, login: str = "inge.bakels") -> str:
    answer = cast.client(login).get(f"/casussen/{cast.cases['Zwaluw']}/delen")
    assert answer.status_code == 200
    return str(answer.text)


def form(cast: Cast, words: list[str], receivers: list[str], **more: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "versions": [str(cast.version(word)) for word in words],
        "receivers": [str(cast.partners[key]) for key in receivers],
        "purpose": "P4",
        "ends_on": (clock.today() + timedelta(days=100)).isoformat(),
        "declared": ["c-DECL(min)"],
        **more,
    }


def send(cast: Cast, to: str, sent: dict[str, Any], login: str = "inge.bakels", **more: Any) -> Any:
    return cast.client(login).post(f"/casussen/{cast.cases['Zwaluw']}/delen{to}", data=sent, **more)


def ticked(html: str, name: str) -> set[str]:
    boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    return {re.search(r'value="([^"]*)"', box)[1] for box in boxes if " checked" in box}  # type: ignore[index]


def test_at_first_what_is_new_is_chosen_and_the_profile_carried_forward(cast: Cast) -> None:
    html = page(cast)
    assert ticked(html, "versions") == {str(cast.version("voorman"))}
    assert ticked(html, "receivers") == {str(cast.partners["OM"])}
    assert "Deel met wie mag (0 van " in html
    assert html.count("<h1") == 1
    assert html.count("button-primary") == 1


def test_all_partners_stand_in_their_fixed_order(cast: Cast) -> None:
    html = page(cast)
    names = re.findall(r'name="receivers" value="([0-9a-f-]+)"', html)
    inside = [str(cast.partners[key]) for key in ("VZ", "OM", "ZC", "WOCO")]
    outside = [str(cast.partners[key]) for key in ("BGM-L", "COL-W", "COL-T", "OPV")]
    assert names == inside + outside


def test_checking_shares_nothing_and_keeps_the_choice(cast: Cast) -> None:
    answer = send(cast, "/controle", form(cast, ["matrassen", "voorman"], ["OM", "ZC"]))
    assert answer.status_code == 200
    assert ticked(answer.text, "versions") == {str(cast.version("matrassen")), str(cast.version("voorman"))}
    assert ticked(answer.text, "receivers") == {str(cast.partners["OM"]), str(cast.partners["ZC"])}
    assert "Deel met wie mag (1 van 4)" in answer.text
    assert "Waarom is dit nodig?" in answer.text
    assert len(shares(cast)) == 1


def test_htmx_gets_the_forms_own_lines(cast: Cast) -> None:
    sent = form(cast, ["voorman"], ["OM"])
    whole, part = send(cast, "/controle", sent).text, send(cast, "/controle", sent, headers=HTMX).text
    assert part.startswith("<form")
    keyless = re.compile(r'name="once" value="[^"]*"')
    assert keyless.sub("", part).strip() in keyless.sub("", whole)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": "31-31-2026"},
        {"purpose": "P99"},
        {"versions": ["x"]},
        {"receivers": [str(uuid4())]},
        {"declared": ["c-X"]},
    ],
)
def test_checking_what_cannot_be_read_still_answers(cast: Cast, wrong: dict[str, Any]) -> None:
    assert send(cast, "/controle", form(cast, ["voorman"], ["OM"]) | wrong).status_code == 200


def test_shared_goes_on_to_what_was_done(cast: Cast) -> None:
    answer = send(cast, "", form(cast, ["voorman"], ["OM", "WOCO"]))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/casussen/{cast.cases['Zwaluw']}/delen/gedeeld")
    told = cast.client("inge.bakels").get(answer.headers["location"]).text
    assert "Gedeeld met één partner" in told
    assert "Woningstichting De Brug: de regels staan het nu niet toe" in told
    assert "U kunt dit intrekken." in told


def test_refused_tells_why_per_receiver_and_keeps_everything(cast: Cast) -> None:
    answer = send(cast, "", form(cast, ["voorman"], ["ZC"], **NECESSITY))
    assert answer.status_code == 403
    assert "De regels staan dit nu met niemand toe" in answer.text
    assert "een geldig besluit volgens Wpg 20" in answer.text
    assert ticked(answer.text, "receivers") == {str(cast.partners["ZC"])}
    assert ">\nGeen andere weg.</textarea>" in answer.text


def test_sent_twice_it_is_shared_once(cast: Cast) -> None:
    sent = form(cast, ["voorman"], ["OM"])
    first, second = send(cast, "", sent), send(cast, "", sent)
    assert first.headers["location"] == second.headers["location"]
    assert len(shares(cast)) == 2
    assert send(cast, "", sent | {"purpose": "P2"}).status_code == 409


def test_what_they_had_already_is_told(cast: Cast) -> None:
    answer = send(cast, "", form(cast, ["matrassen"], ["OM"]))
    assert "gedaan=al-gedeeld" in answer.headers["location"]
    assert "Zij hadden dit al" in cast.client("inge.bakels").get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("ends_on", "2020-01-01"), ("ends_on", "morgen"), ("purpose", "P9"), ("versions", []), ("receivers", [])],
)
def test_what_is_wrong_stands_with_its_field(cast: Cast, field: str, value: Any) -> None:
    answer = send(cast, "", form(cast, ["voorman"], ["OM"]) | {field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert len(shares(cast)) == 1


def test_a_draft_that_was_saved_since_is_a_conflict_that_keeps_the_choice(cast: Cast) -> None:
    version = cast.version("voorman")
    answer = send(cast, "", form(cast, ["voorman"], ["OM"], drawn=[f"{version}.7"]))
    assert answer.status_code == 409
    assert "Een passage is intussen veranderd" in answer.text
    assert ticked(answer.text, "versions") == {str(version)}


def test_to_others_the_page_does_not_exist(cast: Cast) -> None:
    for login in ["ruud.eggink", "rik.zandstra", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis"]:
        client, here = cast.client(login), f"/casussen/{cast.cases['Zwaluw']}/delen"
        absent = f"/casussen/{uuid4()}/delen"
        for path in ("", "/gedeeld"):
            assert client.get(here + path).status_code == 404
            assert client.get(here + path).content == client.get(absent + path).content
        for path in ("", "/controle"):
            assert send(cast, path, form(cast, ["voorman"], ["OM"]), login).status_code == 404
        assert len(shares(cast)) == 1


def test_a_necessity_that_stands_is_not_asked_again(cast: Cast) -> None:
    decision(cast, ["ZC"])
    assert "Waarom is dit nodig?" in send(cast, "/controle", form(cast, ["voorman"], ["ZC"])).text
    assert send(cast, "", form(cast, ["voorman"], ["ZC"], **NECESSITY)).status_code == 303
    assert "Waarom is dit nodig?" not in send(cast, "/controle", form(cast, ["matrassen"], ["ZC"])).text


def test_the_account_tells_with_whom_and_on_which_article(cast: Cast) -> None:
    cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}")
    html = cast.client("inge.bakels").get("/verstrekkingen").text
    for told in ("negen matrassen", "Openbaar Ministerie", "Wpg 16(1)(a)", "nr 2", "voor het eerst op"):
        assert told in html


def test_a_period_without_anything_says_so(cast: Cast) -> None:
    html = cast.client("inge.bakels").get("/verstrekkingen?van=2020-01-01&tot=2020-02-01").text
    assert "In deze periode deelde uw partner niets" in html


def test_a_period_that_cannot_be(cast: Cast) -> None:
    for query in ["van=2026-02-01&tot=2026-01-01", "van=gisteren", "tot=x"]:
        answer = cast.client("inge.bakels").get(f"/verstrekkingen?{query}")
        assert answer.status_code == 422
        assert "Deze periode klopt niet" in answer.text


def test_a_page_key_that_nobody_was_given(cast: Cast) -> None:
    for key in (
        "x",
        "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-14:00",
    ):  # by our own clock there is no such day
        page = f"/verstrekkingen?na={key}|{uuid4()}|{uuid4()}"
        assert cast.client("inge.bakels").get(page).status_code == 404


def test_others_see_none_of_our_account(cast: Cast) -> None:
    for login in ["ruud.eggink", "rik.zandstra", "petra.dekker"]:
        html = cast.client(login).get("/verstrekkingen").text
        assert "matrassen" not in html
        assert "Zwaluw" not in html


def test_withdrawn_from_the_account(cast: Cast) -> None:
    sent = {"once": str(uuid4()), "shares": [str(shares(cast)[0].id)]}
    answer = cast.client("inge.bakels").post("/verstrekkingen/intrekken", data=sent)
    assert answer.status_code == 303
    assert not reads(cast, "wouter.lansink", "matrassen")
    assert "Ingetrokken" in cast.client("inge.bakels").get(answer.headers["location"]).text
    told = cast.client("wouter.lansink").get("/verstrekkingen").text
    assert "Eerder met u gedeeld" in told
    assert "matrassen" not in told


def test_once_shown_it_is_taken_back_with_a_reason(cast: Cast) -> None:
    """Also from a page that was drawn before: nothing ends, and the way is told."""
    sent = {"once": str(uuid4()), "shares": [str(shares(cast)[0].id)]}
    cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}")
    inge = cast.client("inge.bakels")
    answer = inge.post("/verstrekkingen/intrekken", data=sent)
    assert answer.status_code == 403
    recall = f"/inbreng/{cast.passages['matrassen']}/terughalen?bij={cast.partners['OM']}"
    assert recall in answer.text
    assert inge.get(recall).status_code == 200
    assert recall in inge.get("/verstrekkingen").text
    assert reads(cast, "wouter.lansink", "matrassen")


def test_others_withdraw_nothing(cast: Cast) -> None:
    for login in ["ruud.eggink", "rik.zandstra", "wouter.lansink", "ben.vink", "nadia.oosterhuis"]:
        sent = {"once": str(uuid4()), "shares": [str(shares(cast)[0].id)]}
        assert cast.client(login).post("/verstrekkingen/intrekken", data=sent).status_code == 404
        assert reads(cast, "wouter.lansink", "matrassen")


def test_withdrawn_while_a_page_is_drawn_it_is_drawn_once_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draw, drawn = case_sight.case_page, []

    def slowly(reading: db.Reading, case_id: UUID) -> object:
        view = draw(reading, case_id)
        if not drawn:
            drawn.append(view)
            monkeypatch.setattr("web.answer.handed_out.record", after_withdrawal)
        return view

    def after_withdrawal(reading: db.Reading) -> None:
        monkeypatch.setattr("web.answer.handed_out.record", record)
        with db.writing(cast.seats["inge.bakels"]) as work:
            sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=[shares(cast)[0].id]))
        record(reading)

    record = handed_out.record
    monkeypatch.setattr(case_sight, "case_page", slowly)
    answer = cast.client("wouter.lansink").get(f"/casussen/{cast.cases['Zwaluw']}")
    assert answer.status_code == 200
    assert "matrassen" not in answer.text
    assert not entries(cast, Act.STATEMENT_HANDED_OUT)


def test_a_doubt_is_answered_from_the_account(cast: Cast) -> None:
    doubt(cast)
    html = cast.client("inge.bakels").get("/verstrekkingen").text
    action = re.search(r'action="(/verstrekkingen/twijfel/[^"]+)"', html)
    assert action
    answer = cast.client("inge.bakels").post(action[1], data={"once": str(uuid4()), "category": "D7"})
    assert answer.status_code == 303
    assert reads(cast, "wouter.lansink", "matrassen")


@pytest.mark.parametrize("kind", ["pdf", "csv", "json"])
def test_the_account_leaves_as_a_file(cast: Cast, kind: str) -> None:
    today = clock.today().isoformat()
    sent = {"once": str(uuid4()), "van": today, "tot": today, "format": kind}
    answer = cast.client("inge.bakels").post("/verstrekkingen/uitvoer", data=sent)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="verstrekkingen-{today}.{kind}"'
    assert entries(cast, Act.SHARES_EXPORTED)


def test_without_the_ledger_no_file_leaves(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_work: db.Writing) -> None:
        raise Unavailable("no ledger")

    monkeypatch.setattr(ledger, "append", broken)
    today = clock.today().isoformat()
    sent = {"once": str(uuid4()), "van": today, "tot": today, "format": "csv"}
    answer = cast.client("inge.bakels").post("/verstrekkingen/uitvoer", data=sent)
    assert answer.status_code == 503
    assert "matrassen" not in answer.text


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"van": ""}, {"tot": "2020-01-01"}])
def test_a_file_that_cannot_be_made(cast: Cast, wrong: dict[str, str]) -> None:
    today = clock.today().isoformat()
    sent = {"once": str(uuid4()), "van": today, "tot": today, "format": "csv"} | wrong
    assert cast.client("inge.bakels").post("/verstrekkingen/uitvoer", data=sent).status_code == 422


def test_what_the_page_sends_is_what_its_forms_ask_for(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    drawn = client.get(f"/casussen/{cast.cases['Zwaluw']}/delen").text
    sent = set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="(\w+)"', drawn)) - {"private", "language", "back"}
    assert {"once", "seat", "versions"} <= sent
    assert sent <= set(CheckShares.model_fields)
    assert sent <= set(GiveShares.model_fields)


def test_a_met_condition_is_told_as_met_with_its_record(cast: Cast) -> None:
    decision(cast, ["ZC"])
    sent = form(cast, ["voorman"], ["ZC"]) | NECESSITY
    text = send(cast, "/controle", sent).text
    met = re.search(r"Aan de voorwaarden is voldaan:(.*?)</p>", text, re.DOTALL)
    assert met
    assert "vastgelegd op" in met[1]
    assert "Mag als een geldig besluit" not in text.split(met[0])[0].split("Zorgcoördinatie")[-1]


def test_what_a_receiver_may_not_hold_says_why(cast: Cast) -> None:
    text = send(cast, "/controle", form(cast, ["matrassen"], ["OM"], purpose="P9")).text
    assert "Deze ontvanger mag dit niet hebben (" in text
