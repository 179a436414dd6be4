import { expect, test } from "vitest";
import { scanFile } from "./scan-file.ts";
import { credentials } from "./testing/credentials.ts";
import { lookAlikes } from "./testing/look-alikes.ts";
import { Values } from "./testing/values.ts";

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test.each(Object.entries(credentials))("found in each form, whatever its value: %s", async (_, forms) => {
  for (const seed of seeds) {
    const values = new Values(seed);
    for (const form of forms) {
      const { path, content } = form(values);
      const found = await scanFile(path, Buffer.from(content));
      expect({ seed, path, content: content.toString("utf8"), found: found.length }).toMatchObject({
        found: expect.toSatisfy((count) => count > 0),
      });
    }
  }
});

test("what looks like one is none", async () => {
  const alarms: unknown[] = [];
  for (const seed of seeds) {
    const values = new Values(seed);
    for (const form of lookAlikes) {
      const { path, content } = form(values);
      alarms.push(...(await scanFile(path, Buffer.from(content))));
    }
  }
  expect(alarms).toEqual([]);
});

test("the set is large enough to say something", () => {
  expect(Object.keys(credentials).length).toBeGreaterThanOrEqual(45);
  expect(Object.values(credentials).flat().length).toBeGreaterThanOrEqual(120);
  expect(lookAlikes.length).toBeGreaterThanOrEqual(80);
});
