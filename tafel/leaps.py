"""Whether the clock of this machine goes as time goes. What is written at a time that is far ahead cannot be put back.

A session begun then would last until then, and the register would stand still until then.
"""

import time

_FAR, _AN_HOUR = 24 * 3600.0, 3600.0
_PASSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while the machine sleeps


class Watch:
    """Looks at the clock beside what nobody can set: the seconds that passed."""

    def __init__(self) -> None:
        self._ahead, self._since = _ahead(), 0.0

    def leapt(self) -> bool:
        """Whether it was put forward by more than a day, and that was less than an hour ago."""
        ahead, passed = _ahead(), _passed()
        if ahead - self._ahead <= _FAR or (self._since and passed - self._since >= _AN_HOUR):
            self._ahead, self._since = ahead, 0.0
            return False
        self._since = self._since or passed
        return True


def _passed() -> float:
    return time.clock_gettime(_PASSED)


def _ahead() -> float:
    return time.time() - _passed()


watch = Watch()
