"""What a mistaken letter may not do: lend words, a name or an age that nobody was handed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import AboutSubject, MergeSubjects
from models.forms.sharing import AnswerDoubt
from models.terms import AgeBranch, FieldName, SubjectRole
from tafel import clock, db, doubts, sharing, statements, subjects
from tafel.refusals import Invalid, Refused
from tafel.sight import casework, handed_out, my_shares, own, share_page
from tests.cast import Cast, giving
from tests.tafel.acting import act, at_once, edited, ledger, shared, stands, written
from tests.tafel.test_sharing_ends import record


def _added(cast: Cast) -> UUID:
    return act(cast, "inge.bakels", lambda work: subjects.add_subject(work, cast.cases["Zwaluw"]))


def _say(cast: Cast, login: str, subject: UUID, field: FieldName, value: str) -> UUID:
    return act(cast, login, lambda work: subjects.say_field(work, cast.cases["Zwaluw"], subject, field, value))


def test_a_field_said_anew_is_not_put_back_beside_itself(cast: Cast) -> None:
    one = _added(cast)
    first = _say(cast, "inge.bakels", one, FieldName.ROLE, "victim")
    act(cast, "inge.bakels", lambda work: statements.remove(work, first))
    second = _say(cast, "inge.bakels", one, FieldName.ROLE, "witness")
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: statements.restore(work, first))
    act(cast, "inge.bakels", lambda work: statements.remove(work, second))
    act(cast, "inge.bakels", lambda work: statements.restore(work, first))
    found = stands(cast, "inge.bakels", first)
    assert found
    assert found.coded is SubjectRole.VICTIM


@pytest.fixture
def named(cast: Cast) -> UUID:
    """The police put a name on a card and gave it to the prosecutor, who did not open it."""
    said = _say(cast, "inge.bakels", _added(cast), FieldName.NAME, "Ana Ivanova")
    _say(cast, "inge.bakels", _subject_of(cast), FieldName.AGE_BRANCH, "adult")
    shared(cast, "inge.bakels", said, "OM")
    return said


def _subject_of(cast: Cast) -> UUID:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        return share_page.asks.subjects(reading, cast.cases["Zwaluw"])[-1].id


def test_a_name_found_in_ones_own_words_was_handed_out(cast: Cast, named: UUID) -> None:
    assert ledger(cast, Act.STATEMENT_HANDED_OUT) == []
    made = written(cast, "wouter.lansink", "Mevrouw Ivanova belde.", category="D9", names_person=False)
    found = stands(cast, "wouter.lansink", made)
    assert found
    assert found.names_person
    assert str(named) in str(ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]["passages"])
    other = written(cast, "petra.dekker", "Mevrouw Ivanova belde.", category="D15", names_person=False)
    found = stands(cast, "petra.dekker", other)
    assert found
    assert not found.names_person


@pytest.mark.usefixtures("named")
def test_a_record_is_not_judged_by_names_one_did_not_see(cast: Cast) -> None:
    case, answers = cast.cases["Zwaluw"], ["Ivanova is in gevaar.", "b", "c"]
    record(cast, "wouter.lansink", "c-NPS", answers, case_id=case)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert own.known_names(reading, case) == []
        own.names_somebody(reading, case, "Ivanova")
    handed_out.record(reading)
    with pytest.raises(Invalid):
        record(cast, "wouter.lansink", "c-NPS", answers, case_id=case)
    with pytest.raises(Invalid):
        record(cast, "inge.bakels", "c-NPS", answers, case_id=case)


def test_an_age_of_another_that_steers_a_verdict_was_handed_out(cast: Cast) -> None:
    one = _added(cast)
    _say(cast, "inge.bakels", one, FieldName.ROLE, "victim")
    said = _say(cast, "inge.bakels", one, FieldName.AGE_BRANCH, "adult")
    shared(cast, "inge.bakels", said, "OM")
    for login, told in (("petra.dekker", False), ("wouter.lansink", True)):
        with db.reading(cast.seats[login]) as reading:
            share_page.share_page(reading, cast.cases["Zwaluw"])
        handed_out.record(reading)
        assert (str(said) in str(ledger(cast, Act.STATEMENT_HANDED_OUT))) is told


def test_words_that_moved_to_another_letter_wait_for_their_giver_after_a_split(cast: Cast) -> None:
    case, (one, other) = cast.cases["Zwaluw"], (_added(cast), _added(cast))
    for letter in (one, other):
        _say(cast, "inge.bakels", letter, FieldName.AGE_BRANCH, "adult")
    about = [{"subject_id": other, "role": "witness"}]
    made = written(cast, "inge.bakels", "Hij zag het gebeuren.", about=about)
    act(cast, "inge.bakels", lambda work: subjects.merge_subjects(work, case, MergeSubjects(
        once=uuid4(), gone=other, stays=one)))  # fmt: skip
    found = stands(cast, "inge.bakels", made)
    assert found
    again = edited(found, found.text, about=[AboutSubject(subject_id=one, role=SubjectRole.WITNESS)],
                   observed_on=found.observed_on)  # fmt: skip
    act(cast, "inge.bakels", lambda work: statements.edit(work, made, again))
    shared(cast, "inge.bakels", made, "OM")
    assert stands(cast, "wouter.lansink", made)
    act(cast, "soraya.pinas", lambda work: subjects.split_subjects(work, case, other))
    assert stands(cast, "wouter.lansink", made) is None
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (doubt,) = my_shares.my_shares(reading, clock.today(), clock.today()).doubts
    assert doubt.after_split
    act(cast, "inge.bakels", lambda work: doubts.answer(work, doubt.id, AnswerDoubt(once=uuid4(), category="D7")))
    assert stands(cast, "wouter.lansink", made)


def test_words_under_their_own_letter_stay_shared_after_a_split(cast: Cast) -> None:
    case, (one, other) = cast.cases["Zwaluw"], (_added(cast), _added(cast))
    for letter in (one, other):
        _say(cast, "inge.bakels", letter, FieldName.AGE_BRANCH, "adult")
    made = written(cast, "inge.bakels", "Hij zag het gebeuren.", about=[{"subject_id": other, "role": "witness"}])
    act(cast, "inge.bakels", lambda work: subjects.merge_subjects(work, case, MergeSubjects(
        once=uuid4(), gone=other, stays=one)))  # fmt: skip
    found = stands(cast, "inge.bakels", made)
    assert found
    act(cast, "inge.bakels", lambda work: sharing.give(work, case, giving(
        [found.version_id], [cast.partners["OM"]], ends_on=clock.today() + timedelta(days=9))))  # fmt: skip
    act(cast, "soraya.pinas", lambda work: subjects.split_subjects(work, case, other))
    assert stands(cast, "wouter.lansink", made)


def test_two_letters_merged_both_ways_at_once_count_as_one(cast: Cast) -> None:
    one, other, case = _added(cast), _added(cast), cast.cases["Zwaluw"]
    merging = [MergeSubjects(once=uuid4(), gone=gone, stays=stays) for gone, stays in ((one, other), (other, one))]
    (second,) = at_once(
        cast, "inge.bakels", lambda work: subjects.merge_subjects(work, case, merging[0]),
        lambda work: subjects.merge_subjects(work, case, merging[1]),
    )  # fmt: skip
    assert isinstance(second, Invalid)


def test_letters_and_fields_in_two_windows_at_once_are_one_each(cast: Cast) -> None:
    case, child = cast.cases["Zwaluw"], _added(cast)
    adding = lambda work: subjects.add_subject(work, case)  # noqa: E731 done twice
    assert not at_once(cast, "inge.bakels", adding, adding)
    ages = [lambda work, age=age: subjects.say_field(work, case, child, FieldName.AGE_BRANCH, age)
            for age in ("12-15", "16-17")]  # fmt: skip
    assert not at_once(cast, "inge.bakels", *ages)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        subject = next(one for one in casework.case_page(reading, case).subjects if one.id == child)
    assert [one.coded for one in subject.fields] == [AgeBranch.FROM_16_TO_17]
