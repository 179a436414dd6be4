#!/usr/bin/env node

// packages/engine-proxy/src/entry.ts
import { chmodSync, lstatSync, rmSync } from "node:fs";
import { hostname } from "node:os";

// packages/engine-proxy/src/declared.ts
import { dirname } from "node:path";

// packages/engine-proxy/src/refusal.ts
var Refusal = class extends Error {
  constructor(code, what, next) {
    super(`${code} ${what} ${next}`);
    this.code = code;
    this.name = "Refusal";
  }
  code;
  get status() {
    return statuses[this.code];
  }
}, statuses = {
  /** No call of a runner's task. */
  "RNR-201": 403,
  /** The image is not declared. */
  "RNR-202": 403,
  /** The image is not on this machine. */
  "RNR-203": 403,
  /** The mount is not declared, or not so. */
  "RNR-204": 403,
  /** The network is not declared. */
  "RNR-205": 403,
  /** A setting that no runner's container gets. */
  "RNR-206": 403,
  /** No container of this datakit's runners. */
  "RNR-207": 404,
  /** The request is malformed or too large. */
  "RNR-208": 400,
  /** The engine does not answer, or answers something else. */
  "RNR-209": 502,
  /** A setting of the proxy is wrong: it does not start. */
  "RNR-210": 500
}, useOperator = "Call runners by RunnerDockerOperator.";
function notACall(what) {
  return new Refusal("RNR-201", `The engine proxy does not pass ${what}.`, useOperator);
}
function notAllowed(field) {
  return new Refusal(
    "RNR-206",
    `A runner's container does not get ${field}.`,
    "Leave it out; runtime-environments/operators/README.md lists what passes."
  );
}
function malformed(what) {
  return new Refusal("RNR-208", what, useOperator);
}
function shown(word) {
  return JSON.stringify(String(word).slice(0, 100)).replace(/[^\x20-\x7e]/g, "?");
}

