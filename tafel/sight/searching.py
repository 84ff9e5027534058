"""Searching the words one may read: nothing is looked up by what it says, since the database cannot read it.

All that this reader may see in the newest cases is unsealed here and laid beside what was typed; what the page then
shows is a hand-out like any other. How long it takes tells of nothing but one's own cases.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.people import Partner
from models.views.casework import CaseLine
from models.views.searching import Found, SearchPage
from tafel import keys
from tafel.db import Reading
from tafel.prepared import ASKER
from tafel.sight import casework, passages

MOST_CASES, MOST_FOUND = 300, 40
_WORD = re.compile(r"\w+")


def search(reading: Reading, typed: str) -> SearchPage:
    """Every passage of my cases that I may read and in which all these words stand, the newest first."""
    mine = casework.cases(reading)
    cases = {case.id: case for case in mine[:MOST_CASES]}
    rows = _saying(reading, cases, _WORD.findall(typed.casefold()))
    partners = {row.id: row.short_name for row in reading.rows(_PARTNERS)}
    found = tuple(_found(reading, row, cases[row.case_id], partners) for row in rows[:MOST_FOUND])
    return SearchPage(found=found, more=len(rows) > MOST_FOUND, looked_at=len(cases), cases=len(mine))


def _saying(reading: Reading, cases: Mapping[UUID, CaseLine], words: list[str]) -> list[Row[Any]]:
    """The passages in which all of these stand; until they are shown they are no hand-out."""
    keys.read_ahead(reading, cases)
    found = []
    for row in filter(passages.is_passage, passages.of_cases(reading, cases)):
        text = passages.unsealed(keys.case_key(reading, row.case_id), row.version_id, row.text_sealed).casefold()
        if words and all(word in text for word in words):
            found.append(row)
    return sorted(found, key=lambda row: (_told_at(reading, row), str(row.version_id)), reverse=True)


def _found(reading: Reading, row: Row[Any], case: CaseLine, partners: Mapping[UUID, str]) -> Found:
    return Found(
        case_id=case.id, code_word=case.code_word, partner=partners[row.partner_id],
        text=passages.words(reading, keys.case_key(reading, case.id), row),
        own=row.partner_id == reading.seat.partner, told_at=_told_at(reading, row),
    )  # fmt: skip


def _told_at(reading: Reading, row: Row[Any]) -> datetime:
    """When it was shared with us; of our own words, when they were written."""
    at: datetime = row.written_at if row.partner_id == reading.seat.partner else row.given_at
    return at


_PARTNERS = select(col(Partner.id), col(Partner.short_name)).where(col(Partner.region_id) == ASKER.region)
