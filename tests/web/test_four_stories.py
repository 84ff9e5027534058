"""Four stories in a real browser: the boy who is both, a guardian who may be involved, the corporation, consent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from playwright.sync_api import Browser, Page, expect

from models.terms import FieldName
from tafel import sharing, statements, subjects
from tafel.demo.telling import Telling
from tests.cast import Cast, giving
from tests.tafel.acting import act, passage, stands
from tests.tafel.test_evidence import everything
from tests.tafel.test_evidence_checks import subject_of
from tests.tafel.test_sharing_ends import record


@contextmanager
def practising(browser: Browser, served: str, login: str) -> Iterator[Page]:
    """Somebody of the invented region, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{served}/aanmelden/oefenen/{login}")
    page.click("main button[type=submit]")
    yield page
    context.close()


def choose(page: Page, *texts: str) -> None:
    """Exactly these passages are ticked; the page says anew who may read them."""
    for box in page.locator(".share-what input[name=versions]").all():
        words = box.evaluate("box => box.closest('label').textContent")
        wanted = any(text in words for text in texts)
        if box.is_checked() != wanted:
            with page.expect_response("**/delen/controle"):
                box.set_checked(wanted, force=True)
    expect(page.locator(".share-who .receivers li").first).to_be_attached()


def verdict(page: Page, partner: str) -> str:
    """What the page says of one partner."""
    row = page.locator(".receivers li", has=page.get_by_text(partner, exact=True))
    return re.sub(r"\s+", " ", row.inner_text()) if row.is_visible() else row.text_content() or ""


def test_of_the_boy_who_is_both_each_passage_says_what_it_is_about(
    browser: Browser, served: str, demo: Telling
) -> None:
    """Koerier: as a presumed victim he can be helped; what he is suspected of does not go to those who help."""
    with practising(browser, served, "inge.bakels") as page:
        page.goto(f"{served}/casussen/{demo.cases['koerier']}/delen")
        choose(page, "zoekgeraakt pakket")
        as_victim = verdict(page, "Zorgcoördinatie mensenhandel")
        choose(page, "zat een verdovend middel")
        as_suspect = verdict(page, "Zorgcoördinatie mensenhandel")
    assert "Mag als" in as_victim
    assert "Mag niet" in as_suspect
    with practising(browser, served, "soraya.pinas") as page:
        page.goto(f"{served}/casussen/{demo.cases['koerier']}")
        told = page.locator("main").inner_text()
    assert "halen pakketten op bij een garagebox" in told
    assert "verdovend middel" not in told
    assert "mogelijk betrokken als dader" not in told.lower()


def test_a_guardian_who_may_be_involved_is_asked_nothing(browser: Browser, served: str, demo: Telling) -> None:
    """Linde: A is sixteen and decides herself; of a guardian who may be involved no consent counts."""
    with practising(browser, served, "soraya.pinas") as page:
        page.goto(f"{served}/casussen/{demo.cases['linde']}/bewijs/nieuw?soort=toestemming-leeftijd")
        page.select_option("[name=subject_id]", str(demo.subjects["linde", "A"]))
        page.select_option("[name=consent_of]", "guardian")
        page.select_option("[name=involved]", "yes")
        page.click("main form button[type=submit]")
        expect(page.locator("#consent_of-error")).to_contain_text("wordt niets gevraagd")
        expect(page.locator("[name=involved]")).to_have_value("yes")
        page.goto(f"{served}/casussen/{demo.cases['linde']}")
        expect(page.locator(".subjects")).to_contain_text("Ouder of voogd")
        assert page.get_by_text("Geen contact buiten de zorgcoördinator om.").count() == 0  # that is her own to say
    with practising(browser, served, "inge.bakels") as page:
        page.goto(f"{served}/casussen/{demo.cases['linde']}")
        expect(page.locator(".subjects")).to_contain_text("Geen contact buiten de zorgcoördinator om.")


def test_the_corporation_tells_what_it_saw_and_is_told_no_suspicion(
    browser: Browser, served: str, demo: Telling
) -> None:
    """Havik: tenancy goes out; criminal-law data does not come in, and a suspicion of its own does not go either."""
    case = demo.cases["havik"]
    with practising(browser, served, "inge.bakels") as page:
        page.goto(f"{served}/casussen/{case}/delen")
        choose(page, "elke vrijdag het geld ophalen")
        assert "Mag niet" in verdict(page, "Woningstichting De Brug")
    with practising(browser, served, "petra.dekker") as page:
        page.goto(f"{served}/casussen/{case}")
        theirs = page.locator("main").inner_text().split("Uw inbreng")[0]
        assert "sloten niet vervangen" in theirs
        for suspicion in ("geld ophalen", "artikel 8", "verdenking", "dader"):
            assert suspicion not in theirs
        page.goto(f"{served}/casussen/{case}/delen")
        choose(page, "vier sleutels bijgemaakt")
        assert "Mag niet" not in verdict(page, "Gemeente Lindehaven, toezicht")
        choose(page, "vroeg tweemaal aan onze balie")
        assert "Mag niet" in verdict(page, "Gemeente Lindehaven, toezicht")


def test_consent_taken_back_ends_what_leaned_on_it_for_who_reads(browser: Browser, served: str, cast: Cast) -> None:
    """What was shared on consent is gone from the receiver's page as soon as it is taken back, and cannot go again."""
    letter = subject_of(cast)
    consent, text = _consented(cast, letter), "Zij verblijft sinds maandag op een veilige plek."
    _shares(cast, letter, text)
    case = f"{served}/casussen/{cast.cases['Zwaluw']}"
    with (
        _seated(browser, served, cast, "wouter.lansink") as reader,
        _seated(browser, served, cast, "soraya.pinas") as giver,
    ):
        reader.goto(case)
        expect(reader.locator("main")).to_contain_text(text)
        giver.goto(f"{served}/bewijs/{consent}")
        giver.locator("summary", has_text="Trek de toestemming in").click()
        giver.get_by_role("button", name="Ja, trek in").click()
        giver.wait_for_load_state()
        reader.reload()
        expect(reader.locator("main")).not_to_contain_text(text)
        giver.goto(f"{case}/delen")
        expect(giver.locator("main")).to_contain_text(text)
        choose(giver, text)
        assert "Mag als" in verdict(giver, "Openbaar Ministerie")


@contextmanager
def _seated(browser: Browser, served: str, cast: Cast, login: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "tafel", "value": cast.tokens[login], "url": served}])
    yield context.new_page()
    context.close()


def _consented(cast: Cast, letter: UUID) -> UUID:
    more = everything(cast, "OM") | {"categories": ["D1", "D2", "D3"], "purposes": ["P4"]}
    return record(
        cast, "soraya.pinas", "c-CONS-S", ["Gevraagd in een gesprek.", "Zij vertelde het terug."],
        case_id=cast.cases["Zwaluw"], subject_id=letter, **more,
    )  # fmt: skip


def _shares(cast: Cast, letter: UUID, text: str) -> None:
    case = cast.cases["Zwaluw"]
    act(cast, "soraya.pinas", lambda work: subjects.say_field(work, case, letter, FieldName.AGE_BRANCH, "adult"))
    about = [{"subject_id": letter, "role": "victim"}]
    form = passage(text, category="D3", reliability=None, about=about)
    statement = act(cast, "soraya.pinas", lambda work: statements.write(work, case, form))
    found = stands(cast, "soraya.pinas", statement)
    assert found
    given = giving([found.version_id], [cast.partners["OM"]])
    assert act(cast, "soraya.pinas", lambda work: sharing.give(work, case, given)) == 1
