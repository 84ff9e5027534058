"""Who somebody is and where somebody hides is for the screen alone: a machine is told that it was said, not what."""

from typing import TypeVar

from models.terms import ON_SCREEN_ONLY
from models.views.casework import CasePage, FieldSaid, Passage, SubjectCard
from models.views.sharing import DoubtLine, MyShares, PassageGiven, ShareLine, SharePage

L = TypeVar("L", ShareLine, DoubtLine)


def passage(said: Passage) -> Passage:
    """A passage; of a field for the screen alone without its words."""
    return said.model_copy(update={"text": "", "on": None}) if said.field in ON_SCREEN_ONLY else said


def case_page(page: CasePage) -> CasePage:
    """A case, so masked: of a safe contact only that there is one."""
    return page.model_copy(update={"subjects": tuple(_subject(one) for one in page.subjects)})


def share_page(page: SharePage) -> SharePage:
    """A share page, so masked."""
    return page.model_copy(update={"passages": tuple(passage(one) for one in page.passages)})


def my_shares(shares: MyShares) -> MyShares:
    """An account of what was given, so masked."""
    given, doubts = map(_given, shares.given), map(_line, shares.doubts)
    return shares.model_copy(update={"given": tuple(given), "doubts": tuple(doubts)})


def _subject(card: SubjectCard) -> SubjectCard:
    return card.model_copy(update={"fields": tuple(_field(one) for one in card.fields)})


def _field(said: FieldSaid) -> FieldSaid:
    return said.model_copy(update={"value": "", "on": None}) if said.field in ON_SCREEN_ONLY else said


def _given(given: PassageGiven) -> PassageGiven:
    return given.model_copy(update={"lines": tuple(_line(one) for one in given.lines)})


def _line(line: L) -> L:
    return line.model_copy(update={"text": "", "on": None}) if line.field in ON_SCREEN_ONLY else line
