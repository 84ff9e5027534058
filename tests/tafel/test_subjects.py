"""Whom a case is about: letters for all, fields for whom they were shared with, identity for whom may open it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MergeSubjects, TakePart
from models.terms import AgeBranch, DataCategory, FieldName, SubjectRole, Told
from models.views.casework import CasePage, SubjectCard
from models.views.subjects import IdentityCard
from tafel import casework, clock, db, statements, subjects
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import casework as seen
from tafel.sight import handed_out, identity
from tests.cast import Cast
from tests.tafel.acting import act, closes, joins, ledger, opened, shared, stands, written
from tests.tafel.test_sharing_ends import record

NAME, BORN, ADDRESS = FieldName.NAME, FieldName.BIRTH_DATE, FieldName.ADDRESS


def _say(
    cast: Cast, login: str, subject: UUID, field: FieldName, value: str, on: date | None = None, *,
    case: UUID | None = None,
) -> UUID:  # fmt: skip
    place = case or cast.cases["Zwaluw"]
    return act(cast, login, lambda work: subjects.say_field(work, place, subject, field, value, on))


def _added(cast: Cast, login: str = "inge.bakels", case: UUID | None = None) -> UUID:
    return act(cast, login, lambda work: subjects.add_subject(work, case or cast.cases["Zwaluw"]))


def _page(cast: Cast, login: str) -> CasePage:
    with db.reading(cast.seats[login]) as reading:
        return seen.case_page(reading, cast.cases["Zwaluw"])


def _subject(cast: Cast, login: str, subject: UUID) -> SubjectCard:
    return next(one for one in _page(cast, login).subjects if one.id == subject)


def _card(cast: Cast, login: str, subject: UUID, case: UUID | None = None) -> IdentityCard:
    with db.reading(cast.seats[login]) as reading:
        found = identity.identity_card(reading, case or cast.cases["Zwaluw"], subject)
    handed_out.record(reading)
    return found


def test_all_members_see_the_letter_and_nothing_else(cast: Cast) -> None:
    one = _added(cast)
    _say(cast, "inge.bakels", one, FieldName.ROLE, "victim")
    _say(cast, "inge.bakels", one, NAME, "Ana Ivanova")
    ours, theirs = _subject(cast, "inge.bakels", one), _subject(cast, "wouter.lansink", one)
    assert (ours.letter, ours.role, ours.has_identity) == ("B", SubjectRole.VICTIM, True)
    assert (theirs.letter, theirs.role, theirs.fields, theirs.has_identity) == ("B", None, (), False)


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        (FieldName.ROLE, "boss", "value"),
        (FieldName.AGE_BRANCH, "17", "value"),
        (FieldName.FORM, "", "value"),
        (FieldName.TOLD, "told", "on"),
        (BORN, "gisteren", "value"),
    ],
)
def test_a_value_that_is_not_one_of_the_fields_own_is_refused(
    cast: Cast, field: FieldName, value: str, wrong: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _say(cast, "inge.bakels", _added(cast), field, value)
    assert set(refused.value.errors) == {wrong}


def test_told_in_the_future_is_refused_and_postponed_needs_a_day_to_come(cast: Cast) -> None:
    one, later = _added(cast), clock.today() + timedelta(days=14)
    for value, day in (("told", later), ("postponed", clock.today() - timedelta(days=1))):
        with pytest.raises(Invalid) as wrong:
            _say(cast, "inge.bakels", one, FieldName.TOLD, value, day)
        assert set(wrong.value.errors) == {"on"}
    _say(cast, "inge.bakels", one, FieldName.TOLD, "postponed", later)
    (said,) = _subject(cast, "inge.bakels", one).fields
    assert (said.coded, said.on) == (Told.POSTPONED, later)


@pytest.mark.parametrize(
    ("field", "value", "category"),
    [
        (FieldName.FORM, "labour", DataCategory.D2),
        (FieldName.FORM, "sexual", DataCategory.D5),
        (FieldName.AGE_BRANCH, "16-17", DataCategory.D2),
        (FieldName.SAFE_CONTACT, "Via de mentor.", DataCategory.D1),
        (FieldName.SECRET_ADDRESS, "Laan 1", DataCategory.D12),
        (NAME, "Ana Ivanova", DataCategory.D1),
    ],
)
def test_a_field_stands_in_its_own_category(cast: Cast, field: FieldName, value: str, category: DataCategory) -> None:
    found = stands(cast, "inge.bakels", _say(cast, "inge.bakels", _added(cast), field, value))
    assert found is not None
    assert found.category is category
    assert found.names_person == (category in (DataCategory.D1, DataCategory.D12))


def test_saying_it_again_is_a_version_and_saying_the_same_is_nothing(cast: Cast) -> None:
    one = _added(cast)
    said = _say(cast, "inge.bakels", one, FieldName.ROLE, "victim")
    before = stands(cast, "inge.bakels", said)
    assert _say(cast, "inge.bakels", one, FieldName.ROLE, "victim") == said
    assert stands(cast, "inge.bakels", said) == before
    assert _say(cast, "inge.bakels", one, FieldName.ROLE, "witness") == said
    after = stands(cast, "inge.bakels", said)
    assert before is not None
    assert after is not None
    assert after.number == before.number + 1


def test_a_field_is_shared_like_a_passage_and_its_showing_noted(cast: Cast) -> None:
    one = _added(cast)
    said = _say(cast, "inge.bakels", one, FieldName.AGE_BRANCH, "adult")
    shared(cast, "inge.bakels", said, "OM")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        page = seen.case_page(reading, cast.cases["Zwaluw"])
        assert said in {found.statement_id for card in page.subjects for found in card.fields}
    handed_out.record(reading)
    assert next(card for card in page.subjects if card.id == one).age is AgeBranch.ADULT
    assert str(said) in str(ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]["passages"])


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis"])
def test_for_others_there_is_no_subject(cast: Cast, login: str) -> None:
    one = _added(cast)
    with pytest.raises(NotFound):
        _say(cast, login, one, FieldName.ROLE, "victim")
    with pytest.raises(NotFound):
        _card(cast, login, one)


def test_a_subject_of_another_case_is_not_found_here(cast: Cast) -> None:
    there = _added(cast, case=opened(cast, "inge.bakels", "Kreek"))
    with pytest.raises(NotFound):
        _say(cast, "inge.bakels", there, FieldName.ROLE, "victim")
    with pytest.raises(NotFound):
        _card(cast, "inge.bakels", there)


def test_opening_an_identity_card_of_others_is_noted_and_ones_own_is_not(cast: Cast) -> None:
    one = _added(cast)
    said = _say(cast, "inge.bakels", one, NAME, "Ana Ivanova")
    assert [found.value for found in _card(cast, "inge.bakels", one).fields] == ["Ana Ivanova"]
    assert ledger(cast, Act.STATEMENT_HANDED_OUT) == []
    joins(cast, "inge.bakels", "ruud.eggink")
    assert _subject(cast, "ruud.eggink", one).has_identity
    assert [found.value for found in _card(cast, "ruud.eggink", one).fields] == ["Ana Ivanova"]
    assert str(said) in str(ledger(cast, Act.STATEMENT_HANDED_OUT)[-1]["passages"])


def _same(cast: Cast, login: str, name: str, case: UUID | None = None, born: str = "2009-05-01") -> UUID:
    one = _added(cast, login, case)
    _say(cast, login, one, NAME, name, case=case)
    _say(cast, login, one, BORN, born, case=case)
    return one


def test_the_same_name_and_birth_date_warn_however_written(cast: Cast) -> None:
    other = opened(cast, "inge.bakels", "Kreek")
    first = _same(cast, "inge.bakels", "Ana Ivanová", other)
    second = _same(cast, "inge.bakels", "IVANOVA, ana")
    (found,) = _card(cast, "inge.bakels", second).same_as
    assert (found.code_word, found.subject_id, found.letter) == ("Kreek", first, "A")
    assert ledger(cast, Act.CARD_DUPLICATE_SHOWN)[-1]["same"] == [str(first)]
    assert "Ivanov" not in str(ledger(cast, Act.CARD_DUPLICATE_SHOWN))


def test_the_same_address_warns_and_another_birth_date_does_not(cast: Cast) -> None:
    first, second = (
        _same(cast, "inge.bakels", "Ana Ivanova"),
        _same(cast, "inge.bakels", "Ana Ivanova", born="2009-05-02"),
    )
    assert _card(cast, "inge.bakels", second).same_as == ()
    _say(cast, "inge.bakels", first, ADDRESS, "Havenkade 12-a")
    _say(cast, "inge.bakels", second, ADDRESS, "havenkade 12 A")
    assert [found.field for found in _card(cast, "inge.bakels", second).same_as] == [ADDRESS]


def test_a_card_one_may_not_read_warns_nobody(cast: Cast) -> None:
    _same(cast, "petra.dekker", "Ana Ivanova")  # the same case, another partner, not shared
    hidden = opened(cast, "bram.kuijper", "Kreek")
    _same(cast, "bram.kuijper", "Ana Ivanova", hidden)
    ours = _same(cast, "inge.bakels", "Ana Ivanova")
    assert _card(cast, "inge.bakels", ours).same_as == ()
    assert ledger(cast, Act.CARD_DUPLICATE_SHOWN) == []


def test_words_not_yet_shared_warn_nobody(cast: Cast) -> None:
    theirs, ours = _added(cast), _added(cast, "wouter.lansink")
    said = _say(cast, "inge.bakels", theirs, ADDRESS, "Havenkade 12")
    shared(cast, "inge.bakels", said, "OM")
    _say(cast, "wouter.lansink", ours, ADDRESS, "Havenkade 12")
    assert [found.subject_id for found in _card(cast, "wouter.lansink", ours).same_as] == [theirs]
    _say(cast, "inge.bakels", theirs, ADDRESS, "Havenkade 14")
    _say(cast, "wouter.lansink", ours, ADDRESS, "Havenkade 14")
    assert _card(cast, "wouter.lansink", ours).same_as == ()


def _merge(cast: Cast, gone: UUID, stays: UUID, login: str = "inge.bakels") -> None:
    form = MergeSubjects(once=uuid4(), gone=gone, stays=stays)
    act(cast, login, lambda work: subjects.merge_subjects(work, cast.cases["Zwaluw"], form))


def test_two_letters_that_are_one_count_as_one_and_come_apart_again(cast: Cast) -> None:
    one, other = _added(cast), _added(cast)
    _say(cast, "inge.bakels", other, FieldName.AGE_BRANCH, "16-17")
    made = written(cast, "inge.bakels", "Over C.", about=[{"subject_id": other, "role": "victim"}])
    _merge(cast, other, one)
    card, found = _subject(cast, "inge.bakels", one), stands(cast, "inge.bakels", made)
    assert found is not None
    assert (card.also, card.age, [link.letter for link in found.about]) == (("C",), AgeBranch.FROM_16_TO_17, ["B"])
    assert other not in {subject.id for subject in _page(cast, "inge.bakels").subjects}
    act(cast, "inge.bakels", lambda work: subjects.split_subjects(work, cast.cases["Zwaluw"], other))
    again = stands(cast, "inge.bakels", made)
    assert again is not None
    assert [link.letter for link in again.about] == ["C"]
    assert [len(ledger(cast, wanted)) for wanted in (Act.SUBJECTS_MERGED, Act.SUBJECTS_SPLIT)] == [1, 1]


def test_merging_lends_nobody_the_consent_of_another(cast: Cast) -> None:
    one, other = _added(cast), _added(cast)
    for subject in (one, other):
        _say(cast, "soraya.pinas", subject, FieldName.AGE_BRANCH, "adult")
    made = written(
        cast, "soraya.pinas", "Zij is uitgeput.", category="D2", about=[{"subject_id": one, "role": "victim"}]
    )
    _consents(cast, other)
    _merge(cast, one, other)
    with pytest.raises(Refused):
        shared(cast, "soraya.pinas", made, "OM")
    _consents(cast, one)
    shared(cast, "soraya.pinas", made, "OM")


def _consents(cast: Cast, subject: UUID) -> None:
    record(
        cast, "soraya.pinas", "c-CONS-S(W)", ["In het dossier.", "De hulpverlener."], case_id=cast.cases["Zwaluw"],
        subject_id=subject, claimed_until=clock.today() + timedelta(days=200), receivers=[cast.partners["OM"]],
        categories=["D2", "D3"], purposes=["P1", "P2", "P4"],
    )  # fmt: skip


def test_what_cannot_be_one_or_apart_is_refused(cast: Cast) -> None:
    one, other, third = _added(cast), _added(cast), _added(cast)
    with pytest.raises(Invalid):
        _merge(cast, one, one)
    with pytest.raises(NotFound):
        _merge(cast, one, uuid4())
    _merge(cast, other, one)
    with pytest.raises(Invalid):
        _merge(cast, other, third)
    with pytest.raises(Invalid):
        _merge(cast, one, third)  # another letter counts as this one
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: subjects.split_subjects(work, cast.cases["Zwaluw"], third))
    with pytest.raises(NotFound):
        _merge(cast, third, one, "rik.zandstra")


def test_a_field_taken_back_is_gone_and_can_be_put_back(cast: Cast) -> None:
    one = _added(cast)
    said = _say(cast, "inge.bakels", one, FieldName.ROLE, "victim")
    act(cast, "inge.bakels", lambda work: statements.remove(work, said))
    assert _subject(cast, "inge.bakels", one).role is None
    removed = _page(cast, "inge.bakels").removed
    assert [(line.letter, line.field) for line in removed] == [("B", FieldName.ROLE)]
    assert _page(cast, "wouter.lansink").removed == ()
    act(cast, "inge.bakels", lambda work: statements.restore(work, said))
    assert _subject(cast, "inge.bakels", one).role is SubjectRole.VICTIM


def test_a_closed_case_takes_no_more_of_its_subjects(cast: Cast) -> None:
    one, other = _added(cast), _added(cast)
    closes(cast, "inge.bakels", cast.cases["Zwaluw"])
    with pytest.raises(Refused):
        _say(cast, "inge.bakels", one, FieldName.ROLE, "victim")
    with pytest.raises(Refused):
        _merge(cast, one, other)


def test_a_secret_address_and_a_name_are_not_on_the_case_page(cast: Cast) -> None:
    one = _added(cast)
    _say(cast, "inge.bakels", one, FieldName.SECRET_ADDRESS, "Verborgenlaan 7")
    _say(cast, "inge.bakels", one, NAME, "Ana Ivanova")
    act(
        cast,
        "inge.bakels",
        lambda work: casework.add_partner(
            work, cast.cases["Zwaluw"], TakePart(once=uuid4(), partner_id=cast.partners["OPV"])
        ),
    )
    assert "Verborgenlaan" not in str(_page(cast, "inge.bakels"))
    assert "Ivanova" not in str(_page(cast, "inge.bakels"))
