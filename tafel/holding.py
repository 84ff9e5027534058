"""What a share will stand on is held while it is made."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.tables.casework import Case, CasePartner, Statement, Version
from models.tables.sharing import Evidence, RuleBookRow
from models.terms import BookState
from tafel.db import Writing
from tafel.prepared import ASKER, given, one_of
from tafel.sight import records


def for_shares(work: Writing, case_id: UUID, versions: Sequence[UUID]) -> None:
    """Nothing a share will stand on changes while it is made: case, words, who takes part, records, rules.

    Whoever ends one of these waits, and then finds the new share; or was first, and is seen from here on.
    """
    work.rows(_CASE, case=case_id)
    work.rows(_WORDS, versions=list(versions))
    work.rows(_PARTS, case=case_id)
    work.rows(_RECORDS, case=case_id)
    work.rows(_RULES)
    work.session.expire_all()


_SAID = select(col(Version.statement_id)).where(
    col(Version.region_id) == ASKER.region, one_of(col(Version.id), "versions")
)
_CASE = (
    select(col(Case.id))
    .where(col(Case.region_id) == ASKER.region, col(Case.id) == given("case"))
    .with_for_update(read=True)
)
_WORDS = (
    select(col(Statement.id))
    .where(col(Statement.region_id) == ASKER.region, col(Statement.id).in_(_SAID))
    .order_by(col(Statement.id))
    .with_for_update()
)
_PARTS = (
    select(col(CasePartner.id))
    .where(col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"))
    .where(col(CasePartner.until).is_(None))
    .order_by(col(CasePartner.id))
    .with_for_update(read=True)
)
_RECORDS = (
    select(col(Evidence.id))
    .where(records.could_carry(ASKER, given("case")))
    .order_by(col(Evidence.id))
    .with_for_update(read=True)
)
_RULES = (
    select(col(RuleBookRow.id))
    .where(col(RuleBookRow.region_id) == ASKER.region, col(RuleBookRow.state) == BookState.ADOPTED)
    .where(col(RuleBookRow.valid_until).is_(None))
    .order_by(col(RuleBookRow.id))
    .with_for_update(read=True)
)
