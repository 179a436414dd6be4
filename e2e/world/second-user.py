"""What another user of this machine can try against a datakit that runs. Standard library alone.

Argument: a JSON object with `run` (the run folder), `uid` (whose it is), `pids` and `sockets` (its processes, and the inodes of their sockets), `web` and `postgres` (ports),
`line`, `outside` (folders where programs leave files), and `password`: the administrator's. With it the owner runs the same
attacks, but for those that change something, to show that they are attacks. Prints a JSON object: `tried`, the number of
attacks; `succeeded`, the name of each that did; `answers`, how often Airflow and PostgreSQL answered; and what only the owner
can judge: `argv`, every argument list that can be read, and `files`, every file of these processes' user outside of the run
folder that can be read.
"""

import base64
import ctypes
import hashlib
import hmac
import json
import os
import socket
import struct
import sys
import time
import urllib.error
import urllib.request

facts = json.loads(sys.argv[1])
run, owner = facts["run"], facts["uid"]
is_owner = facts["password"] != ""
FILES = """settings.json admin-password pgpass started.json lock airflow/airflow.cfg airflow/passwords.json airflow/logs
logs/web.log logs/postgres.log logs/scheduler.log processes/web.json postgres/data postgres/data/pg_hba.conf
postgres/data/postmaster.pid packages"""
API = """dags connections variables pools config importErrors eventLogs dags/~/dagRuns providers plugins
connections/warehouse dagSources/x"""
tried = 0
succeeded = []
answers = {"web": 0, "postgres": 0}


def attack(name, work, changes=False):
    """Counts an attack; `work` returns something where it succeeds, and nothing or an OSError where it is refused."""
    global tried
    if changes and is_owner:
        return
    tried += 1
    try:
        found = work()
    except (OSError, ValueError):
        return
    if found:
        succeeded.append(f"{name}: {found}" if isinstance(found, str) else name)


def read(path):
    with open(path, "rb") as file:
        return file.read(1) or b"x"


def write(path):
    with open(path, "ab"):
        return True


def folders():
    attack("list the run folder", lambda: os.listdir(run) or True)
    attack("enter the run folder", lambda: os.chdir(run) or True)
    attack("make a file in the run folder", lambda: write(os.path.join(run, "mine")), changes=True)
    attack("make a file beside it", lambda: write(os.path.join(os.path.dirname(run), "mine")), changes=True)
    attack("move the run folder", lambda: os.rename(run, run + ".moved") or True, changes=True)
    for name in FILES.split():
        path = os.path.join(run, name)
        attack(f"read {name}", lambda path=path: read(path))
        attack(f"look at {name}", lambda path=path: bool(os.stat(path)))
        attack(f"write {name}", lambda path=path: write(path), changes=True)


def processes():
    libc = ctypes.CDLL(None, use_errno=True)
    attach, detach = 16, 17
    argv = []
    for pid in facts["pids"]:
        place = f"/proc/{pid}"
        for name in ["environ", "maps", "io", "auxv"]:
            attack(f"{name} of a process", lambda path=f"{place}/{name}": read(path))
        for name in ("cwd", "root", "exe"):
            attack(f"{name} of a process", lambda path=f"{place}/{name}": os.readlink(path))
        attack("open files of a process", lambda path=f"{place}/fd": os.listdir(path))
        attack("a signal to a process", lambda pid=pid: os.kill(pid, 0) or True)

        def trace(pid=pid):
            if libc.ptrace(attach, pid, None, None) != 0:
                return False
            libc.ptrace(detach, pid, None, None)
            return True

        attack("ptrace of a process", trace, changes=True)
        try:
            with open(f"{place}/cmdline", "rb") as file:
                argv.append(file.read().decode("utf8", "replace").replace("\0", " "))
        except OSError:
            pass
    return argv


def listeners():
    """The addresses where these processes listen."""
    found = []
    for family in ("tcp", "tcp6"):
        with open(f"/proc/net/{family}") as table:
            for line in list(table)[1:]:
                fields = line.split()
                if fields[3] == "0A" and fields[9] in facts["sockets"]:
                    address, port = fields[1].split(":")
                    found.append((address, int(port, 16)))
    return found


def ports():
    for address, port in listeners():
        attack("a listener on every address", lambda a=address, p=port: a != "0100007F" and f"{a}:{p}")
        attack(
            "a port that is neither Airflow's nor PostgreSQL's",
            lambda p=port: p not in (facts["web"], facts["postgres"]) and str(p),
        )
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):

            def share(option=option, port=port):
                door = socket.socket()
                with door:
                    door.setsockopt(socket.SOL_SOCKET, option, 1)
                    door.bind(("127.0.0.1", port))
                    door.listen()
                    return True

            attack("share a port", share, changes=True)
    with open("/proc/net/unix") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if len(fields) > 7 and facts["run"] in fields[7]:
                attack(
                    "a Unix socket of the run folder",
                    lambda f=fields[7]: socket.socket(socket.AF_UNIX).connect(f) or f,
                )


