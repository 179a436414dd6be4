import fc from "fast-check";
import { expect, test } from "vitest";
import { other, own } from "./testing/example.ts";
import { engine, raw, reached, useProxy } from "./testing/use-proxy.ts";

useProxy();

/** All that may reach the engine, of whatever was sent. */
const harmless = new RegExp(
  `^(GET /v1\\.45/(version|containers/[0-9a-f]{64}/json|containers/json\\?all=1(&filters=.*)?|images/json\\?filters=.*)|` +
    `(GET|POST|DELETE) /v1\\.45/containers/${own}(/start|/wait|/stop\\?t=\\d+|/attach\\?stream=1&stdout=1&stderr=1|` +
    `/archive\\?path=%2Fairflow%2Fxcom%2Freturn\\.json|\\?force=1&v=1))$`,
);

test("whatever bytes are sent: the engine is asked for nothing but a runner's calls", async () => {
  const line = fc.tuple(
    fc.constantFrom("GET", "POST", "DELETE", "PUT", "HEAD", "CONNECT", "get"),
    fc
      .array(
        fc.constantFrom(
          ...[
            "/",
            "//",
            "..",
            "%2f",
            "?",
            "&",
            "/v1.45",
            "/v1.10",
            "http://x",
            "/containers/",
            "/containers/create",
          ],
          ...[
            "/images/json",
            "/exec/",
            own,
            other,
            "/json",
            "/start",
            "/attach",
            "/archive",
            "t=1",
            "name=x",
            "stdin=1",
          ],
          ...["path=/airflow/xcom/return.json", "path=/etc/shadow", "stdout=1"],
        ),
        { maxLength: 6 },
      )
      .map((all) => all.join("")),
  );
  const header = fc.constantFrom(
    ...[
      "Connection: Upgrade\r\nUpgrade: tcp",
      "Upgrade: h2c",
      "Transfer-Encoding: chunked",
      "Content-Length: 3",
    ],
    ...[
      "Content-Length: 3\r\nContent-Length: 4",
      "Expect: 100-continue",
      "X-HTTP-Method-Override: DELETE",
      "Host: y",
    ],
  );
  const body = fc.oneof(
    fc.constantFrom("", "abc", "0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", `GET /info HTTP/1.1\r\nHost: x\r\n\r\n`),
    fc.string(),
  );
  const message = fc
    .tuple(line, fc.array(header, { maxLength: 3 }), body)
    .map(([[method, path], headers, rest]) =>
      [`${method} ${path} HTTP/1.1`, "Host: x", ...headers, "", rest].join("\r\n"),
    );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (messages) => {
      engine.asked.length = 0;
      await raw(messages.join(""));
      for (const one of reached()) expect(one).toMatch(harmless);
    }),
    { numRuns: 150 },
  );
});
