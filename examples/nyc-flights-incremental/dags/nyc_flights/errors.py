"""Errors a user can meet: a code, what happened, why, and what to type next."""


class FlightsError(Exception):
    """An error with a remedy.

    Attributes:
        code: stable name, ``NYC-<area>-<number>``.
        what: one sentence, what happened.
        why: one sentence, the cause as far as it is known.
        remedy: the next command or act.
        transient: whether trying again may help (the warehouse is starting, say).
    """

    def __init__(self, code: str, what: str, why: str, remedy: str, *, transient: bool = False) -> None:
        super().__init__(code, what, why, remedy)
        self.code, self.what, self.why, self.remedy, self.transient = code, what, why, remedy, transient

    def __str__(self) -> str:
        return f"{self.code}: {self.what}\n  why: {self.why}\n  next: {self.remedy}"
