"""One process that prints: told a style first, then papers and formats, until nobody is there to tell it anything."""

import os
import pickle
import sys
from contextlib import suppress

from models.meeting_terms import CopyFormat
from tafel.papers.paper import Paper, Style
from tafel.papers.pool import write

_GIVE_WAY = 19


def main() -> None:
    """Give way to the server, and end with it, however it ends."""
    os.nice(_GIVE_WAY)
    if hasattr(os, "SCHED_IDLE"):  # Linux: whoever else has work goes before it at once
        with suppress(OSError):  # a container may not allow it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    told, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        style = Style.model_validate(pickle.load(told))  # noqa: S301 what our own server says
        while True:
            papers, formats = pickle.load(told)  # noqa: S301
            known = [Paper.model_validate_json(one) for one in papers]
            made = [{name: write(one, style, CopyFormat(name)) for name in formats} for one in known]
            pickle.dump(made, answers)
            answers.flush()
    except EOFError:
        return
    except Exception as wrong:  # noqa: BLE001 what it was doing is in no log: it may hold words of a paper
        sys.exit(f"printing: {type(wrong).__name__}")


if __name__ == "__main__":
    main()
