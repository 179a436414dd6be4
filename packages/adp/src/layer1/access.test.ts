import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { planAccess } from "./access.ts";
import { layer1Folder } from "./folder.ts";
import { readLayer1Settings } from "./settings.ts";

test.each([
  ["http://bot:pr0xy-pass@proxy.example:3128", "bot", "pr0xy-pass"],
  ["bot:pr0xy-pass@proxy.example:3128", "bot", "pr0xy-pass"],
  ["http://bot:p%40ss%21@proxy.example:3128", "bot", "p@ss!"],
  ["http://bot:pr0xy%zz@proxy.example:3128", "bot", "pr0xy%zz"],
  ["http://bot:pr0/xy@proxy.example:3128", "bot", "pr0/xy"],
  ["bot:p:r0@xy@proxy.example:3128", "bot", "p:r0@xy"],
  ["token-alone@proxy.example", "token-alone", "token-alone"],
])("the login of a proxy is known: %s", (address, user, password) => {
  const place = layer1Folder(temporaryFolder());
  const env = { HOME: temporaryFolder(), XDG_CONFIG_DIRS: "/nowhere", https_proxy: address };
  const { logins } = planAccess(place, readLayer1Settings(place, env), env);
  expect(logins.map((login) => [login.user, login.password.reveal(), login.place])).toEqual([
    [user, password, "https_proxy"],
  ]);
});

test.each(["http://proxy.example:3128", "proxy.example:3128"])("a proxy without one: %s", (address) => {
  const place = layer1Folder(temporaryFolder());
  const env = { HOME: temporaryFolder(), XDG_CONFIG_DIRS: "/nowhere", HTTPS_PROXY: address };
  expect(planAccess(place, readLayer1Settings(place, env), env).logins).toEqual([]);
});
