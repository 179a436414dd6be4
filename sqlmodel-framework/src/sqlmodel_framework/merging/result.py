"""What a merge did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MergeResult:
    """Counts of one merge; ``inserted + updated + unchanged + rejected`` is the number of source rows.

    ``inactivated`` and ``deleted`` count rows of the table that the source no longer has.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    inactivated: int = 0
    rejected: int = 0
    deleted: int = 0

    @property
    def rows(self) -> int:
        """The number of source rows."""
        return self.inserted + self.updated + self.unchanged + self.rejected
