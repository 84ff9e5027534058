"""The screens of evidence: the records of a case and of the region, a form per kind, confirm and end."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tafel import clock
from tafel.evidence_kinds import KINDS
from tests.cast import Cast
from tests.tafel.test_evidence import CONVENANT
from tests.tafel.test_evidence_checks import subject_of
from tests.tafel.test_evidence_due import waits
from tests.tafel.test_sharing_ends import consents, convenant, record


def here(cast: Cast) -> str:
    return f"/casussen/{cast.cases['Zwaluw']}/bewijs"


def necessity(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()), "condition": "c-NPS", "case_id": str(cast.cases["Zwaluw"]),
        "claimed_from": clock.today().isoformat(), "claimed_until": "",
        "necessary": "Kanarie.", "proportionate": "Past.", "no_lighter_way": "Niet lichter.", **more,
    }  # fmt: skip


def standing_decision(cast: Cast) -> dict[str, str]:
    asked = ("interest", "cooperation", "aim", "data", "terms", "recipients")
    sent = {"once": str(uuid4()), "condition": "c-W20", "case_id": str(cast.cases["Zwaluw"])}
    return sent | {"claimed_from": clock.today().isoformat()} | dict.fromkeys(asked, "a")


def press(cast: Cast, login: str, path: str) -> Any:
    return cast.client(login).post(path, data={"once": str(uuid4())})


def waiting(cast: Cast) -> UUID:
    return record(
        cast,
        "inge.bakels",
        "c-CONV",
        CONVENANT,
        receivers=[cast.partners["VZ"]],
        confirmer_id=cast.partners["VZ"],
        claimed_until=clock.today() + timedelta(days=300),
    )


def test_a_case_shows_its_records_and_what_one_can_record(cast: Cast) -> None:
    record(cast, "inge.bakels", "c-NPS", ["Kanarie.", "b", "c"], case_id=cast.cases["Zwaluw"])
    html = cast.client("inge.bakels").get(here(cast)).text
    assert "Kanarie" in html
    assert "Besluit Wpg 20" in html
    assert "Besluit Wjsg 39f" not in html
    assert html.count("<h1") == 1


def test_every_form_opens_for_who_may_make_it(cast: Cast) -> None:
    for condition in list(KINDS):
        kind = KINDS[condition]
        seats = [
            seat for seat in cast.seats if cast.seats[seat].kind in (kind.makers or {cast.seats["inge.bakels"].kind})
        ]
        members = [seat for seat in seats if seat in ("inge.bakels", "wouter.lansink", "soraya.pinas", "petra.dekker")]
        for login in members[:1]:
            html = cast.client(login).get(f"{here(cast)}/nieuw?soort={kind.slug}").text
            for question in kind.asks:
                assert question.text in html
        others = {"petra.dekker"} - set(members) if kind.makers else set()
        for login in others:
            assert cast.client(login).get(f"{here(cast)}/nieuw?soort={kind.slug}").status_code == 404


def test_a_form_that_nobody_knows(cast: Cast) -> None:
    for slug in ["", "x", "c-W20"]:
        assert cast.client("inge.bakels").get(f"{here(cast)}/nieuw?soort={slug}").status_code == 404


def test_recorded_it_goes_back_to_the_case(cast: Cast) -> None:
    answer = cast.client("inge.bakels").post("/bewijs/nieuw", data=necessity(cast))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here(cast)}?gedaan=vastgelegd")
    assert "Kanarie" in cast.client("inge.bakels").get(answer.headers["location"]).text


def test_sent_twice_it_is_recorded_once(cast: Cast) -> None:
    sent = necessity(cast)
    for _ in range(2):
        assert cast.client("inge.bakels").post("/bewijs/nieuw", data=sent).status_code == 303
    assert cast.client("inge.bakels").get(here(cast)).text.count("Kanarie") == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"proportionate": ""}, "Vul dit in."),
        ({"necessary": "Kanarie, 06-12345678"}, "Hier lijkt een naam"),
        ({"claimed_until": "2020-01-01"}, "De einddatum ligt vóór de begindatum."),
        ({"claimed_from": "gisteren"}, "Dit is geen datum."),
        ({"necessary": "Kanarie" * 400}, "Dit is te lang"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
    answer = cast.client("inge.bakels").post("/bewijs/nieuw", data=necessity(cast, **wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kanarie" in answer.text


def test_what_only_looks_like_a_name_can_be_looked_over(cast: Cast) -> None:
    sent = necessity(cast, necessary="Zaak 06-12345678", nameless="true")
    assert cast.client("inge.bakels").post("/bewijs/nieuw", data=sent).status_code == 303


def test_what_one_has_no_authority_for_is_refused(cast: Cast) -> None:
    answer = cast.client("petra.dekker").post("/bewijs/nieuw", data=standing_decision(cast))
    assert answer.status_code in (403, 404)


@pytest.mark.parametrize(
    "wrong", [{"condition": "c-X"}, {"condition": "c-DECL(min)"}, {"case_id": "x"}, {"case_id": str(uuid4())}]
)
def test_a_form_that_nobody_was_given(cast: Cast, wrong: dict[str, str]) -> None:
    assert cast.client("inge.bakels").post("/bewijs/nieuw", data=necessity(cast, **wrong)).status_code == 404


def test_to_others_the_records_of_a_case_do_not_exist(cast: Cast) -> None:
    for login in ["ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"]:
        assert cast.client(login).get(here(cast)).status_code == 404
        assert cast.client(login).get(f"{here(cast)}/nieuw?soort=noodzaak").status_code == 404
        assert cast.client(login).post("/bewijs/nieuw", data=necessity(cast)).status_code == 404


def test_who_is_asked_finds_it_waiting_and_confirms(cast: Cast) -> None:
    made = waiting(cast)
    assert "Wacht op uw bevestiging" in cast.client("samir.el.khatib").get("/bewijs").text
    assert "Wacht op uw bevestiging" not in cast.client("inge.bakels").get("/bewijs").text
    assert press(cast, "inge.bakels", f"/bewijs/{made}/bevestigen").status_code == 403
    assert press(cast, "rik.zandstra", f"/bewijs/{made}/bevestigen").status_code == 404
    assert press(cast, "samir.el.khatib", f"/bewijs/{made}/bevestigen").status_code == 303
    assert "Bevestigd" in cast.client("inge.bakels").get("/bewijs").text


def test_who_made_it_ends_it(cast: Cast) -> None:
    made = record(cast, "inge.bakels", "c-NPS", ["Kanarie.", "b", "c"], case_id=cast.cases["Zwaluw"])
    assert press(cast, "petra.dekker", f"/bewijs/{made}/beeindigen").status_code == 404
    assert (
        press(cast, "inge.bakels", f"/bewijs/{made}/beeindigen").headers["location"] == f"{here(cast)}?gedaan=beeindigd"
    )
    assert "beëindigd" in cast.client("inge.bakels").get(here(cast)).text


def test_of_consent_that_was_taken_back_it_is_said_when_and_nothing_lapses_any_more(cast: Cast) -> None:
    made, client = consents(cast, subject_of(cast, "soraya.pinas"), days=30), cast.client("soraya.pinas")
    before = client.get(f"/bewijs/{made}").text
    press(cast, "soraya.pinas", f"/bewijs/{made}/beeindigen")
    after = client.get(f"/bewijs/{made}").text
    assert [("Dit loopt af" in html, "ingetrokken op" in html) for html in (before, after)] == [
        (True, False),
        (False, True),
    ]
    assert re.search(r"ingetrokken op\s+<time[^>]*>[^<]*\d\d:\d\d", after)


def test_the_privacy_officer_reads_the_texts_and_no_case(cast: Cast) -> None:
    record(cast, "inge.bakels", "c-NPS", ["Kanarie.", "b", "c"], case_id=cast.cases["Zwaluw"])
    html = cast.client("nadia.oosterhuis").get("/bewijs").text
    assert "Kanarie" in html
    assert "Zwaluw" not in html
    assert "Dat staat in het verstrekkingenregister" in html
    assert "Leg iets vast" not in html


def test_the_administrator_reads_none(cast: Cast) -> None:
    assert cast.client("ben.vink").get("/bewijs").status_code == 404


def test_claimed_dates_stand_beside_the_time_of_recording(cast: Cast) -> None:
    before = clock.today() - timedelta(days=3)
    record(cast, "inge.bakels", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"], claimed_from=before)
    assert "achteraf vastgelegd" in cast.client("inge.bakels").get(here(cast)).text


def test_a_record_has_a_page_of_its_own_with_its_words(cast: Cast) -> None:
    made = record(cast, "inge.bakels", "c-NPS", ["Kanarie.", "b", "c"], case_id=cast.cases["Zwaluw"])
    html = cast.client("inge.bakels").get(f"/bewijs/{made}").text
    assert "Kanarie" in html
    assert html.count("<h1") == 1
    assert "Kanarie" in cast.client("nadia.oosterhuis").get(f"/bewijs/{made}").text
    for login in ("petra.dekker", "ruud.eggink", "rik.zandstra", "ben.vink"):
        assert cast.client(login).get(f"/bewijs/{made}").status_code == 404


def test_what_waits_at_home_opens_a_page_where_it_can_be_confirmed(cast: Cast) -> None:
    made = waiting(cast)
    assert f'href="/bewijs/{made}"' in cast.client("samir.el.khatib").get("/").text
    assert f"/bewijs/{made}/bevestigen" in cast.client("samir.el.khatib").get(f"/bewijs/{made}").text
    html = cast.client("inge.bakels").get(f"/bewijs/{made}").text
    assert f"/bewijs/{made}/bevestigen" not in html
    assert "Iemand anders moet het bevestigen" in html


def test_home_tells_what_ends_and_what_must_be_looked_at_again(cast: Cast) -> None:
    ends = convenant(cast, days=20)
    again = waits(cast, subject_of(cast), 5)
    html = cast.client("inge.bakels").get("/").text
    assert f'href="/bewijs/{ends}"' in html
    assert f'href="/bewijs/{again}"' in html
    html = cast.client("inge.bakels").get(f"/bewijs/{again}").text
    assert "bewijs/nieuw?soort=informeren&amp;over=" in html
    assert f'href="/bewijs/{ends}"' in cast.client("nadia.oosterhuis").get("/bewijs").text


def test_an_agreement_says_its_framework_its_annexes_and_its_end(cast: Cast) -> None:
    html = cast.client("petra.dekker").get(f"/bewijs/{convenant(cast, days=20)}").text
    assert "Partijenlijst, versie 2." in html
    assert "eigen convenant" in html
    assert "loopt binnenkort af" in html


def test_each_mistake_stands_at_its_own_question(cast: Cast) -> None:
    sent = {
        "once": str(uuid4()), "condition": "c-INF", "case_id": str(cast.cases["Zwaluw"]), "told": "postponed",
        "claimed_from": clock.today().isoformat(), "subject_id": str(subject_of(cast)), "why": "Onveilig.",
    }  # fmt: skip
    html = cast.client("inge.bakels").post("/bewijs/nieuw", data=sent).text
    for field in ("ground", "aims", "right_to_know"):
        assert f'id="{field}-error"' in html
    assert 'id="why-error"' not in html
    assert "Onveilig." in html


def test_the_form_after_another_is_about_the_same_letter(cast: Cast) -> None:
    letter = subject_of(cast)
    html = cast.client("inge.bakels").get(f"{here(cast)}/nieuw?soort=informeren&over={letter}").text
    assert f'value="{letter}" selected' in html
