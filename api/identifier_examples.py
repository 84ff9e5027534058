"""Examples of what identifies in signals, and of a hit."""

from api.examples import Json
from api.signal_examples import MERLE

_ADDRESS, _HIT = "2f9f1f0e-5f5c-4d0c-9c39-6f3f0a1f7c55", "7a3f6a52-8f0b-4d5e-8d0e-3b9c2e4a6d18"
SAY: Json = {
    "once": "0f4c5f0a-6b8d-4a57-9f5e-7d2b1c3e9a60",
    "kind": "address",
    "value": "1234 AB 12 a",
    "declared": "c-DECL(min)",
}
ONCE: Json = {"once": "5b1f7f4c-2a53-4d0e-b2c4-1a6d8e9f3c72"}
ANSWER: Json = {"once": "c6d2f1b8-9e47-4c1a-8b3d-5f7a0e2c4d91", "answer": "known"}
IDENTIFIERS: Json = {
    "case_id": MERLE,
    "word": "Merel",
    "bound": False,
    "left_today": 39,
    "lines": [
        {
            "statement_id": _ADDRESS,
            "kind": "address",
            "text": "1234 AB 12 A",
            "compared": True,
            "holders": [],
            "elsewhere": [],
        }
    ],
}
_FOUND: Json = {"id": _HIT, "word": "Merel", "kind": "address"}
HITS: list[Json] = [_FOUND | {"chooses": True, "at": "2026-11-21T09:05:00Z"}]
HIT: Json = _FOUND | {
    "case_id": MERLE,
    "likeness": "same",
    "found_at": "2026-11-21T09:05:00Z",
    "other": None,
    "may_choose": True,
    "answer": "open",
}
