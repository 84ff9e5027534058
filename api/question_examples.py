"""An example of every request and every answer about questions to partners."""

from api.examples import HEAD, POLICE, PROSECUTOR, ZWALUW, A, Json

_ASKED = "4b0a4c3e-2d0f-4c0e-9a51-6f3a7d1c9e21"
_WORDS = "Kent u betrokkene A uit een andere zaak?"
_LINE: Json = {
    "id": _ASKED,
    "case_id": ZWALUW,
    "word": "Zwaluw",
    "asker": POLICE,
    "ours": True,
    "text": _WORDS,
    "purpose": "P4",
    "due_on": "2026-11-30",
    "by": "2026-11-30",
    "asked_at": "2026-11-23T09:10:00Z",
    "withdrawn": False,
    "closed": False,
    "partners": [{"partner": PROSECUTOR, "readiness": "open"}],
    "mine": None,
}
QUESTIONS: Json = {"to_us": [], "by_us": [_LINE]}
QUESTION: Json = {
    "line": _LINE,
    "about": [{"subject_id": A, "letter": "A", "role": "other"}],
    "item": None,
    "may_say_unknown": False,
    "recall_id": None,
}
CHOICE: Json = {
    "text": _WORDS,
    "category": "D7",
    "reliability": "heard",
    "about": [A],
    "purpose": "P4",
    "due_on": "2026-11-30",
    "receivers": [PROSECUTOR["id"]],
}
ASK: Json = CHOICE | {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a31"}
REPLY: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a32",
    "answer": "later",
    "later_on": "2026-12-04",
    "seen": "open.",
}
WITHDRAW: Json = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a33"}
MADE: Json = {"id": _ASKED}
VERDICTS: Json = {
    "head": HEAD,
    "letters": [{"id": A, "letter": "A"}],
    "along": [],
    "chosen_along": [],
    "learns": {},
    "items": [],
    "item_id": None,
    "categories": ["D0", "D1", "D2", "D7"],
    "category": "D7",
    "asks_reliability": True,
    "receivers": [
        {
            "partner": PROSECUTOR,
            "outcome": "permitted",
            "grounds": [
                {
                    "number": 2,
                    "category": "D7",
                    "article": "Wpg 16(1)(a), 46",
                    "nl": "Binnen opsporing en vervolging mag dit.",
                    "en": "Allowed between police and prosecutor.",
                }
            ],
            "missing": [],
            "met": [],
            "offered": [],
            "already": False,
            "until": "2027-03-01T22:59:59Z",
            "in_case": True,
        }
    ],
    "chosen_receivers": [PROSECUTOR["id"]],
    "purpose": "P4",
    "purposes": ["P2", "P1", "P4", "P7", "P8"],
    "due_on": "2026-11-30",
    "last_due_on": "2027-02-21",
    "ends_on": "2027-03-01",
    "declarations": [],
    "asks_necessity": False,
    "book_version": 3,
    "book_adopted_on": "2026-09-01",
}
