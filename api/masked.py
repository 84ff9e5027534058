"""Who somebody is and where somebody hides is for the screen alone: a machine is told that it was said, not what."""

from models.terms import ON_SCREEN_ONLY
from models.views.casework import Passage
from models.views.sharing import MyShares, PassageGiven, ShareLine, SharePage


def passage(said: Passage) -> Passage:
    """A passage; of a field for the screen alone without its words."""
    return said.model_copy(update={"text": "", "on": None}) if said.field in ON_SCREEN_ONLY else said


def share_page(page: SharePage) -> SharePage:
    """A share page, so masked."""
    return page.model_copy(update={"passages": tuple(passage(one) for one in page.passages)})


def my_shares(shares: MyShares) -> MyShares:
    """An account of what was given, so masked."""
    return shares.model_copy(update={"given": tuple(_given(one) for one in shares.given)})


def _given(given: PassageGiven) -> PassageGiven:
    return given.model_copy(update={"lines": tuple(_line(one) for one in given.lines)})


def _line(line: ShareLine) -> ShareLine:
    return line.model_copy(update={"text": "", "on": None}) if line.field in ON_SCREEN_ONLY else line
