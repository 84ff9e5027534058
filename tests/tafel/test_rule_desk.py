"""A new version of the rules: who lays it down, advises and adopts, and what it does to what is shared."""

import re
import threading
from datetime import timedelta
from uuid import UUID

import pytest

from models.acts import Act
from models.rule_terms import EndedBy
from models.tables.sharing import RuleBookRow
from models.terms import BookState, DataCategory, PartnerKind, Role
from models.views.rule_desk import EffectPage
from tafel import chores, clock, db, rule_desk, rulebooks, share_lines
from tafel.refusals import Invalid, NotFound, Refused
from tafel.rules import CHOICES, Facts, categories
from tafel.sight import home, my_shares, rule_effects, rule_versions, rulebook
from tests.cast import Cast, _partner, _seat
from tests.tafel.acting import act, ledger, second_seat, stands_behind
from tests.tafel.asking import facts
from tests.tafel.test_sharing import NECESSITY, give, reads, shares
from tests.tafel.test_sharing_ends import convenant, decision

OFFICIALS = ("aleid.vermaas", "wouter.lansink", "soraya.pinas")
TEXT = rulebooks.text()


def without(*numbers: int) -> str:
    """The rules with these rows not adopted: they refuse nothing and permit nothing."""
    text = TEXT
    for number in numbers:
        row = re.search(rf"number = {number}\n.*?status = \"v\"", text, re.DOTALL)
        assert row
        text = text.replace(row[0], row[0].replace('status = "v"', 'status = "na"'))
    return text


def advised(cast: Cast, source: str, days: int | None = None) -> UUID:
    first = clock.today() + timedelta(days=days) if days is not None else None
    book = act(cast, "samir.el.khatib", lambda work: rule_desk.propose(work, source, first))
    act(cast, "nadia.oosterhuis", lambda work: rule_desk.advise(work, book))
    return book


def adopted(cast: Cast, source: str, days: int | None = None) -> UUID:
    book = advised(cast, source, days)
    for login in OFFICIALS:
        act(cast, login, lambda work: rule_desk.adopt(work, book))
    return book


def effects(cast: Cast, login: str, book: UUID) -> EffectPage:
    with db.reading(cast.seats[login]) as reading:
        return rule_versions.effects(reading, book)


def test_a_version_that_permits_the_same_ends_nothing(cast: Cast) -> None:
    adopted(cast, TEXT)
    assert reads(cast, "wouter.lansink", "matrassen")
    assert shares(cast)[0].ended_at is None
    assert ledger(cast, Act.BOOK_ADOPTED)[-1]["ending"] == 0


def test_what_a_version_does_not_permit_ends_as_it_begins_today(cast: Cast) -> None:
    book = advised(cast, without(2))
    assert effects(cast, "nadia.oosterhuis", book).ending[0].count == 1
    for login in OFFICIALS:
        assert reads(cast, "wouter.lansink", "matrassen")
        act(cast, login, lambda work: rule_desk.adopt(work, book))
    assert not reads(cast, "wouter.lansink", "matrassen")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (given, *_) = my_shares.my_shares(reading, clock.today(), clock.today()).given
        assert given.first.ended_why is EndedBy.RULES
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        (before,) = my_shares.my_shares(reading, clock.today(), clock.today()).received_before
        assert before.ended_why is EndedBy.RULES
    assert ledger(cast, Act.SHARE_ENDED)[-1]["rule"] == 2
    assert ledger(cast, Act.BOOK_ADOPTED)[-1]["ending"] == 1


def test_it_ends_at_the_first_second_of_the_day_also_when_no_server_ran(cast: Cast) -> None:
    first_day = clock.today() + timedelta(days=10)
    adopted(cast, without(2), days=10)
    begins = clock.start_of(first_day)
    assert shares(cast)[0].ends_at == begins
    with clock.at(begins - timedelta(seconds=1)):
        assert reads(cast, "wouter.lansink", "matrassen")
    with clock.at(begins):
        assert not reads(cast, "wouter.lansink", "matrassen")
        chores.once()
    assert shares(cast)[0].ended_at == begins
    assert ledger(cast, Act.SHARE_ENDED)[-1]["why"] == "rules"


