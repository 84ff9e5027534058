"""What a partner says: written, edited, kept while typed, taken back; and when each of these is refused."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from models.acts import Act
from models.forms.casework import Autosave
from models.tables.casework import Statement, Version
from models.terms import DataCategory, FieldName
from models.views.casework import Passage
from tafel import clock, db, sharing, statements, subjects
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import casework as seen
from tafel.sight import handed_out, own
from tests.cast import Cast
from tests.checking import by_sight
from tests.tafel.acting import act, edited, joins, ledger, opened, passage, shared, stands, written


def _autosave(cast: Cast, login: str, statement: object, text: str, base: str) -> str:
    return act(cast, login, lambda work: statements.autosave(work, statement, Autosave(text=text, base=base)))  # type: ignore[arg-type]


def test_what_is_written_is_read_by_its_own_members_alone(cast: Cast) -> None:
    made = written(cast, "inge.bakels", "Er ligt een kasboek.")
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    assert (found.text, found.is_draft, found.shared_with) == ("Er ligt een kasboek.", True, 0)
    for login in ("ruud.eggink", "wouter.lansink", "petra.dekker", "rik.zandstra", "nadia.oosterhuis", "ben.vink"):
        assert stands(cast, login, made) is None, login
    assert ledger(cast, Act.STATEMENT_WRITTEN)[-1]["statement"] == str(made)
    assert "kasboek" not in str(ledger(cast, Act.STATEMENT_WRITTEN))


def test_who_is_a_member_of_one_case_reads_no_words_of_another(cast: Cast) -> None:
    """Also where no page stands before the words: what sight says of all of them."""
    other = opened(cast, "inge.bakels", "Berk")
    there = act(cast, "inge.bakels", lambda work: statements.write(work, other, passage("Elders gezien.")))
    joins(cast, "inge.bakels", "ruud.eggink")
    found = stands(cast, "inge.bakels", there, other)
    assert found is not None
    assert by_sight(cast.seats["inge.bakels"]) - by_sight(cast.seats["ruud.eggink"]) == {found.version_id}
    assert cast.version("matrassen") in by_sight(cast.seats["ruud.eggink"])


def test_the_police_must_say_how_reliable_it_is(cast: Cast) -> None:
    with pytest.raises(Invalid) as wrong:
        written(cast, "inge.bakels", "Gehoord.", reliability=None)
    assert set(wrong.value.errors) == {"reliability"}
    assert written(cast, "petra.dekker", "Gezien.", category="D15", reliability=None)


@pytest.mark.parametrize(
    ("login", "more", "field"),
    [
        ("petra.dekker", {"category": "D7"}, "category"),
        ("inge.bakels", {"observed_on": clock.today() + timedelta(days=1)}, "observed_on"),
    ],
)
def test_what_cannot_be_said_is_refused_at_its_field(
    cast: Cast, login: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        written(cast, login, "Gezien.", **more)
    assert set(wrong.value.errors) == {field}


def test_anonymous_keeps_the_month_alone(cast: Cast) -> None:
    found = stands(cast, "inge.bakels", written(cast, "inge.bakels", "Een auto.", category="D0"))
    assert found is not None
    assert found.observed_on == clock.today().replace(day=1)
    assert found.by_month


def test_a_phone_number_names_somebody_whatever_was_ticked(cast: Cast) -> None:
    found = stands(cast, "inge.bakels", written(cast, "inge.bakels", "Bel 06 12345678.", names_person=False))
    assert found is not None
    assert found.names_person


def test_a_draft_is_overwritten_and_shared_words_stay(cast: Cast) -> None:
    made = written(cast, "inge.bakels", "Eén.")
    act(
        cast,
        "inge.bakels",
        lambda work: statements.edit(work, made, edited(stands(cast, "inge.bakels", made), "Twee.")),
    )  # type: ignore[arg-type]
    shared(cast, "inge.bakels", made, "OM")
    before = stands(cast, "wouter.lansink", made)
    act(
        cast,
        "inge.bakels",
        lambda work: statements.edit(work, made, edited(stands(cast, "inge.bakels", made), "Drie.")),
    )  # type: ignore[arg-type]
    ours, theirs = stands(cast, "inge.bakels", made), stands(cast, "wouter.lansink", made)
    assert before is not None
    assert ours is not None
    assert theirs is not None
    assert (before.text, theirs.text, theirs.number) == ("Twee.", "Twee.", 1)
    assert (ours.text, ours.is_draft, ours.shared_with) == ("Drie.", True, 1)


def test_the_same_words_again_make_no_version(cast: Cast) -> None:
    found = stands(cast, "inge.bakels", cast.passages["matrassen"])
    assert found is not None
    same = edited(found, found.text, observed_on=found.observed_on, reliability=found.reliability)
    act(cast, "inge.bakels", lambda work: statements.edit(work, found.statement_id, same))
    again = stands(cast, "inge.bakels", cast.passages["matrassen"])
    assert again == found
    assert ledger(cast, Act.STATEMENT_EDITED) == []


def test_a_stale_page_changes_nothing_and_shows_what_stands(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made = written(cast, "inge.bakels", "Eén.")
    old = stands(cast, "inge.bakels", made)
    assert old is not None
    act(cast, "ruud.eggink", lambda work: statements.edit(work, made, edited(old, "Van Ruud.")))
    with pytest.raises(Conflict) as conflict:
        act(cast, "inge.bakels", lambda work: statements.edit(work, made, edited(old, "Van Inge.")))
    assert getattr(conflict.value.theirs, "text", "") == "Van Ruud."
    with pytest.raises(Conflict):
        _autosave(cast, "inge.bakels", made, "Van Inge.", f"{old.version_id}.{old.edit}")
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    assert (found.text, found.writer) == ("Van Ruud.", "Ruud Eggink")


@pytest.mark.parametrize("login", ["wouter.lansink", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_others_words_cannot_be_changed(cast: Cast, login: str) -> None:
    found = stands(cast, "inge.bakels", cast.passages["matrassen"])
    assert found is not None
    for do in (
        lambda work: statements.edit(work, found.statement_id, edited(found, "Anders.")),
        lambda work: statements.autosave(work, found.statement_id, Autosave(text="Anders.", base="")),
        lambda work: statements.remove(work, found.statement_id),
        lambda work: statements.restore(work, found.statement_id),
    ):
        with pytest.raises(NotFound):
            act(cast, login, do)


def test_a_new_passage_keeps_itself_while_it_is_typed(cast: Cast) -> None:
    case, draft = cast.cases["Zwaluw"], uuid4()

    def save(text: str, base: str) -> str:
        return act(
            cast, "inge.bakels", lambda work: statements.begin(work, case, draft, Autosave(text=text, base=base))
        )

    assert save("", "") == ""
    first = save("Half", "")
    assert save("Half", "") == first  # the answer was lost, the same comes again
    second = save("Half af", first)
    with pytest.raises(Conflict):
        save("Iets anders", first)
    form = passage("Helemaal af.", draft=draft, base=second)
    assert act(cast, "inge.bakels", lambda work: statements.write(work, case, form)) == draft
    found = stands(cast, "inge.bakels", draft)
    assert found is not None
    assert found.text == "Helemaal af."
    assert len([line for line in ledger(cast, Act.STATEMENT_WRITTEN) if line["statement"] == str(draft)]) == 1


def test_a_page_cannot_begin_a_draft_under_an_id_that_is_taken(cast: Cast) -> None:
    taken, form = cast.passages["huurcontract"], Autosave(text="Half", base="")
    with pytest.raises(NotFound):
        act(cast, "inge.bakels", lambda work: statements.begin(work, cast.cases["Zwaluw"], taken, form))
    other = opened(cast, "inge.bakels", "Kreek")
    with pytest.raises(NotFound):
        act(cast, "inge.bakels", lambda work: statements.begin(work, other, cast.passages["voorman"], form))


def test_a_draft_is_kept_without_a_ledger_line_and_shared_words_are_not_touched(cast: Cast) -> None:
    made = written(cast, "inge.bakels", "Eén.")
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    base = _autosave(cast, "inge.bakels", made, "Eén en een half.", f"{found.version_id}.{found.edit}")
    assert _autosave(cast, "inge.bakels", made, "Eén en een half.", "oud") == base  # unsure, and sent again
    assert ledger(cast, Act.STATEMENT_EDITED) == []
    shared(cast, "inge.bakels", made, "OM")
    with pytest.raises(Refused):
        _autosave(cast, "inge.bakels", made, "Twee.", base)


def test_shared_words_are_taken_back_only_once_withdrawn_and_can_be_put_back(cast: Cast) -> None:
    made = cast.passages["matrassen"]
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: statements.remove(work, made))
    act(cast, "inge.bakels", lambda work: sharing.end_of_statement(work, made, "withdrawn"))  # type: ignore[arg-type]
    act(cast, "inge.bakels", lambda work: statements.remove(work, made))
    assert stands(cast, "inge.bakels", made) is None
    assert act(cast, "inge.bakels", lambda work: statements.restore(work, made)) == cast.cases["Zwaluw"]
    assert stands(cast, "inge.bakels", made) is not None
    with pytest.raises(NotFound):
        act(cast, "inge.bakels", lambda work: statements.restore(work, made))


def test_another_category_is_a_draft_that_nobody_was_given(cast: Cast) -> None:
    made = cast.passages["matrassen"]
    act(cast, "inge.bakels", lambda work: statements.recategorise(work, made, DataCategory.D8))
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    assert (found.category, found.is_draft) == (DataCategory.D8, True)


def test_the_same_words_under_another_category_stay_their_writers(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made = cast.passages["matrassen"]
    act(cast, "ruud.eggink", lambda work: statements.recategorise(work, made, DataCategory.D8))
    found = stands(cast, "ruud.eggink", made)
    assert found is not None
    assert (found.writer, found.own_words) == ("Inge Bakels", False)


def _field(cast: Cast, field: FieldName, value: str) -> Passage:
    case = cast.cases["Zwaluw"]
    subject = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, case))
    made = act(cast, "inge.bakels", lambda work: subjects.say_field(work, case, subject, field, value))
    found = stands(cast, "inge.bakels", made)
    assert found is not None
    return found


def test_a_field_is_not_written_as_a_passage(cast: Cast) -> None:
    said, case = _field(cast, FieldName.SECRET_ADDRESS, "Duinweg 12"), cast.cases["Zwaluw"]
    made, base = said.statement_id, f"{said.version_id}.{said.edit}"
    typed = Autosave(text="Duinweg 12, achterom", base=base)
    anew = passage("Duinweg 12", category="D2", draft=made, base=base)
    for do in (
        lambda work: statements.edit(work, made, edited(said, "Duinweg 12", category="D2")),
        lambda work: statements.autosave(work, made, typed),
        lambda work: statements.begin(work, case, made, typed),
        lambda work: statements.write(work, case, anew),
    ):
        with pytest.raises(NotFound):
            act(cast, "inge.bakels", do)
    with db.reading(cast.seats["inge.bakels"]) as reading, pytest.raises(NotFound):
        seen.passage_page(reading, case, made)
    assert stands(cast, "inge.bakels", made) == said


def test_a_field_keeps_the_category_of_the_law(cast: Cast) -> None:
    said = _field(cast, FieldName.NAME, "Ana Ivanova")
    with pytest.raises(Invalid):
        act(cast, "inge.bakels", lambda work: statements.recategorise(work, said.statement_id, DataCategory.D2))


def _shown(cast: Cast, login: str, statement: UUID) -> tuple[str, UUID]:
    """What somebody is shown of a passage on a page that leaves."""
    with db.reading(cast.seats[login]) as reading:
        found = own.one_passage(reading, cast.cases["Zwaluw"], statement)
    handed_out.record(reading)
    assert found is not None
    return found.text, found.version_id


def test_a_draft_that_was_shown_never_changes(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    made = written(cast, "inge.bakels", "Eén.")
    first = _shown(cast, "ruud.eggink", made)
    form = edited(_own(cast, made), "Twee.")
    act(cast, "inge.bakels", lambda work: statements.edit(work, made, form))
    second = _shown(cast, "ruud.eggink", made)
    third = _own(cast, made)
    base = _autosave(cast, "inge.bakels", made, "Drie", f"{third.version_id}.{third.edit}")
    assert _autosave(cast, "inge.bakels", made, "Drie.", base).partition(".")[0] == base.partition(".")[0]
    texts, versions = zip(first, second, _shown(cast, "ruud.eggink", made), strict=True)
    assert texts == ("Eén.", "Twee.", "Drie.")
    assert len(set(versions)) == len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == 3
    assert (_own(cast, made).own_words, _own(cast, made).category) == (True, DataCategory.D7)


def _own(cast: Cast, statement: UUID) -> Passage:
    found = stands(cast, "inge.bakels", statement)
    assert found is not None
    return found


def test_a_passage_on_somebody_of_another_case_is_not_found(cast: Cast) -> None:
    other = opened(cast, "inge.bakels", "Kreek")
    stranger = act(cast, "inge.bakels", lambda work: subjects.add_subject(work, other))
    with pytest.raises(NotFound):
        written(cast, "inge.bakels", "Over iemand.", about=[{"subject_id": str(stranger), "role": "victim"}])


def test_no_text_lies_bare_in_the_database(cast: Cast) -> None:
    written(cast, "inge.bakels", "Er ligt een kasboek.")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert reading.session.scalar(select(func.count()).select_from(Statement))
        assert all(b"kasboek" not in sealed for sealed in reading.session.scalars(select(Version.text_sealed)))
