"""An example of every request and every answer, from the invented region De Waarden."""

from typing import Any

Json = dict[str, Any]

ZWALUW = "1368c8f2-8c28-46f9-9780-409cb8f02fad"
A = "9e05a5b5-a628-459c-a295-6882a6a74ba7"
BUS_STOP, BUS_STOP_NOW = "d714b343-b9b1-4f95-a253-8764704b55a4", "4e359732-e96f-4667-8e55-72cbce8b556a"
SHARED = "18f56b4a-1635-48e5-adce-63013cfbe978"
TOWN: Json = {
    "id": "8b8be015-8b2a-466a-a199-194ad32289bf",
    "name": "Gemeente Oosterwaard, toezicht en handhaving",
    "short_name": "Oosterwaard, toezicht",
    "kind": "COL-T",
}
POLICE: Json = {
    "id": "02018b72-c711-4a3b-a77f-ac650a7ae7e3",
    "name": "Politie De Waarden, AVIM",
    "short_name": "Politie",
    "kind": "POL",
}
PROSECUTOR: Json = {
    "id": "9e6fb002-bd4f-42c1-8c43-761ea9d3b640",
    "name": "Openbaar Ministerie",
    "short_name": "Openbaar Ministerie",
    "kind": "OM",
}
_CASE: Json = {
    "id": ZWALUW,
    "reference": "DW-W8XC",
    "code_word": "Zwaluw",
    "state": "open",
    "framework": "C",
    "municipality": "Oosterwaard",
    "opened_at": "2026-09-20T12:10:00Z",
}
HEAD: Json = _CASE | {
    "purposes": ["P2", "P1", "P4"],
    "brought_by": TOWN,
    "lead": POLICE,
    "closed_at": None,
    "partners": [TOWN, POLICE, PROSECUTOR],
}
_GROUND: Json = {
    "number": 1,
    "category": "D2",
    "article": "Wpg 16(1)(a)",
    "nl": "De politie mag dit geven aan het Openbaar Ministerie.",
    "en": "The police may give this to the public prosecution service.",
}

PASSAGE: Json = {
    "statement_id": BUS_STOP,
    "version_id": BUS_STOP_NOW,
    "partner_id": POLICE["id"],
    "text": "Betrokkene A is tweemaal bij de bushalte gezien, in werkkleding en zonder bagage.",
    "category": "D2",
    "kind": "fact",
    "reliability": "own-observation",
    "observed_on": "2026-10-18",
    "by_month": False,
    "names_person": False,
    "exact_place": False,
    "about": [{"subject_id": A, "letter": "A", "role": "victim"}],
    "writer": "Inge Bakels",
    "own_words": True,
    "written_at": "2026-10-19T14:05:00Z",
    "edit": 1,
    "number": 1,
    "is_draft": False,
    "share_id": None,
    "shared_at": None,
    "ends_at": None,
    "shared_with": 1,
    "doubted": False,
    "field": None,
    "coded": None,
    "on": None,
}
_THEIRS: Json = PASSAGE | {
    "statement_id": "ae3e79d3-9dd8-4d71-add5-a32fdc1a4102",
    "version_id": "cd90fb6a-cc84-48a9-be9e-d457405de50c",
    "partner_id": TOWN["id"],
    "text": "Bij een controle lagen boven de kas negen matrassen.",
    "about": [],
    "writer": "Sven Mulder",
    "own_words": False,
    "share_id": SHARED,
    "shared_at": "2026-11-09T08:25:00Z",
    "ends_at": "2027-02-20T22:59:59Z",
    "shared_with": 0,
}

CASES: list[Json] = [_CASE | {"lead": "Politie", "last_shared_at": "2026-11-19T10:58:00Z"}]
CASE: Json = {
    "head": HEAD,
    "subjects": [
        {"id": A, "letter": "A", "role": "victim", "age": "adult", "fields": [], "has_identity": False, "also": []}
    ],
    "contributions": [
        {"partner": TOWN, "own": False, "last_shared_at": "2026-11-09T08:25:00Z", "passages": [_THEIRS]},
        {"partner": POLICE, "own": True, "last_shared_at": "2026-10-19T14:20:00Z", "passages": [PASSAGE]},
    ],
    "own": {"partner": POLICE, "own": True, "last_shared_at": "2026-10-19T14:20:00Z", "passages": [PASSAGE]},
    "grid_columns": [PASSAGE],
    "grid": [
        {
            "partner": PROSECUTOR,
            "cells": [
                {"share": SHARED, "earlier": False, "shown_on": "2026-10-20", "was_shown": True, "outcome": "permitted"}
            ],
        }
    ],
    "first_shown": {BUS_STOP_NOW: "2026-10-20"},
    "removed": [],
    "for_me_alone": [],
    "closed": None,
    "minutes": [],
    "has_profile": True,
    "course": {
        "goal": "Iedereen veilig gehuisvest, paspoorten terug.",
        "goal_id": "5d4a4f16-3f6f-4a0c-9f0e-7f1a3f0f9b21",
        "review_on": "2027-01-18",
        "due": False,
        "base": "5d4a4f16-3f6f-4a0c-9f0e-7f1a3f0f9b22.2027-01-18",
        "may_set": True,
        "anonymous_until": None,
        "told": [],
        "look_again": [],
    },
    "coordinates": False,
    "questions": [
        {
            "question_id": "4b0a4c3e-2d0f-4c0e-9a51-6f3a7d1c9e21",
            "case_word": "Zwaluw",
            "asker": "Gemeente Oosterwaard, toezicht",
            "ours": False,
            "by": "2026-11-30",
            "late": False,
            "silent": [],
        }
    ],
}

