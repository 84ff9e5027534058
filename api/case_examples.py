"""Examples of a case being opened, and of its course being set."""

from api.examples import Json

OPEN_CASE: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a01",
    "code_word": "Zwaluw",
    "framework": "C",
    "purposes": ["P2", "P1", "P4"],
    "municipality": "Oosterwaard",
}
SET_COURSE: Json = {
    "once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a21",
    "goal": "Iedereen veilig gehuisvest, paspoorten terug.",
    "review_on": "2027-01-18",
}
