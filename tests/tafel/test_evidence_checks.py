"""What must hold of a record before it is made: each mistake is told beside its field, and nothing is half done."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from models.acts import Act
from models.forms.casework import MergeSubjects
from models.forms.evidence import RecordEvidence, RecordNecessity
from models.tables.people import Membership
from models.tables.sharing import Evidence
from models.terms import Condition, FieldName
from tafel import clock, db, evidence, guardians, subjects
from tafel.evidence_kinds import KINDS
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import evidence_form, records
from tests.cast import Cast
from tests.tafel.acting import act, opened, second_seat, shared, written
from tests.tafel.test_closing import WAITS
from tests.tafel.test_evidence import CONVENANT, confirm, everything
from tests.tafel.test_sharing import entries, reads
from tests.tafel.test_sharing_ends import consents, record


def subject_of(cast: Cast, login: str = "inge.bakels", case: UUID | None = None) -> UUID:
    return act(cast, login, lambda work: subjects.add_subject(work, case or cast.cases["Zwaluw"]))


def kept(cast: Cast) -> tuple[int | None, int]:
    """How many records there are, and how many lines of them."""
    with db.reading(cast.by_the_clock) as reading:
        stands = reading.session.scalar(select(func.count()).select_from(Evidence))
    return stands, len(entries(cast, Act.EVIDENCE_RECORDED))


def refused(cast: Cast, login: str, condition: str, answers: list[str], **more: Any) -> dict[str, str]:
    """What is wrong, field by field; and that nothing of it was kept."""
    before = kept(cast)
    with pytest.raises(Invalid) as wrong:
        record(cast, login, condition, answers, **{"case_id": cast.cases["Zwaluw"], **more})
    assert kept(cast) == before
    return dict(wrong.value.errors)


@pytest.mark.parametrize("condition", list(KINDS))
def test_every_question_is_a_field_of_its_form(condition: Condition) -> None:
    kind = KINDS[condition]
    own = [name for name in kind.form.model_fields if name not in RecordEvidence.model_fields]
    assert sorted(own) == sorted(one.name for one in kind.asks)
    assert all(one.only_if is None or one.only_if[0] in own for one in kind.asks)


def test_a_form_of_another_kind_is_no_form(cast: Cast) -> None:
    form = RecordNecessity(
        once=uuid4(), condition=Condition.CVP, case_id=cast.cases["Zwaluw"], claimed_from=clock.today(),
        necessary="a", proportionate="b", no_lighter_way="c",
    )  # fmt: skip
    with pytest.raises(NotFound):
        act(cast, "inge.bakels", lambda work: evidence.record(work, form))


def test_an_open_answer_is_told_at_its_own_field() -> None:
    with pytest.raises(ValidationError) as wrong:
        RecordNecessity.model_validate({"once": uuid4(), "condition": "c-NPS", "claimed_from": clock.today(),
                                        "necessary": "a", "proportionate": "  ", "no_lighter_way": "c"})  # fmt: skip
    assert [error["loc"] for error in wrong.value.errors()] == [("proportionate",)]


def test_a_decision_cannot_end_before_it_began(cast: Cast) -> None:
    dates = {"claimed_from": clock.today() + timedelta(days=9), "claimed_until": clock.today() + timedelta(days=8)}
    wrong = refused(cast, "inge.bakels", "c-W19", ["a", "help", "b"], **everything(cast) | dates)
    assert wrong == {"claimed_until": "De einddatum ligt vóór de begindatum."}


def test_consent_of_somebody_who_is_not_on_the_case_is_told_and_nobody_learns_where_that_letter_is(cast: Cast) -> None:
    elsewhere = subject_of(cast, "soraya.pinas", opened(cast, "soraya.pinas", "Wilg"))
    told = [
        refused(cast, "soraya.pinas", "c-CONS-S", ["a", "b"], subject_id=one, **everything(cast, "OM"))
        for one in (elsewhere, uuid4())
    ]
    assert told[0] == told[1] == {"subject_id": "Deze betrokkene hoort niet bij deze casus. Kies een ander."}


def test_one_person_does_not_confirm_from_another_seat(cast: Cast) -> None:
    made = record(
        cast, "sven.mulder", "c-CONV", CONVENANT, receivers=[cast.partners["BGM-L"]],
        confirmer_id=cast.partners["BGM-L"], claimed_until=clock.today(),
    )  # fmt: skip
    second_seat(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    with pytest.raises(Refused) as no:
        confirm(cast, "sven.mulder@BGM-L", made)
    assert "ook als u een andere taak heeft" in str(no.value)
    assert entries(cast, Act.EVIDENCE_CONFIRMED) == []
    confirm(cast, "aleid.vermaas", made)


def test_a_partner_with_nobody_else_in_it_is_not_asked_to_confirm(cast: Cast) -> None:
    second_seat(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    with db.writing(cast.administrator) as work:
        seat = work.session.get_one(Membership, (work.seat.region, cast.seats["aleid.vermaas"].membership))
        seat.ended_at = work.now
    wrong = refused(
        cast, "sven.mulder", "c-CONV", CONVENANT, case_id=None, receivers=[cast.partners["BGM-L"]],
        confirmer_id=cast.partners["BGM-L"], claimed_until=clock.today(),
    )  # fmt: skip
    assert list(wrong) == ["confirmer_id"]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"ground": ""}, {"ground"}),
        ({"risks": " ", "storage": ""}, {"risks", "storage"}),
        ({"claimed_until": None}, {"claimed_until"}),
        ({"claimed_until": clock.today()}, {"claimed_until"}),
        ({"told": "told"}, {name for name in WAITS if name not in ("told", "why")}),
    ],
)
def test_who_waits_to_tell_says_on_what_ground_what_was_weighed_and_when_to_look_again(
    cast: Cast, more: dict[str, Any], fields: set[str]
) -> None:
    form = WAITS | {"subject_id": subject_of(cast), "claimed_until": clock.today() + timedelta(days=9)} | more
    assert set(refused(cast, "inge.bakels", "c-INF", [], **form)) == fields


def test_who_was_told_needs_no_day_to_look_again(cast: Cast) -> None:
    assert record(
        cast, "inge.bakels", "c-INF", [], case_id=cast.cases["Zwaluw"], subject_id=subject_of(cast), told="told",
        why="In een gesprek.",
    )  # fmt: skip


def test_the_officers_consent_names_what_it_is_for(cast: Cast) -> None:
    for missing in ("receivers", "categories", "purposes"):
        named = everything(cast) | {missing: []}
        assert list(refused(cast, "inge.bakels", "c-BF", ["De functionaris.", "written"], **named)) == [missing]


def test_of_a_guardian_who_may_be_involved_the_other_way_is_told(cast: Cast) -> None:
    wrong = refused(cast, "inge.bakels", "c-AGE", ["both", "yes"], subject_id=subject_of(cast))
    assert "Veilig Thuis" in wrong["consent_of"]
    assert "conflict van plichten" in wrong["consent_of"]


def test_all_that_is_wrong_is_told_at_once(cast: Cast) -> None:
    ended = {"claimed_from": clock.today(), "claimed_until": clock.today() - timedelta(days=1)}
    wrong = refused(cast, "inge.bakels", "c-CONS-S", ["a", "b"], **ended)
    assert set(wrong) == {"claimed_until", "receivers", "categories", "purposes", "subject_id"}


def test_while_a_guardian_may_be_involved_no_record_says_that_one_agreed(cast: Cast) -> None:
    about = {"case_id": cast.cases["Zwaluw"], "subject_id": subject_of(cast, "soraya.pinas")}
    stands = record(cast, "soraya.pinas", "c-AGE", ["minor", "yes"], **about)
    for consent in ("both", "guardian"):
        assert list(refused(cast, "soraya.pinas", "c-AGE", [consent, "no"], **about)) == ["involved"]
    record(cast, "soraya.pinas", "c-AGE", ["minor", "no"], **about)
    other = about | {"subject_id": subject_of(cast, "soraya.pinas")}
    record(cast, "soraya.pinas", "c-AGE", ["both", "no"], **other)
    record(cast, "inge.bakels", "c-AGE", ["both", "no"], **about)  # what another partner knows, this one does not
    act(cast, "soraya.pinas", lambda work: evidence.end(work, stands))
    record(cast, "soraya.pinas", "c-AGE", ["both", "no"], **about)


def test_once_two_letters_are_one_child_what_a_guardian_who_may_be_involved_agreed_to_counts_no_more(
    cast: Cast,
) -> None:
    """Whoever finds out that they are one: it ends for the partner that recorded both, and no other learns of it."""
    case, child, other = cast.cases["Zwaluw"], subject_of(cast, "soraya.pinas"), subject_of(cast, "soraya.pinas")
    age = (case, child, FieldName.AGE_BRANCH, "12-15")
    act(cast, "soraya.pinas", lambda work: subjects.say_field(work, *age))
    said = written(
        cast, "soraya.pinas", "Zij is uitgeput.", category="D2", about=[{"subject_id": child, "role": "victim"}]
    )
    consents(cast, child)
    record(cast, "soraya.pinas", "c-AGE", ["both", "no"], case_id=case, subject_id=child)
    record(cast, "soraya.pinas", "c-AGE", ["minor", "yes"], case_id=case, subject_id=other)
    stays = record(cast, "inge.bakels", "c-AGE", ["both", "no"], case_id=case, subject_id=other)
    shared(cast, "soraya.pinas", said, "OM")
    merged = MergeSubjects(once=uuid4(), gone=other, stays=child)
    act(cast, "inge.bakels", lambda work: subjects.merge_subjects(work, case, merged))
    assert not reads(cast, "wouter.lansink", "uitgeput")
    (ended,), (found,) = entries(cast, Act.EVIDENCE_ENDED), entries(cast, Act.SUBJECTS_MERGED)
    assert (ended["giver"], ended.get("person")) == (str(cast.partners["ZC"]), None)
    assert ended["trace"] != found["trace"]
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert stays in {one.id for one in records.for_giver(reading, case)}
        assert not guardians.any_agreed(reading)
    again = {"case_id": case, "subject_id": child}
    assert list(refused(cast, "soraya.pinas", "c-AGE", ["both", "no"], **again)) == ["involved"]


def test_a_partner_that_takes_no_part_in_the_case_is_not_asked_to_confirm(cast: Cast) -> None:
    order = everything(cast) | {"purposes": ["P5"], "confirmer_id": cast.partners["BGM-L"]}
    assert list(refused(cast, "inge.bakels", "c-W19", ["a", "order", "b"], **order)) == ["confirmer_id"]
    with db.reading(cast.seats["inge.bakels"]) as reading:
        offered = evidence_form.form(reading, KINDS[Condition.W19], cast.cases["Zwaluw"]).confirmers
    assert [name for _, name in offered] == ["Openbaar Ministerie"]


@pytest.mark.parametrize("merged", [False, True])
def test_once_a_guardian_may_be_involved_what_that_guardian_agreed_to_counts_no_more(
    cast: Cast,
    merged: bool,  # noqa: FBT001 whether it is said under another letter of the same child
) -> None:
    case, child = cast.cases["Zwaluw"], subject_of(cast, "soraya.pinas")
    age = (case, child, FieldName.AGE_BRANCH, "12-15")
    act(cast, "soraya.pinas", lambda work: subjects.say_field(work, *age))
    about = [{"subject_id": child, "role": "victim"}]
    said = written(cast, "soraya.pinas", "Zij is uitgeput.", category="D2", about=about)
    consents(cast, child)
    record(cast, "soraya.pinas", "c-AGE", ["both", "no"], case_id=case, subject_id=child)
    shared(cast, "soraya.pinas", said, "OM")
    assert reads(cast, "wouter.lansink", "uitgeput")
    other = subject_of(cast, "soraya.pinas")
    record(cast, "soraya.pinas", "c-AGE", ["minor", "yes"], case_id=case, subject_id=other)
    assert reads(cast, "wouter.lansink", "uitgeput")
    if merged:
        form = MergeSubjects(once=uuid4(), gone=other, stays=child)
        act(cast, "soraya.pinas", lambda work: subjects.merge_subjects(work, case, form))
    said_of = other if merged else child
    record(cast, "soraya.pinas", "c-AGE", ["minor", "yes"], case_id=case, subject_id=said_of)
    assert not reads(cast, "wouter.lansink", "uitgeput")
    assert entries(cast, Act.SHARE_ENDED)[-1]["why"] == "evidence-ended"
