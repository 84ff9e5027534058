"""The words for minutes, remarks and copies, and for how a case is closed."""

from models.meeting_terms import Closing, CopyFormat, MinutesState, RemarkOutcome
from tafel.refusals import say

MINUTES_STATES = {
    MinutesState.DRAFT: say("concept"),
    MinutesState.FOR_REMARKS: say("voor opmerkingen"),
    MinutesState.ADOPTED: say("vastgesteld"),
}
REMARK_OUTCOMES = {
    RemarkOutcome.OPEN: say("wacht op antwoord"),
    RemarkOutcome.PROCESSED: say("verwerkt"),
    RemarkOutcome.ATTACHED: say("als opmerking bij het verslag"),
    RemarkOutcome.DECLINED: say("niet overgenomen"),
}
COPY_FORMATS = {
    CopyFormat.PDF: say("PDF"),
    CopyFormat.DOCX: say("Word"),
    CopyFormat.ODT: say("ODT"),
}
CLOSINGS = {
    Closing.SAFE: say("hulp en veiligheid zijn geregeld"),
    Closing.SCALED_DOWN: say("verder zonder tafel"),
    Closing.TRANSFERRED: say("overgedragen aan een andere regio"),
    Closing.NO_SIGNS: say("geen mensenhandel gebleken"),
    Closing.MERGED: say("verder in een andere casus"),
    Closing.OTHER: say("iets anders"),
}
