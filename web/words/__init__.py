"""The words on screen for every closed list of models.terms; a code never stands on a screen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from models import (
    acts,
    amend_terms,
    care_terms,
    identifier_terms,
    meeting_terms,
    question_terms,
    rule_terms,
    signal_terms,
    terms,
)
from web.words import amending, casework, ledger, meetings, minutes, people, rules, signals

# One dict per list: members of different lists can be the same string ("refused" is an outcome and a result).
WORDS: dict[type[StrEnum], Mapping[Any, str]] = {
    acts.Act: ledger.ACTS,
    amend_terms.AmendmentKind: amending.AMENDMENT_KINDS,
    amend_terms.Dealt: amending.DEALT,
    amend_terms.HadAs: amending.HAD_AS,
    amend_terms.RecallReason: amending.RECALL_REASONS,
    care_terms.Came: casework.CAME,
    care_terms.Way: casework.WAYS,
    identifier_terms.Asking: signals.ASKINGS,
    identifier_terms.HitAnswer: signals.HIT_ANSWERS,
    identifier_terms.IdentifierKind: signals.IDENTIFIER_KINDS,
    identifier_terms.Likeness: signals.LIKENESSES,
    meeting_terms.ActionState: meetings.ACTION_STATES,
    meeting_terms.Answer: meetings.ANSWERS,
    meeting_terms.AttendanceState: meetings.ATTENDANCE_STATES,
    meeting_terms.Coming: meetings.COMING,
    meeting_terms.How: meetings.HOWS,
    meeting_terms.ItemKind: meetings.ITEM_KINDS,
    meeting_terms.ItemState: meetings.ITEM_STATES,
    meeting_terms.Closing: minutes.CLOSINGS,
    meeting_terms.CopyFormat: minutes.COPY_FORMATS,
    meeting_terms.Lead: meetings.LEADS,
    meeting_terms.LineKind: meetings.LINE_KINDS,
    meeting_terms.MeetingKind: meetings.MEETING_KINDS,
    meeting_terms.MeetingState: meetings.MEETING_STATES,
    meeting_terms.MinutesState: minutes.MINUTES_STATES,
    meeting_terms.MinutingMode: meetings.MINUTING_MODES,
    meeting_terms.PresenceSource: meetings.PRESENCE_SOURCES,
    meeting_terms.Readiness: meetings.READINESS,
    meeting_terms.RemarkOutcome: minutes.REMARK_OUTCOMES,
    meeting_terms.Route: meetings.ROUTES,
    question_terms.Reply: meetings.REPLIES,
    question_terms.Saying: meetings.SAYINGS,
    rule_terms.Answered: rules.ANSWERS,
    rule_terms.Change: rules.CHANGES,
    rule_terms.Fact: rules.FACTS,
    rule_terms.ProfileWhy: rules.PROFILE_WHYS,
    signal_terms.CaseStage: signals.STAGES,
    signal_terms.Cluster: signals.CLUSTERS,
    signal_terms.Missing: signals.MISSING,
    signal_terms.SignalOutcome: signals.OUTCOMES,
    signal_terms.SignalState: signals.STATES,
    terms.AgeBranch: casework.AGE_BRANCHES,
    terms.BookState: rules.BOOK_STATES,
    terms.CaseState: casework.CASE_STATES,
    terms.Condition: rules.CONDITIONS,
    terms.ConsentOf: casework.CONSENTS,
    terms.DataCategory: casework.DATA_CATEGORIES,
    terms.EvidenceMark: rules.EVIDENCE_MARKS,
    terms.ExploitationForm: casework.FORMS,
    terms.FieldName: casework.FIELD_NAMES,
    terms.Framework: casework.FRAMEWORKS,
    terms.Keep: rules.KEEPS,
    terms.Outcome: rules.OUTCOMES,
    terms.PartnerKind: people.PARTNER_KINDS,
    terms.Purpose: casework.PURPOSES,
    terms.Reliability: casework.RELIABILITIES,
    acts.Result: ledger.RESULTS,
    acts.RetentionClass: ledger.RETENTION_CLASSES,
    terms.Role: people.ROLES,
    terms.RowOutcome: rules.ROW_OUTCOMES,
    terms.RowStatus: rules.ROW_STATES,
    terms.Shape: casework.SHAPES,
    terms.ShareEnd: ledger.SHARE_ENDS,
    terms.StatementKind: casework.STATEMENT_KINDS,
    terms.SubjectRole: casework.SUBJECT_ROLES,
    terms.Told: casework.TOLD,
    acts.Wrong: ledger.WRONGS,
}


def word(member: StrEnum) -> str:
    """The Dutch word for a member of a closed list, which is also the key of its translation."""
    return WORDS[type(member)][member]