// packages/engine-proxy/src/declared.ts
var wrong = (what, next) => new Refusal("RNR-210", what, next), compose = "Correct docker-compose.override.yml of the datakit.";
function readSettings(env) {
  let words2 = (name) => (env[name] ?? "").split(/[\s,]+/).filter(Boolean), [images, networks] = [words2("ENGINE_PROXY_IMAGES"), words2("ENGINE_PROXY_NETWORKS")];
  if (images.length === 0) throw wrong("ENGINE_PROXY_IMAGES names no image.", compose);
  if (networks.length === 0) throw wrong("ENGINE_PROXY_NETWORKS names no network.", compose);
  let odd = networks.find(
    (name) => !/^[A-Za-z0-9][\w.-]*$/.test(name) || ["host", "default"].includes(name)
  );
  if (odd !== void 0)
    throw wrong(`ENGINE_PROXY_NETWORKS names ${shown(odd)}: a network of its own is wanted.`, compose);
  return {
    images,
    networks,
    engine: env.ENGINE_PROXY_ENGINE ?? "/var/run/docker.sock",
    listen: env.ENGINE_PROXY_LISTEN ?? "/run/engine-proxy/docker.sock"
  };
}
function readDeclared(settings, own) {
  let owner = own.Config?.Labels?.["com.docker.compose.project"];
  if (owner === void 0)
    throw wrong("The engine proxy was not started by Compose.", "Start the datakit by adp dev start.");
  let all = own.Mounts ?? [], plain = (path) => path.replace(/^\/var\/run\//, "/run/"), private_ = [settings.engine, dirname(settings.listen)].map(plain), socket = all.find(({ Destination }) => plain(Destination) === plain(settings.engine)), mounts = all.filter(({ Destination }) => !private_.includes(plain(Destination))).flatMap(
    ({ Type, Source, Name, Destination, RW }) => Type === "bind" || Type === "volume" && Name !== void 0 ? [{ type: Type, source: Type === "bind" ? Source : Name ?? "", path: Destination, writable: RW }] : []
  );
  for (let { type, source } of mounts) {
    let holdsSocket = socket !== void 0 && isWithin(plain(socket.Source), plain(source));
    if (type === "bind" && (source === "/" || source === "/var/run" || holdsSocket))
      throw wrong(`${shown(source)} holds the engine's socket.`, compose);
    let above = mounts.find((one) => one.type === "bind" && one.writable && isBelow(source, one.source));
    if (type === "bind" && above !== void 0) throw wrong(replaceable(source, above.source), compose);
  }
  return { images: settings.images, networks: settings.networks, mounts, owner };
}
function replaceable(source, above) {
  return `${shown(source)} lies in ${shown(above)}, where containers write: a symbolic link could take its place.`;
}
function isBelow(path, folder) {
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`) && path !== folder;
}
function isWithin(path, folder) {
  return path === folder || isBelow(path, folder);
}

// packages/engine-proxy/src/engine.ts
import { request } from "node:http";
var most = 8 * 1024 * 1024, EngineClient = class {
  constructor(socketPath) {
    this.socketPath = socketPath;
  }
  socketPath;
  #version = "";
  /** Takes the newest version that the engine speaks, whichever the caller named: an old one knows other fields. */
  async open() {
    let { ApiVersion } = (await this.json("GET", "/version")).value;
    if (!/^1\.\d+$/.test(ApiVersion ?? "")) throw unreachable("it names no version");
    this.#version = `/v${ApiVersion}`;
  }
  async json(method, path, body, signal) {
    let response = await this.stream(method, path, body, signal), chunks = [], size = 0;
    try {
      for await (let chunk of response) {
        if (size += chunk.length, size > most) throw unreachable("its answer is too large");
        chunks.push(chunk);
      }
      let text = Buffer.concat(chunks).toString("utf8");
      return { status: response.statusCode ?? 0, value: text === "" ? void 0 : JSON.parse(text) };
    } catch (error) {
      throw error instanceof Refusal ? error : unreachable(words(error));
    }
  }
  /** The answer as it comes. */
  stream(method, path, body, signal) {
    let text = body === void 0 ? void 0 : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      let asked = request({
        socketPath: this.socketPath,
        method,
        path: `${this.#version}${path}`,
        agent: !1,
        headers: {
          Host: "docker",
          ...text === void 0 ? { "Content-Length": 0 } : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }
        },
        ...signal === void 0 ? {} : { signal }
      });
      asked.on("response", resolve), asked.on("error", (error) => reject(unreachable(words(error)))), asked.end(text);
    });
  }
};
function words(error) {
  return error instanceof Error ? error.message : String(error);
}
function unreachable(why) {
  return new Refusal(
    "RNR-209",
    `The Docker engine behind the proxy does not answer: ${why}.`,
    "Look at the engine, and at docker logs of the engine proxy; another try may help."
  );
}

// packages/engine-proxy/src/proxy.ts
import { createServer } from "node:http";

