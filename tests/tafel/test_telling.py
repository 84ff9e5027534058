"""Who tells a presumed victim what was agreed, and when; or until when that is postponed."""

from typing import Any
from uuid import UUID

import pytest

from models.acts import Act
from models.terms import FieldName
from tafel import (
    db,
)
from tafel import subjects as people_of
from tafel import telling as tells
from tafel.refusals import Invalid, Refused
from tafel.sight import asks
from tests.cast import Cast
from tests.tafel.acting import act, ledger
from tests.tafel.minuted import (
    CHAIR,
    held,
    minutes_of,
    part,
    sent,
    sheet,
    telling,
    texts,
)
from tests.tafel.minuting import TAKER


def _victim(cast: Cast, login: str) -> UUID:
    """Somebody says that A is a presumed victim."""
    with db.reading(cast.seats[login]) as reading:
        subject: UUID = asks.subjects(reading, cast.cases["Zwaluw"])[0].id
    act(cast, login, lambda work: people_of.say_field(work, cast.cases["Zwaluw"], subject, FieldName.ROLE, "victim"))
    return subject


def test_a_presumed_victim_one_knows_of_is_told_or_postponed_before_sending(cast: Cast) -> None:
    table = held(cast)
    found, subject = minutes_of(cast, table), _victim(cast, TAKER)
    with pytest.raises(Refused, match="vermoedelijk slachtoffer A"):
        sent(cast, table)
    with pytest.raises(Invalid, match="waarom het wordt uitgesteld"):
        act(cast, TAKER, lambda work: tells.say_who_tells(work, found, telling(cast, subject, postponed=True)))
    person = cast.seats["soraya.pinas"].membership
    act(cast, TAKER, lambda work: tells.say_who_tells(work, found, telling(cast, subject, person_id=person)))
    sent(cast, table)
    told = sheet(cast, "soraya.pinas", found).told
    assert [line.giver for line in told] == ["Vermoedelijk slachtoffer A"]
    assert (told[0].text or "").startswith("Soraya Pinas vertelt wat is afgesproken, op ")
    assert not sheet(cast, "wouter.lansink", found).told
    assert [entry["postponed"] for entry in ledger(cast, Act.TELLING_CHANGED)] == [False]


def test_of_one_presumed_victim_one_thing_is_said(cast: Cast) -> None:
    table = held(cast)
    found, subject = minutes_of(cast, table), _victim(cast, TAKER)
    act(cast, TAKER, lambda work: tells.say_who_tells(work, found, telling(cast, subject)))
    later = telling(cast, subject, partner_id=cast.partners["POL"], postponed=True, text="Eerst veiligheid.")
    act(cast, TAKER, lambda work: tells.say_who_tells(work, found, later))
    assert not sheet(cast, "soraya.pinas", found).told
    assert "Uitgesteld tot" in next(iter(texts(cast, "wouter.lansink", found)))
    victim = part(cast, TAKER, table).victims[0]
    assert (victim.known, victim.by, (victim.text or "")[-17:]) == (True, "Politie De Waarden", "Eerst veiligheid.")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject_id": None}, "over wie"),
        ({"partner_id": None}, "Kies wie dit vertelt"),
        ({"on_day": None}, "op welke dag"),
        ({"on_day": "2020-01-01"}, "al voorbij"),
        ({"person_id": UUID(int=7)}, "Kies iemand van deze partner"),
    ],
)
def test_what_is_wrong_with_who_tells_it_is_told(cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
    found, subject = minutes_of(cast, held(cast)), _victim(cast, TAKER)
    form = telling(cast, subject, **wrong)
    with pytest.raises(Invalid, match=sentence):
        act(cast, TAKER, lambda work: tells.say_who_tells(work, found, form))


def test_who_tells_it_is_written_by_who_takes_part_in_the_case(cast: Cast) -> None:
    table = held(cast)
    found, subject = minutes_of(cast, table), _victim(cast, TAKER)
    for login, sentence in ((CHAIR, "die aan de casus deelneemt"), ("inge.bakels", "wie dit verslag maakt")):
        with pytest.raises(Refused, match=sentence):
            act(cast, login, lambda work: tells.say_who_tells(work, found, telling(cast, subject)))
    assert part(cast, CHAIR, table).victims == ()
