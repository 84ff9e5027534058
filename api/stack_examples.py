"""Examples of stacks."""

from api.examples import Json
from api.signal_examples import MERLE

DAKPAN = "3b8f0c52-6f4e-4c0b-9f1d-7a2e5d8c4b90"
SHELTER = "7f1f3c0e-55a7-4a6e-8a39-2f9f6b1f0a77"
MADE: Json = {"id": DAKPAN}
PUT: Json = {
    "once": "5a1cf3d8-0f0b-4f3a-8a57-1b1c9d5e7f42",
    "cases": [MERLE],
    "reference": "DW-7K3Q-M2XR",
    "tells": False,
}
TAKE_OUT: Json = {"once": "b7e4d6a2-4c1f-4b58-9a0d-3e6f8c2d1a95", "case_id": MERLE}
TO_CASE: Json = {"once": "c2d1a95b-7e4d-46a2-8c1f-4b589a0d3e6f", "purposes": ["P3"], "partners": [SHELTER]}
_LINE: Json = {"id": DAKPAN, "reference": "DW-7K3Q-M2XR", "code_word": "Dakpan"}
STACKS: Json = {
    "stacks": [_LINE | {"words": ["Merel"], "put_at": "2026-11-20T15:28:00Z"}],
    "earlier": "2026-05-22T15:28:00Z",
}
STACK: Json = _LINE | {
    "parts": [
        {
            "case_id": MERLE,
            "word": "Merel",
            "inside": True,
            "is_case": False,
            "closed": False,
            "brought_by": "Lindehaven, toezicht",
            "handled_by": "Zorgcoördinatie",
            "state": "new",
            "outcome": None,
            "put_at": "2026-11-20T15:28:00Z",
            "put_by": "Lindehaven, toezicht",
            "form": "labour",
            "last_seen": "2026-10-01",
            "old": False,
            "read": True,
            "repeats": None,
        }
    ],
    "moments": [
        {
            "on": "2026-10-01",
            "by_month": True,
            "until": None,
            "word": "Merel",
            "partner": "Lindehaven, toezicht",
            "what": "said",
            "text": "Achter in een loods staan zes stapelbedden en een kookplaat.",
            "kind": "fact",
        }
    ],
    "places": [{"place": "Lindehaven", "exact": False, "words": ["Merel"], "last_seen": "2026-10-01"}],
    "covers": [
        {
            "cluster": "dependency",
            "official": True,
            "ticked": [
                {
                    "nl": "Iemand slaapt op de plek waar het werk is.",
                    "en": "Somebody sleeps where the work is.",
                    "words": ["Merel"],
                }
            ],
        }
    ],
    "newest": "2026-10-01",
    "missing": [{"what": "one-cluster", "words": ["Merel"]}, {"what": "one-partner", "words": ["Merel"]}],
    "told": [],
    "may_weigh": [],
    "may_make_case": False,
    "may_take_along": [],
    "partners": [{"id": SHELTER, "name": "Opvang Het Anker", "short_name": "Het Anker", "kind": "OPV"}],
}
