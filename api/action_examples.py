"""An example of every request and every answer about actions, and about closing a case."""

from api.examples import POLICE, PROSECUTOR, ZWALUW, A, Json

VISIT = "5b7e0a5c-6c0f-4d34-9a0e-5f3f0c1f6a01"
_BASE = "0f0c9a52-3f43-4a87-8a2e-0c9f4a6d7b11.1"
_MINE: Json = {
    "statement_id": VISIT,
    "base": _BASE,
    "case_id": ZWALUW,
    "word": "Zwaluw",
    "is_case": True,
    "owner": POLICE,
    "person": "Inge Bakels",
    "person_id": "0d6a1d2e-9d5f-4d1c-8b7e-5b8b1f0c7a03",
    "text": "Bezoek aan de kas voorbereiden met toezicht en Arbeidsinspectie.",
    "due_on": "2026-11-30",
    "first_due_on": "2026-11-23",
    "put_off": 1,
    "state": "open",
    "changed_at": "2026-11-22T09:30:00Z",
    "mine": True,
    "ours": True,
    "alone": False,
    "ended": False,
    "lapsed_by": None,
    "contact": {"subject_id": A, "letter": "A"},
}
_THEIRS: Json = _MINE | {
    "statement_id": "6a0f6f0e-52c7-4a53-8f2c-7d3f6f6c2b02",
    "owner": PROSECUTOR,
    "person": None,
    "person_id": None,
    "text": "Machtiging aanvragen.",
    "first_due_on": "2026-11-30",
    "put_off": 0,
    "mine": False,
    "ours": False,
    "contact": None,
}
ACTIONS: Json = {
    "whose": None,
    "mine": [_MINE],
    "ours": [],
    "others": [_THEIRS],
    "tallies": {"mine": {"open": 1, "late": 0}, "ours": {"open": 0, "late": 0}, "others": {"open": 1, "late": 0}},
    "cut": [],
    "after": None,
    "colleagues": {
        ZWALUW: [
            {
                "membership_id": "3c1d5a52-8a6f-4b66-9d8b-3b2f6b1d9c03",
                "name": "Inge Bakels",
                "job": "operationeel specialist",
                "signed": True,
                "is_member": True,
                "since": "2026-09-20T12:10:00Z",
            }
        ]
    },
    "letters": {ZWALUW: [{"subject_id": A, "letter": "A"}]},
    "leads": False,
}
TAKEN: Json = {"id": VISIT}
TAKE_ON: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a11",
    "case_id": ZWALUW,
    "text": "Bezoek aan de kas voorbereiden met toezicht en Arbeidsinspectie.",
    "due_on": "2026-11-23",
}
REPORT: Json = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a12", "state": "done", "base": _BASE}
PUT_OFF: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a13",
    "due_on": "2026-11-30",
    "reason": "De Arbeidsinspectie kan pas een week later.",
    "base": _BASE,
}
HAND_OVER: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a14",
    "person_id": "3c1d5a52-8a6f-4b66-9d8b-3b2f6b1d9c03",
}
ASK_CONTACT: Json = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a19", "subject_id": A}
CLOSE: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a15",
    "reason": "safe",
    "actions": [{"statement_id": VISIT, "answer": "stays"}],
    "subjects": [{"subject_id": A, "told": "told", "on": "2026-11-20"}],
}
REOPEN: Json = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a16", "why": "Er is een nieuw signaal over dezelfde plek."}
