import { dirname } from "node:path";
import { Refusal, shown } from "./refusal.ts";

/** A mount of the proxy's own container, which a runner may have as well: at most as writable. */
export interface DeclaredMount {
  readonly type: "bind" | "volume";
  /** The folder on the engine's machine, or the volume's name. */
  readonly source: string;
  /** Where the proxy, and Airflow, see it. */
  readonly path: string;
  readonly writable: boolean;
}

/** What runners may have. Nothing of it comes from a request. */
export interface Declared {
  readonly images: readonly string[];
  /** The first is taken where a request names none. */
  readonly networks: readonly string[];
  readonly mounts: readonly DeclaredMount[];
  /** The value of the label by which the proxy knows its containers: the datakit's Compose project. */
  readonly owner: string;
}

export interface Settings {
  readonly images: readonly string[];
  readonly networks: readonly string[];
  /** The engine's socket, and the one that this proxy makes. */
  readonly engine: string;
  readonly listen: string;
}

const wrong = (what: string, next: string) => new Refusal("RNR-210", what, next);
const compose = "Correct docker-compose.override.yml of the datakit.";

export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const words = (name: string) => (env[name] ?? "").split(/[\s,]+/).filter(Boolean);
  const [images, networks] = [words("ENGINE_PROXY_IMAGES"), words("ENGINE_PROXY_NETWORKS")];
  if (images.length === 0) throw wrong("ENGINE_PROXY_IMAGES names no image.", compose);
  if (networks.length === 0) throw wrong("ENGINE_PROXY_NETWORKS names no network.", compose);
  const odd = networks.find(
    (name) => !/^[A-Za-z0-9][\w.-]*$/.test(name) || ["host", "default"].includes(name),
  );
  if (odd !== undefined)
    throw wrong(`ENGINE_PROXY_NETWORKS names ${shown(odd)}: a network of its own is wanted.`, compose);
  return {
    images,
    networks,
    engine: env.ENGINE_PROXY_ENGINE ?? "/var/run/docker.sock",
    listen: env.ENGINE_PROXY_LISTEN ?? "/run/engine-proxy/docker.sock",
  };
}

interface Own {
  readonly Mounts?: readonly {
    readonly Type: string;
    readonly Source: string;
    readonly Name?: string;
    readonly Destination: string;
    readonly RW: boolean;
  }[];
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> };
}

/** What the engine says of the proxy's own container: its mounts are the declaration. */
export function readDeclared(settings: Settings, own: Own): Declared {
  const owner = own.Config?.Labels?.["com.docker.compose.project"];
  if (owner === undefined)
    throw wrong("The engine proxy was not started by Compose.", "Start the datakit by adp dev start.");
  const all = own.Mounts ?? [];
  // The engine gives /var/run/docker.sock where the file is /run/docker.sock, or the other way round.
  const plain = (path: string) => path.replace(/^\/var\/run\//, "/run/");
  const private_ = [settings.engine, dirname(settings.listen)].map(plain);
  const socket = all.find(({ Destination }) => plain(Destination) === plain(settings.engine));
  const mounts = all
    .filter(({ Destination }) => !private_.includes(plain(Destination)))
    .flatMap(({ Type, Source, Name, Destination, RW }): DeclaredMount[] =>
      Type === "bind" || (Type === "volume" && Name !== undefined)
        ? [{ type: Type, source: Type === "bind" ? Source : (Name ?? ""), path: Destination, writable: RW }]
        : [],
    );
  for (const { type, source } of mounts) {
    const holdsSocket = socket !== undefined && isWithin(plain(socket.Source), plain(source));
    if (type === "bind" && (source === "/" || source === "/var/run" || holdsSocket))
      throw wrong(`${shown(source)} holds the engine's socket.`, compose);
    const above = mounts.find((one) => one.type === "bind" && one.writable && isBelow(source, one.source));
    if (type === "bind" && above !== undefined) throw wrong(replaceable(source, above.source), compose);
  }
  return { images: settings.images, networks: settings.networks, mounts, owner };
}

/** A folder whose name a container can replace, by a symbolic link to any folder of the machine. */
export function replaceable(source: string, above: string): string {
  return `${shown(source)} lies in ${shown(above)}, where containers write: a symbolic link could take its place.`;
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`) && path !== folder;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || isBelow(path, folder);
}
