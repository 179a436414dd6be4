"""Asks the engine proxy for what no runner needs, and prints what each attack was told. With --leave: leaves a runner's
container behind, as a task that was killed does."""

from __future__ import annotations

import http.client
import json
import socket
import sys

SOCKET = "/run/engine-proxy/docker.sock"
TASK = "io.airflow-data-platform.runner.task"
#: A container that is not this datakit's runner: the test gives the warehouse's whole id.
OTHER = sys.argv[1]


class Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(SOCKET)


def ask(method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> str:
    connection = Connection("engine")
    text = None if body is None else body if isinstance(body, str) else json.dumps(body)
    connection.request(method, path, text, {"Content-Type": "application/json", **(headers or {})})
    answer = connection.getresponse()
    said = answer.read().decode()
    return json.loads(said).get("message", said) if said.startswith("{") else f"{answer.status} {said}"


def container(top: dict[str, object] | None = None, **host: object) -> dict[str, object]:
    wanted = {"Image": "dbt-runner:latest", "Cmd": ["dbt", "debug"], "Labels": {TASK: "attack"}}
    return {**wanted, "HostConfig": host, **(top or {})}


def mount(source: str, kind: str = "bind", **more: object) -> dict[str, object]:
    return container(Mounts=[{"Type": kind, "Source": source, "Target": "/x", "ReadOnly": True, **more}])


CREATE = {
    "privileged": container(Privileged=True),
    "privileged, in lower case": container(privileged=True),
    "the host's root by Binds": container(Binds=["/:/host"]),
    "the host's root by a mount": mount("/"),
    "the engine's socket": mount("/var/run/docker.sock"),
    "the proxy's socket": mount("/run/engine-proxy"),
    "a folder inside of a declared one": mount("/usr/local/airflow/dbt/models"),
    "a path that goes up": mount("/usr/local/airflow/dbt/../../.."),
    "the warehouse's data": mount("platform_warehouse_data", "volume"),
    "the warehouse's login, to write": mount("platform_warehouse_login", "volume", ReadOnly=False),
    "the ticket, to write": mount("platform_kerberos_cache", "volume", ReadOnly=False),
    "a volume's driver": mount(
        "platform_kerberos_cache", "volume", VolumeOptions={"DriverConfig": {"Options": {"device": "/"}}}
    ),
    "the host's network": container(NetworkMode="host"),
    "another container's network": container(NetworkMode="container:platform-warehouse-warehouse-1"),
    "the host's processes": container(PidMode="host"),
    "a capability": container(CapAdd=["SYS_ADMIN"]),
    "a device": container(Devices=[{"PathOnHost": "/dev/sda"}]),
    "no seccomp": container(SecurityOpt=["seccomp=unconfined"]),
    "the warehouse's volumes": container(VolumesFrom=["platform-warehouse-warehouse-1"]),
    "a port": container(PortBindings={"80/tcp": [{"HostPort": "8099"}]}),
    "another image": container(top={"Image": "layer1-ticket-sharer:latest"}),
    "root": container(top={"User": "0"}),
    "a shell": container(top={"Entrypoint": ["/bin/sh", "-c", "id"]}),
    "the warehouse's name": container(
        top={
            "NetworkingConfig": {
                "EndpointsConfig": {"airflow-data-platform": {"Aliases": ["platform-warehouse"]}}
            }
        }
    ),
    "a label of Compose": container(
        top={"Labels": {TASK: "a", "com.docker.compose.project": "platform-warehouse"}}
    ),
    "a second HostConfig": json.dumps(container())[:-1] + ',"HostConfig":{"Privileged":true}}',
}
ATTACKS = {
    **{name: ("POST", "/v1.45/containers/create", body) for name, body in CREATE.items()},
    "a name": ("POST", "/v1.45/containers/create?name=platform-warehouse", container()),
    "an old version": ("POST", "/v1.10/containers/create", container(Privileged=True)),
    "the engine's facts": ("GET", "/info", None),
    "every container": ("GET", "/containers/json?all=1", None),
    "a container by its name": ("GET", "/containers/platform-warehouse-warehouse-1/json", None),
    "an encoded path": ("GET", "/containers/..%2f..%2finfo", None),
    "another container": ("POST", f"/containers/{OTHER}/stop?t=0", None),
    "a program in a container": ("POST", f"/containers/{OTHER}/exec", {"Cmd": ["sh"]}),
    "a file of a container": ("GET", f"/containers/{OTHER}/archive?path=/etc/shadow", None),
    "a file into a container": ("PUT", f"/containers/{OTHER}/archive?path=/", "x"),
    "a build": ("POST", "/build", "x"),
    "a pull": ("POST", "/images/create?fromImage=evil&tag=latest", None),
    "a volume": ("POST", "/volumes/create", {"Driver": "local", "DriverOpts": {"device": "/"}}),
}


def main() -> None:
    if "--leave" in sys.argv:
        connection = Connection("engine")
        connection.request("POST", "/containers/create", json.dumps(container()))
        print(json.loads(connection.getresponse().read())["Id"])
        return
    said = {name: ask(*attack) for name, attack in ATTACKS.items()}
    upgrade = {"Connection": "Upgrade", "Upgrade": "tcp"}
    said["a session"] = ask("POST", "/session", None, upgrade)
    said["an attach to another container"] = ask(
        "POST", f"/containers/{OTHER}/attach?stream=1&stdout=1", None, upgrade
    )
    print(json.dumps(said))


if __name__ == "__main__":
    main()
