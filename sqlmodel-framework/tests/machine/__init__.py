"""The state machine of history, and its in-memory model."""

from .model import REPEATABLE_READ
from .writes import HistoryMachine

__all__ = ["REPEATABLE_READ", "HistoryMachine"]
