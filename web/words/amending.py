"""The words for what was corrected or recalled, and what came of it."""

from models.amend_terms import AmendmentKind, Dealt, HadAs, RecallReason
from tafel.refusals import say

AMENDMENT_KINDS = {
    AmendmentKind.CORRECTED: say("verbeterd"),
    AmendmentKind.RECALLED: say("teruggehaald"),
}
RECALL_REASONS = {
    RecallReason.WRONG: say("het klopt niet"),
    RecallReason.OTHER_PERSON: say("het gaat over iemand anders"),
    RecallReason.TOO_MUCH: say("er is meer gedeeld dan nodig was"),
    RecallReason.OTHER_RECEIVER: say("het was niet voor deze partner bedoeld"),
    RecallReason.NO_GROUND: say("er was geen grond om het te delen, of die verviel"),
    RecallReason.OUT_OF_DATE: say("het is achterhaald"),
    RecallReason.OTHERWISE: say("een andere reden; vraag het de gever"),
}
DEALT = {
    Dealt.REMOVED: say("wij hebben het verwijderd"),
    Dealt.CHANGED: say("wij hebben het aangepast"),
    Dealt.NOTHING_KEPT: say("wij hadden er niets van bewaard"),
}
HAD_AS = {
    HadAs.SCREEN: say("op het scherm"),
    HadAs.AGENDA: say("in een agenda, PDF"),
    HadAs.PDF: say("in een verslag, PDF"),
    HadAs.DOCX: say("in een verslag, Word"),
    HadAs.ODT: say("in een verslag, ODT"),
    HadAs.MACHINE: say("opgehaald door een eigen systeem"),
}
