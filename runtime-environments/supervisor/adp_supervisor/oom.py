"""Whether the kernel killed something of this container for its memory."""

from __future__ import annotations

from pathlib import Path

_events = Path("/sys/fs/cgroup/memory.events")


def was_killed_for_memory(events: Path = _events) -> bool:
    try:
        lines = events.read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        return False
    return any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines)
