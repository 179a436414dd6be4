"""A delivery: one folder a batch, its CSV files and a manifest with row counts and checksums."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nyc_flights.errors import FlightsError
from nyc_flights.layout import FILES

MANIFEST = "manifest.json"
_BATCH_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}\Z")


@dataclass(frozen=True)
class File:
    """One delivered file: its name, data lines (the header not counted) and the SHA-256 of its bytes."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Delivery:
    """One batch as it lies in its folder. ``sequence`` orders the batches; equal ones go by name."""

    folder: Path
    batch_id: str
    sequence: int
    files: tuple[File, ...]

    @property
    def sha256(self) -> str:
        """The batch's checksum: of its files' names and checksums, not of the manifest's formatting."""
        text = "\n".join(f"{file.name} {file.rows} {file.sha256}" for file in self.files)
        return hashlib.sha256(text.encode()).hexdigest()

    def content(self, file: File) -> bytes:
        """The bytes of one delivered file, checked.

        Raises:
            FlightsError: NYC-DLV-003 when they are not those that the manifest names.
        """
        path = self.folder / file.name
        content = path.read_bytes() if path.is_file() else b""
        found = hashlib.sha256(content).hexdigest()
        if found != file.sha256:
            raise FlightsError(
                "NYC-DLV-003",
                f"batch {self.batch_id}: {path} is not the file that was delivered.",
                f"its SHA-256 is {found}, the manifest says {file.sha256}: edited, cut short or missing.",
                "restore the file, or deliver the new content as a batch with a name of its own.",
            )
        return content

    def verify(self) -> None:
        """Check every file against the manifest; see `content`."""
        for file in self.files:
            self.content(file)


def write(to: Path, batch_id: str, sequence: int, tables: Mapping[str, Sequence[str]]) -> tuple[Path, bool]:
    """Write one batch atomically: into a hidden folder, then by rename. Returns its folder and whether
    it was written (False: the same batch is already there).

    Args:
        tables: file name -> data lines, without header and line ends.

    Raises:
        FlightsError: NYC-DLV-004 when another content was already delivered under this name.
    """
    folder = to / batch_id
    to.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{batch_id}.", dir=to))
    try:
        draft.chmod(0o755)  # mkdtemp makes it private; Airflow may run as another user
        files = {}
        for name, lines in tables.items():
            content = "".join(f"{line}\n" for line in (",".join(FILES[name][1]), *lines)).encode()
            (draft / name).write_bytes(content)
            files[name] = {"rows": len(lines), "sha256": hashlib.sha256(content).hexdigest()}
        manifest = {"batch_id": batch_id, "sequence": sequence, "files": files}
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if (folder / MANIFEST).is_file():
            old, new = read(folder), read(draft)
            if old.sha256 != new.sha256:
                raise FlightsError(
                    "NYC-DLV-004",
                    f"batch {batch_id} was delivered before with another content.",
                    f"{folder} has the checksum {old.sha256[:12]}, this delivery {new.sha256[:12]}.",
                    f"keep the old one, or, for a fresh start of the source: rm -r {to}",
                )
            old.verify()
            return folder, False
        if folder.exists():  # no manifest: not a delivery of ours, nothing that may be overwritten
            raise FlightsError(
                "NYC-DLV-005",
                f"{folder} exists and is not a delivery.",
                f"it holds no {MANIFEST}.",
                f"move it away: mv {folder} {folder}.old",
            )
        draft.replace(folder)
        return folder, True
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read(folder: Path) -> Delivery:
    """Read a batch's manifest.

    Raises:
        FlightsError: NYC-DLV-002 when it cannot be read or names files this example does not know.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        batch_id, sequence = manifest["batch_id"], manifest["sequence"]
        files = tuple(
            File(name, int(entry["rows"]), str(entry["sha256"]))
            for name, entry in sorted(manifest["files"].items(), key=lambda item: list(FILES).index(item[0]))
        )
        if not isinstance(batch_id, str) or not _BATCH_ID.match(batch_id) or type(sequence) is not int:
            raise ValueError(f"batch_id {batch_id!r}, sequence {sequence!r}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FlightsError(
            "NYC-DLV-002",
            f"{path} is not a manifest.",
            f"{type(error).__name__}: {error}",
            f"deliver the batch again: rm -r {folder}, then run python -m nyc_flights.source",
        ) from error
    return Delivery(folder, batch_id, sequence, files)


def find(source: Path) -> list[Delivery]:
    """All deliveries in ``source``, in loading order.

    Raises:
        FlightsError: NYC-DLV-001 when there is none, NYC-DLV-002 for an unreadable manifest,
            NYC-DLV-006 when two folders carry one batch_id.
    """
    folders = sorted(path.parent for path in source.glob(f"[!.]*/{MANIFEST}"))
    if not folders:
        raise FlightsError(
            "NYC-DLV-001",
            f"no delivery in {source}.",
            "the source has not delivered yet, or NYC_FLIGHTS_SOURCE names another folder.",
            f"python -m nyc_flights.source --package DIR --to {source} --day 1",
        )
    deliveries = sorted((read(folder) for folder in folders), key=lambda d: (d.sequence, d.batch_id))
    seen: dict[str, Path] = {}
    for delivery in deliveries:
        if delivery.batch_id in seen:
            raise FlightsError(
                "NYC-DLV-006",
                f"batch {delivery.batch_id} is delivered twice.",
                f"{seen[delivery.batch_id]} and {delivery.folder} carry the same batch_id.",
                f"move one away: mv {delivery.folder} {source.parent}",
            )
        seen[delivery.batch_id] = delivery.folder
    return deliveries