// packages/engine-proxy/src/call.ts
var taskLabel = "io.airflow-data-platform.runner.task", resultFile = "/airflow/xcom/return.json", container = "/containers/([0-9a-f]{64})", routes = [
  { of: /^GET \/_ping$/, call: () => ({ does: "ping" }) },
  { of: /^GET \/version$/, call: () => ({ does: "version" }) },
  {
    of: /^GET \/images\/json$/,
    query: ["only_ids", "all", "filters"],
    call: (_, query) => ({ does: "images", image: onlyFilter(query, "reference") })
  },
  {
    of: /^POST \/images\/create$/,
    query: ["fromImage", "tag"],
    call: (_, query) => {
      throw new Refusal(
        "RNR-203",
        `There is no image ${shown(`${query.get("fromImage") ?? ""}:${query.get("tag") ?? ""}`)} on this machine, and the engine proxy pulls none.`,
        "Type adp runners build, or docker pull, where the engine is."
      );
    }
  },
  { of: /^POST \/containers\/create$/, call: () => ({ does: "create" }) },
  {
    of: /^GET \/containers\/json$/,
    query: ["limit", "all", "size", "trunc_cmd", "filters"],
    call: (_, query) => ({ does: "list", task: taskOf(onlyFilter(query, "label")) })
  },
  { of: at("GET", "/json"), call: (id) => ({ does: "inspect", id }) },
  { of: at("POST", "/start"), call: (id) => ({ does: "start", id }) },
  { of: at("POST", "/wait"), call: (id) => ({ does: "wait", id }) },
  {
    of: at("POST", "/stop"),
    query: ["t"],
    call: (id, query) => ({ does: "stop", id, seconds: seconds(query.get("t") ?? "10") })
  },
  {
    of: at("POST", "/attach"),
    query: ["logs", "stdout", "stderr", "stream"],
    call: (id) => ({ does: "attach", id })
  },
  {
    of: at("GET", "/archive"),
    query: ["path"],
    call: (id, query) => {
      if (query.get("path") !== resultFile) throw notACall(`a copy of anything but ${resultFile}`);
      return { does: "result", id };
    }
  },
  {
    of: at("DELETE", ""),
    query: ["v", "link", "force"],
    call: (id, query) => {
      if (!["", "0", "False", "false"].includes(query.get("link") ?? ""))
        throw notACall("the removal of a link");
      return { does: "remove", id };
    }
  }
];
function at(method, rest) {
  return new RegExp(`^${method} ${container}${rest}$`);
}
function readCall(method, target) {
  let mark = target.indexOf("?"), path = mark < 0 ? target : target.slice(0, mark), bare = path.replace(/^\/v1\.\d{1,2}(?=\/)/, "");
  for (let { of, query, call } of routes) {
    let found = of.exec(`${method} ${bare}`);
    if (found !== null)
      return call(found[1] ?? "", readQuery(mark < 0 ? "" : target.slice(mark + 1), query ?? []));
  }
  throw notACall(shown(`${method} ${path}`));
}
function readQuery(text, known) {
  let found = /* @__PURE__ */ new Map();
  for (let pair of text === "" ? [] : text.split("&")) {
    let mark = pair.indexOf("="), [name, value] = [mark < 0 ? pair : pair.slice(0, mark), mark < 0 ? "" : pair.slice(mark + 1)];
    if (!known.includes(name)) throw notACall(`the parameter ${shown(name)}`);
    if (found.has(name)) throw malformed(`The parameter ${name} is there twice.`);
    found.set(name, decoded(value));
  }
  return found;
}
function decoded(value) {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    throw malformed("A parameter is not encoded as it should be.");
  }
}
function onlyFilter(query, name) {
  let filters;
  try {
    filters = JSON.parse(query.get("filters") ?? "");
  } catch {
    throw notACall("a list without a filter");
  }
  let [only, ...more] = Object.entries(Object(filters)), [value, ...values] = only !== void 0 && Array.isArray(only[1]) ? only[1] : [];
  if (only?.[0] === name && more.length === 0 && values.length === 0 && typeof value == "string")
    return value;
  throw notACall(`a list by anything but one ${name}`);
}
function taskOf(label) {
  if (!label.startsWith(`${taskLabel}=`)) throw notACall("a list of other containers");
  return label.slice(taskLabel.length + 1);
}
function seconds(text) {
  if (!/^\d{1,2}$/.test(text)) throw malformed("The time to stop is no number of seconds below 100.");
  return Number(text);
}

