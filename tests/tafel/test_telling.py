"""Who tells a presumed victim what was agreed, and when; or until when that is postponed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MergeSubjects
from models.forms.lines import EditLine
from models.meeting_terms import LineKind
from models.terms import FieldName
from models.views.minutes import WhoTells
from tafel import clock, db, lines, told
from tafel import subjects as people_of
from tafel import telling as tells
from tafel.papers import worded
from tafel.refusals import Invalid, Refused
from tafel.sight import asks
from tests.cast import Cast
from tests.tafel.acting import act, ledger
from tests.tafel.minuted import (
    CHAIR,
    close,
    held,
    minutes_of,
    part,
    sent,
    sheet,
    telling,
    texts,
)
from tests.tafel.minuting import TAKER, in_session, of_item
from web.copies import voice_of
from web.language import day as in_words

pytestmark = pytest.mark.laid


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
    (line,) = sheet(cast, "soraya.pinas", found).told
    assert (line.letter, line.tells) == ("A", WhoTells(teller="Soraya Pinas", on=clock.today(), words=""))
    assert (line.text or "").startswith("Soraya Pinas vertelt wat is afgesproken, op ")
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
    assert (victim.known, victim.by) == (True, "Politie De Waarden")
    assert victim.tells == WhoTells(on=clock.today(), words="Eerst veiligheid.")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject_id": None}, "over wie"),
        ({"partner_id": None}, "Kies wie dit vertelt"),
        ({"on_day": None}, "op welke dag"),
        ({"on_day": "2020-01-01"}, "vóór het overleg"),
        ({"on_day": "2020-01-01", "postponed": True, "text": "Rust."}, "die nog komt"),
        ({"person_id": UUID(int=7)}, "Kies iemand van deze partner"),
    ],
)
def test_what_is_wrong_with_who_tells_it_is_told(cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
    found, subject = minutes_of(cast, held(cast)), _victim(cast, TAKER)
    form = telling(cast, subject, **wrong)
    with pytest.raises(Invalid, match=sentence):
        act(cast, TAKER, lambda work: tells.say_who_tells(work, found, form))


def test_two_letters_that_turned_out_to_be_one_person_are_told_once(cast: Cast) -> None:
    found, first, case = minutes_of(cast, held(cast)), _victim(cast, TAKER), cast.cases["Zwaluw"]
    other = act(cast, TAKER, lambda work: people_of.add_subject(work, case))
    act(cast, TAKER, lambda work: people_of.say_field(work, case, other, FieldName.ROLE, "victim"))
    for one in (first, other):
        act(cast, TAKER, lambda work, one=one: tells.say_who_tells(work, found, telling(cast, one)))  # type: ignore[misc]
    merge = MergeSubjects(once=uuid4(), gone=other, stays=first)
    act(cast, TAKER, lambda work: people_of.merge_subjects(work, case, merge))
    act(cast, TAKER, lambda work: tells.say_who_tells(work, found, telling(cast, first, text="Nieuw.")))
    assert [one.tells and one.tells.words for one in sheet(cast, "soraya.pinas", found).told] == ["Nieuw."]


def test_what_was_told_already_is_written_down_with_its_day(cast: Cast) -> None:
    table = held(cast)
    found, subject, day = minutes_of(cast, table), _victim(cast, TAKER), clock.today()
    with clock.at(clock.now() + timedelta(days=2)):
        act(cast, TAKER, lambda work: tells.say_who_tells(work, found, telling(cast, subject, on_day=day)))
        (line,) = sheet(cast, "soraya.pinas", found).told
        assert line.tells == WhoTells(teller="Zorgcoördinatie mensenhandel", on=day, done=True, words="")
        paper = worded.of_sheet(sheet(cast, "soraya.pinas", found), voice_of("nl"))
    assert f"heeft op {in_words(day, 'plain', language='nl')} verteld" in str(paper.parts)


def test_who_tells_it_is_written_by_who_takes_part_in_the_case(cast: Cast) -> None:
    table = held(cast)
    found, subject = minutes_of(cast, table), _victim(cast, TAKER)
    for login, sentence in ((CHAIR, "die aan de casus deelneemt"), ("inge.bakels", "wie dit verslag maakt")):
        with pytest.raises(Refused, match=sentence):
            act(cast, login, lambda work: tells.say_who_tells(work, found, telling(cast, subject)))
    assert part(cast, CHAIR, table).victims == ()


@pytest.mark.parametrize("words", ["", "Bel eerst.", "Bel eerst.\n\nDan pas {morgen}."])
@pytest.mark.parametrize("teller", ["Soraya Pinas", "Zorgcoördinatie", "mr. W. op 't Veld", ""])
def test_what_was_kept_is_read_back_in_its_parts(teller: str, words: str) -> None:
    for month in range(1, 13):
        day = date(2026, month, 9)
        for done in (False, bool(teller)):
            kept = told.compose(teller, day, words, postponed=not teller, done=done)
            assert told.read(kept) == WhoTells(teller=teller, on=day, done=done, words=words)


@pytest.mark.parametrize(
    "words",
    [
        "Ik bel zelf.",
        "Uitgesteld.",
        "Uitgesteld tot 31 feb 2026.",
        "Uitgesteld tot 1 dec 26.",
        "tot 1 dec 2026. Ja.",
        "",
    ],
)
def test_what_a_person_wrote_otherwise_stays(words: str) -> None:
    assert told.read(words) == WhoTells(words=words)


def test_each_reads_it_in_the_own_language_also_once_its_partner_changed_the_day(cast: Cast) -> None:
    table = in_session(cast)
    item = table.items["Zwaluw"]
    close(cast, table)
    found, subject = minutes_of(cast, table), _victim(cast, TAKER)
    act(cast, TAKER, lambda work: tells.say_who_tells(work, found, telling(cast, subject, text="Bel eerst.")))
    line = next(one for one in of_item(cast, TAKER, table).lines if one.kind is LineKind.TELLING)
    form = EditLine(once=uuid4(), text=(line.text or "").replace(str(clock.today().year), "2031"), base=line.base)
    act(cast, TAKER, lambda work: lines.edit(work, line.statement_id, form))
    day = clock.today().replace(year=2031)
    (told_line,) = sheet(cast, "soraya.pinas", found).told
    assert told_line.tells == WhoTells(teller="Zorgcoördinatie mensenhandel", on=day, words="Bel eerst.")
    words = f"Zorgcoördinatie mensenhandel vertelt wat is afgesproken, op {in_words(day, 'plain', language='nl')}. Bel"
    assert words in cast.client("soraya.pinas").get(f"/overleggen/{table.meeting}/verslag/{found}").text
    assert words in cast.client(TAKER).get(f"/overleggen/{table.meeting}/punten/{item}/regels").text
    paper = worded.of_sheet(sheet(cast, "soraya.pinas", found), voice_of("nl"))
    heading = "Wie vertelt het aan betrokkene A?"
    assert [words in one.lines[0] for one in paper.parts if one.heading == heading] == [True]
