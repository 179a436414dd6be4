"""The three tasks, on a connection of Python's DB-API. Without one they say what they would do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from batches import Batch, ScriptError, batches, decoded


class InputError(Exception):
    """A file or an argument is wrong; no server was asked."""


class Connection(Protocol):
    """A connection that another thread may cancel: `look` raises once that was done."""

    def cursor(self) -> Any: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def look(self) -> None: ...


Send = Callable[..., None]


def quoted(name: str) -> str:
    return ".".join("[" + part.replace("]", "]]") + "]" for part in name.split("."))


def query_of(task: Mapping[str, Any]) -> str:
    if task["query"] is not None:
        return str(task["query"])
    if task["query_file"] is not None:
        found = script(task["query_file"])
        if len(found) != 1 or found[0].count != 1:
            raise InputError(f"{task['query_file']} holds {len(found)} batches; a query is one.")
        return found[0].text
    return f"SELECT * FROM {quoted(task['table'])}"


def script(name: str) -> list[Batch]:
    try:
        return batches(decoded(Path(name).read_bytes()))
    except ScriptError as error:
        raise InputError(f"{name}, {error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is neither UTF-8 nor UTF-16 with a mark.") from error


def extract(task: Mapping[str, Any], connection: Connection | None, send: Send) -> None:
    """Writes a query's rows to a file, `chunk` rows at a time. The file is there only as a whole."""
    from files import Writer

    query, path = query_of(task), Path(task["to"])
    if connection is None:
        send(said=f"a query, its rows to {path}", statement=query[:2000])
        return
    cursor = connection.cursor()
    cursor.execute(query)
    # A query may begin with statements that give no rows.
    while cursor.description is None and next_set(cursor):
        pass
    if cursor.description is None:
        raise InputError("The query gives no rows: it has no SELECT.")
    writer, count = Writer(path, cursor.description), 0
    try:
        while found := cursor.fetchmany(task["chunk"]):
            writer.add(found)
            count += len(found)
            print(f"{count} rows")
        # Errors after the first row come with the sets that follow.
        while next_set(cursor):
            pass
        connection.look()
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    send(rows=count, columns=writer.schema.names, artifacts=[str(path.resolve())])


def load(task: Mapping[str, Any], connection: Connection | None, send: Send) -> None:
    """Inserts the rows of all files in one transaction."""
    from files import columns_of, rows

    into = quoted(task["into"])
    paths = [Path(name) for name in task["files"]]
    try:
        columns = {path: columns_of(path) for path in paths}
        first = columns[paths[0]]
        for path, names in columns.items():
            if names != first:
                raise InputError(f"{path} has other columns than {paths[0]}: {', '.join(names)}")
        marks = ", ".join("?" for _ in first)
        insert = f"INSERT INTO {into} ({', '.join(map(quoted_one, first))}) VALUES ({marks})"
        send(statement=insert, columns=first)
        if connection is None:
            total = sum(len(part) for path in paths for part in rows(path, task["chunk"]))
            send(said=f"{total} rows of {len(paths)} files into {into}, in one transaction")
            return
        cursor, total = connection.cursor(), 0
        try:
            if task["delete_first"]:
                cursor.execute(f"DELETE FROM {into}")
            cursor = connection.cursor()
            if hasattr(cursor, "fast_executemany"):
                cursor.fast_executemany = True
            for path in paths:
                count = 0
                for part in rows(path, task["chunk"]):
                    cursor.executemany(insert, part)
                    count += len(part)
                total += count
                send(part=str(path), rows=count)
                print(f"{path}: {count} rows")
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    except ValueError as error:
        raise InputError(str(error)) from error
    send(rows=total)


def quoted_one(name: str) -> str:
    return "[" + name.replace("]", "]]") + "]"


def run(task: Mapping[str, Any], connection: Connection | None, send: Send) -> None:
    """Runs scripts batch by batch: each commits as it says itself, and the first error ends the run."""
    scripts = {name: script(name) for name in task["files"]}
    if connection is None:
        for name, found in scripts.items():
            for batch in found:
                send(part=f"{name}:{batch.line}", count=batch.count)
                print(f"{name}:{batch.line} {batch.text.strip().splitlines()[0][:100]}")
        send(said=f"{sum(map(len, scripts.values()))} batches of {len(scripts)} files")
        return
    cursor = connection.cursor()
    for name, found in scripts.items():
        for batch in found:
            place = f"{name}:{batch.line}"
            for _ in range(batch.count):
                began = time.monotonic()
                try:
                    changed = run_batch(cursor, batch.text)
                    connection.look()
                except Exception:
                    send(part=place, state="failed")
                    raise
                send(part=place, state="ok", changed=changed, seconds=round(time.monotonic() - began, 3))
            print(f"{place} done")


def run_batch(cursor: Any, text: str) -> int | None:
    """Runs it to its end: a batch has a result a statement, and an error may come with the last one."""
    cursor.execute(text)
    changed = None
    while True:
        if cursor.description is None and cursor.rowcount >= 0:
            changed = (changed or 0) + cursor.rowcount
        for _, message in getattr(cursor, "messages", None) or ():
            print(message)
        if not next_set(cursor):
            return changed


def next_set(cursor: Any) -> bool:
    return bool(cursor.nextset()) if hasattr(cursor, "nextset") else False


TASKS: Mapping[str, Callable[[Mapping[str, Any], Connection | None, Send], None]] = {
    "extract": extract,
    "load": load,
    "run": run,
}
