"""Errors a user can meet: a code, what happened, and what to type next."""


class PagilaError(Exception):
    """A retry does not mend it: `what` happened, and `next` says how to go on."""

    def __init__(self, code: str, what: str, next: str) -> None:
        super().__init__(code, what, next)
        self.code, self.what, self.next = code, what, next

    def __str__(self) -> str:
        return f"{self.code}: {self.what}\n  next: {self.next}"
