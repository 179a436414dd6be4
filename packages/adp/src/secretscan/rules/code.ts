import { keyName } from "../key-name.ts";
import { isStandIn, isStrong } from "../value.ts";
import type { Rule } from "./rule.ts";

/** What programs and settings name so. For files that people write: an installed library is full of such lines. */
export const nameHints = [
  "pass",
  "pwd",
  "secret",
  "token",
  "key",
  "cred",
  "kennwort",
  "auth",
  "jwt",
  "salt",
  "webhook",
  "bearer",
  "psw",
  "sas",
  "pat",
  // Two letters are too few to look for.
  ...[..."=: \"'_]-0123456789"].map((behind) => `pw${behind}`),
];

/** The word is in the name, which is on one line; a value may follow on the next. */
const reach = { before: 0, behind: 128 };

/** In every text: settings hold commands as well. */
export const shellRules: readonly Rule[] = [
  {
    id: "shell-password",
    what: "a password in a variable",
    reach,
    hints: nameHints,
    pattern: /(?<![\w$.{-])(?<name>[A-Z_][A-Z0-9_]{2,60})=\\?["']?(?<value>[^\s"'`$<>|&;,)(}\]\\]{4,300})/g,
    accepts: ({ name, value }) => isNamed(name, value),
  },
];

export const codeRules: readonly Rule[] = [
  ...shellRules,
  {
    id: "assigned-password",
    what: "a password in a program",
    reach,
    hints: nameHints,
    // NAME = "value", name: str = 'value', "name": "value", name=>"value", environ["NAME"] = "value"
    pattern:
      /(?<![\w$-])(?<name>[A-Za-z_][\w.-]{1,60})\\?["']?\]?\s{0,3}(?::\s?[\w[\], |.]{1,30}?|string )?\s{0,3}(?:=>|[:?.|+]{0,3}=|:)\s{0,3}[fbruFBRU]{0,2}(?:\\?"(?<value>[^"\n\\]{4,300})\\?"|'(?<value2>[^'\n\\]{4,300})'|`(?<value3>[^`\n\\$]{4,300})`)/g,
    accepts: ({ name, value, value2, value3 }) => isNamed(name, value ?? value2 ?? value3),
  },
  {
    id: "called-with-password",
    what: "a password in a program",
    reach,
    hints: nameHints,
    // setdefault("DWH_PASSWORD", "value"), .password("value"), Variable.set("token", "value")
    pattern:
      /["'](?<name>[A-Za-z_][\w.-]{1,60})["']\s{0,3},\s{0,3}["'](?<value>[^"'\n\\]{4,300})["']|\b(?:set)?(?<call>[Pp]assword|[Ss]ecret|[Tt]oken|[Aa]pi[Kk]ey)\(\s{0,3}["'](?<value2>[^"'\n\\]{4,300})["']/g,
    accepts: ({ name, call, value, value2 }) => isNamed(name ?? call, value ?? value2, 8),
  },
  {
    id: "xml-password",
    what: "a password in XML",
    reach: { before: 0, behind: 512 },
    hints: nameHints,
    pattern:
      /<(?:name|key)>(?<name3>[\w.:-]{1,80})<\/(?:name|key)>\s{0,20}<value>(?<value3>[^<>\s]{4,300})<\/|<(?<name>[\w.:-]{1,60})(?:\s[^<>]{0,200})?>\s{0,20}(?<value>[^<>\s]{4,300})\s{0,20}<\/|\b(?:name|key|id)="(?<name2>[\w.:-]{1,80})"\s{1,4}value="(?<value2>[^"<>\n]{4,300})"/g,
    accepts: ({ name, name2, name3, value, value2, value3 }) =>
      isNamed(name ?? name2 ?? name3, value ?? value2 ?? value3),
  },
];

function isNamed(name: string | undefined, value: string | undefined, least = 6): boolean {
  if (name === undefined || value === undefined || isStandIn(value)) return false;
  const says = keyName(name);
  if (says === undefined || value.toLowerCase() === name.toLowerCase()) return false;
  return says === "sure" ? isStrong(value, least) : isStrong(value, 14);
}
