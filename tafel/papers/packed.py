"""A document that is a zip, packed in one order and with one date: its bytes depend on what it says alone."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_NO_DAY = (1980, 1, 1, 0, 0, 0)
_FIRST = ("mimetype", "[Content_Types].xml")


def unpacked(document: bytes) -> dict[str, bytes]:
    """What is in it, by name."""
    with ZipFile(BytesIO(document)) as packed:
        return {one.filename: packed.read(one) for one in packed.infolist() if not one.is_dir()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The document again; what says which kind it is comes first, as both formats ask."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as into:
        for name in sorted(parts, key=lambda one: (one not in _FIRST, one)):
            entry = ZipInfo(name, _NO_DAY)
            entry.create_system, entry.external_attr = 0, 0
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            into.writestr(entry, parts[name])
    return made.getvalue()
