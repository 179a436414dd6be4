"""Reads the arguments of spark-submit, so that a mistake is found before Java starts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .contract import Refused

#: Of Spark 4's spark-submit, those that take a value.
_VALUED = frozenset(
    (
        "--archives --class --conf -c --deploy-mode --driver-class-path --driver-cores --driver-java-options"
        " --driver-library-path --driver-memory --exclude-packages --executor-cores --executor-memory --files --jars"
        " --keytab --kill --master --name --num-executors --packages --principal --properties-file --proxy-user"
        " --py-files --queue --remote --repositories --status --total-executor-cores"
    ).split()
)
_FLAGS = frozenset("--verbose -v --supervise --load-spark-defaults".split())
_LOCAL = re.compile(r"local(\[(\*|\d+)(,\d+)?\])?$")


@dataclass(frozen=True)
class Submit:
    #: As spark-submit takes them.
    words: Sequence[str]
    #: The program: a file of Python or a jar.
    program: str
    is_local: bool
    #: Host and port of each master, or of Kubernetes.
    masters: Sequence[tuple[str, int]]


def read_submit(args: Sequence[str]) -> Submit:
    """Takes `spark-submit OPTION... PROGRAM ARGUMENT...`, with or without its first word.

    Raises:
        Refused: RNR-001 for the arguments, RNR-002 where the program is not there.
    """
    words = list(args[1:] if args[:1] == ["spark-submit"] else args)
    options: list[tuple[str, str]] = []
    at = 0
    while at < len(words) and words[at].startswith("-"):
        name, is_joined, value = words[at].partition("=")
        if name in _VALUED and not is_joined:
            at += 1
            if at == len(words):
                raise Refused("RNR-001", f"spark-submit's {name} has no value.")
            value = words[at]
        elif name not in _VALUED and words[at] not in _FLAGS:
            raise Refused("RNR-001", f"spark-submit has no option {name}.", "its options stand before the program")
        options.append((name, value))
        at += 1
    for name, _ in options:
        if name in ("--kill", "--status", "--remote"):
            raise Refused("RNR-001", f"This runner does not do spark-submit {name}.", "it runs a program to its end")
    program = words[at] if at < len(words) else ""
    if not program.endswith((".py", ".jar")):
        shown = f"`{program}`" if program else "spark-submit without a program"
        raise Refused("RNR-001", f"This runner does not do {shown}.", "name a .py or a .jar: spark-submit job.py")
    conf = dict(value.partition("=")[::2] for name, value in options if name in ("--conf", "-c"))
    given = dict(options)
    master = given.get("--master") or conf.get("spark.master") or "local[*]"
    cluster = (given.get("--deploy-mode") or conf.get("spark.submit.deployMode")) == "cluster"
    masters = _masters(master)
    if master.startswith("k8s://"):
        _check_kubernetes(conf, program, cluster)
    elif cluster and masters:
        raise Refused(
            "RNR-001", "A program in Python has no deploy mode `cluster` on spark://.", "leave --deploy-mode out"
        )
    elif not Path(program).is_file():
        raise Refused("RNR-002", f"There is no {program} here.", "mount it there, or correct its path")
    return Submit(words, program, not masters, masters)


def _masters(master: str) -> list[tuple[str, int]]:
    if _LOCAL.match(master):
        return []
    try:
        if master.startswith("spark://"):
            found = [urlsplit(f"//{one}") for one in master.removeprefix("spark://").split(",")]
            pairs = [(one.hostname, one.port) for one in found]
        elif master.startswith("k8s://"):
            address = master.removeprefix("k8s://")
            one = urlsplit(address if "://" in address else f"https://{address}")
            pairs = [(one.hostname, one.port or {"http": 80}.get(one.scheme, 443))]
        else:
            raise ValueError("another cluster")
        if any(host is None or port is None for host, port in pairs):
            raise ValueError("no host, or no port")
    except ValueError as error:
        raise Refused(
            "RNR-001",
            f"`{master}` is not a master that this runner knows.",
            "for example local[2], spark://HOST:7077 or k8s://https://HOST:6443",
        ) from error
    return [(str(host), int(str(port))) for host, port in pairs]


def _check_kubernetes(conf: dict[str, str], program: str, cluster: bool) -> None:
    if "spark.kubernetes.container.image" not in conf and "spark.kubernetes.executor.container.image" not in conf:
        raise Refused(
            "RNR-001",
            "Kubernetes needs an image for the executors.",
            "give --conf spark.kubernetes.container.image=IMAGE",
        )
    if cluster and "://" not in program:
        raise Refused(
            "RNR-001",
            f"In deploy mode `cluster` {program} would be looked for on this machine.",
            f"name it as the image has it: local://{program}",
        )
    if not cluster and not Path(program).is_file():
        raise Refused("RNR-002", f"There is no {program} here.", "mount it there, or correct its path")
