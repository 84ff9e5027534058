"""What identifies, told in the form of a signal: in fields of its own, with nothing done where one of them is wrong."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.acts import Act
from models.views.identifiers import IdentifierLine
from tafel import clock, db, identifiers, signal_links, signals
from tafel.refusals import Invalid, Refused
from tafel.sight import identifiers as seen
from tafel.sight import signal_form
from tafel.sight import signals as listed
from tests.cast import Cast
from tests.tafel.acting import act, ledger
from tests.tafel.identifying import agreed, round_passes, says, signal
from tests.tafel.test_signal_links import link, only
from tests.tafel.test_signals import brought, form, page

ALL = {
    "address": "1234ab 12A", "phone": "06 12345678", "plate": "12-ab-34", "advert": "https://voorbeeld.nl/a/1",
    "person": "Elena Petrova", "born": "1999-03-01", "company": "12345678",
}  # fmt: skip
TICKED = {"declared": "c-DECL(min)"}


def lines(cast: Cast, login: str, case: UUID) -> tuple[IdentifierLine, ...]:
    with db.reading(cast.seats[login]) as reading:
        return seen.lines(reading, case)


def none_there(cast: Cast, login: str) -> bool:
    with db.reading(cast.seats[login]) as reading:
        return listed.signals(reading).signals == ()


def test_it_is_put_out_with_the_signal_and_no_part_of_what_is_offered_to_share(cast: Cast) -> None:
    case = brought(cast, "inge.bakels", **ALL | TICKED)
    told = lines(cast, "inge.bakels", case)
    assert [(one.kind, one.text) for one in told] == [
        ("address", "1234 AB 12 A"), ("phone", "+31 6 12345678"), ("plate", "12-AB-34"),
        ("advert", "https://voorbeeld.nl/a/1"), ("person", "Elena Petrova, 01-03-1999"), ("company", "KvK 12345678"),
    ]  # fmt: skip
    assert len(ledger(cast, Act.IDENTIFIER_ASKED)) == len(told)
    offered = page(cast, "inge.bakels", case).offered
    assert offered
    assert len(offered.versions) == 2, "what was seen and the checklist"
    assert lines(cast, "soraya.pinas", case) == ()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"phone": "0612", "address": "1234 AB 12"} | TICKED, {"phone"}),
        ({"address": "0123 AB 1", "plate": "WAGEN"} | TICKED, {"address", "plate"}),
        ({"person": "Elena Petrova"} | TICKED, {"born"}),
        ({"person": "<b>Elena</b> Petrova", "born": "1999-03-01"} | TICKED, {"person"}),
        ({"born": "1999-03-01"} | TICKED, {"person"}),
        ({"address": "1234 AB 12"}, {"declared"}),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_done(cast: Cast, typed: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as told:
        brought(cast, "inge.bakels", **typed)
    assert set(told.value.errors) == wrong
    assert none_there(cast, "inge.bakels")
    assert ledger(cast, Act.IDENTIFIER_ASKED) == []


def test_a_draft_keeps_it_and_asks_nothing_until_it_is_brought(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    says(cast, "sven.mulder", signal(cast, "sven.mulder"), "1234 AB 12")
    draft = brought(cast, "inge.bakels", later=True, **ALL)
    assert all(lines(cast, login, draft) == () for login in ("ruud.eggink", "samir.el.khatib", "rik.zandstra"))
    brought(cast, "inge.bakels", draft=draft, later=True, **ALL | {"phone": "", "plate": "56-CD-78"})
    round_passes(cast)
    assert len(ledger(cast, Act.IDENTIFIER_ASKED)) == 1, "that of the other"
    with db.reading(cast.seats["inge.bakels"]) as reading:
        apart = signal_form.typed(reading, draft).apart
    assert (apart["plate"], apart["born"], "phone" in apart) == ("56-CD-78", "1999-03-01", False)
    base = base_of(cast, draft)
    case = brought(cast, "inge.bakels", draft=draft, base=base, **apart, **TICKED)
    assert [one.compared for one in lines(cast, "inge.bakels", case)] == [True] * 5
    asked = [one["change"] for one in ledger(cast, Act.IDENTIFIER_ASKED)]
    assert asked == ["new"] * 6
    round_passes(cast)
    with db.reading(cast.seats["sven.mulder"]) as reading:
        assert len(seen.waiting(reading)) == 1


def base_of(cast: Cast, draft: UUID) -> str:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        return signal_form.typed(reading, draft).base


def test_with_a_draft_that_is_thrown_away_it_goes_too(cast: Cast) -> None:
    draft = brought(cast, "inge.bakels", later=True, **ALL)
    act(cast, "inge.bakels", lambda work: signals.drop(work, draft))
    assert lines(cast, "inge.bakels", draft) == ()
    assert ledger(cast, Act.IDENTIFIER_ASKED) == []


def test_who_asked_too_often_brings_nothing_and_can_keep_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifiers, "MOST_A_DAY", 3)
    with pytest.raises(Refused, match="vandaag al 3"):
        brought(cast, "inge.bakels", **ALL | TICKED)
    assert none_there(cast, "inge.bakels")
    brought(cast, "inge.bakels", later=True, **ALL)
    token = link(cast, "inge.bakels")
    with pytest.raises(Refused) as told:
        signal_links.bring(token, form(**ALL | TICKED))
    assert "3" not in str(told.value), "a link does not tell how often its maker asked"
    assert signal_links.opened(token).works


def test_by_a_link_it_is_asked_by_who_made_it(cast: Cast) -> None:
    signal_links.bring(link(cast), form(address="1234 AB 12", **TICKED))
    case = only(cast, "petra.dekker")
    assert [one.text for one in lines(cast, "petra.dekker", case)] == ["1234 AB 12"]
    (asked,) = ledger(cast, Act.IDENTIFIER_ASKED)
    assert asked["person"] == str(cast.seats["petra.dekker"].person)


def test_whose_secrecy_covers_people_keeps_it_and_asks_for_the_address_alone(cast: Cast) -> None:
    case = brought(cast, "bram.kuijper", **ALL | TICKED)
    compared = {one.kind: one.compared for one in lines(cast, "bram.kuijper", case)}
    assert [kind for kind, asked in compared.items() if asked] == ["address", "company"]


def test_two_signals_of_one_partner_are_told_to_who_takes_part_in_both(cast: Cast) -> None:
    """No hit, no line in the register that one partner told another; a colleague in one of them reads nothing."""
    one, other = (signal(cast, "inge.bakels") for _ in range(2))
    says(cast, "inge.bakels", one, "1234 AB 12 a")
    says(cast, "inge.bakels", other, "1234 AB 12 b")
    says(cast, "ruud.eggink", alone := signal(cast, "ruud.eggink"), "1234 AB 12 a")
    round_passes(cast)
    assert [[(same.case_id, same.likeness) for same in told] for told in elsewhere(cast, "inge.bakels", one)] == [
        [(other, "alike")]
    ]
    assert elsewhere(cast, "ruud.eggink", alone) == [()]
    with clock.at(clock.now() + timedelta(days=370)):
        assert elsewhere(cast, "inge.bakels", one) == [()], "of the last year alone"
    assert not [found for found in ledger(cast, Act.IDENTIFIER_COMPARED) if "told" in found or "held" in found]


def elsewhere(cast: Cast, login: str, case: UUID) -> list[Any]:
    with db.reading(cast.seats[login]) as reading:
        return [one.elsewhere for one in seen.page(reading, case, 40, bound=False).lines]
