"""Makes SQLModel 0.0.11, the last for SQLAlchemy 1.4, run on the pydantic 1 that pydantic 2 carries as `pydantic.v1`.

    adapt-sqlmodel.py WHEEL FOLDER

WHEEL is the index's own wheel of sqlmodel 0.0.11. Writes sqlmodel-0.0.11+pydantic2-py3-none-any.whl into FOLDER and
prints its path: the same files, but for the imports of pydantic, the version, and what it says it needs.
The same wheel always gives the same bytes.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

OLD = "0.0.11"
NEW = "0.0.11+pydantic2"
IMPORT = re.compile(r"^(\s*from )pydantic((?:\.\w+)* import )", re.MULTILINE)
# Each line of the metadata that is no longer true, and what is. pydantic.v1 does not work on Python 3.14.
METADATA = {
    f"Version: {OLD}": f"Version: {NEW}",
    "Requires-Python: >=3.7,<4.0": "Requires-Python: >=3.7,<3.14",
    "Requires-Dist: pydantic (>=1.9.0,<2.0.0)": "Requires-Dist: pydantic (>=2.0.0,<3.0.0)",
}


def adapt(wheel: Path, folder: Path) -> Path:
    """The adapted wheel's path. Raises ValueError where the wheel is not what its name and RECORD say."""
    with zipfile.ZipFile(wheel) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    info, renamed = f"sqlmodel-{OLD}.dist-info/", f"sqlmodel-{NEW}.dist-info/"
    if f"{info}RECORD" not in files:
        raise ValueError(f"{wheel.name} is not the wheel of sqlmodel {OLD}")
    if files.pop(f"{info}RECORD").decode() != record(files, f"{info}RECORD"):
        raise ValueError(f"{wheel.name} does not hold what its RECORD says")
    sources = {name for name in files if name.endswith(".py")}
    made = {
        name.replace(info, renamed): imports(name, content) if name in sources else content
        for name, content in files.items()
    }
    if all(made[name] == files[name] for name in sources):
        raise ValueError(f"{wheel.name} imports nothing from pydantic")
    made[f"{renamed}METADATA"] = metadata(files[f"{info}METADATA"])
    made[f"{renamed}RECORD"] = record(made, f"{renamed}RECORD").encode()
    target = folder / f"sqlmodel-{NEW}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as written:
        for name, content in made.items():
            # Stored, not deflated: zlib's versions give different bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            written.writestr(entry, content)
    return target


def imports(name: str, content: bytes) -> bytes:
    """The source with its imports of pydantic from `pydantic.v1`."""
    source = IMPORT.sub(r"\1pydantic.v1\2", content.decode())
    for node in ast.walk(ast.parse(source)):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
        modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for module in modules:
            if (module + ".").startswith("pydantic.") and not (module + ".").startswith("pydantic.v1."):
                raise ValueError(f"{name} imports {module} in a way that cannot be rewritten")
    return source.encode()


def metadata(content: bytes) -> bytes:
    head, blank, description = content.decode().partition("\n\n")
    lines = head.split("\n")
    for old, new in METADATA.items():
        if lines.count(old) != 1:
            raise ValueError(f"the metadata lacks the line '{old}'")
        lines[lines.index(old)] = new
    return ("\n".join(lines) + blank + description).encode()


def record(files: dict[str, bytes], own: str) -> str:
    """RECORD as the specification of wheels has it: path, hash, size; its own line without the last two."""
    lines = []
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(content)}")
    return "".join(f"{line}\n" for line in [*lines, f"{own},,"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: adapt-sqlmodel.py WHEEL FOLDER")
    try:
        print(adapt(Path(sys.argv[1]), Path(sys.argv[2])))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        sys.exit(f"adapt-sqlmodel.py: {error}")
