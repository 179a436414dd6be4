"""What spark-runner/drivers.py takes from a mirror of Maven's repository, and what it refuses."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "spark-runner" / "drivers.py"
JAR = b"a driver"
NAME = "org/example/driver/1/driver-1.jar"


class Mirror(ThreadingHTTPServer):
    """Answers with a status a request, then with the jar; keeps who asked."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.asked: list[tuple[str, str | None]] = []
        self.elsewhere = ""
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.elsewhere)
        self.send_header("Content-Length", str(len(JAR)))
        self.end_headers()
        self.wfile.write(JAR)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def mirrors() -> Iterator[tuple[Mirror, Mirror]]:
    both = (Mirror(), Mirror())
    for one in both:
        threading.Thread(target=one.serve_forever, daemon=True).start()
    yield both
    for one in both:
        one.shutdown()
        one.server_close()


Take = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def take(tmp_path: Path, mirrors: tuple[Mirror, Mirror]) -> Take:
    def run(checksum: str = hashlib.sha256(JAR).hexdigest(), *, login: bool = False, **env: str):
        (tmp_path / "list.txt").write_text(f"# drivers\n{NAME} {checksum}\n")
        netrc = tmp_path / "netrc"
        netrc.write_text(f'machine {mirrors[0].host} login "me" password "Zq81 xPlm"\n' if login else "")
        netrc.chmod(0o600)
        given = {
            "PATH": os.environ["PATH"],
            "NETRC": str(netrc),
            "MAVEN_MIRROR": f"http://{mirrors[0].host}/maven/",
            **env,
        }
        # The pauses between the tries are not what is tested.
        quick = "import runpy, sys, time; time.sleep = lambda _: None; sys.argv = sys.argv[1:]; "
        quick += "runpy.run_path(sys.argv[0], run_name='__main__')"
        argv = [sys.executable, "-c", quick, str(PROGRAM), str(tmp_path / "list.txt"), str(tmp_path / "jars")]
        return subprocess.run(argv, env=given, capture_output=True, text=True, timeout=60)

    return run


def test_a_driver_is_taken_once(take: Take, mirrors: tuple[Mirror, Mirror], tmp_path: Path) -> None:
    assert take().returncode == 0
    assert (tmp_path / "jars" / "driver-1.jar").read_bytes() == JAR
    assert take().returncode == 0
    assert mirrors[0].asked == [(f"/maven/{NAME}", None)]
    assert [path.name for path in (tmp_path / "jars").iterdir()] == ["driver-1.jar"]


def test_another_content_is_refused(take: Take, tmp_path: Path) -> None:
    done = take("0" * 64)
    assert done.returncode == 1
    assert hashlib.sha256(JAR).hexdigest() in done.stderr
    assert not (tmp_path / "jars").exists()


def test_a_hiccup_of_the_mirror_is_tried_again(take: Take, mirrors: tuple[Mirror, Mirror]) -> None:
    mirrors[0].statuses = [503, 502]
    assert take().returncode == 0
    assert len(mirrors[0].asked) == 3


@pytest.mark.parametrize(("status", "exit_code"), [(401, 77), (403, 77), (404, 2)])
def test_a_refusal_is_not(take: Take, mirrors: tuple[Mirror, Mirror], status: int, exit_code: int) -> None:
    mirrors[0].statuses = [status]
    done = take()
    assert (done.returncode, len(mirrors[0].asked)) == (exit_code, 1), done.stderr
    assert str(status) in done.stderr


def test_a_mirror_that_is_away(take: Take) -> None:
    done = take(MAVEN_MIRROR="http://127.0.0.1:1/maven")
    assert done.returncode == 2
    assert "refused" in done.stderr


def test_the_login_goes_to_its_host_and_not_to_where_that_redirects(take: Take, mirrors: tuple[Mirror, Mirror]) -> None:
    first, second = mirrors
    first.statuses, first.elsewhere = [302], f"http://{second.host}/store"
    assert take(login=True, INSECURE_LOGIN_HOSTS="127.0.0.1").returncode == 0
    assert first.asked == [(f"/maven/{NAME}", "Basic " + base64.b64encode(b"me:Zq81 xPlm").decode())]
    assert second.asked == [("/store", None)]


def test_no_login_goes_over_plain_http(take: Take, mirrors: tuple[Mirror, Mirror]) -> None:
    done = take(login=True)
    assert done.returncode == 77
    assert "plain HTTP" in done.stderr
    assert "Zq81" not in done.stderr
    assert mirrors[0].asked == []
