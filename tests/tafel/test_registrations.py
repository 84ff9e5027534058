"""Registering with CoMensha: what the rules permit of one's own words, without consent the number alone."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MergeSubjects, TakePart
from models.forms.evidence import RecordWrittenConsent
from models.forms.people import AddPartner
from models.forms.registrations import RegisterVictim, TakeRegistration
from models.views.registrations import RegistrationPage
from tafel import casework, clock, db, evidence, people, registrations, statements, subjects
from tafel.agenda_export import Voice
from tafel.exports import File
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import registrations as seen
from tests.cast import Cast
from tests.checking import text_of
from tests.tafel.acting import edited, ledger, opened, second_seat, stands

DATA = ["D1", "D2", "D3", "D10"]


@pytest.fixture
def case(cast: Cast) -> UUID:
    """A case of the care coordinator and the police, in which CoMensha takes part."""
    with db.writing(cast.administrator) as work:
        form = {"once": uuid4(), "name": "CoMensha", "short_name": "CoMensha", "kind": "COM"}
        cast.partners["COM"] = people.add_partner(work, AddPartner.model_validate(form))
    second_seat(cast, "marijke.terpstra", "COM", "samir.el.khatib", contact=True)
    made = opened(cast, "soraya.pinas", "Berk")
    with db.writing(cast.seats["soraya.pinas"]) as work:
        casework.add_partner(work, made, TakePart(once=uuid4(), partner_id=cast.partners["POL"]))
        casework.join_for_item(work, made, [cast.partners["COM"]])
        cast.passages["A"] = subjects.add_subject(work, made)
    return made


def says(cast: Cast, case: UUID, login: str, **fields: str) -> None:
    with db.writing(cast.seats[login]) as work:
        for field, value in fields.items():
            subjects.say_field(work, case, cast.passages["A"], field.replace("_", "-"), value)  # type: ignore[arg-type]


def registers(cast: Cast, case: UUID, login: str, what: str = "fields", **more: Any) -> UUID:
    known = {"once": uuid4(), "what": what, "sex": "female", "nationality": "RO", "shelter": "yes", "least": True}
    with db.writing(cast.seats[login]) as work:
        return registrations.register(work, case, cast.passages["A"], RegisterVictim.model_validate({**known, **more}))


def page(cast: Cast, case: UUID, login: str) -> RegistrationPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.page(reading, case, cast.passages["A"])


def taken(cast: Cast, case: UUID, login: str, registration: UUID) -> File:
    form = {"once": uuid4(), "registration_id": registration, "format": "pdf"}
    with db.writing(cast.seats[login]) as work:
        return registrations.take(work, case, TakeRegistration.model_validate(form), Voice(str, str))


def consents(cast: Cast, case: UUID) -> UUID:
    form = {
        "once": uuid4(), "condition": "c-CONS-S(W)", "case_id": case, "subject_id": cast.passages["A"],
        "receivers": [cast.partners["COM"]], "categories": DATA, "purposes": ["P7"], "claimed_from": clock.today(),
        "claimed_until": clock.months_on(clock.today(), 6), "kept_where": "In het dossier.",
        "asked_by": "De begeleider.",
    }  # fmt: skip
    with db.writing(cast.seats["soraya.pinas"]) as work:
        return evidence.record(work, RecordWrittenConsent.model_validate(form))


def test_the_police_need_no_consent_and_what_the_rules_do_not_permit_stays_out(cast: Cast, case: UUID) -> None:
    says(cast, case, "inge.bakels", role="victim", age_branch="adult", form="sexual")
    made = registers(cast, case, "inge.bakels")
    told = text_of(taken(cast, case, "inge.bakels", made).body)
    assert "Roemenië" in told
    assert "18 jaar" in told
    assert not [word for word in ("eksuele", "Opvang", "Berk", "Betrokkene") if word in told]
    entry = ledger(cast, Act.VICTIM_REGISTERED)[-1]
    assert (entry["purpose"], entry["rules"], entry["what"]) == ("P7", [10], "fields")
    assert ledger(cast, Act.VICTIM_REGISTRATION_TAKEN)[-1]["registration"] == str(made)


def test_without_consent_the_number_alone_and_with_it_the_fields_until_it_ends(cast: Cast, case: UUID) -> None:
    says(cast, case, "soraya.pinas", role="victim", age_branch="adult", form="labour")
    with pytest.raises(Refused):
        registers(cast, case, "soraya.pinas")
    assert ledger(cast, Act.VICTIM_REGISTERED)[-1]["result"] == "refused"
    counted = text_of(taken(cast, case, "soraya.pinas", registers(cast, case, "soraya.pinas", "count")).body)
    assert "Telling" in counted
    assert not [word for word in ("Roemeni", "18 jaar", "vrouw") if word in counted]
    record = consents(cast, case)
    assert page(cast, case, "soraya.pinas").consent
    made = registers(cast, case, "soraya.pinas", again=True)
    assert "Opvang nodig" in text_of(taken(cast, case, "soraya.pinas", made).body)
    with db.writing(cast.seats["soraya.pinas"]) as work:
        evidence.end(work, record)
    with pytest.raises(Refused):
        taken(cast, case, "soraya.pinas", made)


def test_a_second_one_warns_and_what_is_not_ticked_or_cannot_be_is_told(cast: Cast, case: UUID) -> None:
    says(cast, case, "inge.bakels", role="victim")
    with pytest.raises(Invalid, match="niet meer geeft"):
        registers(cast, case, "inge.bakels", least=False)
    with pytest.raises(Invalid, match="moet nog komen"):
        registers(cast, case, "inge.bakels", since="2090-01")
    with pytest.raises(Invalid, match="mogelijkheden"):
        registers(cast, case, "inge.bakels", nationality="XX")
    registers(cast, case, "inge.bakels")
    with pytest.raises(Invalid, match="al"):
        registers(cast, case, "inge.bakels", "count")


def test_two_letters_that_are_one_are_registered_once(cast: Cast, case: UUID) -> None:
    says(cast, case, "inge.bakels", role="victim")
    registers(cast, case, "inge.bakels", "count")
    gone = cast.passages["A"]
    with db.writing(cast.seats["inge.bakels"]) as work:
        cast.passages["A"] = subjects.add_subject(work, case)
        subjects.merge_subjects(work, case, MergeSubjects(once=uuid4(), gone=gone, stays=cast.passages["A"]))
    found = page(cast, case, "inge.bakels")
    assert (found.letter, found.victim, len(found.made)) == ("B", True, 1)
    cast.passages["A"] = gone
    with pytest.raises(NotFound):
        page(cast, case, "inge.bakels")


def test_it_is_filled_from_ones_own_words_alone(cast: Cast, case: UUID) -> None:
    says(cast, case, "inge.bakels", role="victim", age_branch="adult")
    registers(cast, case, "inge.bakels")
    theirs = page(cast, case, "soraya.pinas")
    assert (theirs.victim, theirs.age, theirs.made) == (False, None, ())
    with pytest.raises(Refused, match="slachtoffer"):
        registers(cast, case, "soraya.pinas", "count")


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "petra.dekker", "ben.vink", "nadia.oosterhuis"])
def test_to_others_there_is_nobody_to_register(cast: Cast, case: UUID, login: str) -> None:
    says(cast, case, "inge.bakels", role="victim")
    made = registers(cast, case, "inge.bakels")
    for act in (page, lambda *who: registers(*who, "count"), lambda *who: taken(*who, made)):
        with pytest.raises(NotFound):
            act(cast, case, login)
    with pytest.raises(NotFound):
        taken(cast, case, "soraya.pinas", made)


def test_it_is_a_statement_like_any_other(cast: Cast, case: UUID) -> None:
    says(cast, case, "inge.bakels", role="victim", age_branch="12-15")
    made = registers(cast, case, "inge.bakels")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (row,) = reading.rows(seen._OURS, case=case)  # noqa: SLF001 which statement it is, no page tells
    found = stands(cast, "inge.bakels", row.statement_id, case)
    assert found
    assert (found.category, [one.role for one in found.about]) == ("D10", ["victim"])
    assert stands(cast, "soraya.pinas", row.statement_id, case) is None
    with db.writing(cast.seats["inge.bakels"]) as work:
        statements.edit(work, row.statement_id, edited(found, "Zij heet Ana."))
    with pytest.raises(Refused, match="gewijzigd"):
        taken(cast, case, "inge.bakels", made)
