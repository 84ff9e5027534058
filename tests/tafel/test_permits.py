"""Nothing is shared without a permit, and only the rules make one."""

from dataclasses import fields, replace
from typing import Any

import pytest

from models.terms import Outcome, RowOutcome
from tafel.rules import Ask, NotPermitted, Permit, permit
from tests.tafel.asking import BOOK, COMMON, NAMED, ask


def test_a_permit_names_the_row_of_the_chosen_category_and_all_it_stands_on() -> None:
    asked = ask("ZC", "POL", "D12", "P2", of=NAMED, met=["c-CVP", "c-DECL(acute)", "c-PERS", "c-NPS"])
    given = permit(BOOK, asked)
    assert (given.number, given.outcome, given.grounds) == (85, RowOutcome.IF, (69, 85))
    assert (given.ask, given.book_hash, given.book_version) == (asked, BOOK.hash, "v0.2")
    assert given.stands_on == {"c-CVP", "c-DECL(acute)", "c-PERS", *COMMON}


def test_a_share_on_consent_stands_on_the_record_there_is() -> None:
    given = permit(BOOK, ask("OPV", "ZC", "D2", "P3", of=NAMED, met=["c-CONS-S(W)"]))
    assert given.stands_on == {"c-CONS-S(W)", *COMMON}


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        pytest.param(ask("COL-W", "POL", "D3", "P2", of=NAMED), Outcome.REFUSED, id="refused"),
        pytest.param(ask("OPV", "COM", "D2", "P7", of=NAMED), Outcome.ONLY_IF, id="lacking something"),
    ],
)
def test_there_is_no_permit_without_a_full_yes(asked: Ask, outcome: Outcome) -> None:
    with pytest.raises(NotPermitted) as refused:
        permit(BOOK, asked)
    assert refused.value.verdict.outcome is outcome


def test_nobody_else_makes_a_permit() -> None:
    given = permit(BOOK, ask("LEER", "ZC", "D0", "P1"))
    parts = {field.name: getattr(given, field.name) for field in fields(Permit)}
    with pytest.raises(TypeError, match="only the rules make a permit"):
        Permit(made_by=object(), **parts)


def test_nobody_changes_a_permit() -> None:
    given: Any = permit(BOOK, ask("LEER", "ZC", "D0", "P1"))
    with pytest.raises((TypeError, ValueError)):
        replace(given, number=2)
    with pytest.raises(TypeError, match="only the rules make a permit"):
        replace(given, number=2, made_by=None)


def test_nobody_makes_another_kind_of_permit() -> None:
    with pytest.raises(TypeError, match="only the rules make a permit"):
        type("Forged", (Permit,), {})
