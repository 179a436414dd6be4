/** What runs inside the image, by its own Python. Prints one JSON document: a check's name -> whether and what. */
export const insideProgram = `
import json, os, shutil, subprocess, sys
results = {}

def check(name):
    def decorate(work):
        try:
            results[name] = {"ok": True, "what": work()}
        except BaseException as error:
            results[name] = {"ok": False, "what": "%s: %s" % (type(error).__name__, str(error).strip()[:500])}
    return decorate

def must(condition, what):
    if not condition:
        raise AssertionError(what)
    return what

@check("user")
def _():
    import pwd
    uid, gid = os.getuid(), os.getgid()
    must((uid, gid) == (50000, 0), "it runs as %d:%d" % (uid, gid))
    return must(pwd.getpwuid(uid).pw_name == "astro", "user 50000 is " + pwd.getpwuid(uid).pw_name) and "astro, 50000:0"

@check("airflow")
def _():
    import importlib.metadata as metadata
    return metadata.version("apache-airflow")

@check("framework")
def _():
    import importlib.metadata as metadata
    import sqlmodel_framework
    from sqlmodel_framework import ReferenceTable, TransactionalTable
    return metadata.version("sqlmodel-framework")

@check("kerberos")
def _():
    import ctypes
    import importlib.metadata as metadata
    import gssapi
    ctypes.CDLL("libgssapi_krb5.so.2")
    must(shutil.which("kinit") and shutil.which("klist"), "kinit and klist are not on PATH")
    configuration = open("/etc/krb5.conf").read() if os.path.exists("/etc/krb5.conf") else ""
    realm = next((line.split("=")[1].strip() for line in configuration.splitlines() if line.strip().startswith("default_realm")), None)
    return "gssapi %s, realm %s" % (metadata.version("gssapi"), realm)

@check("odbc")
def _():
    import pyodbc
    wanted = ["ODBC Driver 18 for SQL Server", "FreeTDS"]
    drivers = pyodbc.drivers()
    for name in wanted:
        must(name in drivers, "%s is not registered (there are: %s)" % (name, ", ".join(drivers) or "none"))
        server = "127.0.0.1,1" if name != "FreeTDS" else "127.0.0.1;Port=1"
        try:
            pyodbc.connect("Driver={%s};Server=%s;UID=nobody;PWD=none;Encrypt=no" % (name, server), timeout=2)
        except pyodbc.Error as error:
            # Nobody listens there: what matters is that the driver itself was loaded and tried.
            must("open lib" not in str(error) and "IM002" not in str(error), "%s: %s" % (name, error))
    return "%s load through pyodbc %s" % (" and ".join(wanted), pyodbc.version)

@check("pip")
def _():
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    must(done.returncode == 0, done.stdout.strip() or done.stderr.strip())
    return "no broken requirements"

@check("compiler")
def _():
    found = [name for name in ("gcc", "cc", "g++", "c++", "clang", "tcc", "cpp") if shutil.which(name)]
    must(not found, ", ".join(found) + " on PATH")
    return "none"

print(json.dumps(results))
`;

/** As root: which paths everybody may write, but for sticky folders. */
export const writableProgram = `
import json, os, stat
found = []
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("proc", "sys", "dev")]
    for name in folders + files:
        path = os.path.join(folder, name)
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode) or not mode & stat.S_IWOTH:
            continue
        if stat.S_ISDIR(mode) and mode & stat.S_ISVTX:
            continue
        found.append(path)
print(json.dumps(found[:50]))
`;

/**
 * Lets Microsoft's driver log in by Windows authentication at a listener inside the container, which answers as far as
 * the driver needs to ask the KDC for the server's ticket. The ticket cache comes by stdin and goes to memory.
 */
export const ticketProgram = String.raw`
import json, os, socket, subprocess, sys, threading
spn = sys.argv[1]
cache = "/dev/shm/adp-ccache"
with open(os.open(cache, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
    file.write(sys.stdin.buffer.read())
os.environ["KRB5CCNAME"] = "FILE:" + cache
import pyodbc
seen = []
listener = socket.create_server(("127.0.0.1", 0))

def serve():
    connection, _ = listener.accept()
    while True:
        header = connection.recv(8)
        if len(header) < 8:
            return
        length = int.from_bytes(header[2:4], "big") - 8
        body = b""
        while len(body) < length:
            part = connection.recv(length - len(body))
            if not part:
                return
            body += part
        seen.append(header[0])
        if header[0] != 0x12:
            connection.close()
            return
        # PRELOGIN: version 16, and encryption is not supported (MS-TDS 2.2.6.5).
        options = b"\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff" + b"\x10\x00\x0f\xa0\x00\x00" + b"\x02"
        connection.sendall(bytes([4, 1]) + (8 + len(options)).to_bytes(2, "big") + b"\x00\x00\x01\x00" + options)

threading.Thread(target=serve, daemon=True).start()
said = ""
try:
    pyodbc.connect("Driver={ODBC Driver 18 for SQL Server};Server=127.0.0.1,%d;Trusted_Connection=yes;Encrypt=no;ServerSPN=%s"
        % (listener.getsockname()[1], spn), timeout=15)
except pyodbc.Error as error:
    said = str(error)
tickets = subprocess.run(["klist"], capture_output=True, text=True)
has = spn.lower() in tickets.stdout.lower()
print(json.dumps({"ok": has and 0x10 in seen, "what": "the driver got a ticket for " + spn if has else (said or tickets.stderr)[:500]}))
`;