WRITE: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a02",
    "text": PASSAGE["text"],
    "category": "D2",
    "kind": "fact",
    "reliability": "own-observation",
    "observed_on": "2026-10-18",
    "about": [{"subject_id": A, "role": "victim"}],
}
EDIT: Json = WRITE | {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a03",
    "text": "Betrokkene A is driemaal bij de bushalte gezien, in werkkleding en zonder bagage.",
    "base": f"{BUS_STOP_NOW}.1",
}
CHOICE: Json = {
    "versions": [BUS_STOP_NOW],
    "receivers": [PROSECUTOR["id"]],
    "purpose": "P4",
    "ends_on": "2027-03-01",
    "declared": ["c-DECL(min)"],
    "drawn": [f"{BUS_STOP_NOW}.1"],
}
GIVE: Json = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a04", **CHOICE}
WITHDRAW: Json = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a05", "shares": [SHARED]}

MADE: Json = {"id": ZWALUW}
WRITTEN: Json = {"id": BUS_STOP}
COUNT: Json = {"count": 1}

VERDICTS: Json = {
    "head": HEAD,
    "passages": [PASSAGE],
    "chosen": [BUS_STOP_NOW],
    "receivers": [
        {
            "partner": PROSECUTOR,
            "outcome": "permitted",
            "grounds": [_GROUND],
            "missing": [],
            "met": [
                {
                    "condition": "c-DECL(min)",
                    "nl": "U verklaart dat dit nodig is.",
                    "en": "You declare that this is needed.",
                    "made_on": None,
                }
            ],
            "offered": [],
            "already": False,
            "until": "2027-03-01T22:59:59Z",
            "in_case": True,
        }
    ],
    "chosen_receivers": [PROSECUTOR["id"]],
    "purpose": "P4",
    "purposes": ["P2", "P1", "P4"],
    "ends_on": "2027-03-01",
    "profile": None,
    "series": None,
    "for_series": None,
    "evidence": [],
    "declarations": [],
    "asks_necessity": False,
    "asks_person": False,
    "persons": [],
    "person_id": None,
    "changed": False,
    "book_version": 3,
    "book_adopted_on": "2026-09-01",
    "anonymous": None,
}
SHARES: Json = {
    "given": [
        {
            "lines": [
                {
                    "id": SHARED,
                    "version_id": BUS_STOP_NOW,
                    "statement_id": BUS_STOP,
                    "case_id": ZWALUW,
                    "case_word": "Zwaluw",
                    "case_reference": "DW-W8XC",
                    "text": PASSAGE["text"],
                    "field": None,
                    "letter": None,
                    "coded": None,
                    "on": None,
                    "receiver_id": PROSECUTOR["id"],
                    "receiver": PROSECUTOR["name"],
                    "purpose": "P4",
                    "category": "D2",
                    "rule_number": 1,
                    "article": _GROUND["article"],
                    "book_version": 3,
                    "given_by": "Inge Bakels",
                    "given_at": "2026-10-19T14:20:00Z",
                    "ends_at": "2027-03-01T22:59:59Z",
                    "first_shown_on": "2026-10-20",
                    "was_shown": True,
                    "ended_at": None,
                    "ended_why": None,
                    "held": False,
                }
            ]
        }
    ],
    "first_day": "2025-11-23",
    "last_day": "2026-11-23",
    "next_from": None,
    "doubts": [],
    "categories": ["D2", "D7"],
    "received_before": [],
}
ENTRIES: Json = {
    "days": [
        {
            "on": "2026-10-19",
            "lines": [
                {
                    "id": "a91488b9-642e-4087-872a-1d24a720457b",
                    "at": "2026-10-19T14:20:00Z",
                    "act": "share.given",
                    "result": "done",
                    "giver": POLICE["name"],
                    "receivers": [PROSECUTOR["name"]],
                    "to_person": "",
                    "person": "Inge Bakels",
                    "by_clock": False,
                    "case": {"id": ZWALUW, "code_word": "Zwaluw", "reference": "DW-W8XC"},
                    "rules": [{"number": 1, "article": _GROUND["article"], "mark": None}],
                    "passages": 1,
                    "until": "2027-03-01T22:59:59Z",
                    "why": None,
                    "condition": None,
                    "role": None,
                    "about": "",
                    "refused_before": False,
                    "covered": True,
                    "present": [],
                    "reason": "",
                }
            ],
        }
    ],
    "first": "2026-10-13",
    "last": "2026-10-20",
    "older": None,
    "is_first": True,
    "cover": None,
    "flows": [],
    "misses": [],
    "leaves_out_own": False,
    "partners": [],
    "cases": [{"id": ZWALUW, "code_word": "Zwaluw", "reference": "DW-W8XC"}],
}
