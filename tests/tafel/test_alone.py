"""A secret address goes to one named person, who is shown it one time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.sharing import GiveShares
from models.terms import FieldName
from tafel import clock, db, evidence, sharing, subjects
from tafel.refusals import NotFound
from tafel.sight import alone, handed_out
from tafel.sight import casework as seen
from tests.cast import Cast
from tests.tafel.acting import act, joins, ledger, stands
from tests.tafel.test_sharing_ends import record

ADDRESS = "Wilgenlaan 4, bij de sluis"


@pytest.fixture
def given(cast: Cast) -> UUID:
    """The police gave the care coordinator a secret address; her share."""
    inge, case = cast.seats["inge.bakels"], cast.cases["Zwaluw"]
    made = record(
        cast, "inge.bakels", "c-W19", ["Een besluit.", "help", "Het belang."], case_id=case,
        claimed_until=clock.today() + timedelta(days=20), receivers=[cast.partners["ZC"]],
        categories=["D1", "D2", "D7", "D12"], purposes=["P2"],
        confirmer_id=cast.partners["OM"],
    )  # fmt: skip
    act(cast, "wouter.lansink", lambda work: evidence.confirm(work, made))
    with db.writing(inge) as work:
        subject = subjects.add_subject(work, case)
        said = subjects.say_field(work, case, subject, FieldName.SECRET_ADDRESS, ADDRESS)
    found = stands(cast, "inge.bakels", said)
    assert found
    form = GiveShares.model_validate(
        {
            "once": uuid4(), "versions": [found.version_id], "receivers": [cast.partners["ZC"]], "purpose": "P2",
            "ends_on": clock.today() + timedelta(days=10), "declared": ["c-DECL(min)", "c-DECL(acute)"],
            "person_id": cast.seats["soraya.pinas"].person, "necessary": "Nodig.", "proportionate": "Past.",
            "no_lighter_way": "Nee.",
        }
    )  # fmt: skip
    act(cast, "inge.bakels", lambda work: sharing.give(work, case, form))
    with db.reading(cast.seats["soraya.pinas"]) as reading:
        (line,) = alone.for_me_alone(reading, case)
    return line.share_id


def _asks(cast: Cast, login: str, share: UUID) -> str | None:
    with db.reading(cast.seats[login]) as reading:
        found = alone.shown_once(reading, cast.cases["Zwaluw"], share)
    handed_out.record(reading)
    return found.text


def test_it_is_shown_one_time_and_that_is_on_record(cast: Cast, given: UUID) -> None:
    assert _asks(cast, "soraya.pinas", given) == ADDRESS
    assert _asks(cast, "soraya.pinas", given) is None
    (line,) = ledger(cast, Act.STATEMENT_HANDED_OUT)
    assert [one["share"] for one in line["passages"]] == [str(given)]
    with db.reading(cast.seats["soraya.pinas"]) as reading:
        (told,) = alone.for_me_alone(reading, cast.cases["Zwaluw"])
        assert told.shown_on == clock.today()


def test_no_other_page_shows_it_or_uses_it_up(cast: Cast, given: UUID) -> None:
    with db.reading(cast.seats["soraya.pinas"]) as reading:
        page = seen.case_page(reading, cast.cases["Zwaluw"])
    handed_out.record(reading)
    assert ADDRESS not in str(page)
    assert [one.share_id for one in page.for_me_alone] == [given]
    client, case = cast.client("soraya.pinas"), f"/casussen/{cast.cases['Zwaluw']}"
    first = client.post(f"{case}/eenmaal", data={"once": str(uuid4()), "share_id": str(given)})
    assert ADDRESS in first.text
    again = client.post(f"{case}/eenmaal", data={"once": str(uuid4()), "share_id": str(given)})
    assert ADDRESS not in again.text
    assert "U zag dit al" in again.text
    assert "Het wordt niet nog eens getoond" in client.get(case).text


@pytest.mark.parametrize("login", ["wouter.lansink", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_for_anybody_else_there_is_nothing(cast: Cast, given: UUID, login: str) -> None:
    with pytest.raises(NotFound):
        _asks(cast, login, given)


def test_a_colleague_of_the_person_sees_nothing_of_it(cast: Cast, given: UUID) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    with pytest.raises(NotFound):
        _asks(cast, "ruud.eggink", given)


def test_what_was_withdrawn_is_not_shown(cast: Cast, given: UUID) -> None:
    from tests.tafel.test_sharing_ends import withdraw

    withdraw(cast, "inge.bakels", [given])
    with pytest.raises(NotFound):
        _asks(cast, "soraya.pinas", given)
