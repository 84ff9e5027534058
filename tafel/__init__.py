"""WHAT MAY HAPPEN at a table: no HTTP, no HTML."""

import gc

gc.set_threshold(50_000, 20, 20)  # an act makes thousands of things and drops them all: look for cycles after several
