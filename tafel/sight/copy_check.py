"""Whether a file is a copy as it was made: the register committed to its hash. Nothing is said of what stands in it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.tables.ledger import Entry, EnvelopeField
from tafel import clock
from tafel.db import Reading
from tafel.line_input import in_full

_UNKNOWN = "Dit is geen exemplaar zoals het hier werd gemaakt: het is veranderd, of komt ergens anders vandaan."


@dataclass(frozen=True, slots=True)
class Checked:
    """What the register says of a file."""

    unaltered: bool
    sentence: str


def of_bytes(reading: Reading, body: bytes) -> Checked:
    """Of which meeting day it is and when it was made, if these very bytes were."""
    envelope = reading.session.scalar(
        select(col(Entry.envelope)).where(
            col(Entry.region_id) == reading.seat.region,
            col(Entry.act) == Act.COPY_MADE,
            EnvelopeField("sha256") == hashlib.sha256(body).hexdigest(),
        )
    )
    if envelope is None:
        return Checked(unaltered=False, sentence=_UNKNOWN)
    told = json.loads(envelope)
    made = datetime.fromisoformat(told["at"]).astimezone(clock.AMSTERDAM)
    return Checked(
        unaltered=True,
        sentence=f"Dit is een ongewijzigd exemplaar van het verslag van {in_full(date.fromisoformat(told['day']))}, "
        f"gemaakt op {in_full(made.date())} om {made:%H:%M}.",
    )