// packages/engine-proxy/src/creation.ts
var ownerLabel = "io.airflow-data-platform.engine-proxy", ticketVolume = "platform_kerberos_cache", idle = ["AttachStdout", "AttachStderr"];
function readCreation(body, declared) {
  let { Image, Cmd, Env, WorkingDir, Labels, HostConfig, ...rest } = object(parsed(body), "The request");
  refuseRest(rest, idle);
  let { NetworkMode, Mounts, Memory, ShmSize, CpuShares, NanoCpus, LogConfig, ...host } = object(
    HostConfig ?? {},
    "HostConfig"
  );
  if (refuseRest(host, []), Object.values(Object(LogConfig)).some((one) => !isEmpty(one))) throw notAllowed('"LogConfig"');
  let command = texts(Cmd, "Cmd"), variables = texts(Env, "Env");
  return {
    Image: image(Image, declared),
    ...command === void 0 ? {} : { Cmd: command },
    ...variables === void 0 ? {} : { Env: variables },
    ...isEmpty(WorkingDir) ? {} : { WorkingDir: place(WorkingDir, "WorkingDir") },
    Labels: { [taskLabel]: task(Labels), [ownerLabel]: declared.owner },
    HostConfig: {
      NetworkMode: network(NetworkMode, declared),
      Mounts: list(Mounts, "Mounts").map((one) => mount(one, declared)),
      ...amount("Memory", Memory),
      ...amount("ShmSize", ShmSize),
      ...amount("CpuShares", CpuShares),
      ...amount("NanoCpus", NanoCpus),
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      PidsLimit: 4096
    }
  };
}
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed("The request's body is not JSON.");
  }
}
function refuseRest(rest, harmless) {
  let odd = Object.entries(rest).find(([name, value]) => !isEmpty(value) && !harmless.includes(name));
  if (odd !== void 0) throw notAllowed(shown(odd[0]));
}
function isEmpty(value) {
  return value == null || value === !1 || value === 0 || value === "" ? !0 : typeof value == "object" && Object.keys(value).length === 0;
}
function object(value, name) {
  if (typeof value != "object" || value === null || Array.isArray(value))
    throw malformed(`${name} is no JSON object.`);
  return value;
}
function list(value, name) {
  if (isEmpty(value)) return [];
  if (!Array.isArray(value)) throw malformed(`${name} is no list.`);
  return value;
}
function texts(value, name) {
  if (isEmpty(value)) return;
  let all = list(value, name);
  if (!all.every((one) => typeof one == "string")) throw malformed(`${name} is no list of texts.`);
  return all;
}
function image(value, { images }) {
  if (typeof value == "string" && images.includes(value)) return value;
  throw imageNotDeclared(value);
}
function imageNotDeclared(name) {
  return new Refusal(
    "RNR-202",
    `The image ${shown(name)} is not declared.`,
    "Add it to ENGINE_PROXY_IMAGES in docker-compose.override.yml, where a runner may have it."
  );
}
function network(value, { networks }) {
  if (isEmpty(value) || value === "default" || value === "bridge") return networks[0] ?? "none";
  if (typeof value == "string" && networks.includes(value)) return value;
  throw new Refusal(
    "RNR-205",
    `The network ${shown(value)} is not declared.`,
    "Leave network_mode out, or add the network to ENGINE_PROXY_NETWORKS in docker-compose.override.yml."
  );
}
function task(value) {
  let { [taskLabel]: found, ...more } = object(value ?? {}, "Labels"), [odd] = Object.keys(more);
  if (odd !== void 0) throw notAllowed(`the label ${shown(odd)}`);
  if (typeof found != "string" || found === "") throw notAllowed("no label of its task");
  return found;
}
function amount(name, value) {
  if (isEmpty(value)) return {};
  if (typeof value != "number" || !Number.isSafeInteger(value) || value < 0)
    throw malformed(`${name} is no amount.`);
  return { [name]: value };
}
function place(value, name) {
  if (!(typeof value == "string" && /^(\/[^/\0]+)+$/.test(value) && !/\/\.\.?(\/|$)/.test(value))) throw malformed(`${name} ${shown(value)} is no plain absolute path.`);
  return value;
}
function mount(value, { mounts }) {
  let { Type, Source, Target, ReadOnly, VolumeOptions, ...rest } = object(value, "A mount");
  refuseRest(rest, []);
  let { NoCopy: _, ...options } = object(VolumeOptions ?? {}, "VolumeOptions");
  refuseRest(options, []);
  let readOnly = ReadOnly === !0, found = Type === "volume" ? mounts.find((one) => one.type === "volume" && one.source === Source) ?? (Source === ticketVolume ? { type: Type, source: ticketVolume, writable: !1 } : void 0) : Type === "bind" ? mounts.find((one) => one.path === Source) : void 0;
  if (found === void 0)
    throw new Refusal(
      "RNR-204",
      `The mount ${shown(Source)} is not declared.`,
      "Mount it into the engine proxy's own container in docker-compose.override.yml, at the path that Airflow sees."
    );
  if (!readOnly && !found.writable)
    throw new Refusal(
      "RNR-204",
      `The mount ${shown(Source)} is declared as read-only.`,
      "Ask for it with read_only=True, or declare it as writable."
    );
  return {
    Type: found.type,
    Source: found.source,
    Target: place(Target, "Target"),
    ReadOnly: readOnly,
    // A folder that is not there is made by nobody, and what is mounted below it stays out.
    ...found.type === "bind" ? { BindOptions: { NonRecursive: !0, CreateMountpoint: !1 } } : { VolumeOptions: { NoCopy: !0 } }
  };
}

