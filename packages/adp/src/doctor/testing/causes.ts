/** What makes a flow fail, as a test makes it real, and what the doctor then says. */
export interface Cause {
  /** The check that finds it. */
  readonly check: string;
  readonly finding: `${"problem" | "warning"} ADP-${string}`;
  /** Each ellipsis stands for what depends on the machine. */
  readonly sentence: string;
  /** The first thing to do, on Debian. */
  readonly remedy: string;
  /** The first thing to do, where it differs there. */
  readonly elsewhere: { readonly macos?: string; readonly wsl?: string };
  /** What a test does not make, and puts a stand-in for. */
  readonly standIn?: string;
}

type More = Cause["elsewhere"] & Pick<Cause, "standIn">;

const cause = (
  check: string,
  finding: Cause["finding"],
  sentence: string,
  remedy: string,
  { standIn, ...elsewhere }: More = {},
): Cause => ({
  ...{ check, finding, sentence, remedy, elsewhere },
  ...(standIn === undefined ? {} : { standIn }),
});

/**
 * By the cause, in the order of the checks. `expectCaused` holds each against what its check finds; docs/doctor.md shows the
 * table.
 */
export const causes = {
  "git is not installed": cause(
    "git",
    "problem ADP-CHK-001",
    "git does not run.",
    "sudo apt-get install git",
    { macos: "brew install git" },
  ),
  "git is older than 2.38": cause(
    "git",
    "warning ADP-CHK-001",
    "git is 2.30.2; adp is made for 2.38 or newer.",
    "sudo apt-get install git",
    { macos: "brew install git" },
  ),
  "no node on PATH": cause(
    "node",
    "problem ADP-NODE-001",
    "No Node.js runs by the name of node.",
    "sudo apt-get install nodejs npm",
    { macos: "brew install node" },
  ),
  "node is older than 20.19": cause(
    "node",
    "problem ADP-NODE-002",
    "/opt/node/bin/node is Node.js 18.20.8, which is too old.",
    "sudo apt-get install nodejs npm",
    { macos: "brew install node" },
  ),
  "no Python that Airflow runs on": cause(
    "python",
    "problem ADP-PY-001",
    "No Python was found on PATH; Airflow … needs Python … to ….",
    "sudo apt-get install python3 python3-venv",
    { macos: "brew install python@…" },
  ),
  "a disk with 2 GB": cause("disk", "warning ADP-CHK-002", "2.1 GB are free where … lies.", "df -h …"),
  "a disk that is nearly full": cause(
    "disk",
    "problem ADP-CHK-002",
    "0.2 GB are free where … lies.",
    "df -h …",
  ),
  "a kernel that has little memory left": cause(
    "memory",
    "warning ADP-CHK-003",
    "0.9 of … GB of memory are free.",
    "close programs, or give the virtual machine more memory",
    { wsl: "set memory=8GB below [wsl2] in .wslconfig in your Windows home folder" },
  ),
  "in WSL, a clone below /mnt/c": cause(
    "windows-drive",
    "problem ADP-CHK-004",
    "/mnt/c/… lies on a Windows drive.",
    "cp -r /mnt/c/… ~/",
    { standIn: "the system and the path" },
  ),
  "a clock ten minutes ahead": cause(
    "clock",
    "problem ADP-CHK-006",
    "This machine's clock is 10 min ahead of ….",
    "sudo timedatectl set-ntp true",
    { macos: "sudo sntp -sS time.apple.com", wsl: "sudo hwclock --hctosys" },
  ),
  "a clock two minutes ahead": cause(
    "clock",
    "warning ADP-CHK-006",
    "This machine's clock is … s ahead of ….",
    "sudo timedatectl set-ntp true",
    { macos: "sudo sntp -sS time.apple.com", wsl: "sudo hwclock --hctosys" },
  ),
  "docker is not installed": cause(
    "docker-engine",
    "problem ADP-DOC-001",
    "The docker command was not found.",
    "install Docker's packages for your distribution (https://docs.docker.com/engine/install/)",
    {
      macos: "install Docker Desktop (https://docs.docker.com/desktop/)",
      wsl: "in Docker Desktop on Windows: Settings > Resources > WSL integration, and enable this distribution",
    },
  ),
  "the Docker Engine is stopped": cause(
    "docker-engine",
    "problem ADP-DOC-002",
    "The Docker Engine does not answer.",
    "sudo systemctl start docker",
    { macos: "open -a Docker", wsl: "start Docker Desktop on Windows" },
  ),
  "docker has no Compose plugin": cause(
    "docker-compose",
    "problem ADP-DOC-004",
    "Docker Compose 2 is missing or too old.",
    "sudo apt-get install docker-compose-plugin",
    { macos: "update Docker Desktop, which contains it", wsl: "update Docker Desktop, which contains it" },
  ),
  "docker has no Buildx plugin": cause(
    "docker-buildx",
    "problem ADP-DOC-005",
    "Docker's Buildx is missing.",
    "sudo apt-get install docker-buildx-plugin",
    { macos: "update Docker Desktop, which contains it", wsl: "update Docker Desktop, which contains it" },
  ),
  "an engine with userns-remap": cause(
    "docker-users",
    "problem ADP-PLAT-002",
    "The Docker Engine maps the users of containers to other users (userns-remap).",
    'remove "userns-remap" from /etc/docker/daemon.json',
    { standIn: "the engine's answer" },
  ),
  "docker is podman": cause(
    "podman",
    "warning ADP-CHK-018",
    "The program docker is podman.",
    "export BUILDAH_FORMAT=docker",
  ),
  "a full disk below the engine's images": cause(
    "docker-disk",
    "problem ADP-CHK-002",
    "0.2 GB are free for Docker's images, in ….",
    "docker system df",
    { standIn: "the engine's answer; the disk is real" },
  ),
  "NO_PROXY lacks this machine": cause(
    "proxy",
    "warning ADP-CHK-005",
    "HTTPS_PROXY names a proxy, and NO_PROXY does not except localhost and 127.0.0.1.",
    'export NO_PROXY="localhost,127.0.0.1,$NO_PROXY"',
  ),
  "a registry without the image": cause(
    "registries",
    "problem ADP-CHK-012",
    "… does not have …/a/b:1.",
    "docker manifest inspect …/a/b:1",
  ),
  "a registry whose authority the engine does not know": cause(
    "registries",
    "problem ADP-CHK-008",
    "The certificate of … is not trusted.",
    "sudo mkdir -p /etc/docker/certs.d/… && sudo cp company-ca.crt /etc/docker/certs.d/…/ca.crt",
    {
      macos: "add the company's CA to the keychain (System, always trust), and restart Docker Desktop",
      wsl: "add the company's CA to Windows' trusted root certificates, and restart Docker Desktop",
    },
  ),
  "a registry whose tokens come from a silent host": cause(
    "registries",
    "problem ADP-CHK-007",
    "… does not answer.",
    "curl -sSI https://…/token",
  ),
  "no docker login": cause(
    "registries",
    "problem ADP-CHK-009",
    "… requires a login for a/b, and docker has none.",
    "docker login …",
  ),
  "a docker login with a wrong token": cause(
    "registries",
    "problem ADP-CHK-010",
    "… refuses the login of me.",
    "docker login …",
  ),
  "a mirror without a login": cause(
    "package-hosts",
    "problem ADP-CHK-009",
    "… requires a login, and there is none.",
    "add to ~/.netrc (chmod 600): machine … login YOU password TOKEN",
  ),
  "a mirror with a wrong password": cause(
    "package-hosts",
    "problem ADP-CHK-010",
    "… refuses the login of me.",
    "add to ~/.netrc (chmod 600): machine … login YOU password TOKEN",
  ),
  "a proxy that opens TLS, and its CA is not in the image": cause(
    "package-hosts",
    "problem ADP-CHK-008",
    "The certificate of … is not trusted.",
    "cp company-ca.crt layer1-base-image/config/certificates/",
  ),
  "a mirror that is silent": cause(
    "package-hosts",
    "problem ADP-CHK-007",
    "… does not answer.",
    "curl -sSI https://…",
  ),
  "a proxy that opens TLS, and its CA is not on this machine": cause(
    "package-index",
    "problem ADP-CHK-008",
    "The certificate of … is not trusted.",
    "sudo cp company-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates",
    { macos: "sudo security add-trusted-cert -d -k /Library/Keychains/System.keychain company-ca.crt" },
  ),
  "a proxy that wants a login": cause(
    "package-index",
    "problem ADP-CHK-011",
    "The proxy does not connect to ….",
    "export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT",
  ),
  "a netrc of mode 0644": cause(
    "netrc",
    "problem ADP-CHK-013",
    "Others on this machine can read ~/.netrc.",
    "chmod 600 …/.netrc",
  ),
  "docker's config.json is not JSON": cause(
    "tool-settings",
    "problem ADP-CRED-004",
    "~/.docker/config.json does not have the form that the docker client writes.",
    "correct ~/.docker/config.json",
  ),
  "a krb5.conf with an open section": cause(
    "kerberos-krb5-conf",
    "problem ADP-TKT-002",
    "…/krb5.conf:1: the section's name has no ]",
    "write the section as [name], alone on its line",
  ),
  "no kinit on PATH": cause(
    "kerberos-client",
    "problem ADP-TKT-001",
    "The Kerberos programs are not installed.",
    "sudo apt-get install krb5-user",
    { macos: "brew install krb5" },
  ),
  "a KDC that has stopped": cause(
    "kerberos-kdc",
    "problem ADP-TKT-003",
    "No KDC of EXAMPLE.TEST answers.",
    "connect the VPN, if there is one",
  ),
  "a KDC that is silent": cause(
    "kerberos-kdc",
    "problem ADP-TKT-003",
    "No KDC of COMPANY.COM answers.",
    "connect the VPN, if there is one",
  ),
  "a clock ten minutes before the KDC's": cause(
    "kerberos-kdc",
    "problem ADP-TKT-004",
    "This machine's clock is … s behind that of ….",
    "sudo timedatectl set-ntp true",
    { macos: "sudo sntp -sS time.apple.com", wsl: "sudo hwclock --hctosys" },
  ),
  "no ticket": cause(
    "kerberos-present",
    "problem ADP-TKT-005",
    "There is no ticket in FILE:…/krb5cc.",
    "kinit",
  ),
  "a ticket that has expired": cause(
    "kerberos-valid",
    "problem ADP-TKT-006",
    "The TGT of … expired at …, … ago.",
    "kinit …",
  ),
  "the ticket sharer does not run": cause(
    "kerberos-shared",
    "problem ADP-TKT-007",
    "The ticket is not shared.",
    "adp platform start",
  ),
  "a setting of the platform that is no number": cause(
    "platform-settings",
    "problem ADP-PLAT-005",
    'TICKET_POLL_SECONDS is "soon", not a whole number from 1 to 300.',
    "set TICKET_POLL_SECONDS=300",
  ),
  "adp platform start was never typed": cause(
    "ticket-volume",
    "warning ADP-CHK-023",
    "The volume platform_kerberos_cache does not exist.",
    "adp platform start",
  ),
  "a typing error in layer1-base-image/.env": cause(
    "layer1-settings",
    "problem ADP-L1-001",
    "IMAGE_ASTRONMER in …/layer1-base-image/.env is not a setting of Layer 1.",
    "write IMAGE_ASTRONOMER instead of IMAGE_ASTRONMER",
  ),
  "no config/krb5.conf": cause(
    "layer1-inputs",
    "warning ADP-CHK-014",
    "…/layer1-base-image/config/krb5.conf is missing: the image will not know your realm.",
    "cp …/config/krb5.conf.example …/config/krb5.conf",
  ),
  "a certificate that is not PEM": cause(
    "layer1-inputs",
    "problem ADP-L1-006",
    "…/layer1-base-image/config/certificates/a.pem cannot be used.",
    "openssl x509 -inform der -in … -out …",
  ),
  "no Layer 1": cause(
    "layer1-image",
    "warning ADP-CHK-015",
    "There is no image layer1-airflow:latest here.",
    "adp layer1 build",
  ),
  "an image without ONBUILD steps under Layer 1's name": cause(
    "layer1-promise",
    "problem ADP-L1-061",
    "layer1-airflow:latest does not keep what Layer 1 promises: 0 steps; …",
    "adp layer1 build",
  ),
  "Layer 1 of an earlier commit": cause(
    "layer1-age",
    "warning ADP-CHK-016",
    "Layer 1 was built from commit …; this clone has ….",
    "adp layer1 build",
  ),
  "a Runtime out of support": cause(
    "runtime-support",
    "warning ADP-CHK-021",
    "Runtime 11.10.0 (Airflow 2.9) has been out of support since 2025-10-31. …",
    "name a supported Runtime by IMAGE_ASTRONOMER in layer1-base-image/.env",
  ),
  "a Runtime that its maker withdrew": cause(
    "runtime-support",
    "warning ADP-CHK-021",
    "Runtime 3.2-1 was withdrawn by its maker. …",
    "name a supported Runtime by IMAGE_ASTRONOMER in layer1-base-image/.env",
  ),
  "a program that listens on 8080": cause(
    "ports",
    "warning ADP-CHK-017",
    "Port 8080 of this machine is taken.",
    "astro config set api-server.port 8081",
  ),
  "a datakit whose base is not here": cause(
    "datakit-base",
    "problem ADP-DEV-005",
    "The image layer1-airflow:latest, which …/kit/Dockerfile begins from, is not on this machine.",
    "adp layer1 build",
  ),
  "a datakit for another Airflow": cause(
    "datakit-base",
    "problem ADP-DEV-006",
    "The image layer1-airflow:latest holds Airflow 3.3, and the datakit is for Airflow 2.",
    "adp layer1 list",
  ),
  "a datakit's containers on an earlier Layer 1": cause(
    "datakit-image",
    "warning ADP-CHK-019",
    "The datakit runs on Layer 1 bbbbbbbbbbbb; here is aaaaaaaaaaaa.",
    "astro dev restart",
  ),
  "a password in a datakit's .env": cause(
    "datakit-secrets",
    "warning ADP-CHK-020",
    ".env, line 1, holds a credential (a user and a password in an address).",
    "keep it outside the project: an exported AIRFLOW_CONN_ variable, or your secrets backend",
  ),
} as const satisfies Readonly<Record<string, Cause>>;

export type CauseName = keyof typeof causes;
