"""The invented region: who is in it, and how one signs in as one of them."""

from tafel.demo.doors import Castling, in_use, open_to, people, sign_in_as

__all__ = ["Castling", "in_use", "open_to", "people", "sign_in_as"]
