"""Forms of the rule book: what to read, try or compare of it, and a new version to lay before the table."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from models.forms.base import ActForm, Form, Optional
from models.rule_terms import Change, Fact
from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose

LARGEST_BOOK = 500_000


class AskRules(Form):
    """Who gives, who receives, and what kind of thing; nothing chosen means my own kind, everybody, everything."""

    giver: Optional[PartnerKind] = None
    receiver: Optional[PartnerKind] = None
    category: Optional[DataCategory] = None


class TryRule(Form):
    """A question to the rules, as somebody thinks of it; `met`: suppose that this is on record."""

    giver: Optional[PartnerKind] = None
    receiver: Optional[PartnerKind] = None
    category: Optional[DataCategory] = None
    purpose: Optional[Purpose] = None
    framework: Framework = Framework.C
    facts: list[Fact] = []
    met: list[Condition] = []
    book: Optional[UUID] = None


class AskMatrix(Form):
    """Which picture of the matrix: nothing chosen means what was seen, to weigh a signal, in one's own agreement."""

    giver: Optional[PartnerKind] = None
    category: DataCategory = DataCategory.D2
    purpose: Purpose = Purpose.P1
    framework: Framework = Framework.C
    facts: list[Fact] = []
    everybody: bool = False
    book: Optional[UUID] = None


class CompareBooks(Form):
    """Which two versions, and which of the differences."""

    old: Optional[UUID] = None
    new: Optional[UUID] = None
    giver: Optional[PartnerKind] = None
    receiver: Optional[PartnerKind] = None
    change: Optional[Change] = None


class ProposeBook(ActForm):
    """A version of the rules as TOML, and from which day it is meant to count."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=LARGEST_BOOK)]
    valid_from: Optional[date] = None
