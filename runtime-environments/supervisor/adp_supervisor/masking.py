"""Masks the environment's secrets in what a job prints."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

MASK = "***"
#: A shorter value would also hide ordinary words, so it is masked only where a setting names its variable.
SHORTEST = 4
_by_name = re.compile(
    r"PASS(WORD|WD|PHRASE)?(_|$)|PWD(_|$)|SECRET|TOKEN|CREDENTIAL|API_?KEY|PRIVATE_?KEY", re.IGNORECASE
)
_files = re.compile(r"PASSFILE|_FILE$|^(OLD)?PWD$", re.IGNORECASE)


class Mask:
    """Replaces every known secret by ``***``, also as an address or JSON spells it."""

    def __init__(self, values: Sequence[str]) -> None:
        spellings = {spelling for value in values for spelling in _spellings(value)}
        # The longest first: one secret may begin another.
        ordered = sorted(spellings, key=len, reverse=True)
        self.longest = max((len(one) for one in ordered), default=0)
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        return text if self._pattern is None else self._pattern.sub(MASK, text)


def mask_of(env: Mapping[str, str], named: Sequence[str]) -> Mask:
    """The mask for an environment: what is named, what a variable's name tells, and logins inside of connections."""
    values: list[str] = [env[name] for name in named if env.get(name)]
    for name, value in env.items():
        if _by_name.search(name) and not _files.search(name):
            values.append(value) if len(value) >= SHORTEST else None
        values += [one for one in _inside(name, value) if len(one) >= SHORTEST]
    return Mask(values)


def _inside(name: str, value: str) -> list[str]:
    """Passwords in an address, in a connection as JSON, in libpq's password file."""
    if name == "PGPASSFILE":
        return _passwords_in(value)
    if value.lstrip().startswith("{"):
        try:
            document = json.loads(value)
        except ValueError:
            return []
        return _secrets_in(document)
    if "://" not in value:
        return []
    try:
        parts = urlsplit(value)
        found = [unquote(parts.password)] if parts.password else []
        queried = dict(parse_qsl(parts.query))
    except ValueError:
        return []
    found += [text for key, text in queried.items() if _by_name.search(key)]
    if "passfile" in queried:
        found += _passwords_in(queried["passfile"])
    return found


def _secrets_in(document: object) -> list[str]:
    if isinstance(document, list):
        return [one for value in document for one in _secrets_in(value)]
    if not isinstance(document, dict):
        return []
    found: list[str] = []
    for key, value in document.items():
        if isinstance(value, str) and _by_name.search(str(key)) and not _files.search(str(key)):
            found.append(value)
        elif isinstance(value, str) and value.lstrip().startswith("{"):
            found += _inside("", value)
        else:
            found += _secrets_in(value)
    return found


def _passwords_in(path: str) -> list[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    fields = [re.split(r"(?<!\\):", line) for line in lines if not line.startswith("#")]
    return [re.sub(r"\\(.)", r"\1", one[4]) for one in fields if len(one) == 5 and one[4]]


def _spellings(value: str) -> set[str]:
    in_json = json.dumps(value)[1:-1]
    return {one for one in (value, quote(value), quote(value, safe=""), quote_plus(value), in_json) if one}
