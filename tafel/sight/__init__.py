"""THE WAY OUT: what a seat may see. Nothing leaves the database for a reader by any other road."""
