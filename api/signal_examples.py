"""Examples of signals."""

from api.examples import Json

MERLE = "6f0d8c0b-2f58-4b5e-9a8e-0f4f6c7b9d11"
BRING: Json = {
    "once": "9a7a9f66-3f6b-4a3b-8f0a-0d4c4a5f3b21",
    "draft": MERLE,
    "kind": "labour",
    "text": "Achter in een loods staan zes stapelbedden en een kookplaat.",
    "impression": "Het lijkt of er mensen wonen.",
    "reliability": "own-observation",
    "municipality": "Lindehaven",
    "since": "2026-10-01",
    "indicators": ["1e", "3d"],
    "address": "1234 AB 12 a",
    "declared": "c-DECL(min)",
}
WEIGH: Json = {
    "once": "1d8d6a1e-7b1c-4a2e-8d53-5a9f0c6e2b34",
    "outcome": "consulted",
    "reason": "De toezichthouder en de zorgcoördinator stemden af wie er gaat kijken.",
    "feedback": "Er gaat deze week iemand kijken. Dank dat u het bracht.",
}
HAND_ON: Json = {
    "once": "4b1a3c52-0d0e-4f57-9d8a-9b8f1d9f6c01",
    "member_id": "8c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f",
    "reason": "Dit ligt op het terrein van de politie.",
}
SIGNALS: Json = {
    "signals": [
        {
            "id": MERLE,
            "reference": "DW-4KQT",
            "code_word": "Merel",
            "state": "new",
            "brought_by": "Lindehaven, toezicht",
            "handled_by": "Zorgcoördinatie",
            "ours": True,
            "mine": False,
            "begun_at": "2026-11-20T15:28:00Z",
            "brought_at": "2026-11-20T15:30:00Z",
            "acknowledge_by": "2026-11-23T22:59:59Z",
            "acknowledged_at": None,
            "weigh_by": "2026-11-27T22:59:59Z",
            "outcome": None,
            "form": "labour",
            "old": False,
            "late": False,
        }
    ],
    "shells": [],
}
FIGURES: Json = {
    "region": "De Waarden",
    "begins_on": "2026-01-01",
    "ends_on": "2026-06-30",
    "published_at": "2026-08-01T05:00:00Z",
    "figures": {
        "signals": 60,
        "breakdowns": {
            "month": None,
            "form": [{"of": "labour", "about": 35}, {"of": "sexual", "about": 20}, {"of": "criminal", "about": 0}],
            "outcome": None,
            "bringer": None,
            "municipality": [{"of": "Lindehaven", "about": 40}, {"of": "-", "about": 15}],
        },
        "acknowledged": 1,
        "weighed": None,
        "registered": 0,
    },
    "others": ["2025-07-01"],
    "next_on": "2027-02-01",
}