// packages/engine-proxy/src/proxy.ts
var mostBody = 1024 * 1024, mostResult = 2 * 1024 * 1024, EngineProxy = class {
  #engine;
  #declared;
  #log;
  constructor({ engine, declared, log: log2 }) {
    this.#engine = engine, this.#declared = declared, this.#log = log2;
  }
  server() {
    let server = createServer({ requestTimeout: 3e4, headersTimeout: 1e4 }, (request2, response) => {
      let gone = new AbortController();
      response.on("close", () => gone.abort()), this.#answer(request2, response, gone.signal).catch(
        (error) => this.#refuse(request2, response, error)
      );
    });
    return server.maxConnections = 256, server.on("upgrade", (request2, socket) => {
      socket.on("error", () => socket.destroy()), this.#attach(request2, socket).catch((error) => {
        let { status, message } = this.#said(request2, error), body = JSON.stringify({ message }), head = `HTTP/1.1 ${status} Refused\r
Content-Type: application/json\r
Connection: close`;
        socket.end(`${head}\r
Content-Length: ${Buffer.byteLength(body)}\r
\r
${body}`);
      });
    }), server;
  }
  /** Ends what still runs of this datakit's tasks. Gives how many there were. */
  async removeAll() {
    let left = await this.#list([`${ownerLabel}=${this.#declared.owner}`]);
    for (let { Id } of left) await this.#engine.json("DELETE", `/containers/${Id}?force=1&v=1`);
    return left.length;
  }
  async #answer(request2, response, gone) {
    let call = readCall(request2.method ?? "", request2.url ?? ""), body = await readBody(request2, call.does === "create" ? mostBody : 0);
    if (call.does === "attach") throw notACall("an attach that is no upgrade");
    if (call.does === "result") return this.#result(call, response, gone);
    let { status, value } = await this.#does(call, body, gone);
    send(response, status, value);
  }
  async #does(call, body, gone) {
    let engine = this.#engine;
    switch (call.does) {
      case "ping":
        return { status: 200, value: "OK" };
      case "version":
        return picked(await engine.json("GET", "/version"), ["Version", "ApiVersion", "MinAPIVersion"]);
      case "images":
        return this.#images(call.image);
      case "create":
        return this.#create(body);
      case "list":
        return {
          status: 200,
          value: await this.#list([`${ownerLabel}=${this.#declared.owner}`, `${taskLabel}=${call.task}`])
        };
      case "inspect":
        return this.#inspected(call.id);
      case "start":
        return this.#owned(call.id, "POST", "/start");
      case "wait":
        return this.#owned(call.id, "POST", "/wait", gone);
      case "stop":
        return this.#owned(call.id, "POST", `/stop?t=${call.seconds}`);
      case "remove":
        return this.#owned(call.id, "DELETE", "?force=1&v=1");
    }
  }
  async #images(name) {
    if (!this.#declared.images.includes(name)) throw imageNotDeclared(name);
    let filters = encodeURIComponent(JSON.stringify({ reference: [name] })), { value } = await this.#engine.json("GET", `/images/json?filters=${filters}`);
    return { status: 200, value: (Array.isArray(value) ? value : []).map(({ Id }) => ({ Id, RepoTags: [name] })) };
  }
  async #create(body) {
    let creation = readCreation(body, this.#declared), binds = creation.HostConfig.Mounts.filter(({ Type }) => Type === "bind");
    binds.length > 0 && await this.#refuseReplaceable(binds.map(({ Source }) => Source));
    let made = await this.#engine.json("POST", "/containers/create", creation);
    return this.#log({
      event: "created",
      image: creation.Image,
      task: creation.Labels[taskLabel],
      status: made.status
    }), picked(made, ["Id", "Warnings", "message"]);
  }
  /** The engine follows links: what code of this datakit could have put in a declared folder's place is not mounted. */
  async #refuseReplaceable(sources) {
    let { value } = await this.#engine.json("GET", "/containers/json?all=1"), { owner } = this.#declared, folders = (Array.isArray(value) ? value : []).filter(
      ({ Labels }) => Labels?.["com.docker.compose.project"] === owner || Labels?.[ownerLabel] === owner
    ).flatMap(({ Mounts }) => Mounts ?? []).filter(({ Type, RW }) => Type === "bind" && RW).map(({ Source }) => Source);
    for (let source of sources) {
      let above = folders.find((folder) => isBelow(source, folder));
      if (above !== void 0)
        throw new Refusal(
          "RNR-204",
          replaceable(source, above),
          "Declare a folder that no container can replace."
        );
    }
  }
  async #list(labels) {
    let filters = encodeURIComponent(JSON.stringify({ label: labels })), { value } = await this.#engine.json("GET", `/containers/json?all=1&filters=${filters}`);
    return (Array.isArray(value) ? value : []).map(({ Id, State, Status }) => ({ Id: String(Id), State, Status }));
  }
  async #inspected(id) {
    let { Id, State, Config } = await this.#own(id);
    return {
      status: 200,
      value: { Id, State, Config: { Image: Config?.Image, Tty: Config?.Tty, Labels: Config?.Labels } }
    };
  }
  /** The container's facts, where it is this proxy's. A name or a short id is none: the route takes whole ids alone. */
  async #own(id) {
    let { status, value } = await this.#engine.json("GET", `/containers/${id}/json`), found = Object(value);
    if (status === 200 && found.Id === id && found.Config?.Labels?.[ownerLabel] === this.#declared.owner)
      return found;
    throw new Refusal(
      "RNR-207",
      `No runner of this datakit has the container ${id.slice(0, 12)}.`,
      "It may have been removed."
    );
  }
  async #owned(id, method, rest, gone) {
    return await this.#own(id), picked(await this.#engine.json(method, `/containers/${id}${rest}`, void 0, gone), [
      "StatusCode",
      "Error",
      "message"
    ]);
  }
  async #result({ id }, response, gone) {
    await this.#own(id);
    let path = `/containers/${id}/archive?path=${encodeURIComponent(resultFile)}`, found = await this.#engine.stream("GET", path, void 0, gone), stat = found.headers["x-docker-container-path-stat"];
    response.writeHead(found.statusCode === 200 ? 200 : 404, {
      "Content-Type": found.headers["content-type"] ?? "application/x-tar",
      ...typeof stat == "string" ? { "X-Docker-Container-Path-Stat": stat } : {}
    });
    let size = 0;
    for await (let chunk of found) {
      if (size += chunk.length, size > mostResult) return void response.destroy();
      response.write(chunk);
    }
    response.end();
  }
  /** The container's output. What the client writes after its request is read by nobody. */
  async #attach(request2, socket) {
    let call = readCall(request2.method ?? "", request2.url ?? "");
    if (call.does !== "attach") throw notACall("an upgrade");
    await this.#own(call.id);
    let gone = new AbortController();
    socket.on("close", () => gone.abort());
    let path = `/containers/${call.id}/attach?stream=1&stdout=1&stderr=1`, output = await this.#engine.stream("POST", path, void 0, gone.signal);
    if (output.statusCode !== 200)
      throw output.destroy(), new Refusal(
        "RNR-209",
        `The engine attaches to nothing (${output.statusCode}).`,
        "Another try may help."
      );
    socket.resume(), socket.write(`HTTP/1.1 101 UPGRADED\r
Content-Type: application/vnd.docker.raw-stream\r
Connection: Upgrade\r
Upgrade: tcp\r
\r
`), output.on("error", () => socket.destroy()), output.pipe(socket);
  }
  #refuse(request2, response, error) {
    let { status, message } = this.#said(request2, error);
    if (response.headersSent) return void response.destroy();
    response.setHeader("Connection", "close"), send(response, status, { message });
  }
  #said({ method, url }, error) {
    let known = error instanceof Refusal, message = known ? error.message : "RNR-209 The engine proxy has a bug. Report it with the proxy's log.";
    return this.#log({
      event: known ? "refused" : "bug",
      asked: `${method} ${url?.split("?")[0]}`.slice(0, 200),
      message,
      ...known ? {} : { stack: error instanceof Error ? error.stack : String(error) }
    }), { status: known ? error.status : 500, message };
  }
};
function picked({ status, value }, names) {
  if (typeof value != "object" || value === null) return { status, value: void 0 };
  let all = Object.entries(value).filter(([name]) => names.includes(name));
  return { status, value: Object.fromEntries(all) };
}
async function readBody(request2, most2) {
  let chunks = [], size = 0;
  for await (let chunk of request2) {
    if (size += chunk.length, size > most2)
      throw malformed(most2 === 0 ? "This call has no body." : `A request has at most ${most2} bytes.`);
    chunks.push(chunk);
  }
  let bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder("utf-8", { fatal: !0 }).decode(bytes);
  } catch {
    throw malformed("The request's body is no UTF-8.");
  }
}
function send(response, status, value) {
  if (status === 204 || status === 304 || value === void 0) {
    response.writeHead(status).end();
    return;
  }
  let text = typeof value == "string" ? value : JSON.stringify(value), type = typeof value == "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) }).end(text);
}

