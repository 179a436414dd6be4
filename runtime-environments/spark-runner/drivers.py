"""Takes the JDBC drivers of a list from Maven's repository, or from MAVEN_MIRROR, by checksum.

usage: drivers.py LIST FOLDER

A login is taken from netrc: NETRC, or ~/.netrc. It is sent to the mirror alone, never to where that redirects, and over
plain HTTP only to a host that INSECURE_LOGIN_HOSTS names.
"""

from __future__ import annotations

import base64
import hashlib
import netrc
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

CENTRAL = "https://repo1.maven.org/maven2"
#: Seconds before each next try, where the network or the mirror may be to blame.
PAUSES = (2.0, 10.0)


class Failed(Exception):
    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def main(args: list[str]) -> int:
    if len(args) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        for path, checksum in drivers(Path(args[0]).read_text(encoding="utf-8")):
            target = Path(args[1], path.rpartition("/")[2])
            if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == checksum:
                continue
            address = f"{(os.environ.get('MAVEN_MIRROR') or CENTRAL).rstrip('/')}/{path}"
            content = fetch(address)
            found = hashlib.sha256(content).hexdigest()
            if found != checksum:
                raise Failed(f"{address} has the SHA-256 {found}, and {args[0]} says {checksum}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(target.name + ".part")
            part.write_bytes(content)
            part.replace(target)
            print(target)
    except Failed as failed:
        print(f"drivers: {failed}", file=sys.stderr)
        return failed.code
    return 0


def drivers(text: str) -> list[tuple[str, str]]:
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if any(len(words) != 2 or ".." in words[0] for words in lines):
        raise Failed("A line of the list is a path and a SHA-256.", 64)
    return [(words[0], words[1]) for words in lines]


def fetch(address: str) -> bytes:
    request = urllib.request.Request(address)
    login = login_of(address)
    if login is not None:
        # A header of this kind does not follow a redirect.
        request.add_unredirected_header("Authorization", login)
    for pause in (*PAUSES, None):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                how = "without a login" if login is None else "with the login of netrc"
                raise Failed(f"{address} refused the request {how}: {error.code}", 77) from error
            if error.code < 500 or pause is None:
                raise Failed(f"{address}: {error.code} {error.reason}", 2) from error
        except (OSError, urllib.error.URLError) as error:
            if pause is None:
                raise Failed(f"{address}: {getattr(error, 'reason', error)}", 2) from error
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def login_of(address: str) -> str | None:
    """The header for a host that netrc has an entry of."""
    path = Path(os.environ.get("NETRC") or Path("~/.netrc").expanduser())
    if not path.is_file():
        return None
    parts = urlsplit(address)
    try:
        hosts = netrc.netrc(str(path)).hosts
    except netrc.NetrcParseError as error:
        raise Failed(f"{path}, line {error.lineno}, cannot be read.", 64) from error
    named = (parts.netloc, parts.hostname or "") + (("default",) if os.environ.get("MAVEN_MIRROR") else ())
    entry = next((hosts[name] for name in named if name in hosts), None)
    if entry is None:
        return None
    if parts.scheme != "https" and not {parts.netloc, parts.hostname} & set(_words("INSECURE_LOGIN_HOSTS")):
        raise Failed(
            f"The login for {parts.netloc} would go over plain HTTP: use https, or name it in INSECURE_LOGIN_HOSTS.", 77
        )
    return "Basic " + base64.b64encode(f"{entry[0]}:{entry[2]}".encode()).decode()


def _words(name: str) -> list[str]:
    return os.environ.get(name, "").lower().replace(",", " ").split()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
