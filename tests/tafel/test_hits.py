"""Hit or no hit: who may know of whom is judged by the rules, and the asker sees the same whatever others hold."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.acts import Act, Result
from models.forms.casework import EditPassage, MovePassage
from models.forms.identifiers import AnswerHit
from models.identifier_terms import HitAnswer, IdentifierKind, Likeness
from models.tables.casework import CardIndex
from models.tables.identifiers import Asked, Hit, HitTelling
from models.views.identifiers import HitWaiting
from tafel import blind_index, clock, corrections, db, hits, identifiers, keys, seal, statements
from tafel.normal import normal
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import identifiers as seen
from tests import days
from tests.cast import Cast
from tests.tafel.acting import act, at_once, ledger
from tests.tafel.identifying import ADDRESS, agreed, round_passes, saying, says, signal

PHONE = "06 12345678"


def waiting(cast: Cast, login: str) -> tuple[HitWaiting, ...]:
    with db.reading(cast.seats[login]) as reading:
        return seen.waiting(reading)


def holders(cast: Cast, login: str, case: UUID) -> list[tuple[str, ...]]:
    with db.reading(cast.seats[login]) as reading:
        return [one.holders for one in seen.lines(reading, case)]


def chooses(cast: Cast, login: str, hit: UUID, answer: HitAnswer = HitAnswer.KNOWN) -> None:
    act(cast, login, lambda work: hits.answer(work, hit, AnswerHit(once=uuid4(), answer=answer)))


def both_hold(cast: Cast, asker: str, holder: str, value: str = ADDRESS, **more: str) -> tuple[UUID, UUID]:
    """The holder brought it first; returns both signals, the asker's first."""
    held, asked = signal(cast, holder), signal(cast, asker)
    says(cast, holder, held, value, **more)
    round_passes(cast)
    says(cast, asker, asked, value, **more)
    round_passes(cast)
    return asked, held


def test_the_earlier_holder_alone_is_told_and_chooses_and_then_the_asker_hears_it(cast: Cast) -> None:
    """The police asks, the supervisor holds: the rules let the supervisor tell the police, and not the other way."""
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    asked, _ = both_hold(cast, "inge.bakels", "sven.mulder")
    (told,) = waiting(cast, "sven.mulder")
    assert told.chooses
    with db.reading(cast.seats["sven.mulder"]) as reading:
        page = seen.hit(reading, told.id)
    assert (page.other, page.may_choose, page.likeness) == (None, True, Likeness.SAME)
    assert "Politie" not in page.model_dump_json()
    assert (waiting(cast, "inge.bakels"), holders(cast, "inge.bakels", asked)) == ((), [()])
    chooses(cast, "sven.mulder", told.id)
    assert holders(cast, "inge.bakels", asked) == [()], "the next round tells it"
    round_passes(cast)
    assert holders(cast, "inge.bakels", asked) == [("Gemeente Lindehaven, toezicht",)]
    assert [one.chooses for one in waiting(cast, "inge.bakels")] == [False]
    (known,) = ledger(cast, Act.HIT_MADE_KNOWN)
    assert known["told"]["rule"] == 99
    (answered,) = ledger(cast, Act.HIT_ANSWERED)
    assert str(cast.partners["POL"]) not in str(answered), "its own line in the register does not name who asked"