def test_until_that_day_the_old_version_counts_and_what_is_given_ends_with_it(cast: Cast) -> None:
    first_day = clock.today() + timedelta(days=10)
    adopted(cast, without(2), days=10)
    assert give(cast, "inge.bakels", ["voorman"], ["OM"]) == 1
    assert shares(cast)[-1].ends_at == clock.start_of(first_day)
    with clock.at(clock.start_of(first_day)), pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["OM"])


def test_what_the_next_version_permits_too_keeps_its_own_end(cast: Cast) -> None:
    adopted(cast, without(14), days=10)
    before = shares(cast)[0].ends_at
    assert give(cast, "inge.bakels", ["voorman"], ["OM"]) == 1
    assert shares(cast)[-1].ends_at == before


def test_what_the_secretariat_follows_ends_with_the_last_it_followed(cast: Cast) -> None:
    decision(cast, ["ZC", "VZ"])
    convenant(cast)
    assert give(cast, "inge.bakels", ["voorman"], ["VZ", "ZC"], **NECESSITY) == 2
    book = advised(cast, without(6), days=10)
    assert sum(one.count for one in effects(cast, "nadia.oosterhuis", book).ending) == 2
    for login in OFFICIALS:
        act(cast, login, lambda work: rule_desk.adopt(work, book))
    begins = clock.start_of(clock.today() + timedelta(days=10))
    theirs = {cast.partners["ZC"], cast.partners["VZ"]}
    assert {share.ends_at for share in shares(cast) if share.receiver_id in theirs} == {begins}
    assert shares(cast)[0].ends_at > begins


def test_what_ends_is_still_listed_once_it_is_adopted(cast: Cast) -> None:
    book = adopted(cast, without(2), days=10)
    assert [one.count for one in effects(cast, "nadia.oosterhuis", book).ending] == [1]
    assert [one.count for one in effects(cast, "inge.bakels", book).ending] == [1]
    assert effects(cast, "ruud.eggink", book).ending == ()


def test_a_version_that_begins_sooner_goes_before_one_that_was_to_begin(cast: Cast) -> None:
    later = adopted(cast, without(14), days=20)
    sooner = adopted(cast, without(2), days=10)
    assert shares(cast)[0].ends_at == clock.start_of(clock.today() + timedelta(days=10))
    with clock.at(clock.start_of(clock.today() + timedelta(days=25))), db.reading(cast.seats["inge.bakels"]) as reading:
        found = rulebook.in_force(reading)
        assert found
        assert found.id == sooner != later


def test_nobody_adopts_twice_nor_in_another_seat_and_no_party_twice(cast: Cast) -> None:
    book = advised(cast, TEXT)
    act(cast, "wouter.lansink", lambda work: rule_desk.adopt(work, book))
    with pytest.raises(Refused, match="U heeft deze regels al vastgesteld"):
        act(cast, "wouter.lansink", lambda work: rule_desk.adopt(work, book))
    _seat(cast, "tessa.groen", "Tessa Groen", "OM", Role.MEMBER)
    with pytest.raises(Refused, match="collega"):
        act(cast, "tessa.groen", lambda work: rule_desk.adopt(work, book))


def test_one_person_counts_once_also_in_another_seat(cast: Cast) -> None:
    book = advised(cast, TEXT)
    act(cast, "aleid.vermaas", lambda work: rule_desk.adopt(work, book))
    cast.partners["BGM-O"] = _partner(
        cast.administrator, "Burgemeester van Oosterwaard", PartnerKind.BGM, "Oosterwaard"
    )
    elsewhere = second_seat(cast, "aleid.vermaas", "BGM-O", "samir.el.khatib")
    assert elsewhere.partner != cast.seats["aleid.vermaas"].partner
    with pytest.raises(Refused, match="U heeft deze regels al vastgesteld"), db.writing(elsewhere) as work:
        rule_desk.adopt(work, book)


