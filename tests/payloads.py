"""What somebody could type to get more than words onto another's page, into a file or into a mail; and whether it did.

Each says `kwaad` wherever it would do something, in words and letters that no page of ours uses.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from io import BytesIO, StringIO
from itertools import product
from typing import Any
from zipfile import ZipFile

import pikepdf
from fastapi import FastAPI
from httpx2 import Response
from lxml import etree, html

from tests import knocking
from tests.knocking import Door, filled, form_of
from tests.matrix import Matrix

WORD = "kwaad"
_OUT = ("", '"', "'", "`", '">', "'>", "-->", "</title>", "</textarea>", "</option></select>", "</script>", "]]>")
_IN = (
    "<script>kwaad()</script>", "<img src=x onerror=kwaad()>", "<svg onload=kwaad()>", "<kwaad-x>",
    "<b hx-get=/kwaad hx-trigger=load>", '<b hx-on:click="kwaad()">', '<b hx-on::load="kwaad()">',
    "<b data-hx-get=/kwaad>", "<a href=javascript:kwaad()>x</a>", "<iframe srcdoc=kwaad>",
    "<style>@import'/kwaad'</style>", "<base href=/kwaad/>", "<form action=/kwaad>",
    "<link rel=stylesheet href=/kwaad>",
    " onfocus=kwaad() autofocus x=", " hx-get=/kwaad hx-trigger=load x=", " style=kwaad:1 x=",
    "<details open ontoggle=kwaad()>", "<meta http-equiv=refresh content=0;/kwaad>", "<b sse-connect=/kwaad>",
)  # fmt: skip
_SHAPES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    lambda one: one.replace("<", "&lt;").replace('"', "&quot;"),
    lambda one: one.replace("<", "%3C"),
    lambda one: one.replace("<", "\\u003c"),
    lambda one: one.replace(" ", "\n"),
    lambda one: one.replace("<", "<\u200b"),
    lambda one: one.replace(">", "/>"),
    lambda one: one.replace("=", "\t=\t"),
)
_CELLS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", ";=", " =", "\uff1d", '"=', "',=")
_SUMS = ('HYPERLINK("//kwaad")', "cmd|'/c kwaad'!A1", "1+1", "SUM(A1)", "WEBSERVICE(A1)", "kwaad")
_HEADS = (
    "kwaad\r\nX-Kwaad: 1", "kwaad\nBcc: kwaad@x.nl", "kwaad%0d%0aX-Kwaad: 1", "kwaad\u2028X-Kwaad: 1",
    "\r\n\r\nkwaad", "{{ kwaad }}", "{% kwaad %}", "${kwaad}", "#{kwaad}", "<%= kwaad %>", "#kwaad[x]", "$kwaad$",
    "\\kwaad",
)  # fmt: skip


def every() -> list[str]:
    """Two thousand of them, each another."""
    markup = [shape(out + inside) for shape, out, inside in product(_SHAPES, _OUT, _IN)]
    cells = [begin + sum_ for begin, sum_ in product(_CELLS, _SUMS)]
    return list(dict.fromkeys((*_HEADS, *cells, *markup)))


def text_fields(door: Door) -> dict[str, int]:
    """The fields of its forms in which anybody types words, and how many letters each takes."""
    found = {}
    for model in door.forms:
        for name, shape in model.model_json_schema()["properties"].items():
            for one in shape.get("anyOf", [shape]):
                if one.get("type") == "string" and not one.keys() & {"format", "enum", "const"}:
                    found[name] = one.get("maxLength", 1_000)
    return found


def typed(door: Door, ids: Mapping[str, str], said: Mapping[str, str]) -> dict[str, Any]:
    """The form of a door as it is sent, with this in some of its fields."""
    form = {name: value for model in door.forms for name, value in filled(model, ids).items()}
    return form_of(door, form | {name: said[name] for name in text_fields(door) if name in said})


def doors(app: FastAPI) -> list[Door]:
    """Those where words are typed on a page."""
    return [one for one in knocking.doors(app) if text_fields(one) and not one.by_machine]


def send(matrix: Matrix, door: Door, login: str, said: Mapping[str, str], turn: int = 0) -> Response:
    """Somebody who may know of what it acts with sends a form of a page; returns the page that comes of it."""
    ids = matrix.open_to(login, turn)
    path, _ = knocking.asked(door, ids, {})
    return matrix.clients[login].request(door.method, path, **typed(door, ids, said))


# ---------- what came of it

_ACTS = re.compile(r"^(href|src|srcset|action|formaction|style|srcdoc|data|content|http-equiv|(data-)?(hx|sse|ws)-.*)$")


def on_page(page: str) -> list[str]:
    """Elements and attributes of a page that somebody typed."""
    found = []
    for element in html.document_fromstring(page).iter() if page.strip() else ():
        if isinstance(element.tag, str):
            found += [element.tag] if WORD in element.tag.lower() or _is_own_script(element) else []
            found += [
                f"{element.tag} {name}={said}" for name, said in element.attrib.items() if _acts(name.lower(), said)
            ]
    return found


def _is_own_script(element: Any) -> bool:
    return element.tag in ("script", "style", "iframe", "base") and WORD in (element.text or "").lower()


def _acts(name: str, said: str) -> bool:
    addressed = name in ("href", "action", "src") and re.match(
        r"/[^/]", said
    )  # on our own site, what was typed is asked for
    return name.startswith("on") or WORD in name or bool(_ACTS.match(name) and WORD in said.lower() and not addressed)


def in_file(made: bytes, kind: str) -> list[str]:
    """What a file does beside showing words."""
    if made.startswith(b"PK"):
        with ZipFile(BytesIO(made)) as parts:
            return [
                one
                for name in parts.namelist()
                if name.endswith((".xml", ".rels"))
                for one in _in_part(parts.read(name))
            ]
    if made.startswith(b"%PDF"):
        return _in_pdf(made)
    rows = csv.reader(StringIO(made.decode("utf-8-sig")), delimiter=";") if "csv" in kind else ()
    return [
        cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell) and not re.fullmatch(r"-?[\d.,]*", cell)
    ]


def _in_part(part: bytes) -> list[str]:
    tree = etree.fromstring(part)
    return [str(one.tag) for one in tree.iter() if WORD in str(one.tag).lower() or _does(one)]


def _does(element: Any) -> bool:
    """A field, a link or a formula with what somebody typed."""
    names = ("instr", "href", "Target", "formula")
    said = [value for name, value in element.attrib.items() if name.rpartition("}")[2] in names]
    return any(WORD in value.lower() for value in said) or str(element.tag).endswith("}instrText")


def _in_pdf(made: bytes) -> list[str]:
    with pikepdf.open(BytesIO(made)) as document:
        things = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        said = [
            name for one in things for name in ("/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFile") if name in one
        ]
        return said + [str(one["/URI"]) for one in things if "/URI" in one and WORD in str(one["/URI"])]


def in_mail(message: EmailMessage) -> list[str]:
    """Heads that somebody typed, and words of one that a programme would read as more."""
    heads = [name for name in message if name.lower() in ("bcc", "cc") or WORD in name.lower()]
    return heads + [name for name, value in message.items() if "\n" in str(value) or "\r" in str(value)]


def fitting(all_of: Iterator[str], most: int) -> str:
    """As many of them as fit in a field, one after another."""
    found = ""
    for one in all_of:
        if len(found) + len(one) + 1 > most:
            break
        found += f"{one} "
    return found or "=1+1"[:most]
