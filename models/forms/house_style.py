"""The form of the house style."""

from typing import Literal

from models.forms.base import ActForm

StyleFile = Literal["logo", "base_docx", "base_odt"]


class ChangeHouseStyle(ActForm):
    """A colour, and files to keep in place of those there are; a file that is left out stays as it was."""

    colour: str
    logo: bytes = b""
    base_docx: bytes = b""
    base_odt: bytes = b""
    drop: list[StyleFile] = []