def test_who_advised_on_it_does_not_adopt_it(cast: Cast) -> None:
    book = advised(cast, TEXT)
    with db.writing(cast.administrator) as work:
        work.session.get_one(RuleBookRow, (work.seat.region, book)).advised_by = cast.seats["aleid.vermaas"].person
    with pytest.raises(Refused, match="advies"):
        act(cast, "aleid.vermaas", lambda work: rule_desk.adopt(work, book))


def test_an_earlier_day_is_refused_and_a_late_adoption_counts_from_today(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid, match="al voorbij"):
        act(cast, "samir.el.khatib", lambda work: rule_desk.propose(work, TEXT, yesterday))
    book = advised(cast, TEXT, days=3)
    with clock.at(clock.now() + timedelta(days=8)):
        for login in OFFICIALS:
            act(cast, login, lambda work: rule_desk.adopt(work, book))
        with db.reading(cast.seats["inge.bakels"]) as reading:
            found = rulebook.in_force(reading)
            assert found
            assert (found.id, found.book.valid_from) == (book, clock.today())


@pytest.mark.parametrize("login", ["inge.bakels", "nadia.oosterhuis", "ben.vink", "samir.el.khatib"])
def test_nobody_else_adopts(cast: Cast, login: str) -> None:
    book = advised(cast, TEXT)
    with pytest.raises(Refused):
        act(cast, login, lambda work: rule_desk.adopt(work, book))


def test_adopting_waits_for_who_is_sharing_and_ends_that_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    book, told = advised(cast, without(2)), share_lines.given
    for login in OFFICIALS[:2]:
        act(cast, login, lambda work: rule_desk.adopt(work, book))
    sharing_now, go_on = threading.Event(), threading.Event()

    def slowly(*given: object) -> None:
        told(*given)  # type: ignore[arg-type]
        sharing_now.set()
        assert go_on.wait(10)

    monkeypatch.setattr(share_lines, "given", slowly)
    giving = threading.Thread(target=lambda: give(cast, "inge.bakels", ["voorman"], ["OM"]))
    adopting = threading.Thread(
        target=lambda: act(cast, OFFICIALS[2], lambda work: rule_desk.adopt(work, book))
    )  # fmt: skip
    giving.start()
    assert sharing_now.wait(10)
    adopting.start()
    adopting.join(0.3)
    go_on.set()
    giving.join(10)
    adopting.join(10)
    assert len(shares(cast)) == 2
    assert not reads(cast, "wouter.lansink", "paspoorten")
    assert not reads(cast, "wouter.lansink", "matrassen")


def test_it_waits_at_home_for_who_advises_and_who_still_has_to_adopt(cast: Cast) -> None:
    def waits(login: str) -> list[int]:
        with db.reading(cast.seats[login]) as reading:
            return [one.version for one in home.home(reading).books]

    book = act(cast, "samir.el.khatib", lambda work: rule_desk.propose(work, TEXT))
    assert [waits(login) for login in ("nadia.oosterhuis", "ben.vink", *OFFICIALS)] == [[2], [], [], [], []]
    assert "Versie 2 van de regels wacht op uw advies" in cast.client("nadia.oosterhuis").get("/register").text
    act(cast, "nadia.oosterhuis", lambda work: rule_desk.advise(work, book))
    assert waits("nadia.oosterhuis") == []
    assert "wacht op uw advies" not in cast.client("nadia.oosterhuis").get("/register").text
    assert [waits(login) for login in (*OFFICIALS, "inge.bakels")] == [[2], [2], [2], []]
    act(cast, "aleid.vermaas", lambda work: rule_desk.adopt(work, book))
    assert [waits(login) for login in OFFICIALS] == [[], [2], [2]]


