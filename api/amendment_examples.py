"""An example of every request and every answer about corrections and recalls."""

from api.examples import BUS_STOP, POLICE, PROSECUTOR, ZWALUW, Json

RECALLED = "c3a1b1de-5f0b-4a55-9b7c-6a1f2f9d0e01"
_HAD: Json = {
    "name": PROSECUTOR["name"],
    "shown_at": "2026-10-20T08:12:00Z",
    "had_as": ["screen", "pdf"],
    "told_at": "2026-11-22T09:30:00Z",
    "confirmed_at": "2026-11-23T10:05:00Z",
    "dealt": "removed",
}
_LINE: Json = {
    "id": RECALLED,
    "kind": "recalled",
    "reason": "too-much",
    "giver": POLICE["name"],
    "case_id": ZWALUW,
    "case_word": "Zwaluw",
    "statement_id": BUS_STOP,
    "by": "Inge Bakels",
    "made_at": "2026-11-22T09:30:00Z",
    "mine": None,
    "receivers": [_HAD],
}
AMENDMENTS: Json = {"asked": [], "done": [], "given": [_LINE], "officer": False, "older": None}
RECEIVERS: Json = {
    "statement_id": BUS_STOP,
    "case_id": ZWALUW,
    "case_word": "Zwaluw",
    "field": None,
    "letter": None,
    "text": "Betrokkene A is tweemaal bij de bushalte gezien.",
    "has_it": [
        {
            "partner_id": PROSECUTOR["id"],
            "name": PROSECUTOR["name"],
            "in_force": True,
            "shown_at": "2026-10-20T08:12:00Z",
            "had_as": ["screen"],
            "recalled_at": None,
        }
    ],
}
MADE: Json = {"id": RECALLED}
RECALL: Json = {
    "once": "0b5d0f6e-7d16-4d0e-8a55-3f1f6a7c9b02",
    "receivers": [PROSECUTOR["id"]],
    "reason": "too-much",
    "drawn": [PROSECUTOR["id"]],
}
CONFIRM: Json = {"once": "5e3c1d7a-91f4-4f3c-8f11-2b7d6c0a4e03", "dealt": "removed"}
