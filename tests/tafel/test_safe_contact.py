"""How somebody is reached in safety: for who wrote it, the care coordination, and who has to be in contact now."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.care import AskContact, SaySafeContact
from models.forms.casework import MergeSubjects
from models.forms.lines import HandOver
from models.views.care import ContactSaid, SafeContact
from tafel import actions, db, safe_contact, safely, sharing, subjects
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import handed_out, identity, rule_versions, rulebook
from tests import truth
from tests.cast import Cast, giving
from tests.tafel.acting import act, joins, ledger, opened
from tests.tafel.test_actions import reports, takes_on

WORDS = {"ways": ["call"], "when": "Na schooltijd.", "via": "De mentor.", "word": "Lepelaar", "danger": "Meelezen."}


@pytest.fixture
def letter(cast: Cast) -> UUID:
    """Betrokkene B of Zwaluw, of whom the police wrote how it is reached, and told the prosecutor."""
    case = cast.cases["Zwaluw"]
    subject = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, case))
    tells(cast, "inge.bakels", subject)
    (said,) = read(cast, "inge.bakels", subject)
    gives(cast, said, "OM")
    return subject


def tells(cast: Cast, login: str, subject: UUID, **more: Any) -> None:
    form = SaySafeContact.model_validate({"once": uuid4()} | WORDS | more)
    act(cast, login, lambda work: safe_contact.tell(work, cast.cases["Zwaluw"], subject, form))


def gives(cast: Cast, said: ContactSaid, *receivers: str) -> None:
    words = truth.of(cast.seats["inge.bakels"]).words.values()
    version = next(one.version for one in words if one.statement == said.statement_id and one.latest)
    form = giving([version], [cast.partners[key] for key in receivers])
    act(cast, "inge.bakels", lambda work: sharing.give(work, cast.cases["Zwaluw"], form))


def read(cast: Cast, login: str, subject: UUID) -> tuple[ContactSaid, ...]:
    """What somebody reads on the page of the subject; that it was shown is in the register."""
    with db.reading(cast.seats[login]) as reading:
        found = identity.subject_page(reading, cast.cases["Zwaluw"], subject).contact
    handed_out.record(reading)
    return found


def needs(cast: Cast, login: str, line: UUID, subject: UUID | None) -> None:
    form = AskContact(once=uuid4(), subject_id=subject)
    act(cast, login, lambda work: actions.ask_contact(work, line, form))


def test_what_is_kept_is_read_back_part_by_part() -> None:
    said = SafeContact.model_validate(WORDS)
    assert safely.read(safely.compose(said)) == said
    assert safely.read(safely.compose(SafeContact(when="Nooit."))) == SafeContact(when="Nooit.")
    assert safely.read("Via de mentor.") == SafeContact(danger="Via de mentor.")


def test_only_while_one_has_to_be_in_contact_does_one_read_it(cast: Cast, letter: UUID) -> None:
    assert read(cast, "wouter.lansink", letter) == ()
    line = takes_on(cast, "wouter.lansink", contact_id=letter)
    (said,) = read(cast, "wouter.lansink", letter)
    assert (said.said.word, said.partner.kind) == ("Lepelaar", "POL")
    shown = ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]
    assert shown["person"] == str(cast.seats["wouter.lansink"].person)
    assert [one["statement"] for one in shown["passages"]] == [str(said.statement_id)]
    reports(cast, "wouter.lansink", line, "done")
    assert read(cast, "wouter.lansink", letter) == ()
    reports(cast, "wouter.lansink", line, "open")
    assert read(cast, "wouter.lansink", letter)
    needs(cast, "wouter.lansink", line, None)
    assert read(cast, "wouter.lansink", letter) == ()


def test_that_it_was_shared_stands_on_no_rule_for_who_may_not_read_it(cast: Cast, letter: UUID) -> None:
    def stands(login: str) -> tuple[int, int]:
        with db.reading(cast.seats[login]) as reading:
            found = rulebook.in_force(reading)
            assert found
            number = len(rule_versions.rule(reading, found.id, 2).shares)
            return number, rule_versions.effects(reading, found.id).standing

    assert stands("inge.bakels") == (2, 2)
    assert stands("wouter.lansink") == (1, 1)
    takes_on(cast, "wouter.lansink", contact_id=letter)
    assert stands("wouter.lansink") == (2, 2)


def test_an_action_of_a_colleague_is_that_colleagues(cast: Cast, letter: UUID) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    assert read(cast, "ruud.eggink", letter) == ()
    inge, ruud = (cast.seats[login].membership for login in ("inge.bakels", "ruud.eggink"))
    line = takes_on(cast, "inge.bakels", person_id=inge, contact_id=letter)
    assert read(cast, "ruud.eggink", letter) == ()
    act(cast, "inge.bakels", lambda work: actions.hand_over(work, line, HandOver(once=uuid4(), person_id=ruud)))
    assert read(cast, "ruud.eggink", letter)


def test_an_action_about_somebody_else_or_in_another_case_opens_nothing(cast: Cast, letter: UUID) -> None:
    other = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, cast.cases["Zwaluw"]))
    takes_on(cast, "wouter.lansink", contact_id=other)
    takes_on(cast, "wouter.lansink")
    assert read(cast, "wouter.lansink", letter) == ()
    elsewhere = opened(cast, "wouter.lansink", "Reiger")
    with pytest.raises(Invalid):
        takes_on(cast, "wouter.lansink", case_id=elsewhere, contact_id=letter)


def test_among_several_people_it_is_the_one_the_action_asks_for(cast: Cast, letter: UUID) -> None:
    for _ in range(3):
        other = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, cast.cases["Zwaluw"]))
        tells(cast, "inge.bakels", other, word="Zanglijster")
        gives(cast, read(cast, "inge.bakels", other)[0], "OM")
    takes_on(cast, "wouter.lansink", contact_id=other)
    assert read(cast, "wouter.lansink", letter) == ()
    takes_on(cast, "wouter.lansink", contact_id=letter)
    assert [one.said.word for one in read(cast, "wouter.lansink", letter)] == ["Lepelaar"]


def test_an_action_opens_nothing_that_was_not_shared(cast: Cast, letter: UUID) -> None:
    takes_on(cast, "petra.dekker", contact_id=letter)
    assert read(cast, "petra.dekker", letter) == ()


def test_of_two_letters_that_are_one_person_either_will_do(cast: Cast, letter: UUID) -> None:
    other = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, cast.cases["Zwaluw"]))
    takes_on(cast, "wouter.lansink", contact_id=other)
    form = MergeSubjects(once=uuid4(), gone=other, stays=letter)
    act(cast, "inge.bakels", lambda work: subjects.merge_subjects(work, cast.cases["Zwaluw"], form))
    assert read(cast, "wouter.lansink", letter)


def test_the_care_coordination_reads_what_it_was_given(cast: Cast) -> None:
    case = cast.cases["Zwaluw"]
    subject = act(cast, "soraya.pinas", lambda work: subjects.add_subject(work, case))
    tells(cast, "soraya.pinas", subject, ways=["visit"], word="")
    (said,) = read(cast, "soraya.pinas", subject)
    assert said.own
    assert read(cast, "inge.bakels", subject) == ()


def test_a_colleague_does_not_write_over_it_unseen(cast: Cast, letter: UUID) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    with pytest.raises(Refused):
        tells(cast, "ruud.eggink", letter, word="Kievit")
    takes_on(cast, "ruud.eggink", contact_id=letter)
    tells(cast, "ruud.eggink", letter, word="Kievit")
    assert read(cast, "ruud.eggink", letter)[0].said.word == "Kievit"


def test_nothing_said_is_nothing_kept(cast: Cast, letter: UUID) -> None:
    with pytest.raises(Invalid):
        tells(cast, "inge.bakels", letter, **{**dict.fromkeys(WORDS, ""), "ways": []})


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "fleur.van.aalst"])
def test_who_takes_no_part_finds_nothing(cast: Cast, letter: UUID, login: str) -> None:
    line = takes_on(cast, "wouter.lansink", contact_id=letter)
    with pytest.raises(NotFound):
        tells(cast, login, letter)
    with pytest.raises(NotFound):
        needs(cast, login, line, letter)


def test_an_action_that_is_over_asks_for_nobody(cast: Cast, letter: UUID) -> None:
    line = takes_on(cast, "wouter.lansink")
    reports(cast, "wouter.lansink", line, "done")
    with pytest.raises(Conflict):
        needs(cast, "wouter.lansink", line, letter)