def test_two_who_adopt_at_once_bring_it_in_force(cast: Cast) -> None:
    book = advised(cast, TEXT)
    act(cast, OFFICIALS[0], lambda work: rule_desk.adopt(work, book))
    other = threading.Thread(target=lambda: act(cast, OFFICIALS[2], lambda work: rule_desk.adopt(work, book)))
    with db.writing(cast.seats[OFFICIALS[1]]) as work:
        rule_desk.adopt(work, book)
        work.session.flush()
        stands_behind(work, other)
    other.join(10)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert reading.session.get_one(RuleBookRow, (reading.seat.region, book)).state is BookState.ADOPTED


def test_what_would_end_is_listed_for_whoever_may_see_it(cast: Cast) -> None:
    book = advised(cast, without(2))
    officer = effects(cast, "nadia.oosterhuis", book)
    assert officer.whole
    assert [(one.case_id, one.case_word, one.count) for one in officer.ending] == [(None, None, 1)]
    for login in ("inge.bakels", "wouter.lansink"):
        assert [one.case_word for one in effects(cast, login, book).ending] == ["Zwaluw"]
    for login in ("ruud.eggink", "petra.dekker", "soraya.pinas", "ben.vink", "samir.el.khatib"):
        nothing = effects(cast, login, book)
        assert (nothing.ending, nothing.standing) == ((), 0)
    with pytest.raises(NotFound):
        effects(cast, "rik.zandstra", book)


def test_a_rule_shows_what_stands_on_it_to_whoever_may_see_it(cast: Cast) -> None:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        found = rulebook.in_force(reading)
        assert found
    counts = {}
    for login in ("inge.bakels", "wouter.lansink", "ruud.eggink", "petra.dekker", "ben.vink", "nadia.oosterhuis"):
        with db.reading(cast.seats[login]) as reading:
            page = rule_versions.rule(reading, found.id, 2)
            counts[login] = (len(page.shares), page.count)
    assert counts == {
        "inge.bakels": (1, None), "wouter.lansink": (1, None), "ruud.eggink": (0, None), "petra.dekker": (0, None),
        "ben.vink": (0, None), "nadia.oosterhuis": (0, 1),
    }  # fmt: skip
    with pytest.raises(NotFound), db.reading(cast.seats["inge.bakels"]) as reading:
        rule_versions.rule(reading, found.id, 999)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (TEXT.replace('givers = "BGM"', 'givers = "FBI"', 1), "FBI"),
        (TEXT.replace("number = 21\n", "number = 20\n"), "2 rijen hebben dit nummer"),
        (TEXT.replace("except = [67]", "except = [999]", 1), "999"),
        ("dit is geen TOML", "niet te lezen als TOML"),
        ("a = " + "[\n" * 3000, "niet te lezen als TOML"),
    ],
)
def test_a_book_that_is_wrong_is_refused_whole_with_the_row(cast: Cast, broken: str, told: str) -> None:
    assert broken != TEXT
    before = len(ledger(cast, Act.BOOK_PROPOSED))
    with pytest.raises(Invalid, match=re.escape(told)):
        act(cast, "samir.el.khatib", lambda work: rule_desk.propose(work, broken))
    assert len(ledger(cast, Act.BOOK_PROPOSED)) == before


@pytest.mark.parametrize("giver", PartnerKind)
def test_facts_found_again_in_the_register_mean_the_same(giver: PartnerKind) -> None:
    for chosen in CHOICES:
        for told in _ALL_FACTS:
            data = categories(giver, chosen, told)
            again = rule_effects.facts_of(chosen, data - {chosen})
            assert categories(giver, chosen, again) == data, (chosen, told)


_NAMES = ("named", "linked", "exact_place", "exact_date", "suspect", "minor")
_ALL_FACTS: list[Facts] = [
    facts(*(name for bit, name in enumerate(_NAMES) if number >> bit & 1)) for number in range(1 << len(_NAMES))
]
assert DataCategory.D14 not in CHOICES
