"""Eerst anoniem overleggen: nothing about a person goes in it, and it goes on with names by a share alone."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from models.acts import Act
from models.forms.casework import OpenCase, TakePart
from models.tables.casework import Case
from models.tables.sharing import CategoryDoubt
from models.terms import FieldName, Framework
from models.views.casework import CasePage
from models.views.sharing import SharePage
from tafel import anonymous, casework, db, sharing, statements, subjects
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import casework as seen
from tafel.sight import handed_out, own, share_page
from tests.cast import Cast, giving
from tests.tafel.acting import act, ledger, passage

LEAD, OTHER, BESIDE = "inge.bakels", "wouter.lansink", "petra.dekker"
NAME = "Zoltan Farkas"


@pytest.fixture
def case(cast: Cast) -> UUID:
    """An anonymous consultation."""
    return begun(cast)


def begun(cast: Cast) -> UUID:
    """The police began an anonymous consultation with the prosecutor and the corporation."""
    form = OpenCase.model_validate({"once": uuid4(), "code_word": "Mandje", "framework": "D", "purposes": ["P1"]})
    made = act(cast, LEAD, lambda work: casework.open_case(work, form))
    for key in ("OM", "WOCO"):
        joins = TakePart(once=uuid4(), partner_id=cast.partners[key])
        act(cast, LEAD, lambda work, joins=joins: casework.add_partner(work, made, joins))
    return made


def says(cast: Cast, login: str, case: UUID, text: str, *receivers: str, category: str = "D0") -> UUID:
    """Somebody writes this, and shares it; returns its version."""
    form = passage(text, category=category)
    statement = act(cast, login, lambda work: statements.write(work, case, form))
    with db.reading(cast.seats[login]) as reading:
        found = own.one_passage(reading, case, statement)
    assert found
    if receivers:
        given = giving([found.version_id], [cast.partners[key] for key in receivers], purpose="P1")
        act(cast, login, lambda work: sharing.give(work, case, given))
    return found.version_id


def named(cast: Cast, login: str, case: UUID, version: UUID, *receivers: str, **more: Any) -> int:
    form = giving([version], [cast.partners[key] for key in receivers or ("OM",)], purpose="P1", named=True, **more)
    return act(cast, login, lambda work: anonymous.give(work, case, form))


def framework(cast: Cast, case: UUID) -> Framework:
    with db.reading(cast.seats[LEAD]) as reading:
        return reading.session.get_one(Case, (reading.seat.region, case)).framework


def page(cast: Cast, login: str, case: UUID) -> CasePage:
    with db.reading(cast.seats[login]) as reading:
        found = seen.case_page(reading, case)
    handed_out.record(reading)
    return found


def share(cast: Cast, login: str, case: UUID, **more: Any) -> SharePage:
    with db.reading(cast.seats[login]) as reading:
        return share_page.share_page(reading, case, **more)


def test_in_it_nothing_about_a_person_goes(cast: Cast, case: UUID) -> None:
    version = says(cast, LEAD, case, "Mevrouw Farkas woont op de Havenkade 12.")
    with pytest.raises(Refused):
        act(cast, LEAD, lambda work: sharing.give(work, case, giving([version], [cast.partners["OM"]], purpose="P1")))
    says(cast, LEAD, case, "Kinderen vragen om geld in een winkelgebied.", "OM", "WOCO")


def test_by_a_share_with_a_name_it_goes_on_under_the_own_convenant(cast: Cast, case: UUID) -> None:
    says(cast, LEAD, case, "Kinderen vragen om geld in een winkelgebied.", "OM", "WOCO")
    about = says(cast, LEAD, case, f"Het gaat om {NAME}.", category="D7")
    assert named(cast, LEAD, case, about) == 1
    assert framework(cast, case) is Framework.C
    assert ledger(cast, Act.CASE_CHANGED)[-1]["framework"] == "C"
    with_it, beside = page(cast, OTHER, case), page(cast, BESIDE, case)
    assert NAME in str(with_it.contributions)
    assert NAME not in str(beside)
    assert "winkelgebied" in str(beside.contributions)
    assert with_it.course.anonymous_until is not None


def test_who_is_let_go_does_not_see_that_it_went_on(cast: Cast, case: UUID) -> None:
    says(cast, LEAD, case, "Kinderen vragen om geld in een winkelgebied.", "OM", "WOCO")
    about = says(cast, LEAD, case, f"Het gaat om {NAME}.", category="D7")
    client = cast.client(LEAD)
    assert "Wie doet niet verder mee?" in client.get(f"/casussen/{case}/delen?met_naam=true").text
    with pytest.raises(Invalid) as wrong:
        named(cast, LEAD, case, about, leave=[cast.partners["OM"]])
    assert set(wrong.value.errors) == {"leave"}
    assert named(cast, LEAD, case, about, leave=[cast.partners["WOCO"]]) == 1
    with pytest.raises(NotFound):
        page(cast, BESIDE, case)
    assert framework(cast, case) is Framework.C


def test_where_the_rules_permit_it_to_nobody_it_stays_anonymous(cast: Cast, case: UUID) -> None:
    about = says(cast, LEAD, case, f"Het gaat om {NAME}.", category="D7")
    with pytest.raises(Refused):
        named(cast, LEAD, case, about, "WOCO")
    assert framework(cast, case) is Framework.D
    assert page(cast, LEAD, case).course.anonymous_until is None


def test_an_anonymous_text_needs_no_name_to_go_on(cast: Cast, case: UUID) -> None:
    version = says(cast, LEAD, case, "Kinderen vragen om geld in een winkelgebied.")
    with pytest.raises(Invalid) as wrong:
        named(cast, LEAD, case, version)
    assert "versions" in wrong.value.errors


def test_old_texts_are_looked_at_before_it_goes_on(cast: Cast, case: UUID) -> None:
    old = says(cast, LEAD, case, "Farkas staat op een zakkaartje.", "OM", "WOCO")
    letter = act(cast, LEAD, lambda work: subjects.add_subject(work, case))
    act(cast, LEAD, lambda work: subjects.say_field(work, case, letter, FieldName.NAME, NAME))
    first = share(cast, LEAD, case, named=True).anonymous
    assert first
    assert [(one.version_id, one.names) for one in first.old] == [(old, True)]
    about = says(cast, LEAD, case, f"Het gaat om {NAME}.", category="D7")
    with pytest.raises(Invalid) as wrong:
        named(cast, LEAD, case, about)
    assert "looked_at" in wrong.value.errors
    assert framework(cast, case) is Framework.D
    named(cast, LEAD, case, about, looked_at=[old])
    assert ledger(cast, Act.CASE_CHANGED)[-1]["looked_at"] == [str(old)]
    assert len(page(cast, LEAD, case).course.look_again) == 1


def test_what_others_said_and_points_at_somebody_now_is_hidden_until_they_looked(cast: Cast, case: UUID) -> None:
    says(cast, OTHER, case, "Op een zakkaartje stond Farkas.", "POL", "WOCO")
    letter = act(cast, LEAD, lambda work: subjects.add_subject(work, case))
    act(cast, LEAD, lambda work: subjects.say_field(work, case, letter, FieldName.NAME, NAME))
    about = says(cast, LEAD, case, f"Het gaat om {NAME}.", category="D7")
    assert "zakkaartje" in str(page(cast, BESIDE, case).contributions)
    named(cast, LEAD, case, about)
    assert "zakkaartje" not in str(page(cast, BESIDE, case))
    with db.reading(cast.seats[OTHER]) as reading:
        doubts = reading.session.scalars(select(CategoryDoubt)).all()
    assert [one.suggested for one in doubts] == ["D1"]
    assert NAME not in str(ledger(cast, Act.CATEGORY_DOUBTED))


def test_only_the_lead_partner_goes_on_with_names(cast: Cast, case: UUID) -> None:
    about = says(cast, OTHER, case, f"Het gaat om {NAME}.", category="D9")
    with pytest.raises(Refused):
        named(cast, OTHER, case, about, "POL")
    first = share(cast, OTHER, case, named=True).anonymous
    assert first
    assert (first.may_name, first.goes_on) == (False, False)


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "fleur.van.aalst"])
def test_who_takes_no_part_finds_no_case(cast: Cast, case: UUID, login: str) -> None:
    with pytest.raises(NotFound):
        named(cast, login, case, uuid4())


def test_a_case_with_names_is_not_named_again(cast: Cast) -> None:
    form = giving([cast.version("matrassen")], [cast.partners["OM"]], named=True)
    with pytest.raises(Refused):
        act(cast, LEAD, lambda work: anonymous.give(work, cast.cases["Zwaluw"], form))
    assert share(cast, LEAD, cast.cases["Zwaluw"]).anonymous is None
