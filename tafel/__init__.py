"""WHAT MAY HAPPEN at a table: no HTTP, no HTML."""
