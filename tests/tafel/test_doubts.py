"""Wrong category: said by a receiver, hidden until the giver answers."""

from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.sharing import AnswerDoubt, DoubtCategory
from models.terms import DataCategory, FieldName, ShareEnd
from tafel import clock, db, doubts, sharing, statements, subjects
from tafel.refusals import Invalid, NotFound
from tafel.sight import my_shares, own
from tests.cast import Cast, giving
from tests.tafel.acting import at_once
from tests.tafel.test_sharing import entries, give, reads, shares


def doubt(cast: Cast, login: str = "wouter.lansink", suggested: str | None = "D6") -> None:
    form = DoubtCategory.model_validate({"once": uuid4(), "share_id": shares(cast)[0].id, "suggested": suggested})
    with db.writing(cast.seats[login]) as work:
        doubts.doubt(work, form)


def answer(cast: Cast, login: str, category: str, doubt_id: UUID | None = None) -> None:
    with db.writing(cast.seats[login]) as work:
        doubts.answer(
            work, doubt_id or _open(cast)[0], AnswerDoubt.model_validate({"once": uuid4(), "category": category})
        )


def _open(cast: Cast) -> list[UUID]:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        return [one.id for one in my_shares.my_shares(reading, clock.today(), clock.today()).doubts]


def test_what_was_replaced_is_doubted_no_more(cast: Cast) -> None:
    give(cast, "inge.bakels", ["matrassen"], ["OM"], purpose="P2")
    with pytest.raises(NotFound):
        doubt(cast)  # the first share was replaced: it is not in force
    assert reads(cast, "wouter.lansink", "matrassen")


def test_kept_it_is_read_again(cast: Cast) -> None:
    doubt(cast)
    assert not reads(cast, "wouter.lansink", "matrassen")
    assert reads(cast, "inge.bakels", "matrassen")
    answer(cast, "inge.bakels", "D7")
    assert reads(cast, "wouter.lansink", "matrassen")
    assert _open(cast) == []
    assert entries(cast, Act.CATEGORY_DOUBTED)
    assert entries(cast, Act.CATEGORY_KEPT)


def test_changed_the_shares_end_and_a_draft_waits(cast: Cast) -> None:
    doubt(cast)
    answer(cast, "inge.bakels", "D6")
    assert shares(cast)[0].ended_why is ShareEnd.CATEGORY_CHANGED
    with db.reading(cast.seats["inge.bakels"]) as reading:
        passage = own.one_passage(reading, cast.cases["Zwaluw"], cast.passages["matrassen"])
        assert passage
        assert (passage.category, passage.is_draft) == (DataCategory.D6, True)
    assert not reads(cast, "wouter.lansink", "matrassen")


def test_as_long_as_it_is_doubted_it_is_not_shared(cast: Cast) -> None:
    doubt(cast)
    with pytest.raises(Invalid) as error:
        give(cast, "inge.bakels", ["matrassen", "voorman"], ["OM"])
    assert "versions" in error.value.errors
    assert not reads(cast, "wouter.lansink", "paspoorten")


def test_that_it_is_doubted_is_told_to_the_giver_alone(cast: Cast) -> None:
    """Others who send it along are told what they are told of any passage that is not theirs."""
    doubt(cast)
    for login, receiver in (("wouter.lansink", "ZC"), ("soraya.pinas", "OM")):
        with pytest.raises(NotFound):
            give(cast, login, ["matrassen"], [receiver])


def test_only_who_was_given_it_doubts(cast: Cast) -> None:
    for login in [
        "soraya.pinas",
        "petra.dekker",
        "ruud.eggink",
        "inge.bakels",
        "rik.zandstra",
        "ben.vink",
        "nadia.oosterhuis",
    ]:
        with pytest.raises(NotFound):
            doubt(cast, login)


@pytest.mark.parametrize("login", ["wouter.lansink", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_only_a_member_for_the_giver_answers(cast: Cast, login: str) -> None:
    doubt(cast)
    with pytest.raises(NotFound):
        answer(cast, login, "D7", _open(cast)[0])


def test_what_cannot_be_chosen_is_no_answer(cast: Cast) -> None:
    doubt(cast)
    with pytest.raises(Invalid):
        answer(cast, "inge.bakels", "D14")
    assert len(_open(cast)) == 1


def test_a_field_keeps_its_category_and_its_shares(cast: Cast) -> None:
    inge, case = cast.seats["inge.bakels"], cast.cases["Zwaluw"]
    with db.writing(inge) as work:
        subject = subjects.add_subject(work, case)
        said = subjects.say_field(work, case, subject, FieldName.AGE_BRANCH, "adult")
        found = own.one_passage(work, case, said)
        assert found
        sharing.give(work, case, giving([found.version_id], [cast.partners["OM"]]))
    share = next(one for one in shares(cast) if one.statement_id == said)
    with db.writing(cast.seats["wouter.lansink"]) as work:
        doubts.doubt(work, DoubtCategory(once=uuid4(), share_id=share.id))
    with pytest.raises(Invalid) as error:
        answer(cast, "inge.bakels", "D0")
    assert "category" in error.value.errors
    assert len(_open(cast)) == 1
    answer(cast, "inge.bakels", "D2")
    assert _open(cast) == []
    assert all(one.ended_at is None for one in shares(cast))


def test_the_same_category_is_no_doubt(cast: Cast) -> None:
    with pytest.raises(Invalid):
        doubt(cast, suggested="D7")
    assert reads(cast, "wouter.lansink", "matrassen")


def test_a_field_that_does_not_belong_there_is_taken_back_and_can_be_put_back(cast: Cast) -> None:
    inge, case = cast.seats["inge.bakels"], cast.cases["Zwaluw"]
    with db.writing(inge) as work:
        subject = subjects.add_subject(work, case)
        subjects.say_field(work, case, subject, FieldName.AGE_BRANCH, "adult")
        said = subjects.say_field(work, case, subject, FieldName.FORM, "labour")
        found = own.one_passage(work, case, said)
        assert found
        sharing.give(work, case, giving([found.version_id], [cast.partners["OM"]]))
    share = next(one for one in shares(cast) if one.statement_id == said)
    with db.writing(cast.seats["wouter.lansink"]) as work:
        doubts.doubt(work, DoubtCategory(once=uuid4(), share_id=share.id))
    with pytest.raises(NotFound), db.writing(cast.seats["ruud.eggink"]) as work:
        doubts.answer(work, _open(cast)[0], AnswerDoubt(once=uuid4()))
    with db.writing(inge) as work:
        doubts.answer(work, _open(cast)[0], AnswerDoubt(once=uuid4()))
        assert statements.restore(work, said) == case
    assert _open(cast) == []
    assert next(one for one in shares(cast) if one.statement_id == said).ended_why is ShareEnd.CATEGORY_CHANGED


def test_a_passage_is_never_without_a_category(cast: Cast) -> None:
    doubt(cast)
    with pytest.raises(Invalid) as wrong, db.writing(cast.seats["inge.bakels"]) as work:
        doubts.answer(work, _open(cast)[0], AnswerDoubt(once=uuid4()))
    assert "category" in wrong.value.errors


def test_doubted_in_two_windows_at_once_it_is_doubted_once(cast: Cast) -> None:
    form = DoubtCategory(once=uuid4(), share_id=shares(cast)[0].id)
    doubting = lambda work: doubts.doubt(work, form)  # noqa: E731 done twice
    (second,) = at_once(cast, "wouter.lansink", doubting, doubting)
    assert isinstance(second, NotFound)
    assert len(_open(cast)) == 1
