"""What stands out in how partners share: for the privacy officer, who asks what is behind it."""

from datetime import datetime

from models.terms import DataCategory, Purpose
from models.views.base import View


class ChangedAfterRefusal(View):
    """Words that were refused, then given under another kind of data or purpose. `key`: the line in the register."""

    key: str
    at: datetime
    giver: str
    receiver: str
    refused_as: DataCategory
    refused_for: Purpose
    given_as: DataCategory
    given_for: Purpose


class SameReasons(View):
    """One necessity, word for word, used more than once by one partner."""

    giver: str
    times: int
    cases: int


class CountedFor(View):
    """How often either happened at one partner."""

    giver: str
    changed: int
    same: int


class StandsOut(View):
    """The counts per partner, and what is behind them."""

    since: datetime
    counts: tuple[CountedFor, ...]
    changed: tuple[ChangedAfterRefusal, ...]
    same: tuple[SameReasons, ...]
    left_out: int
