"""Records that end soon, and telling that was put off: to whom, from which day, and until what."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col

from models.tables.people import Membership
from models.terms import Role
from models.views.evidence import EvidenceDue
from tafel import clock, db, evidence
from tafel.sight import evidence_due
from tests.cast import Cast
from tests.tafel.acting import closes, joins
from tests.tafel.test_closing import WAITS
from tests.tafel.test_evidence import CONVENANT, confirm, everything
from tests.tafel.test_evidence_checks import subject_of
from tests.tafel.test_sharing_ends import convenant, decision, record


def due(cast: Cast, login: str) -> list[EvidenceDue]:
    with db.reading(cast.seats[login]) as reading:
        return list(evidence_due.due(reading))


def ids(cast: Cast, login: str) -> list[UUID]:
    return [one.id for one in due(cast, login)]


def waits(cast: Cast, subject: UUID, days: int, login: str = "inge.bakels") -> UUID:
    """Telling somebody is put off for some days."""
    until = clock.today() + timedelta(days=days)
    about = {"case_id": cast.cases["Zwaluw"], "subject_id": subject, "claimed_until": until}
    return record(cast, login, "c-INF", [], **about, **WAITS)


@pytest.mark.parametrize(("days", "told"), [(60, True), (61, False), (0, True)])
def test_an_agreement_is_told_sixty_days_before_its_end(cast: Cast, days: int, told: bool) -> None:  # noqa: FBT001
    made = convenant(cast, days=days)
    assert (ids(cast, "samir.el.khatib") == [made]) is told


def test_it_is_told_to_the_secretary_its_parties_contacts_and_the_privacy_officer(cast: Cast) -> None:
    made = convenant(cast, days=30)
    for login in ("samir.el.khatib", "inge.bakels", "nadia.oosterhuis"):
        assert ids(cast, login) == [made]
    for login in ("marijke.terpstra", "ruud.eggink", "petra.dekker", "rik.zandstra", "ben.vink"):
        assert ids(cast, login) == []
    with db.writing(cast.administrator) as work:
        ruud = col(Membership.id) == cast.seats["ruud.eggink"].membership
        work.session.execute(update(Membership).where(ruud).values(is_contact=True))
    assert ids(cast, "ruud.eggink") == [made]


def test_an_agreement_for_one_case_is_told_as_early_to_all_its_parties_there(cast: Cast) -> None:
    until = clock.today() + timedelta(days=60)
    made = record(
        cast, "inge.bakels", "c-CONV", CONVENANT, case_id=cast.cases["Zwaluw"], claimed_until=until,
        receivers=[cast.partners["OM"]], confirmer_id=cast.partners["OM"],
    )  # fmt: skip
    assert ids(cast, "inge.bakels") == []  # nobody confirmed it
    confirm(cast, "wouter.lansink", made)
    for login in ("inge.bakels", "wouter.lansink"):
        assert ids(cast, login) == [made]
    for login in ("soraya.pinas", "ruud.eggink", "samir.el.khatib", "nadia.oosterhuis", "rik.zandstra"):
        assert ids(cast, login) == []


def test_what_was_followed_ended_or_never_confirmed_is_not_told(cast: Cast) -> None:
    convenant(cast, days=20)
    convenant(cast, days=200)
    assert ids(cast, "inge.bakels") == []
    decided = decision(cast, ["ZC"], days=10)
    narrower = decision(cast, ["OM"], days=200)
    assert ids(cast, "inge.bakels") == [decided]
    with db.writing(cast.seats["inge.bakels"]) as work:
        evidence.end(work, decided)
    assert ids(cast, "inge.bakels") == []
    assert narrower
    record(
        cast, "petra.dekker", "c-CONV", CONVENANT, receivers=[cast.partners["VZ"]], confirmer_id=cast.partners["VZ"],
        claimed_until=clock.today(),
    )  # fmt: skip
    assert ids(cast, "petra.dekker") == []


def test_after_its_end_an_agreement_is_told_no_more(cast: Cast) -> None:
    convenant(cast, days=3)
    with clock.at(clock.now() + timedelta(days=4)):
        assert ids(cast, "samir.el.khatib") == []


def test_consent_in_a_case_is_told_to_its_members_of_that_partner_alone(cast: Cast) -> None:
    made = record(
        cast, "soraya.pinas", "c-CONS-S", ["a", "b"], case_id=cast.cases["Zwaluw"], subject_id=subject_of(cast),
        **everything(cast, "OM", days=14),
    )  # fmt: skip
    (one,) = due(cast, "soraya.pinas")
    assert (one.id, one.case_word, one.review) == (made, "Zwaluw", False)
    for login in ("inge.bakels", "wouter.lansink", "ruud.eggink", "nadia.oosterhuis", "rik.zandstra", "ben.vink"):
        assert ids(cast, login) == []


def test_telling_that_was_put_off_comes_back_and_stays_until_somebody_looks_again(cast: Cast) -> None:
    subject = subject_of(cast)
    made = waits(cast, subject, 20)
    assert ids(cast, "inge.bakels") == []
    with clock.at(clock.now() + timedelta(days=8)):
        (one,) = due(cast, "inge.bakels")
        assert (one.id, one.review, one.past, one.case_word) == (made, True, False, "Zwaluw")
        assert ids(cast, "ruud.eggink") == []
    with clock.at(clock.now() + timedelta(days=300)):
        assert [(one.id, one.past) for one in due(cast, "inge.bakels")] == [(made, True)]
        again = waits(cast, subject, 5)
        assert ids(cast, "inge.bakels") == [again]
        told = {"case_id": cast.cases["Zwaluw"], "subject_id": subject, "told": "told", "why": "Verteld."}
        record(cast, "inge.bakels", "c-INF", [], **told)
        assert ids(cast, "inge.bakels") == []


def test_of_a_closed_case_nothing_comes_back(cast: Cast) -> None:
    waits(cast, subject_of(cast), 5)
    assert ids(cast, "inge.bakels")
    closes(cast, "inge.bakels", cast.cases["Zwaluw"])
    assert ids(cast, "inge.bakels") == []


def test_who_joins_a_case_goes_on_with_what_waits(cast: Cast) -> None:
    made = waits(cast, subject_of(cast), 5)
    joins(cast, "inge.bakels", "ruud.eggink")
    assert ids(cast, "ruud.eggink") == [made]


def test_a_privacy_contact_is_told_of_agreements(cast: Cast) -> None:
    made = convenant(cast, days=30)
    cast.seats["ruud.eggink"] = replace(cast.seats["ruud.eggink"], role=Role.PRIVACY_CONTACT)
    assert ids(cast, "ruud.eggink") == [made]
