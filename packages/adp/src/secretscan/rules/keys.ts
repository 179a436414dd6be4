import type { Rule } from "./rule.ts";

export const keyRules: readonly Rule[] = [
  {
    id: "private-key",
    what: "a private key",
    reach: { before: 128, behind: 4096 },
    hints: ["private key-----", "private key block-----", "ssh2 encrypted private key"],
    // What follows must be a key's beginning: source code names this line as well. Between the lines may stand what a
    // string in a program, JSON or a comment puts there.
    pattern:
      /-----?[ -]BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?[ -]?----(?:-|\b|(?= ))?(?:[\s"'+,#|\\/*;]|\\[nr]|<br>){0,80}(?:(?:Proc-Type|DEK-Info|Version|Comment|Subject|X-[\w-]{1,20}):[^\n\\]{0,200}(?:[\s"'+,#]|\\[nr]){1,40}){0,6}(?<value>[A-Za-z0-9+/=]{32,})/g,
  },
  {
    id: "putty-key",
    what: "a private key in PuTTY's form",
    reach: { before: 0, behind: 8192 },
    hints: ["putty-user-key-file-"],
    pattern:
      /\bPuTTY-User-Key-File-[23]: \S[\s\S]{1,4000}?\bPrivate-Lines: \d+\s+(?<value>[A-Za-z0-9+/=]{20,})/g,
  },
  {
    id: "jwk-private",
    what: "a private key as JWK",
    reach: { before: 8192, behind: 8192 },
    hints: ['"kty"'],
    pattern:
      /"kty"\s{0,4}:\s{0,4}"(?:RSA|EC|OKP)"[^{}]{0,4000}?"d"\s{0,4}:\s{0,4}"(?<value>[\w-]{32,})"|"d"\s{0,4}:\s{0,4}"(?<value2>[\w-]{32,})"[^{}]{0,4000}?"kty"\s{0,4}:/g,
  },
  {
    id: "age-key",
    what: "a private key of age",
    hints: ["age-secret-key-1"],
    pattern: /\b(?<value>AGE-SECRET-KEY-1[0-9A-Z]{50,62})\b/gi,
  },
];