def ask(path, method="GET", headers=None, body=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{facts['web']}{path}", method=method, headers=headers or {}, data=body
    )

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    answers["web"] += 1
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        with opener.open(request, timeout=120) as answer:
            return answer.status, answer.headers, answer.read(65536)
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read(65536)


def jwt(claims, key=None):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    header = {"alg": "none" if key is None else "HS512", "typ": "JWT"}
    text = part(json.dumps(header).encode()) + b"." + part(json.dumps(claims).encode())
    mac = b"" if key is None else part(hmac.new(key, text, hashlib.sha512).digest())
    return (text + b"." + mac).decode()


def web():
    three = facts["line"].startswith("3")
    base = "/api/v2" if three else "/api/v1"
    closed = [f"{base}/{name}" for name in API.split()]
    closed += (
        [
            "/ui/config",
            "/ui/dags",
            "/execution/connections/warehouse",
            "/execution/variables/x",
            "/auth/users",
        ]
        if three
        else [
            "/home",
            "/users/list/",
            "/connection/list/",
            "/variable/list/",
            "/configuration",
            "/api/experimental/test",
        ]
    )
    now = int(time.time())
    claims = {
        "sub": "admin",
        "role": "ADMIN",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "aud": "apache-airflow",
    }
    given = [{}]
    for login in ("admin:admin", "airflow:airflow", "admin:", "admin:password"):
        given.append({"Authorization": "Basic " + base64.b64encode(login.encode()).decode()})
    for key in (None, b"", b"secret", b"temporary_key"):
        token = jwt(claims, key)
        given += [{"Authorization": f"Bearer {token}"}, {"Cookie": f"_token={token}; session={token}"}]
    if is_owner:
        given = [
            {"Authorization": "Basic " + base64.b64encode(f"admin:{facts['password']}".encode()).decode()}
        ]
        if three:
            login = json.dumps({"username": "admin", "password": facts["password"]}).encode()
            token = json.loads(ask("/auth/token", "POST", {"Content-Type": "application/json"}, login)[2])[
                "access_token"
            ]
            given = [{"Authorization": f"Bearer {token}"}]
    for path in closed:
        # Forged logins are tried on a few: they are judged before the path is.
        for headers in given if path in closed[:4] else given[:1]:

            def opened(path=path, headers=headers):
                status, _, body = ask(path, headers=headers)
                # A page for the browser that asks for a login shows nothing.
                return status == 200 and b"<html" not in body[:2000].lower() and path

            attack("read without a login", opened)
    for login in ({"username": "admin", "password": "admin"}, {"username": "admin", "password": ""}):
        attack(
            "log in by a default password",
            lambda login=login: (
                three
                and ask(
                    "/auth/token", "POST", {"Content-Type": "application/json"}, json.dumps(login).encode()
                )[0]
                in (200, 201)
            ),
        )
    attack("a token without a login", lambda: three and ask("/auth/token")[0] in (200, 201))
    attack("a token for the command line", lambda: three and ask("/auth/token/login", "GET")[0] in (200, 201))
    new = json.dumps({"connection_id": "mine", "conn_type": "http"}).encode()
    attack(
        "make a connection",
        lambda: (
            ask(f"{base}/connections", "POST", {"Content-Type": "application/json"}, new)[0] in (200, 201)
        ),
        changes=True,
    )
    attack(
        "a page of another site may read the answers",
        lambda: (
            "evil"
            in (
                ask(f"{base}/dags", headers={"Origin": "http://evil.example"})[1].get(
                    "Access-Control-Allow-Origin"
                )
                or ""
            )
        ),
    )


def postgres():
    sasl = 10
    for user in ("postgres", "airflow", "warehouse", "admin", "root", "adp"):
        for database in ("postgres", "warehouse", "template1"):

            def log_in(user=user, database=database):
                with socket.create_connection(("127.0.0.1", facts["postgres"]), 120) as door:
                    words = b"user\0" + user.encode() + b"\0database\0" + database.encode() + b"\0\0"
                    door.sendall(struct.pack("!II", len(words) + 8, 196608) + words)
                    kind, _, method = struct.unpack("!cII", door.recv(9, socket.MSG_WAITALL))
                    answers["postgres"] += 1
                    return kind == b"R" and method != sasl and f"{user} is asked by method {method}"

            attack("log in to PostgreSQL without SCRAM", log_in)


def left():
    """Files of that user, outside of the run folder, that this one can read; and those that it can write."""
    found = []
    for place in facts["outside"]:
        for folder, _, names in os.walk(place):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    if os.lstat(path).st_uid != owner or os.path.islink(path):
                        continue
                except OSError:
                    continue
                attack(
                    "write a file that is left outside", lambda path=path: os.access(path, os.W_OK) and path
                )
                if os.access(path, os.R_OK) and os.path.isfile(path):
                    found.append(path)
    return found


folders()
argv = processes()
ports()
web()
postgres()
files = left()
print(json.dumps({"tried": tried, "succeeded": succeeded, "answers": answers, "argv": argv, "files": files}))
