"""Every copy opened with other programs: each holds the words that are for its recipient, all of them and no other."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby

import pikepdf

from tests import office
from tests.checking import text_of
from tests.whole.copies import Copy
from tests.whole.hall import Hall
from tests.whole.words import COPIES, SAID, flat, found_in

_FORMATS = ("pdf", "docx", "odt")
_NAME = re.compile(r"verslag-\d{4}-\d\d-\d\d-(\d+)\.(\w+)")


def other_programs_find_what_is_theirs(hall: Hall, copies: list[Copy]) -> None:
    """LibreOffice reads DOCX and ODT, started once; a PDF library reads PDF; then everything in them byte by byte."""
    files = {f"{number}.{_format(copy)}": copy.body for number, copy in enumerate(copies)}
    read = office.read({name: body for name, body in files.items() if not name.endswith("pdf")})
    for (name, body), copy in zip(files.items(), copies, strict=True):
        may_have, whole = _for(copy), "\n".join((copy.name, *_everything(body)))
        assert found_in(read.get(name) or text_of(body)) == may_have, copy[:3]
        assert found_in(whole) == may_have, copy[:3]
        assert flat(hall.cast.seats[copy.login].person_name) in flat(whole), copy[:3]


def every_copy_is_there(copies: Iterable[Copy]) -> None:
    """Of each part in all three formats, under a name that says no more than the day and the place among one's own."""
    for login, files in groupby(copies, key=lambda copy: copy.login):
        named = [_NAME.fullmatch(copy.name) for copy in files]
        own = {str(number) for number in range(1, 2 + len(COPIES[login]))}
        assert {(found[1], found[2]) for found in named if found} == {(at, form) for at in own for form in _FORMATS}


def _for(copy: Copy) -> set[str]:
    """The words of this part that are for this recipient, and what the part is called."""
    if copy.word in SAID:
        return COPIES[copy.login][copy.word] | {copy.word}
    return set()


def _format(copy: Copy) -> str:
    return copy.name.rsplit(".")[-1]


def _everything(body: bytes) -> Iterator[str]:
    """Of a zip each name and each part; of a PDF each object, with what it holds unpacked."""
    if body.startswith(b"PK"):
        yield from office.everything(body)
        return
    with pikepdf.open(BytesIO(body)) as document:
        yield text_of(body)
        for each in document.objects:
            yield each.unparse(resolved=False).decode("latin-1")
            if isinstance(each, pikepdf.Stream):
                yield each.read_bytes().decode("latin-1")