// packages/engine-proxy/src/entry.ts
var log = (event) => process.stdout.write(`${JSON.stringify({ time: (/* @__PURE__ */ new Date()).toISOString(), ...event })}
`);
async function main() {
  let settings = readSettings(process.env), engine = new EngineClient(settings.engine);
  await engine.open();
  let own = await engine.json("GET", `/containers/${encodeURIComponent(hostname())}/json`);
  if (own.status !== 200) throw unreachable(`it does not know this container (${own.status})`);
  let declared = readDeclared(settings, own.value), proxy = new EngineProxy({ engine, declared, log }), server = proxy.server();
  lstatSync(settings.listen, { throwIfNoEntry: !1 })?.isSocket() && rmSync(settings.listen), server.listen(settings.listen, () => {
    chmodSync(settings.listen, 432), log({ event: "listening", ...declared });
  });
  let stop = async () => {
    rmSync(settings.listen, { force: !0 }), server.close(), server.closeAllConnections(), log({ event: "stopped", removed: await proxy.removeAll() }), process.exit(0);
  };
  for (let signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop().catch(fatal));
}
function fatal(error) {
  let message = error instanceof Refusal ? error.message : error.stack;
  process.stdout.write(`${JSON.stringify({ time: (/* @__PURE__ */ new Date()).toISOString(), event: "fatal", message })}
`), process.exit(2);
}
main().catch(fatal);
