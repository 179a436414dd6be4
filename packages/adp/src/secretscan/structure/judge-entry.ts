import { keyName } from "../key-name.ts";
import { isStandIn, isStrong } from "../value.ts";
import type { Entry } from "./entry.ts";

/** Files that hold logins by their purpose: there a plain word is a password as well. */
const forLogins =
  /(?:^|\/)(?:\.?env(?:\.[\w.-]+)?|[\w.-]*\.env|airflow_settings\.ya?ml|airflow\.cfg|profiles\.ya?ml|connections?\.(?:ya?ml|json|env)|credentials(?:\.\w+)?|secrets?\.(?:ya?ml|json|toml|properties)|[\w.-]*\.(?:properties|pypirc|netrc|tfvars))$/i;
/** Texts of a user interface: "password" is a label there. */
const forLabels =
  /(?:^|[/_.-])(?:i18n|locales?|lang(?:uages?)?|translations?|messages|l10n|strings|labels|schema|openapi|swagger)(?:[/_.-]|$)/i;
const word = /^[A-Za-z]+(?:[ _-][a-z]+)*$/;

export function isCredential(path: string, { name, value, isSecret = false }: Entry): boolean {
  const says = keyName(name);
  const text = value.trim();
  if (says === undefined || text.length > 4096 || text.includes("\n") || isStandIn(text)) return false;
  if (isStandIn(decoded(text))) return false;
  if (isSecret) return !/\s/.test(text);
  if (says === "maybe") return !/\s/.test(text) && isStrong(text, forLogins.test(path) ? 8 : 14);
  if (/\s/.test(text) && !forLogins.test(path)) return false;
  if (text.split(/\s+/).length > 4) return false;
  if (forLabels.test(path) || /\.(?:json|jsonc|ipynb)$/i.test(path))
    return forLogins.test(path) || isStrong(text, 6);
  return !word.test(text) || forLogins.test(path) || text.length >= 8;
}

/** What base64 of a text says, or the text: a Secret's placeholder is encoded as well. */
function decoded(text: string): string {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return "long enough";
  const plain = Buffer.from(text, "base64").toString("utf8").trim();
  return /^[\x20-\x7e]{3,}$/.test(plain) ? plain.padEnd(4, "-") : "long enough";
}
