"""Who will read this: the preview of twelve passages for fifteen receivers, and of words that are being typed.

Against a bare handler of equal bytes in the same run.

python bench/previews.py --requests 200
"""

import argparse
import re
import tempfile
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from measuring import TAFEL, Browser, compare, free_port, server
from pages import zwaluw

RECEIVERS, PASSAGES = 15, 12
HTMX = {"HX-Request": "true"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [TAFEL, "demo", "--json", "--fresh", "--port", str(port)]
        with server(command, port, Path(folder)):
            browser = Browser(port)
            browser.sign_in("inge.bakels")
            case = zwaluw(browser.get("/casussen"))
            sharing(browser, case, given.requests)
            typing(browser, case, given.requests)


def sharing(browser: Browser, case: str, requests: int) -> None:
    """The share page as it comes back on every change."""
    written = len(boxes(browser.get(f"{case}/delen"), "versions"))
    for number in range(PASSAGES - written):
        browser.post(f"{case}/inbreng/nieuw", words(f"Nog een waarneming, nummer {number}."))
    page = browser.get(f"{case}/delen")
    versions, receivers = boxes(page, "versions")[:PASSAGES], boxes(page, "receivers")[:RECEIVERS]
    assert (len(versions), len(receivers)) == (PASSAGES, RECEIVERS)
    chosen = [("versions", one) for one in versions] + [("receivers", one) for one in receivers]
    until = str(date.today() + timedelta(days=60))
    form = [*chosen, ("purpose", "P2"), ("ends_on", until), ("declared", "c-DECL(min)")]
    ask = lambda: browser.post(f"{case}/delen/controle", form, **HTMX)  # noqa: E731 asked twice
    compare(f"preview.{RECEIVERS}x{PASSAGES}", ask, len(ask().encode()), requests, most=60, most_ms=100)


def typing(browser: Browser, case: str, requests: int) -> None:
    """One passage for all partners of the region, as its writer changes something."""
    form = words("Er ligt een kasboek.") | {"purpose": "P2"}
    ask = lambda: browser.post(f"{case}/inbreng/nieuw/lezers", form, **HTMX)  # noqa: E731 asked twice
    compare("preview.typing", ask, len(ask().encode()), requests, most=25, most_ms=100)


def words(text: str) -> dict[str, str]:
    """The page of a new passage, filled in."""
    known = {"once": str(uuid4()), "text": text, "category": "D7", "kind": "fact", "reliability": "heard"}
    return known | {"names_person": "no", "exact_place": "no"}


def boxes(page: str, name: str) -> list[str]:
    """What can be ticked."""
    return re.findall(rf'<input type="checkbox" name="{name}" value="([^"]*)"', page)


if __name__ == "__main__":
    main()
