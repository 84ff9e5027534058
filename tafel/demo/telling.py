"""The story told once more by the acts themselves: what the demo holds, its people did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlmodel import col

from models.forms.care import CareForCase
from models.forms.casework import ChangeLead, EditPassage, NameMember, OpenCase, TakePart, WritePassage
from models.forms.registrations import RegisterVictim
from models.forms.secrecy import SetSecrecyText, SignSecrecy
from models.forms.sharing import GiveShares, WithdrawShares
from models.tables.sharing import Share
from models.terms import ON_SCREEN_ONLY, Condition, FieldName
from tafel import case_care, casework, clock, db, evidence, registrations, secrecy, sharing, statements, subjects
from tafel.demo.questioning import Questioning
from tafel.demo.signalling import Signalling
from tafel.demo.story import Event, Told
from tafel.demo.table import Table
from tafel.evidence_kinds import KINDS
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound, Refused
from tafel.seat import Seat
from tafel.sight import casework as seen
from tafel.sight import handed_out, own, passages


@dataclass
class Telling:
    """What the story's keys became."""

    made_on: date
    partners: dict[str, UUID] = field(default_factory=dict)
    seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)
    subjects: dict[tuple[str, str], UUID] = field(default_factory=dict)
    statements: dict[str, UUID] = field(default_factory=dict)
    records: dict[str, UUID] = field(default_factory=dict)
    shares: dict[str, dict[UUID, UUID]] = field(default_factory=dict)
    _openers: dict[str, Seat] = field(default_factory=dict)
    table: Table = field(init=False)
    questioning: Questioning = field(init=False)
    signalling: Signalling = field(init=False)

    def __post_init__(self) -> None:
        """The meetings are told with the same people and cases."""
        self.table, self.questioning, self.signalling = Table(self), Questioning(self), Signalling(self)

    def tell(self, event: Event) -> None:
        """Let one thing happen, at its own time."""
        acts: dict[str, Callable[[Event], None]] = {
            "open": self._open, "join": self._join, "member": self._member, "lead": self._lead,
            "subject": self._subject, "field": self._field, "passage": self._passage, "edit": self._edit,
            "evidence": self._evidence, "confirm": self._confirm, "end": self._end, "share": self._share,
            "withdraw": self._withdraw, "registered": self._registered, "course": self._course,
            "secrecy": self._secrecy, "sign": self._sign,
            "question": self.questioning.ask, "reply": self.questioning.reply, **self.table.acts(),
            "signal": self.signalling.bring, "signal-shared": self.signalling.share,
            "signal-acknowledged": self.signalling.acknowledge, "signal-weighed": self.signalling.weigh,
            "signal-handed-on": self.signalling.hand_on,
            "put": self.signalling.put, "stack": self.signalling.stack,
            "stack-weighed": self.signalling.weigh_stack,
        }  # fmt: skip
        with clock.at(event.at):
            acts[event.kind](event)

    def visit(self, person: tuple[str, str], case: UUID) -> None:
        """Somebody reads a case, so that what is said on it is handed out; not who somebody is, or where one hides."""
        with db.reading(self.seats[person]) as reading:
            said = [row for row in passages.of_case(reading, case) if row.field not in ON_SCREEN_ONLY]
            passages.views(reading, case, said)
        handed_out.record(reading)

    def seat_for(self, partner: str) -> Seat:
        """Whoever sits first for a partner."""
        return next(seat for (_, key), seat in self.seats.items() if key == partner)

    def person(self, key: str | None) -> UUID | None:
        """A person of the story by key."""
        return next((seat.person for (login, _), seat in self.seats.items() if login == key), None)

    def _by(self, told: Told) -> Seat:
        return self.seats[told["by"], told["partner"]]

    def _secrecy(self, event: Event) -> None:
        about = event.told
        with db.writing(self.seats[about["secretary"], about["secretariat"]]) as work:
            form = SetSecrecyText(once=uuid4(), text=about["secrecy"], spoken=about["spoken"], before=0)
            secrecy.set_text(work, form)

    def _sign(self, event: Event) -> None:
        with db.writing(self.seats[event.told["person"], event.told["partner"]]) as work:
            secrecy.sign(work, SignSecrecy(once=uuid4(), number=1))

    def _open(self, event: Event) -> None:
        about = event.told
        seat = self.seats[about["opened"]["by"], about["opened"]["for"]]
        with db.writing(seat) as work:
            form = OpenCase(
                once=uuid4(), code_word=about["code_word"], framework=about["framework"], purposes=about["purposes"],
                municipality=about.get("municipality"),
            )  # fmt: skip
            self.cases[event.case] = casework.open_case(work, form)
        self._openers[event.case] = seat

    def _join(self, event: Event) -> None:
        with db.writing(self._openers[event.case]) as work:
            form = TakePart(once=uuid4(), partner_id=self.partners[event.told["partner"]])
            casework.add_partner(work, self.cases[event.case], form)

    def _member(self, event: Event) -> None:
        """The contact came with the partner; the others are named by whoever is a member already."""
        partner, named = event.told["partner"], self.seats[event.told["person"], event.told["partner"]]
        colleagues = [seat for (_, key), seat in self.seats.items() if key == partner]
        for colleague in colleagues:
            try:
                with db.writing(colleague) as work:
                    casework.add_member(
                        work, self.cases[event.case], NameMember(once=uuid4(), membership_id=named.membership)
                    )
            except NotFound:
                continue
            return

    def _lead(self, event: Event) -> None:
        with db.reading(self._openers[event.case]) as reading:
            purposes = seen.case_page(reading, self.cases[event.case]).head.purposes
        with db.writing(self._openers[event.case]) as work:
            form = ChangeLead(
                once=uuid4(), lead_partner_id=self.partners[event.told["partner"]], purposes=list(purposes)
            )
            casework.change_lead(work, self.cases[event.case], form)

    def _subject(self, event: Event) -> None:
        with db.writing(self._openers[event.case]) as work:
            made = subjects.add_subject(work, self.cases[event.case])
        self.subjects[event.case, event.told["letter"]] = made

    def _registered(self, event: Event) -> None:
        told = event.told
        form = RegisterVictim.model_validate({"once": uuid4(), "what": "fields", "least": True, **told["says"]})
        with db.writing(self._by(told)) as work:
            registrations.register(work, self.cases[event.case], self.subjects[event.case, told["subject"]], form)

    def _field(self, event: Event) -> None:
        told = event.told
        value = told.get("value") or str(self.made_on - timedelta(days=told["born_days_ago"]))
        on = self.in_days(told.get("on_in_days"))
        subject = self.subjects[event.case, told["subject"]]
        with db.writing(self._by(told)) as work:
            said = subjects.say_field(work, self.cases[event.case], subject, FieldName(told["field"]), value, on)
        self.statements[told["key"]] = said

    def _course(self, event: Event) -> None:
        told = event.told
        review_on = self.in_days(told["review_in_days"])
        with db.writing(self._by(told)) as work:
            form = CareForCase(once=uuid4(), goal=told["goal"], review_on=review_on)
            case_care.set_course(work, self.cases[event.case], form)

    def _passage(self, event: Event) -> None:
        with db.writing(self._by(event.told)) as work:
            form = WritePassage.model_validate({"once": uuid4(), **self._words(event)})
            self.statements[event.told["key"]] = statements.write(work, self.cases[event.case], form)

    def _edit(self, event: Event) -> None:
        statement = self.statements[event.told["key"]]
        with db.writing(self._by(event.told)) as work:
            passage = own.one_passage(work, self.cases[event.case], statement)
            assert passage is not None
            base = f"{passage.version_id}.{passage.edit}"
            form = EditPassage.model_validate({"once": uuid4(), "base": base, **self._words(event)})
            statements.edit(work, statement, form)

    def _words(self, event: Event) -> dict[str, Any]:
        told = event.told
        return {
            "text": told["text"],
            "category": told["category"],
            "kind": told.get("kind", "fact"),
            "reliability": told.get("reliability"),
            "observed_on": self._observed(told),
            "names_person": told.get("names_person", False),
            "exact_place": told.get("exact_place", False),
            "about": [
                {"subject_id": self.subjects[event.case, letter], "role": role}
                for letter, role in told.get("about", ())
            ],
        }

    def _observed(self, told: Told) -> date | None:
        if "observed_months_ago" in told:
            return (self.made_on - timedelta(days=30 * told["observed_months_ago"])).replace(day=1)
        return self.in_days(-told["observed_days_ago"]) if "observed_days_ago" in told else None

    def _evidence(self, event: Event) -> None:
        told = event.told
        parties = [key for key in told.get("parties", ()) if key != told["partner"]]
        form = {
            "once": uuid4(),
            "condition": told["condition"],
            "case_id": self.cases.get(event.case),
            "giver_id": self.partners.get(told.get("giver", "")),
            "subject_id": self.subjects.get((event.case, told.get("subject", ""))),
            "receivers": [self.partners[key] for key in told.get("receivers", parties)],
            "categories": told.get("categories", []),
            "purposes": told.get("purposes", []),
            "claimed_from": self.in_days(-(told.get("from_days_ago") or told["days_ago"])),
            "claimed_until": self.in_days(told.get("until_in_days")),
            "confirmer_id": self._confirmer(told),
            "nameless": True,
        }
        kind = KINDS[Condition(told["condition"])]
        form |= kind.told(told["answers"]) | told.get("also", {})
        with db.writing(self._by(told)) as work:
            self.records[told["key"]] = evidence.record(work, kind.form.model_validate(form))

    def _confirmer(self, told: Told) -> UUID | None:
        if "confirmed" not in told:
            return None
        confirmed = told["confirmed"]
        if confirmed["partner"] == told["partner"]:
            return self.seats[confirmed["by"], confirmed["partner"]].membership
        return self.partners[confirmed["partner"]]

    def _confirm(self, event: Event) -> None:
        with db.writing(self._by(event.told["confirmed"])) as work:
            evidence.confirm(work, self.records[event.told["key"]])

    def _end(self, event: Event) -> None:
        with db.writing(self._by(event.told | event.told["ended"])) as work:
            evidence.end(work, self.records[event.told["key"]])

    def _share(self, event: Event) -> None:
        told = event.told
        seat, case = self._by(told), self.cases[event.case]
        try:
            with db.writing(seat) as work:
                sharing.give(work, case, self._giving(work, event))
                made = work.rows(_GIVEN_NOW, case=case)
                self.shares[told["key"]] = {row.id: row.receiver_id for row in made}
        except Refused:
            return

    def _giving(self, work: db.Writing, event: Event) -> GiveShares:
        told, case = event.told, self.cases[event.case]
        latest = {row.statement_id: row.version_id for row in passages.of_case(work, case)}
        wanted = [self.statements[key] for key in told["passages"]]
        return GiveShares.model_validate(
            {
                "once": uuid4(),
                "versions": [latest[statement] for statement in wanted if statement in latest],
                "receivers": [self.partners[key] for key in told["receivers"]],
                "purpose": told["purpose"],
                "ends_on": self.in_days(told["ends_in_days"]),
                "declared": [f"c-DECL({name})" for name in told.get("declared", ())],
                "person_id": self.person(told.get("person")),
                "nameless": True,
            }
        )

    def _withdraw(self, event: Event) -> None:
        told = event.told["withdrawn"]
        with db.writing(self.seats[told["by"], event.told["partner"]]) as work:
            given = self._to(told, self.shares[event.told["key"]])
            sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=given))

    def _to(self, told: Told, given: dict[UUID, UUID]) -> list[UUID]:
        """The shares that are withdrawn: those to some receivers, or all."""
        wanted = {self.partners[key] for key in told.get("receivers", self.partners)}
        return [share for share, receiver in given.items() if receiver in wanted]

    def in_days(self, days: int | None) -> date | None:
        """A day of the story, counted from the day it is told."""
        return None if days is None else self.made_on + timedelta(days=days)


_GIVEN_NOW = (
    select(col(Share.id), col(Share.receiver_id))
    .where(col(Share.region_id) == ASKER.region, col(Share.case_id) == given("case"))
    .where(col(Share.giver_id) == ASKER.partner, col(Share.given_at) == NOW)
)
