"""Figures as pictures, drawn with attributes alone; every number stands in a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.views.overviews import Figure

_WIDTH, _HEIGHT, _GAP = 640, 200, 16  # pixels
_LEAST = 4  # of a column for fewer than five: seen, and no height to be read from it


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its code and figure: where it stands, and how high; `few`: fewer than five, drawn hollow."""

    of: str
    about: int
    left: float
    width: float
    height: int

    @property
    def few(self) -> bool:
        """Whether it stands for fewer than five."""
        return self.about == 0

    @property
    def top(self) -> int:
        """Where it begins."""
        return _HEIGHT - self.height

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns beside each other, in a box of `width` by `height`."""

    width: int
    height: int
    columns: tuple[Column, ...]


def columns(lines: Sequence[Figure]) -> Chart | None:
    """One column for each line; None where there is nothing to see."""
    most = most_of(lines)
    if not most:
        return None
    wide = _WIDTH / len(lines)
    drawn = (
        Column(one.of, one.about, number * wide + _GAP / 2, wide - _GAP, round(one.about / most * _HEIGHT) or _LEAST)
        for number, one in enumerate(lines)
    )
    return Chart(_WIDTH, _HEIGHT, tuple(drawn))


def most_of(lines: Sequence[Figure]) -> int:
    """The largest figure of all."""
    return max((one.about for one in lines), default=0)
