"""Minutes on paper: one sheet, worded once, written down by three writers that know nothing but that."""
