import { malformed, notACall, Refusal, shown } from "./refusal.ts";

/** One of the calls that docker-py makes for RunnerDockerOperator. Whatever else was in the request is not in here. */
export type Call =
  | { readonly does: "ping" | "version" | "create" }
  | { readonly does: "images"; readonly image: string }
  | { readonly does: "list"; readonly task: string }
  | { readonly does: "inspect" | "start" | "wait" | "remove"; readonly id: string }
  | { readonly does: "attach"; readonly id: string }
  | { readonly does: "result"; readonly id: string }
  | { readonly does: "stop"; readonly id: string; readonly seconds: number };

/** The operator's label: which task a container belongs to. */
export const taskLabel = "io.airflow-data-platform.runner.task";
/** Where a runner leaves its result; nothing else is read out of a container. */
export const resultFile = "/airflow/xcom/return.json";

type Query = ReadonlyMap<string, string>;
interface Route {
  readonly of: RegExp;
  /** The names that docker-py sends. Their values reach the engine only where `call` takes them. */
  readonly query?: readonly string[];
  readonly call: (id: string, query: Query) => Call;
}

// Matched as they came, never decoded: an encoded slash, a dot segment or another host matches nothing.
const container = "/containers/([0-9a-f]{64})";
const routes: readonly Route[] = [
  { of: /^GET \/_ping$/, call: () => ({ does: "ping" }) },
  { of: /^GET \/version$/, call: () => ({ does: "version" }) },
  {
    of: /^GET \/images\/json$/,
    query: ["only_ids", "all", "filters"],
    call: (_, query) => ({ does: "images", image: onlyFilter(query, "reference") }),
  },
  {
    of: /^POST \/images\/create$/,
    query: ["fromImage", "tag"],
    call: (_, query) => {
      throw new Refusal(
        "RNR-203",
        `There is no image ${shown(`${query.get("fromImage") ?? ""}:${query.get("tag") ?? ""}`)} on this machine, and the engine proxy pulls none.`,
        "Type adp runners build, or docker pull, where the engine is.",
      );
    },
  },
  { of: /^POST \/containers\/create$/, call: () => ({ does: "create" }) },
  {
    of: /^GET \/containers\/json$/,
    query: ["limit", "all", "size", "trunc_cmd", "filters"],
    call: (_, query) => ({ does: "list", task: taskOf(onlyFilter(query, "label")) }),
  },
  { of: at("GET", "/json"), call: (id) => ({ does: "inspect", id }) },
  { of: at("POST", "/start"), call: (id) => ({ does: "start", id }) },
  { of: at("POST", "/wait"), call: (id) => ({ does: "wait", id }) },
  {
    of: at("POST", "/stop"),
    query: ["t"],
    call: (id, query) => ({ does: "stop", id, seconds: seconds(query.get("t") ?? "10") }),
  },
  {
    of: at("POST", "/attach"),
    query: ["logs", "stdout", "stderr", "stream"],
    call: (id) => ({ does: "attach", id }),
  },
  {
    of: at("GET", "/archive"),
    query: ["path"],
    call: (id, query) => {
      if (query.get("path") !== resultFile) throw notACall(`a copy of anything but ${resultFile}`);
      return { does: "result", id };
    },
  },
  {
    of: at("DELETE", ""),
    query: ["v", "link", "force"],
    call: (id, query) => {
      if (!["", "0", "False", "false"].includes(query.get("link") ?? ""))
        throw notACall("the removal of a link");
      return { does: "remove", id };
    },
  },
];

function at(method: string, rest: string): RegExp {
  return new RegExp(`^${method} ${container}${rest}$`);
}

/** Reads the first line of a request. */
export function readCall(method: string, target: string): Call {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const bare = path.replace(/^\/v1\.\d{1,2}(?=\/)/, "");
  for (const { of, query, call } of routes) {
    const found = of.exec(`${method} ${bare}`);
    if (found !== null)
      return call(found[1] ?? "", readQuery(mark < 0 ? "" : target.slice(mark + 1), query ?? []));
  }
  throw notACall(shown(`${method} ${path}`));
}

function readQuery(text: string, known: readonly string[]): Query {
  const found = new Map<string, string>();
  for (const pair of text === "" ? [] : text.split("&")) {
    const mark = pair.indexOf("=");
    const [name, value] = [mark < 0 ? pair : pair.slice(0, mark), mark < 0 ? "" : pair.slice(mark + 1)];
    if (!known.includes(name)) throw notACall(`the parameter ${shown(name)}`);
    if (found.has(name)) throw malformed(`The parameter ${name} is there twice.`);
    found.set(name, decoded(value));
  }
  return found;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    throw malformed("A parameter is not encoded as it should be.");
  }
}

/** docker-py's filters: an object of lists. This one filter, with one value. */
function onlyFilter(query: Query, name: string): string {
  let filters: unknown;
  try {
    filters = JSON.parse(query.get("filters") ?? "");
  } catch {
    throw notACall("a list without a filter");
  }
  const [only, ...more] = Object.entries(Object(filters)) as [string, unknown][];
  const [value, ...values] = only !== undefined && Array.isArray(only[1]) ? (only[1] as unknown[]) : [];
  if (only?.[0] === name && more.length === 0 && values.length === 0 && typeof value === "string")
    return value;
  throw notACall(`a list by anything but one ${name}`);
}

function taskOf(label: string): string {
  if (!label.startsWith(`${taskLabel}=`)) throw notACall("a list of other containers");
  return label.slice(taskLabel.length + 1);
}

function seconds(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw malformed("The time to stop is no number of seconds below 100.");
  return Number(text);
}
