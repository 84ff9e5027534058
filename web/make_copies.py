"""Makes the copies that were asked for until none waits: a process of its own, which the server starts."""

import os
import signal
from threading import Event

from tafel import demo, making, running
from web import logs
from web.copies import voice_of
from web.language import practise

_GIVE_WAY = 10


def main() -> None:
    """Give way to the server; end after the papers at hand when it says so, else when all is made."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    os.nice(_GIVE_WAY)
    if running.prepare().log:
        logs.begin()
    practise(practising=demo.in_use())
    making.once(voice_of, stop)


if __name__ == "__main__":
    main()
