"""return.json: the result of a run, true at every moment."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

#: Airflow keeps an XCom in its database; some of them take 64 kB.
LIMIT = 48_000
#: Kept back until the end, so that a full disk does not swallow the result.
_RESERVE = 64 * 1024

Document = dict[str, object]


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class ResultFile:
    """Replaced as a whole, so that a reader sees one of the states and never half of one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._next = path.with_name(f".{path.name}.next")
        self._reserve = path.with_name(f".{path.name}.reserve")

    def begin(self, document: Document) -> None:
        """Writes the first state, and keeps room for the last one.

        Raises:
            OSError: the folder cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._replace(document)
        with suppress(OSError):
            self._reserve.write_bytes(b"\0" * _RESERVE)

    def end(self, document: Document) -> None:
        """Writes the last state.

        Raises:
            OSError: nothing could be written; the file still holds the state before.
        """
        try:
            self._reserve.unlink(missing_ok=True)
            self._replace(document)
        finally:
            with suppress(OSError):
                self._next.unlink(missing_ok=True)

    def _replace(self, document: Document) -> None:
        with self._next.open("w", encoding="utf-8") as file:
            file.write(fitted(document))
            file.flush()
            os.fsync(file.fileno())
        self._next.replace(self.path)


def fitted(document: Document) -> str:
    """The document as JSON, at most LIMIT bytes long: of long lists the first entries, and a mark that says so."""
    text = json.dumps(document, ensure_ascii=True)
    if len(text) <= LIMIT:
        return text + "\n"
    rest = dict(document)
    details = rest.get("details")
    if isinstance(details, dict):
        lists = {key: value for key, value in details.items() if isinstance(value, list)}
        others = {key: value for key, value in details.items() if key not in lists}
        for count in (200, 100, 50, 20, 5, 0):
            cut = {key: value[:count] for key, value in lists.items()}
            text = json.dumps({**rest, "truncated": True, "details": {**others, **cut}}, ensure_ascii=True)
            if len(text) <= LIMIT:
                return text + "\n"
    kept = ("version", "state", "exit", "runner", "started", "ended", "seconds")
    short = {key: rest[key] for key in kept if key in rest}
    reason = rest.get("reason")
    if isinstance(reason, dict):
        short["reason"] = {key: str(value)[:1000] for key, value in reason.items()}
    return json.dumps({**short, "truncated": True}, ensure_ascii=True) + "\n"


def is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
