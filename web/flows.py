"""The picture of who shared with whom: bands between givers and receivers, drawn with attributes alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.views.ledger import Flow

_MOST, _TALLEST, _THICKEST, _GAP, _LEAST = 12, 300.0, 12.0, 14.0, 14.0  # pixels, but for the first
_LEFT, _RIGHT, _TOP = 206, 490, 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A giver or receiver: where its bar stands, and the middle of it for its name."""

    name: str
    count: int
    top: float
    height: float

    @property
    def middle(self) -> float:
        """The base line of the name beside the bar."""
        return round(self.top + self.height / 2 + 6, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """One flow: its path, and whether it comes from who gave most."""

    path: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, in a box of 690 by `height`."""

    height: int
    givers: tuple[Bar, ...]
    receivers: tuple[Bar, ...]
    bands: tuple[Band, ...]


def picture(flows: Iterable[Flow]) -> Picture | None:
    """The largest flows as a picture; None when there is nothing to draw."""
    known = [flow for flow in flows if flow.giver and flow.receiver]
    largest = known[:_MOST]
    if not largest:
        return None
    scale = min(_TALLEST / sum(flow.count for flow in largest), _THICKEST)
    givers = _bars(_totals((flow.giver, flow.count) for flow in largest), scale)
    receivers = _bars(_totals((flow.receiver, flow.count) for flow in largest), scale)
    height = max(bar.top + bar.height for bar in (*givers.values(), *receivers.values())) + _TOP
    return Picture(
        round(height), tuple(givers.values()), tuple(receivers.values()),
        tuple(_bands(largest, givers, receivers, scale)),
    )  # fmt: skip


def _totals(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for name, count in parts:
        totals[name] = totals.get(name, 0) + count
    return dict(sorted(totals.items(), key=lambda item: -item[1]))


def _bars(totals: dict[str, int], scale: float) -> dict[str, Bar]:
    bars, top = {}, _TOP
    for name, count in totals.items():
        bars[name] = Bar(name, count, round(top, 1), round(max(count * scale, 2.0), 1))
        top += max(count * scale, _LEAST) + _GAP
    return bars


def _bands(flows: list[Flow], givers: dict[str, Bar], receivers: dict[str, Bar], scale: float) -> Iterable[Band]:
    most = next(iter(givers))
    left = {name: bar.top for name, bar in givers.items()}
    right = {name: bar.top for name, bar in receivers.items()}
    order = list(receivers)
    for flow in sorted(flows, key=lambda flow: (order.index(flow.receiver), list(givers).index(flow.giver))):
        thick = flow.count * scale
        yield Band(_path(left[flow.giver], right[flow.receiver], thick), flow.giver == most)
        left[flow.giver] += thick
        right[flow.receiver] += thick


def _path(left: float, right: float, thick: float) -> str:
    middle = (_LEFT + _RIGHT) / 2
    return (
        f"M{_LEFT} {left:.1f}C{middle} {left:.1f} {middle} {right:.1f} {_RIGHT} {right:.1f}V{right + thick:.1f}"
        f"C{middle} {right + thick:.1f} {middle} {left + thick:.1f} {_LEFT} {left + thick:.1f}Z"
    )
