"""A table at work: random acts of its people, where every text carries a word of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select

from models.forms.casework import EditPassage, MergeSubjects, MovePassage, NameMember, OpenCase, TakePart, WritePassage
from models.forms.sharing import AnswerDoubt, DoubtCategory, WithdrawShares
from models.tables.casework import Case, Subject
from models.tables.sharing import CategoryDoubt, Share
from models.terms import Condition, DataCategory, FieldName, Framework
from tafel import anonymous, casework, clock, corrections, db, doubts, evidence, sharing, statements, subjects
from tafel.evidence_kinds import KINDS
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import own, visible
from tafel.statements import base_of
from tests.cast import Cast, giving

T = TypeVar("T")
NO = (Conflict, Invalid, NotFound, Refused)
CONTACT = {"VZ": "samir.el.khatib", "OM": "wouter.lansink", "ZC": "soraya.pinas", "WOCO": "petra.dekker",
           "COL-W": "fleur.van.aalst", "COL-T": "sven.mulder", "POL": "inge.bakels"}  # fmt: skip
WORDED = (FieldName.NAME, FieldName.ADDRESS, FieldName.CONTACT, FieldName.SAFE_CONTACT, FieldName.SECRET_ADDRESS)
MOST_CASES = 5
ANONYMOUS = {"framework": "D", "purposes": ["P1"]}
BEGIN_ANONYMOUS = (3, 4)  # the first of these goes on with names
RECORDS = ("c-NPS", "c-CVP", "c-CONV", "c-OM", "c-BF", "c-CONS-S", "c-INF")


class Table:
    """Who says what, and the mark in each text: of versions, of records and of cases. A mark is never used twice."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.cases = [cast.cases["Zwaluw"]]
        self.said: dict[UUID, UUID] = {}  # statement, and the partner that says it
        self.words: dict[UUID, str] = {}
        self.also: list[tuple[UUID, str]] = []  # a version that holds the words of another too
        self.records: dict[UUID, str] = {}
        self.code_words: dict[UUID, str] = {}
        self.marks: set[str] = set()
        for word, statement in cast.passages.items():
            self.said[statement] = cast.partners["WOCO" if word == "huurcontract" else "POL"]
        self._begin()

    def open_case(self, login: str) -> None:
        if len(self.cases) == MOST_CASES:
            return
        mark = self._mark("Merkzaak", letters=True)
        how = ANONYMOUS if len(self.cases) in BEGIN_ANONYMOUS else {"framework": "C", "purposes": ["P2", "P4"]}
        form = {"once": uuid4(), "code_word": mark, **how}
        with trying(), self._acting(login) as work:
            made = casework.open_case(work, OpenCase.model_validate(form))
            self.code_words[made] = mark
            self.cases.append(made)

    def invite(self, login: str, which: int, key: str) -> None:
        form = TakePart(once=uuid4(), partner_id=self.cast.partners[key])
        with trying(), self._acting(login) as work:
            casework.add_partner(work, self._case(which), form)

    def partner_leaves(self, login: str, which: int, key: str) -> None:
        form = TakePart(once=uuid4(), partner_id=self.cast.partners[key])
        with trying(), self._acting(login) as work:
            casework.remove_partner(work, self._case(which), form)

    def colleague(self, which: int, *, joins: bool) -> None:
        form = NameMember(once=uuid4(), membership_id=self.cast.seats["ruud.eggink"].membership)
        with trying(), self._acting("inge.bakels") as work:
            (casework.add_member if joins else casework.remove_member)(work, self._case(which), form)

    def write(self, login: str, which: int) -> None:
        category = own.preset(self.cast.seats[login])
        with trying(), self._acting(login) as work:
            text = self._text()
            form = WritePassage(once=uuid4(), text=text, category=category, reliability="own-observation")
            self._learn(work, statements.write(work, self._case(which), form), text)

    def edit(self, login: str, which: int) -> None:
        with trying(), self._acting(login) as work:
            statement, version = visible.require_own_statement(work, self._own(login, which))
            text = self._text()
            form = EditPassage(
                once=uuid4(), text=text, category=version.category, reliability="heard", base=base_of(version)
            )
            self._learn(work, statements.edit(work, statement.id, form), text)

    def say_field(self, login: str, which: int, field: FieldName) -> None:
        with trying(), self._acting(login) as work:
            subject = one_of(all_of(work, Subject), which)
            text = self._mark("Merkveld")
            case = work.session.get_one(Subject, (work.seat.region, subject)).case_id
            self._learn(work, subjects.say_field(work, case, subject, field, text), text)

    def remove(self, login: str, which: int, *, back: bool) -> None:
        with trying(), self._acting(login) as work:
            (statements.restore if back else statements.remove)(work, self._own(login, which))

    def move(self, login: str, which: int, to: int) -> None:
        with trying(), self._acting(login) as work:
            _, version = visible.require_own_statement(work, self._own(login, which))
            form = MovePassage(once=uuid4(), case_id=self._case(to))
            moved = corrections.move(work, self._own(login, which), form)
            if version.id in self.words:  # those with which a test begins carry no mark
                self._learn(work, moved, self.words[version.id])

    def merge(self, login: str, *, apart: bool) -> None:
        with trying(), self._acting(login) as work:
            stays, gone = all_of(work, Subject)[:2]
            case = work.session.get_one(Subject, (work.seat.region, gone)).case_id
            if apart:
                subjects.split_subjects(work, case, gone)
            else:
                subjects.merge_subjects(work, case, MergeSubjects(once=uuid4(), gone=gone, stays=stays))

    def share(self, login: str, which: int, receivers: Sequence[str], purpose: str = "P4") -> None:
        wanted = [key for key in receivers if self.cast.partners[key] != self.cast.seats[login].partner]
        if not wanted:
            return
        with trying(), self._acting(login) as work:
            statement, version = visible.require_own_statement(work, self._own(login, which))
            secret = statement.field is FieldName.SECRET_ADDRESS
            more = {"person_id": self.cast.seats[CONTACT[wanted[0]]].person} if secret else {}
            to = [self.cast.partners[key] for key in wanted]
            case = work.session.get_one(Case, (work.seat.region, statement.case_id))
            why = "P1" if case.framework is Framework.D else purpose
            sharing.give(work, statement.case_id, giving([version.id], to, purpose=why, **more))

    def consult(self, login: str, which: int, *receivers: str) -> None:
        """Words about nobody are shared without names."""
        with trying(), self._acting(login) as work:
            text = self._text()
            form = WritePassage(once=uuid4(), text=text, category=DataCategory.D0, reliability="heard")
            self._learn(work, statements.write(work, self._case(which), form), text)
        self.share(login, len(self._owned(login)) - 1, receivers)

    def goes_on(self, login: str, which: int, receivers: Sequence[str]) -> None:
        """An anonymous consultation goes on with names by a share of this."""
        with trying(), self._acting(login) as work:
            statement, version = visible.require_own_statement(work, self._own(login, which))
            to = [self.cast.partners[key] for key in receivers]
            form = giving([version.id], to, purpose="P1", named=True, looked_at=list(self.words))
            anonymous.give(work, statement.case_id, form)

    def withdraw(self, login: str, which: int) -> None:
        with trying(), self._acting(login) as work:
            sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=[one_of(all_of(work, Share), which)]))

    def doubt(self, login: str, which: int) -> None:
        with trying(), self._acting(login) as work:
            doubts.doubt(work, DoubtCategory(once=uuid4(), share_id=one_of(all_of(work, Share), which)))

    def answer(self, login: str, which: int, category: DataCategory) -> None:
        with trying(), self._acting(login) as work:
            doubts.answer(
                work, one_of(all_of(work, CategoryDoubt), which), AnswerDoubt(once=uuid4(), category=category)
            )

    def record(self, login: str, which: int, condition: str) -> None:
        with trying(), self._acting(login) as work:
            mark, kind = self._mark("merkbewijs"), KINDS[Condition(condition)]
            form = {
                "once": uuid4(), "condition": condition, "claimed_from": clock.today(), "nameless": True,
                "case_id": None if kind.of_region and which % 2 else self._case(which),
            } | {one.name: one.choices[-1][0] if one.choices else mark for one in kind.asks}  # fmt: skip
            self.records[evidence.record(work, kind.form.model_validate(form | self._parties(condition)))] = mark

    def confirm(self, login: str, which: int) -> None:
        with trying(), self._acting(login) as work:
            evidence.confirm(work, one_of(sorted(self.records), which))

    def end_record(self, login: str, which: int) -> None:
        with trying(), self._acting(login) as work:
            evidence.end(work, one_of(sorted(self.records), which))

    def _begin(self) -> None:
        """Something of every kind: a card, a safe contact, records of every sort, other cases, another region."""
        with self._acting("inge.bakels") as work:
            self.subject = subjects.add_subject(work, self.cases[0])
        self.write("inge.bakels", 0)
        self.share("inge.bakels", len(self._owned("inge.bakels")) - 1, ["OM", "VZ"])
        for number, field in enumerate(WORDED):
            self.say_field("inge.bakels", 0, field)
            self.share("inge.bakels", len(self._owned("inge.bakels")) - 1, ["OM", "ZC"][: 1 + number % 2])
        for condition in RECORDS:
            self.record("inge.bakels", 0, condition)
        self.record("wouter.lansink", 1, "c-CONV")
        self.record("wouter.lansink", 0, "c-OM")
        self.open_case("soraya.pinas")
        self.invite("soraya.pinas", 1, "OM")
        self.open_case("rik.zandstra")
        for login, case in (("samir.el.khatib", 0), ("soraya.pinas", 1), ("rik.zandstra", 2), ("wouter.lansink", 0)):
            self.write(login, case)

    def _parties(self, condition: str) -> dict[str, Any]:
        """Whom a record of a kind must name; which the police makes with a colleague, or with the secretariat."""
        partners, until = self.cast.partners, clock.today() + timedelta(days=30)
        all_named = {"receivers": [partners["ZC"]], "categories": ["D8"], "purposes": ["P2"], "claimed_until": until}
        about = {"subject_id": self.subject, "claimed_until": until}
        named: dict[str, dict[str, Any]] = {
            "c-CVP": {"confirmer_id": self.cast.seats["ruud.eggink"].membership},
            "c-CONV": {"receivers": [partners["VZ"]], "confirmer_id": partners["VZ"], "claimed_until": until},
            "c-OM": all_named | {"giver_id": partners["POL"]},
            "c-BF": all_named,
            "c-CONS-S": all_named | about,
            "c-INF": about,
        }
        return named.get(condition, {})

    def _acting(self, login: str) -> Any:
        return db.writing(self.cast.seats[login])

    def _case(self, which: int) -> UUID:
        return self.cases[which % len(self.cases)]

    def _owned(self, login: str) -> list[UUID]:
        seat = self.cast.seats[login]
        return [statement for statement, partner in self.said.items() if partner == seat.partner]

    def _own(self, login: str, which: int) -> UUID:
        return one_of(self._owned(login), which)

    def _mark(self, kind: str, *, letters: bool = False) -> str:
        number = len(self.marks)
        named = f"{chr(97 + number // 26)}{chr(97 + number % 26)}q" if letters else f"{number:03d}z"
        self.marks.add(f"{kind}{named}")
        return f"{kind}{named}"

    def _text(self) -> str:
        return f"Gezien bij de kas: {self._mark('merkteken')}"

    def _learn(self, work: db.Writing, statement: UUID, text: str) -> None:
        found, version = visible.require_own_statement(work, statement)
        self.words[version.id] = text.rsplit(maxsplit=1)[-1]
        self.said[found.id] = found.partner_id


@contextmanager
def trying() -> Iterator[None]:
    """An act may be refused; that is not what is tested here."""
    with suppress(*NO):
        yield


def one_of(found: Sequence[T], which: int) -> T:
    if not found:
        raise NotFound
    return found[which % len(found)]


def all_of(work: db.Writing, table: Any) -> list[UUID]:
    """Every one of a kind in the region: somebody may ask for what is not theirs."""
    return sorted(work.session.scalars(select(table.id).where(table.region_id == work.seat.region)))
