"""Lets Microsoft's driver log in by Windows authentication at a listener inside the container.

The listener answers as far as the driver needs to ask the KDC for the server's ticket. The ticket cache comes
by stdin and goes to memory. Argument: the service principal. Prints {ok, what} as JSON.
"""

import json
import os
import socket
import subprocess
import sys
import threading

import pyodbc

spn = sys.argv[1]
cache = "/dev/shm/adp-ccache"
with open(os.open(cache, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
    file.write(sys.stdin.buffer.read())
os.environ["KRB5CCNAME"] = f"FILE:{cache}"

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
        connection.sendall(
            bytes([4, 1]) + (8 + len(options)).to_bytes(2, "big") + b"\x00\x00\x01\x00" + options
        )


threading.Thread(target=serve, daemon=True).start()
said = ""
try:
    port = listener.getsockname()[1]
    driver = "Driver={ODBC Driver 18 for SQL Server}"
    pyodbc.connect(
        f"{driver};Server=127.0.0.1,{port};Trusted_Connection=yes;Encrypt=no;ServerSPN={spn}", timeout=15
    )
except pyodbc.Error as error:
    said = str(error)
tickets = subprocess.run(["klist"], capture_output=True, text=True)
has = spn.lower() in tickets.stdout.lower()
print(
    json.dumps(
        {
            "ok": has and 0x10 in seen,
            "what": f"the driver got a ticket for {spn}" if has else (said or tickets.stderr)[:500],
        }
    )
)
