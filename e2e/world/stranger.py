"""A stranger on this machine who is after a password.

Arguments: the port that a service will have, where to keep what is received, and what to speak: `postgres` or `http`. Binds
the port before the service does, without listening, so that it looks free; listens when a line on its standard input says
that the port is chosen; and tells whoever comes what makes a careless client send its password.
"""

import socket
import struct
import sys
import threading

HEALTHY = b'{"status": "healthy"}'
HEALTH = b", ".join(
    b'"%s": %s' % (name, HEALTHY) for name in (b"metadatabase", b"scheduler", b"triggerer", b"dag_processor")
)


def keep(path, data):
    with open(path, "ab") as kept:
        kept.write(data + b"\n")


def postgres(client, out):
    client.recv(4096)
    # AuthenticationCleartextPassword
    client.sendall(b"R" + struct.pack("!II", 8, 3))
    keep(out, client.recv(4096))


def http(client, out):
    keep(out, client.recv(65536))
    body = b"{%s}" % HEALTH
    client.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        % (len(body), body)
    )


def main():
    port, out, speaks = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    answer = {"postgres": postgres, "http": http}[speaks]
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    print("bound", flush=True)
    sys.stdin.readline()
    door.listen()
    print("listens", flush=True)
    while True:
        client, _ = door.accept()

        def serve(client=client):
            with client:
                answer(client, out)

        threading.Thread(target=serve, daemon=True).start()


main()
