"""The state machine of history, and its in-memory model."""

from .writes import HistoryMachine

__all__ = ["HistoryMachine"]
