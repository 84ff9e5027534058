"""What a record that ended does to minutes that nobody was sent yet."""

from datetime import timedelta
from uuid import UUID

from tafel import clock, evidence, sharing
from tests.cast import Cast, giving
from tests.tafel.acting import act, stands
from tests.tafel.minuted import close, confirmed, minutes_of, texts
from tests.tafel.minuting import in_session, said
from tests.tafel.test_evidence import confirm
from tests.tafel.test_sharing import NECESSITY
from tests.tafel.test_sharing_ends import record


def decided(cast: Cast) -> UUID:
    """In this one case the care coordinator may hear it, the prosecutor agreed."""
    made = record(
        cast, "inge.bakels", "c-W19", ["Besluit.", "help", "Het belang."], case_id=cast.cases["Zwaluw"],
        receivers=[cast.partners["ZC"]], categories=["D2", "D7"], purposes=["P2", "P4"],
        claimed_until=clock.today() + timedelta(days=60), confirmer_id=cast.partners["OM"],
    )  # fmt: skip
    confirm(cast, "wouter.lansink", made)
    return made


def test_a_draft_loses_what_leaned_on_a_record_that_ended(cast: Cast) -> None:
    decision, table = decided(cast), in_session(cast)
    line = said(cast, table)
    confirmed(cast, table)
    close(cast, table)
    words = stands(cast, "inge.bakels", line)
    assert words is not None
    form = giving([words.version_id], [cast.partners["ZC"]], **NECESSITY)
    act(cast, "inge.bakels", lambda work: sharing.give(work, cast.cases["Zwaluw"], form))
    draft = minutes_of(cast, table)
    assert "De kas is leeg." in texts(cast, "soraya.pinas", draft)
    act(cast, "inge.bakels", lambda work: evidence.end(work, decision))
    assert "De kas is leeg." not in texts(cast, "soraya.pinas", draft)
    assert "De kas is leeg." in texts(cast, "inge.bakels", draft)
