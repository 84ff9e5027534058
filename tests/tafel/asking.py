"""How tests put a question to the rules."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose
from tafel import rulebooks
from tafel.book import RuleBook
from tafel.rules import Ask, Facts

FIRST_DAY = date(2026, 9, 2)
BOOK = RuleBook.read(rulebooks.text()).adopted(FIRST_DAY)
TODAY = date(2026, 11, 23)
ALL = frozenset(Condition)
COMMON = frozenset({Condition.ROLE, Condition.TTL, Condition.LOG, Condition.DECL_MIN})


def facts(*true: str) -> Facts:
    """These facts and no other."""
    return Facts(**{field.name: field.name in true for field in fields(Facts)})


NOTHING = facts()
LETTER = facts("linked")
NAMED = facts("linked", "named")


def ask(
    giver: str,
    receiver: str,
    chosen: str,
    purpose: str,
    framework: str = "C",
    *,
    of: Facts = NOTHING,
    met: Iterable[str] = (),
    on: date = TODAY,
) -> Ask:
    """A question in the words of the rule book; these records and what every row needs are at hand."""
    return Ask(
        giver=PartnerKind(giver),
        receiver=PartnerKind(receiver),
        chosen=DataCategory(chosen),
        purpose=Purpose(purpose),
        framework=Framework(framework),
        facts=of,
        met=COMMON.union(map(Condition, met)),
        on=on,
    )


def but(asked: Ask, **changes: Any) -> Ask:
    """The same question with something changed, be it to nonsense."""
    return Ask(**{field.name: getattr(asked, field.name) for field in fields(Ask)} | changes)
