import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCall } from "./call.ts";
import { Refusal } from "./refusal.ts";
import { own, task } from "./testing/example.ts";

const filters = (value: unknown) => `filters=${encodeURIComponent(JSON.stringify(value))}`;

/** Every call that docker-py makes for the operator, as it writes it. */
const calls = {
  version: ["GET", "/version"],
  images: ["GET", `/v1.45/images/json?only_ids=0&all=0&${filters({ reference: ["dbt-runner:latest"] })}`],
  create: ["POST", "/v1.45/containers/create"],
  list: [
    "GET",
    `/v1.45/containers/json?limit=-1&all=1&size=0&trunc_cmd=0&${filters({ label: [`${task}=dag/run/a b/-1`] })}`,
  ],
  attach: ["POST", `/v1.45/containers/${own}/attach?logs=0&stdout=1&stderr=1&stream=1`],
  inspect: ["GET", `/v1.45/containers/${own}/json`],
  start: ["POST", `/v1.45/containers/${own}/start`],
  wait: ["POST", `/v1.45/containers/${own}/wait`],
  stop: ["POST", `/v1.45/containers/${own}/stop?t=3`],
  result: ["GET", `/v1.45/containers/${own}/archive?path=%2Fairflow%2Fxcom%2Freturn.json`],
  remove: ["DELETE", `/v1.45/containers/${own}?v=False&link=False&force=True`],
} as const;

test.each(Object.entries(calls))("%s is a call of the operator", (does, [method, target]) => {
  expect(readCall(method, target)).toMatchObject({ does });
});

test("what a call says is read, and nothing else of it", () => {
  expect(readCall(...calls.list)).toEqual({ does: "list", task: "dag/run/a b/-1" });
  expect(readCall(...calls.stop)).toEqual({ does: "stop", id: own, seconds: 3 });
  expect(readCall(...calls.images)).toEqual({ does: "images", image: "dbt-runner:latest" });
});

describe("refused", () => {
  test.each([
    ["POST", `/containers/${own}/exec`],
    ["POST", `/exec/${own}/start`],
    ["POST", "/build"],
    ["POST", "/commit"],
    ["POST", "/volumes/create"],
    ["POST", "/networks/create"],
    ["GET", "/info"],
    ["GET", "/events"],
    ["GET", "/secrets"],
    ["POST", "/session"],
    ["POST", "/grpc"],
    ["POST", "/swarm/init"],
    ["POST", "/plugins/pull"],
    ["POST", `/containers/${own}/update`],
    ["POST", `/containers/${own}/rename?name=platform-warehouse`],
    ["PUT", `/containers/${own}/archive?path=/`],
    ["GET", `/containers/${own}/export`],
    ["GET", `/containers/${own}/logs?stdout=1`],
    ["GET", `/containers/${own}/archive?path=/proc/1/environ`],
    ["GET", `/containers/${own}/archive?path=/airflow/xcom/../../etc/shadow`],
    ["GET", `/containers/${own}/archive`],
    ["POST", "/containers/create?name=platform-warehouse"],
    ["POST", "/containers/create?platform=linux%2Farm64"],
    ["GET", "/containers/json"],
    ["GET", `/containers/json?${filters({ label: ["com.docker.compose.project=other"] })}`],
    ["GET", `/containers/json?${filters({ label: [`${task}=a`, "b"] })}`],
    ["GET", `/containers/json?${filters({ label: [`${task}=a`], name: ["b"] })}`],
    ["GET", `/containers/json?${filters({ id: [own] })}`],
    ["GET", `/containers/${own.slice(0, 12)}/json`],
    ["GET", "/containers/platform-warehouse-warehouse-1/json"],
    ["GET", `/containers/${own.toUpperCase()}/json`],
    ["GET", `/containers/x/../${own}/json`],
    ["GET", `/containers/..%2f${own}/json`],
    ["GET", `/containers/${own}%2fjson`],
    ["GET", `//containers/${own}/json`],
    ["GET", `/v1.45/v1.45/containers/${own}/json`],
    ["GET", `/v1.45/../containers/${own}/json`],
    ["GET", `/v2.0/containers/${own}/json`],
    ["GET", `http://engine/containers/${own}/json`],
    ["GET", `/containers/${own}/json#`],
    ["GET", `/containers/${own}/json/`],
    ["get", `/containers/${own}/json`],
    ["POST", `/containers/${own}/stop?t=1&t=2`],
    ["POST", `/containers/${own}/stop?t=1e9`],
    ["POST", `/containers/${own}/stop?t=-1`],
    ["POST", `/containers/${own}/stop?signal=SIGKILL`],
    ["POST", `/containers/${own}/attach?stdin=1`],
    ["DELETE", `/containers/${own}?link=True`],
    ["GET", `/images/json?${filters({ reference: ["dbt-runner:latest", "b"] })}`],
    ["GET", "/images/json?filters=%ff"],
  ])("%s %s", (method, target) => {
    expect(() => readCall(method, target)).toThrow(Refusal);
  });

  test("a pull says that there is no such image, and where to get it", () => {
    const asks = () => readCall("POST", "/v1.45/images/create?tag=latest&fromImage=dbt-runner");
    expect(asks).toThrow(/^RNR-203 There is no image "dbt-runner:latest" on this machine.*adp runners build/);
  });

  test("whatever else is asked: a call is one of the list, on a whole id", () => {
    const pieces = fc.constantFrom(
      ...["/", "//", "..", "/..", "%2f", "%2e", "?", "&", "=", "#", "\\", " ", "\0", "\r\n"],
      ...[
        "/v1.45",
        "/containers/",
        "/images/json",
        "/exec",
        own,
        own.slice(1),
        "/json",
        "/start",
        "/archive",
      ],
      ...["filters=", "path=/airflow/xcom/return.json", "t=1", "force=1", "{}", "[]", '{"label":[]}'],
    );
    const target = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 8 }).map((all) => all.join(""));
    const method = fc.oneof(fc.constantFrom("GET", "POST", "DELETE", "PUT", "HEAD"), fc.string());
    fc.assert(
      fc.property(method, target, (method, target) => {
        try {
          const call = readCall(method, target);
          expect(Object.keys(calls).concat("ping")).toContain(call.does);
          if ("id" in call) expect(call.id).toMatch(/^[0-9a-f]{64}$/);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("a call with one character more or another in its path is none", () => {
    const changed = fc
      .tuple(fc.constantFrom(...Object.values(calls)), fc.nat(), fc.string({ minLength: 1, maxLength: 2 }))
      .map(([[method, target], at, text]) => {
        const end = target.indexOf("?") < 0 ? target.length : target.indexOf("?");
        const place = at % (end + 1);
        return [method, `${target.slice(0, place)}${text}${target.slice(place)}`, target] as const;
      })
      // Another minor version of the API is as good, and `?` begins the parameters.
      .filter(([, target]) => !/^\/v1\.\d{1,2}\//.test(target) || !/^\/v1\.\d+\d\//.test(target))
      .filter(([, target]) => !target.includes("?") || target.indexOf("?") === target.lastIndexOf("?"));
    fc.assert(
      fc.property(changed, ([method, target, before]) => {
        fc.pre(!target.slice(0, before.length + 1).endsWith("?"));
        expect(() => readCall(method, target)).toThrow(Refusal);
      }),
    );
  });
});