def test_not_now_tells_nobody_and_can_become_known_later(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    asked, _ = both_hold(cast, "inge.bakels", "sven.mulder")
    (told,) = waiting(cast, "sven.mulder")
    chooses(cast, "sven.mulder", told.id, HitAnswer.NOT_NOW)
    round_passes(cast)
    assert waiting(cast, "sven.mulder") == ()
    assert holders(cast, "inge.bakels", asked) == [()]
    chooses(cast, "sven.mulder", told.id)
    with pytest.raises(Refused):
        chooses(cast, "sven.mulder", told.id, HitAnswer.NOT_NOW)
    round_passes(cast)
    assert holders(cast, "inge.bakels", asked) != [()]


def test_who_held_it_first_and_writes_it_anew_is_not_told_of_as_if_it_asked(cast: Cast) -> None:
    """It chose not now: taken back and put back, or written another way, what it holds is still what it held."""
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    held, asked = signal(cast, "sven.mulder"), signal(cast, "inge.bakels")
    one = says(cast, "sven.mulder", held)
    says(cast, "inge.bakels", asked)
    round_passes(cast)
    (told,) = waiting(cast, "sven.mulder")
    chooses(cast, "sven.mulder", told.id, HitAnswer.NOT_NOW)
    says(cast, "sven.mulder", held, "1234 AB 12 c", statement_id=one)
    act(cast, "sven.mulder", lambda work: statements.remove(work, one))
    act(cast, "sven.mulder", lambda work: statements.restore(work, one))
    round_passes(cast)
    assert (waiting(cast, "inge.bakels"), holders(cast, "inge.bakels", asked)) == ((), [()])
    assert waiting(cast, "sven.mulder") == ()
    with db.reading(cast.seats["sven.mulder"]) as reading:
        assert (page := seen.hit(reading, told.id)).likeness is Likeness.ALIKE
    assert page.may_choose
    assert len(ledger(cast, Act.IDENTIFIER_COMPARED)) == len(ledger(cast, Act.IDENTIFIER_ASKED)) == 5


def test_that_a_partner_holds_it_is_told_and_not_how_often(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    for _ in range(2):
        says(cast, "sven.mulder", signal(cast, "sven.mulder"))
    asked = signal(cast, "aleid.vermaas")
    says(cast, "aleid.vermaas", asked)
    round_passes(cast)
    assert holders(cast, "aleid.vermaas", asked) == [("Gemeente Lindehaven, toezicht",)]
    assert len(waiting(cast, "aleid.vermaas")) == 1


def test_where_the_rules_let_both_know_both_are_told(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    asked, held = both_hold(cast, "aleid.vermaas", "sven.mulder", "1234 AB 12")
    assert holders(cast, "aleid.vermaas", asked) == [("Gemeente Lindehaven, toezicht",)]
    assert holders(cast, "sven.mulder", held) == [("Burgemeester van Lindehaven",)]
    assert [one.chooses for one in (*waiting(cast, "aleid.vermaas"), *waiting(cast, "sven.mulder"))] == [False, False]


@pytest.mark.parametrize("asker", ["inge.bakels", "petra.dekker"])
def test_where_no_rule_lets_it_be_told_nobody_hears(cast: Cast, asker: str) -> None:
    """Without an agreement the rules ask for; the ledger still says what was found."""
    asked, held = both_hold(cast, asker, "sven.mulder")
    assert (waiting(cast, "sven.mulder"), holders(cast, asker, asked)) == ((), [()])
    assert holders(cast, "sven.mulder", held) == [()]
    compared = ledger(cast, Act.IDENTIFIER_COMPARED)
    assert ["held" in one for one in compared] == [False, True]
    assert not [one for one in compared if "told" in one]


def test_whose_secrecy_covers_people_is_not_compared_on_them(cast: Cast) -> None:
    case = signal(cast, "bram.kuijper")
    says(cast, "bram.kuijper", case, PHONE, "phone")
    says(cast, "bram.kuijper", case, ADDRESS)
    with db.reading(cast.seats["bram.kuijper"]) as reading:
        assert [(one.kind, one.compared) for one in seen.lines(reading, case)] == [("address", True), ("phone", False)]
        assert len(reading.session.scalars(select(CardIndex)).all()) == 1
    assert len(ledger(cast, Act.IDENTIFIER_ASKED)) == 1


def test_a_name_that_sounds_the_same_is_alike_and_no_more(cast: Cast) -> None:
    """Police and prosecutor: one lets the other know."""
    held, asked = signal(cast, "wouter.lansink"), signal(cast, "inge.bakels")
    says(cast, "wouter.lansink", held, "Youssef Ivanov", "person", born="1999-03-01")
    says(cast, "inge.bakels", asked, "Ivanoff, Yusuf", "person", born="1999-03-01")
    says(cast, "inge.bakels", asked, "Yusuf Ivanov", "person", born="1999-03-02")
    round_passes(cast)
    (told,) = waiting(cast, "wouter.lansink")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        page = seen.hit(reading, told.id)
        assert [entry.act for entry in reading.consulted] == [Act.HIT_HANDED_OUT]
    assert (page.likeness, page.other) == (Likeness.ALIKE, "Politie De Waarden, AVIM")


def test_changed_or_taken_back_is_asked_anew_and_what_was_found_is_gone(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    held, asked = signal(cast, "sven.mulder"), signal(cast, "inge.bakels")
    says(cast, "sven.mulder", held)
    one = says(cast, "inge.bakels", asked)
    round_passes(cast)
    assert waiting(cast, "sven.mulder")
    says(cast, "inge.bakels", asked, "9876 ZX 1", statement_id=one)
    round_passes(cast)
    assert waiting(cast, "sven.mulder") == ()
    says(cast, "inge.bakels", asked, statement_id=one)
    round_passes(cast)
    assert waiting(cast, "sven.mulder")
    act(cast, "inge.bakels", lambda work: statements.remove(work, one))
    round_passes(cast)
    assert waiting(cast, "sven.mulder") == ()
    act(cast, "inge.bakels", lambda work: statements.restore(work, one))
    round_passes(cast)
    assert waiting(cast, "sven.mulder")
    changes = [entry["change"] for entry in ledger(cast, Act.IDENTIFIER_ASKED)]
    assert changes == ["new", "new", "changed", "changed", "deleted", "new"]
    assert len(ledger(cast, Act.IDENTIFIER_COMPARED)) == len(changes), "one entry each, whatever was found"


def test_the_register_holds_a_commitment_that_can_be_opened_and_never_the_value(cast: Cast) -> None:
    case = signal(cast, "inge.bakels")
    says(cast, "inge.bakels", case)
    says(cast, "inge.bakels", case, PHONE, "phone")
    first, second = ledger(cast, Act.IDENTIFIER_ASKED)
    assert "1234" not in str([{**first, "commitment": ""}, {**second, "commitment": ""}])
    with db.reading(cast.seats["inge.bakels"]) as reading:
        rows = {one.commitment.hex(): one.nonce for one in reading.session.scalars(select(Asked))}
    kind, nonce, region = IdentifierKind.ADDRESS, rows[first["commitment"]], cast.administrator.region
    exact = normal(kind, ADDRESS, None, clock.today()).exact
    assert blind_index.commitment(region, kind, nonce, exact).hex() == first["commitment"]
    assert seal.fingerprint(nonce, kind, exact).hex() != first["commitment"], "the database alone does not open it"
    assert (first["purpose"], first["partner"]) == ("P1", str(cast.partners["POL"]))


def test_asking_has_its_most_on_a_day_and_taking_back_is_never_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifiers, "MOST_A_DAY", 2)
    noon = days.coming(2, 12)
    with clock.at(noon):
        case = signal(cast, "inge.bakels")
        one = says(cast, "inge.bakels", case)
        says(cast, "inge.bakels", case, PHONE, "phone")
        with pytest.raises(Refused):
            says(cast, "inge.bakels", case, "12-AB-34", "plate")
        act(cast, "inge.bakels", lambda work: statements.remove(work, one))
        with pytest.raises(Refused):
            act(cast, "inge.bakels", lambda work: statements.restore(work, one))
    with clock.at(noon + timedelta(days=1)):
        says(cast, "inge.bakels", case, "12-AB-34", "plate")
    results = [entry["result"] for entry in ledger(cast, Act.IDENTIFIER_ASKED)]
    assert results == ["done", "done", "refused", "done", "refused", "done"]
    assert Result.REFUSED == "refused"


def test_what_cannot_be_or_stands_already_is_told(cast: Cast) -> None:
    case = signal(cast, "inge.bakels")
    one = says(cast, "inge.bakels", case)
    assert says(cast, "inge.bakels", case, "1234ab 12A", statement_id=one) == one, "the same again asks nothing"
    assert len(ledger(cast, Act.IDENTIFIER_ASKED)) == 1
    with pytest.raises(Invalid):
        says(cast, "inge.bakels", case, "1234ab 12A")
    with pytest.raises(Invalid):
        says(cast, "inge.bakels", case, PHONE, "phone", statement_id=one)
    with pytest.raises(Refused), db.writing(cast.seats["inge.bakels"]) as work:
        statements.edit(work, one, EditPassage.model_validate(_edit()))


def test_nobody_else_asks_reads_or_chooses_here(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    asked, _ = both_hold(cast, "inge.bakels", "sven.mulder")
    (told,) = waiting(cast, "sven.mulder")
    for login in ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis", "inge.bakels", "samir.el.khatib"):
        assert waiting(cast, login) == ()
        with pytest.raises(NotFound):
            chooses(cast, login, told.id)
        with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
            seen.hit(reading, told.id)
        if login != "inge.bakels":
            with pytest.raises(NotFound):
                says(cast, login, asked)


def test_the_database_holds_no_telling_without_a_rule_that_permits(cast: Cast) -> None:
    both_hold(cast, "inge.bakels", "wouter.lansink", PHONE, kind="phone")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (hit,), (telling,) = reading.session.scalars(select(Hit)), reading.session.scalars(select(HitTelling))
        assert (telling.rule_number, telling.receiver_id) == (100, cast.partners["OM"])
        assert (hit.chooses, telling.ends_at > reading.now) == (False, True)


def _edit() -> dict[str, object]:
    return {"once": uuid4(), "text": "Iets anders.", "category": "D7", "reliability": "heard", "base": "x"}


def test_without_the_key_nothing_is_found_in_the_index_and_with_it_everything_is(cast: Cast) -> None:
    """Every house of a street's postcodes, tried as whoever has the database and not the keys can try it."""
    case = signal(cast, "inge.bakels")
    says(cast, "inge.bakels", case, "1234 AB 12")
    says(cast, "inge.bakels", case, "1234 AC 7")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        index = set(reading.session.scalars(select(col(CardIndex.digest))))
        region = reading.seat.region
    forms = [f"1234 A{letter} {number}" for letter in "ABCD" for number in range(1, 201)]
    address = IdentifierKind.ADDRESS
    wrong = (b"", b"address", region.bytes, str(region).encode(), keys.region_key(region))
    assert not index & {guess for key in wrong for form in forms for guess in _guesses(key, form)}
    key = keys.index_key(region, address)
    found = {form for form in forms if seal.fingerprint(key, f"{address}|loose", form) in index}
    assert found == {"1234 AB 12", "1234 AC 7"}


def _guesses(key: bytes, form: str) -> tuple[bytes, ...]:
    return seal.fingerprint(key, "address|loose", form), sha256(key + form.encode()).digest()


def test_two_that_are_asked_at_once_are_not_both_the_last_of_the_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identifiers, "MOST_A_DAY", 1)
    case = signal(cast, "inge.bakels")
    first, second = (saying(case, value) for value in (ADDRESS, "9876 ZX 1"))
    (failed,) = at_once(cast, "inge.bakels", first, second)
    assert isinstance(failed, Refused)
    assert [entry["result"] for entry in ledger(cast, Act.IDENTIFIER_ASKED)] == ["done", "refused"]


def test_it_moves_to_no_case_where_it_would_outlive_its_term(cast: Cast) -> None:
    case, form = signal(cast, "inge.bakels"), MovePassage(once=uuid4(), case_id=cast.cases["Zwaluw"])
    one = says(cast, "inge.bakels", case)
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: corrections.move(work, one, form))
