"""How long the copy of a case is kept after it was closed."""

from datetime import date

import pytest

from models.terms import Framework, Purpose
from tafel import retention


@pytest.mark.parametrize(
    ("framework", "purposes", "last"),
    [
        ("C", ["P2", "P4"], date(2027, 11, 30)),
        ("C", ["P3", "P2"], date(2027, 11, 30)),
        ("C", ["P3"], date(2027, 5, 30)),
        ("A", ["P3"], date(2031, 11, 30)),
        ("B", ["P4"], date(2031, 11, 30)),
        ("D", ["P1"], date(2027, 11, 30)),
    ],
)
def test_the_term_follows_frame_and_purpose(framework: str, purposes: list[str], last: date) -> None:
    on, meant = date(2026, 11, 30), [Purpose(one) for one in purposes]
    assert retention.kept_to(on, Framework(framework), meant, 12) == last
