"""Rule books that come with the product, as data."""

from importlib.resources import files


def text() -> str:
    """The proposed rule book, as the jurists of a region receive it."""
    return files(__name__).joinpath("default.toml").read_text("utf-8")
