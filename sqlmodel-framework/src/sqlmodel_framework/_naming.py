"""Names derived from a model's name."""

from __future__ import annotations

import hashlib
import re

# PostgreSQL's limit in bytes; the smallest of the dialects', so that one model has one set of names.
MAX_IDENTIFIER_BYTES = 63

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """``CustomerOrder`` -> ``customer_order``; ``HTTPLog`` -> ``http_log``."""
    return _BOUNDARY.sub("_", name).lower()


def derived(base: str, suffix: str) -> str:
    """``base + suffix``, shortened with a hash where it would be cut off (and so collide) in the database."""
    name = base + suffix
    if len(name.encode()) <= MAX_IDENTIFIER_BYTES:
        return name
    digest = hashlib.sha256(base.encode()).hexdigest()[:8]
    room = MAX_IDENTIFIER_BYTES - len(suffix.encode()) - len(digest) - 1
    kept = base.encode()[:room].decode(errors="ignore")
    return f"{kept}_{digest}{suffix}"
