"""A form per kind of record that meets a condition. What is written in it names nobody."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.evidence_terms import AimOfPolice, AimOfProsecutor, Involved, Spoken, WaitGround
from models.forms.base import ActForm, Optional
from models.terms import Condition, ConsentOf, DataCategory, Framework, Purpose, Told

Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
MaybeAnswer = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class RecordEvidence(ActForm):
    """What every record says: what it proves, about whom, for which partners, data and purposes, from when to when.

    `giver_id`: who gives, where another partner consents to it. `confirmer_id`: the partner or colleague that must
    confirm it. `nameless`: the writer looked the words over.
    """

    condition: Condition
    case_id: Optional[UUID] = None
    giver_id: Optional[UUID] = None
    subject_id: Optional[UUID] = None
    receivers: Annotated[list[UUID], Field(max_length=100)] = []
    categories: list[DataCategory] = []
    purposes: list[Purpose] = []
    claimed_from: date
    claimed_until: Optional[date] = None
    confirmer_id: Optional[UUID] = None
    nameless: bool = False


class RecordNecessity(RecordEvidence):
    """Why it is needed, proportionate, and why there is no lighter way."""

    necessary: Answer
    proportionate: Answer
    no_lighter_way: Answer


class RecordAgreement(RecordEvidence):
    """An agreement between parties (convenant): what it is called, its annexes with their versions, its framework."""

    called: Answer
    annexes: Answer
    framework: Framework


class RecordStandingDecision(RecordEvidence):
    """A decision on a cooperation that goes on, with its six elements."""

    interest: Answer
    cooperation: Answer
    aim: Answer
    data: Answer
    terms: Answer
    recipients: Answer


class RecordSingleDecision(RecordEvidence):
    """A decision for this one case."""

    decided: Answer
    aim: AimOfPolice
    interest: Answer


class RecordProsecutorsDecision(RecordEvidence):
    """A decision of the prosecutor to give data on a prosecution."""

    decided: Answer
    aim: AimOfProsecutor
    interest: Answer
    untraceable: Answer


class RecordOfficersConsent(RecordEvidence):
    """An officer agreed: which one, by function, and how."""

    officer: Answer
    how: Spoken


class RecordSupervision(RecordEvidence):
    """A written agreement with a supervisor: which data, when, and on what terms."""

    data: Answer
    moments: Answer
    terms: Answer


class RecordParticipants(RecordEvidence):
    """The closed list of who takes part in a cooperation."""

    cooperation: Answer


class RecordSpokenConsent(RecordEvidence):
    """A subject agreed in a talk: by whom it was asked, and how one knows it was understood and free."""

    asked_by: Answer
    understood: Answer


class RecordWrittenConsent(RecordEvidence):
    """A subject agreed on paper or in a message: where it is kept, and by whom it was asked."""

    kept_where: Answer
    asked_by: Answer


class RecordExplicitConsent(RecordEvidence):
    """A subject agreed expressly, in words or on paper."""

    asked_by: Answer
    how: Spoken
    understood: Answer


class RecordAge(RecordEvidence):
    """Who consented for a child, and whether a parent or guardian may be involved."""

    consent_of: ConsentOf
    involved: Involved


class RecordConflict(RecordEvidence):
    """A conflict of duties: the five questions."""

    consent: Answer
    harm: Answer
    only_way: Answer
    minimal: Answer
    consulted: Answer


class RecordInformed(RecordEvidence):
    """A subject was told; or that waits, on one ground, with all that was weighed and a day to look again."""

    told: Told
    why: Answer
    ground: Optional[WaitGround] = None
    aims: MaybeAnswer = ""
    kinds: MaybeAnswer = ""
    extent: MaybeAnswer = ""
    safeguards: MaybeAnswer = ""
    responsible: MaybeAnswer = ""
    storage: MaybeAnswer = ""
    risks: MaybeAnswer = ""
    right_to_know: MaybeAnswer = ""


class RecordHandOver(RecordEvidence):
    """A hand-over to the care coordination of another region."""

    handed_over: Answer
