"""Two people work on the same things at the same moment."""

from tests import tables
from tests.cast import Cast
from tests.tafel import interleaving


def test_nothing_acknowledged_is_overwritten_and_no_share_outlives_its_end(cast: Cast) -> None:
    """A few of the five hundred of `make storm`."""
    tally = interleaving.run(cast, tables.set_up(cast, sent=False), times=4, steps=8)
    assert {done for _what, done in tally} == {True, False}
