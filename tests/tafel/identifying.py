"""Short ways to write down what identifies in a signal, and to let a round of comparing pass."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from models.forms.identifiers import SayIdentifier
from models.forms.signals import BringSignal
from models.terms import Condition
from tafel import clock, db, evidence, hits, identifiers, signals
from tafel.db import Writing
from tafel.seat import of_chores
from tests.cast import Cast
from tests.tafel.test_sharing_ends import record

SAW = "Boven de kas slapen negen mensen op matrassen."
ADDRESS = "1234 AB 12 a"


def signal(cast: Cast, login: str) -> UUID:
    """Somebody brought a signal, in words that nobody brought before."""
    once = uuid4()
    own_words = "".join(chr(ord("a") + int(digit, 16)) for digit in once.hex)
    known = {"once": once, "draft": uuid4(), "kind": "labour", "text": f"{SAW} Zij noemden {own_words}."}
    form = BringSignal.model_validate(known)
    with db.writing(cast.seats[login]) as work:
        return signals.bring(work, form)


def says(cast: Cast, login: str, case: UUID, value: str = ADDRESS, kind: str = "address", **more: Any) -> UUID:
    """Somebody writes down, or changes, what identifies."""
    with db.writing(cast.seats[login]) as work:
        return saying(case, value, kind, **more)(work)


def saying(case: UUID, value: str, kind: str = "address", **more: Any) -> Callable[[Writing], UUID]:
    """The act of it."""
    known = {"once": uuid4(), "kind": kind, "value": value, "declared": Condition.DECL_MIN}
    return lambda work: identifiers.put(work, case, SayIdentifier.model_validate(known | more))


def round_passes(cast: Cast) -> None:
    """All that was asked is compared."""
    with db.writing(of_chores(cast.administrator.region)) as work:
        hits.compare(work)


def agreed(cast: Cast, login: str, partner: str, confirmer: str) -> None:
    """An agreement of the region between two partners."""
    made = record(
        cast, login, "c-CONV", ["Het convenant.", "Partijenlijst, versie 2.", "C"],
        receivers=[cast.partners[partner]], confirmer_id=cast.partners[partner],
        claimed_until=clock.today() + timedelta(days=300),
    )  # fmt: skip
    with db.writing(cast.seats[confirmer]) as work:
        evidence.confirm(work, made)
