"""Cuts a script into the batches that GO separates, as sqlcmd and Management Studio do."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Where GO, or anything else, has its meaning; what holds text as it is comes first.
_token = re.compile(
    r"""
      ^[ \t]*GO(?:[ \t]+(?P<count>\d{1,9}))?[ \t]*(?P<note>--[^\n]*)?\r?(?P<go>$)
    | ^[ \t]*GO[ \t]*;[ \t;]*\r?(?P<semicolon>$)
    | ^(?P<sqlcmd>:(?:r|setvar|connect|on|out|error|xml|exit|quit|list|listvar|reset|serverlist|ed|help|perftrace)\b|!!)
    | --[^\n]*
    | '[^']*(?:''[^']*)*(?P<text>'|\Z)
    | "[^"]*(?:""[^"]*)*(?P<name>"|\Z)
    | \[[^\]]*(?:\]\][^\]]*)*(?P<bracket>\]|\Z)
    | (?P<comment>/\*)
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_comment = re.compile(r"/\*|\*/")
_not_blank = re.compile(r"\S")


class ScriptError(ValueError):
    """The script cannot be cut: its line, and what is wrong there."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


@dataclass(frozen=True)
class Batch:
    text: str
    #: Of the first character that is not blank, from 1.
    line: int
    #: How often it runs: GO 5.
    count: int


def batches(script: str) -> list[Batch]:
    """The batches with something in them, in their order.

    GO separates where it stands alone on its line, with a count or a comment, outside of strings, names and comments.
    Comments may be nested, as in T-SQL.

    Raises:
        ScriptError: a string, name or comment without an end; what only sqlcmd itself understands.
    """
    found: list[Batch] = []
    begin = at = 0
    counted, line = 0, 1

    def line_of(place: int) -> int:
        nonlocal counted, line
        if place < counted:
            return script.count("\n", 0, place) + 1
        line += script.count("\n", counted, place)
        counted = place
        return line

    def add(end: int, count: int) -> None:
        first = _not_blank.search(script, begin, end)
        if first is not None:
            found.append(Batch(script[begin:end], line_of(first.start()), count))

    while (token := _token.search(script, at)) is not None:
        at = token.end()
        if token["go"] is not None:
            add(token.start(), int(token["count"] or 1))
            # The line's end belongs to GO.
            at = begin = at + 1 if script[at : at + 1] == "\n" else at
        elif token["semicolon"] is not None:
            raise ScriptError(line_of(token.start()), "GO is no statement, and takes no semicolon.")
        elif token["sqlcmd"] is not None:
            raise ScriptError(line_of(token.start()), f"{token['sqlcmd']} is a command of sqlcmd, and no T-SQL.")
        elif token["comment"] is not None:
            at = _end_of_comment(script, at)
            if at < 0:
                raise ScriptError(line_of(token.start()), "the comment that begins here has no end.")
        elif "" in (token["text"], token["name"], token["bracket"]):
            kind = "string" if token["text"] == "" else "name"
            raise ScriptError(line_of(token.start()), f"the {kind} that begins here has no end.")
        # What ends with the text is not found again.
        if at >= len(script):
            break
    add(len(script), 1)
    return found


def _end_of_comment(script: str, at: int) -> int:
    """Where the comment ends whose beginning is before `at`; -1 where it does not."""
    depth = 1
    while depth > 0:
        mark = _comment.search(script, at)
        if mark is None:
            return -1
        depth += 1 if mark[0] == "/*" else -1
        at = mark.end()
    return at


def decoded(content: bytes) -> str:
    """A script's text: UTF-8, or UTF-16 with a mark, as Management Studio saves it.

    Raises:
        UnicodeDecodeError: another encoding.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")
