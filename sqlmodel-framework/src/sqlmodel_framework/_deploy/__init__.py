"""Bringing a database to what the models say, and saying what that would take."""
