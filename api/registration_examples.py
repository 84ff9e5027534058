"""Examples of a registration with CoMensha."""

from api.examples import HEAD, VERDICTS, A, Json

_MADE = "4c9f5a0e-7d21-4a36-8f0b-2b6d9c1e7a53"
REGISTER: Json = {
    "once": "e1a7b3c5-2d48-4f6a-9b0c-8d5e7f1a3c92",
    "what": "fields",
    "sex": "female",
    "nationality": "RO",
    "sector": "cleaning",
    "since": "2026-03",
    "shelter": "yes",
    "least": True,
}
MADE: Json = {"id": _MADE}
REGISTRATIONS: Json = {
    "head": HEAD,
    "subject_id": A,
    "letter": "A",
    "victim": True,
    "age": "adult",
    "form": "labour",
    "verdicts": {"D2": VERDICTS["receivers"][0]},
    "permitted": ["D1", "D2"],
    "consent": False,
    "made": [{"id": _MADE, "made_at": "2026-11-21T09:05:00Z", "by": "Inge Bakels", "fields": True}],
}
