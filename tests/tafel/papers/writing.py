"""A sheet to write on paper, and one with everything in it."""

from datetime import UTC, date, datetime
from typing import Any

from models.meeting_terms import ActionState
from models.views.minutes import Sheet, SheetAction, SheetLine, SheetTelling
from tafel.papers import worded
from tafel.papers.paper import Paper
from web.copies import voice_of

BARE: dict[str, Any] = {
    "region": "De Waarden", "recipient": "Politie De Waarden", "person": "Inge Bakels",
    "title": "Casusoverleg De Waarden", "word": "Havik", "day": date(2026, 11, 24),
    "starts_at": datetime(2026, 11, 24, 12, 40, tzinfo=UTC), "remarks_by": date(2026, 12, 1), "adopted_on": None,
    "language": "nl", "present": ("Inge Bakels", "Soraya Pinas"), "chair": "Marijke Terpstra",
    "note_taker": "Samir el Khatib",
}  # fmt: skip
HOSTILE = "#Het *nummer* <b>uit</b> ]]> & $x$ \\ {page}\u0007\nstaat er."
FULL: dict[str, Any] = BARE | {
    "said": (SheetLine(giver="De Brug", text="De huur wordt contant betaald."), SheetLine(giver="OM", text=HOSTILE)),
    "decided": (SheetLine(giver="Politie", text="Bestuurlijke route."),),
    "actions": (SheetAction(owner="Politie", text="Vraagt na.", due_on=date(2026, 12, 4), state=ActionState.OPEN),),
    "told": (SheetTelling(giver="ZC", letter="A", text="Soraya Pinas vertelt het."),),
    "remarks": (SheetLine(giver="OM", text="Het was dinsdag."),),
    "additions": (SheetLine(giver="De Brug", text="Vijf sleutels."),),
}
WORDS = (
    "De Waarden", "Politie De Waarden", "Inge Bakels", "Verslag: Havik", "24 november 2026", "13:40",
    "1 december 2026", "Soraya Pinas", "Marijke Terpstra", "Samir el Khatib", "De huur wordt contant betaald.",
    "#Het *nummer*", "Bestuurlijke route.", "Vraagt na.", "4 december 2026", "Wie vertelt het aan betrokkene A?",
    "Soraya Pinas vertelt het.", "Het was dinsdag.", "Vijf sleutels.",
)  # fmt: skip


def paper(**more: Any) -> Paper:
    """One with everything in it, unless it says otherwise."""
    sheet = Sheet.model_validate(FULL | more)
    return worded.of_sheet(sheet, voice_of(sheet.language))


def bare(**more: Any) -> Paper:
    """One on which nothing was said."""
    sheet = Sheet.model_validate(BARE | more)
    return worded.of_sheet(sheet, voice_of(sheet.language))
