"""System time: the history table of a table, and reading the past."""
