"""The page for whom a consent is about: what it holds, and who can make it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tafel import clock, db, evidence
from tafel.refusals import NotFound
from tafel.sight import evidence as seen
from tafel.sight import evidence_client
from tests.cast import Cast
from tests.tafel.acting import act
from tests.tafel.test_evidence import everything
from tests.tafel.test_evidence_checks import subject_of
from tests.tafel.test_sharing_ends import record


def consent(cast: Cast, days: int = 30) -> UUID:
    return record(
        cast, "soraya.pinas", "c-CONS-S", ["Kanarie.", "Gezegd."], case_id=cast.cases["Zwaluw"],
        subject_id=subject_of(cast), **everything(cast, "OM", days),
    )  # fmt: skip


def sheet(cast: Cast, login: str, evidence_id: UUID) -> tuple[Any, list[dict[str, Any]]]:
    with db.reading(cast.seats[login]) as reading:
        return evidence_client.sheet(reading, evidence_id), [entry.details for entry in reading.consulted]


def test_it_says_who_tells_what_to_whom_and_not_a_word_of_the_case(cast: Cast) -> None:
    made = consent(cast)
    page, noted = sheet(cast, "soraya.pinas", made)
    assert (page.giver, page.receivers) == ("Zorgcoördinatie mensenhandel", ("Openbaar Ministerie",))
    assert (page.categories, page.purposes) == (("D7", "D8"), ("P2",))
    assert page.until == clock.today() + timedelta(days=30)
    assert not any(word in str(page) for word in ("Zwaluw", "Kanarie", "Betrokkene"))
    assert noted == [{"evidence": [str(made)], "channel": "client"}]


@pytest.mark.parametrize(
    "login", ["inge.bakels", "wouter.lansink", "ruud.eggink", "nadia.oosterhuis", "ben.vink", "rik.zandstra"]
)
def test_others_cannot_make_it(cast: Cast, login: str) -> None:
    made = consent(cast)
    with pytest.raises(NotFound):
        sheet(cast, login, made)


def test_there_is_none_of_what_is_over_taken_back_or_no_consent(cast: Cast) -> None:
    made = consent(cast, days=3)
    with clock.at(clock.now() + timedelta(days=4)), pytest.raises(NotFound):
        sheet(cast, "soraya.pinas", made)
    act(cast, "soraya.pinas", lambda work: evidence.end(work, made))
    other = record(cast, "soraya.pinas", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"])
    for one in (made, other, uuid4()):
        with pytest.raises(NotFound):
            sheet(cast, "soraya.pinas", one)


def test_the_page_of_a_record_says_whether_there_is_one(cast: Cast) -> None:
    made = consent(cast)
    for login, printed in (("soraya.pinas", True), ("nadia.oosterhuis", False)):
        with db.reading(cast.seats[login]) as reading:
            one = seen.of_one(reading, made)
            assert (one.for_client, one.line.is_consent, one.own_hand) == (printed, True, False)
