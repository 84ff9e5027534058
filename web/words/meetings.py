"""The words for meetings: their kinds and states, answers, the room, and what is written down."""

from models.meeting_terms import (
    ActionState,
    Answer,
    AttendanceState,
    Coming,
    How,
    ItemKind,
    ItemState,
    Lead,
    LineKind,
    MeetingKind,
    MeetingState,
    MinutingMode,
    PresenceSource,
    Readiness,
    Route,
)
from models.question_terms import Reply, Saying
from tafel.refusals import say

MEETING_KINDS = {
    MeetingKind.CASES: say("casusoverleg"),
    MeetingKind.WEIGHING: say("weegtafel"),
    MeetingKind.BOARD: say("bestuurlijke tafel"),
}
MEETING_STATES = {
    MeetingState.DRAFT: say("in voorbereiding"),
    MeetingState.INVITED: say("agenda verstuurd"),
    MeetingState.IN_SESSION: say("bezig"),
    MeetingState.CLOSED: say("gesloten"),
}
LEADS = {
    Lead.CHAIR: say("voorzitter"),
    Lead.NOTE_TAKER: say("notulist"),
}
ITEM_KINDS = {
    ItemKind.CASE: say("casus"),
    ItemKind.FREE: say("onderwerp"),
    ItemKind.STANDING: say("vast punt"),
    ItemKind.ACTIONS: say("openstaande acties"),
    ItemKind.MINUTES: say("vorig verslag"),
}
ITEM_STATES = {
    ItemState.PROPOSED: say("aangemeld"),
    ItemState.ACCEPTED: say("op de agenda"),
    ItemState.RETURNED: say("teruggegeven"),
    ItemState.POSTPONED: say("doorgeschoven"),
    ItemState.HANDLED: say("behandeld"),
}
MINUTING_MODES = {
    MinutingMode.AGREED: say("alleen afspraken en acties"),
    MinutingMode.REPORT: say("verslag"),
    MinutingMode.NOTHING: say("niets vastleggen"),
}
ANSWERS = {
    Answer.OPEN: say("nog geen antwoord"),
    Answer.UNCHANGED: say("ongewijzigd"),
    Answer.NEW: say("nieuw"),
    Answer.NONE: say("geen inbreng"),
    Answer.LATER: say("later"),
}
REPLIES = {
    Reply.OPEN: say("nog geen antwoord"),
    Reply.SHARED: say("gedeeld"),
    Reply.NONE: say("geen inbreng"),
    Reply.LATER: say("later"),
}
SAYINGS = {
    Saying.NONE: say("geen inbreng"),
    Saying.LATER: say("later"),
    Saying.UNKNOWN: say("niet bekend bij ons"),
}
READINESS = {
    Readiness.OPEN: say("open"),
    Readiness.SHARED: say("gedeeld"),
    Readiness.NONE: say("geen inbreng"),
}
ATTENDANCE_STATES = {
    AttendanceState.EXPECTED: say("verwacht"),
    AttendanceState.PRESENT: say("aanwezig"),
    AttendanceState.ABSENT: say("afwezig"),
}
COMING = {
    Coming.ROOM: say("komt"),
    Coming.ONLINE: say("doet online mee"),
    Coming.NOT: say("komt niet"),
    Coming.SUBSTITUTE: say("wordt vervangen"),
}

HOWS = {How.ROOM: say("in de zaal"), How.ONLINE: say("online")}
PRESENCE_SOURCES = {
    PresenceSource.ATTENDANCE: say("uit de aanwezigheidslijst"),
    PresenceSource.CHAIR: say("gezien door de voorzitter"),
    PresenceSource.OWN: say("zelf gemeld"),
}
LINE_KINDS = {
    LineKind.QUESTION: say("vraag"),
    LineKind.SAID: say("gezegd"),
    LineKind.DECISION: say("afspraak"),
    LineKind.ACTION: say("actie"),
    LineKind.TELLING: say("informeren"),
    LineKind.REMARK: say("opmerking"),
    LineKind.ADDITION: say("aanvulling"),
}
ROUTES = {
    Route.ROUTE: say("gekozen route"),
    Route.LEAD: say("regiehouder"),
    Route.ACCEPTED: say("aangenomen als casus"),
    Route.TRANSFERRED: say("overgedragen"),
    Route.SCALED_DOWN: say("afgeschaald"),
    Route.OTHER: say("andere afspraak"),
}
ACTION_STATES = {
    ActionState.OPEN: say("open"),
    ActionState.DONE: say("gedaan"),
    ActionState.COULD_NOT: say("kon niet: omstandigheden veranderd"),
    ActionState.NOT_DONE: say("niet gedaan"),
}
