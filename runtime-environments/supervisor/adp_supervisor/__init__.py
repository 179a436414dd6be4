"""The supervisor that all runners share. Python's standard library alone: nothing of the tool is imported here."""
