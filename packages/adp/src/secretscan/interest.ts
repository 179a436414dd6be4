import { Matcher } from "./matcher.ts";
import { type Rule, rules } from "./rules/index.ts";

/**
 * The least of what each of secretlint's rules looks for. secretlint costs a millisecond a file: it is asked where this
 * is there. Private keys and addresses with a login are this platform's own rules.
 */
export const secretlintShapes =
  /A(?:KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA)[A-Z0-9]{16}|(?:SECRET|secret|Secret)_?(?:ACCESS|access|Access)_?(?:KEY|key|Key).{0,20}[A-Za-z0-9/+=]{40}|x-oauth-basic@|_authToken=[^$]|npm_\w{36}|(?:xox[bpaor]|xapp)-[a-zA-Z0-9]|hooks\.slack\.com\/services\/T|T3BlbkFJ|sk-ant-api0\d-|gsk_\w{52}|hf_[a-zA-Z]{34}|lin_api_\w{32}|ntn_\d{11}|SG\.\w+\.\w|shp(?:pa|ca|at|ss)_\w{32}|gh[pousr]_\w{36}|github_pat_\w{82}|glpat-[\w-]{20}|glc_[\w+/]{32}|glsa_\w{32}|ops_ey|hv[sbr]\.[\w-]{90}|vc[pikar]_\w{20}|dapi[A-Fa-f0-9]{32}|dckr_pat_|figd_[\w-]{40}/;

/** The words of these shapes, each of four bytes or more: the shorter the shortest, the slower the search for all. */
const secretlintWords = [
  ...["akia", "agpa", "aida", "aroa", "aipa", "anpa", "anva", "asia", "secret_access", "secretaccess"],
  ...["x-oauth-basic", "_authtoken=", "npm_", "xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxr-", "xapp-"],
  ...["hooks.slack", "t3blbkfj", "sk-ant-api", "gsk_", "lin_api_", "ntn_", "shppa_", "shpca_", "shpat_"],
  ...["shpss_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "glc_", "glsa_", "ops_ey"],
  ...["hvs.", "hvb.", "hvr.", "vcp_", "vci_", "vca_", "vcr_", "vck_", "dapi", "dckr_pat_", "figd_"],
  ...[..." \t\n\"'`=:,;([{<>/@|"].flatMap((before) => [`${before}hf_`, `${before}sg.`]),
];

/** Makes four bytes of three, with every byte that can precede them. */
function longEnough(hint: string): string[] {
  return hint === "://" ? [..."abcdefghijklmnopqrstuvwxyz0123456789+.-"].map((one) => one + hint) : [hint];
}

const words: readonly (readonly [string, Rule | undefined])[] = [
  ...rules.flatMap((rule) => rule.hints.flatMap(longEnough).map((hint) => [hint, rule] as const)),
  ...secretlintWords.map((word) => [word, undefined] as const),
];
const matcher = new Matcher(
  words.map(([word]) => Buffer.from(word, "latin1")),
  { anyCase: true },
);

/** Which rules are worth a try on a text, and where: around the places of their words. undefined is secretlint. */
export function interestOf(text: Buffer): Map<Rule | undefined, number[]> {
  const found = new Map<Rule | undefined, number[]>();
  matcher.findAll(text, (word, at) => {
    const rule = words[word]?.[1];
    const places = found.get(rule);
    if (places === undefined) found.set(rule, [at]);
    else places.push(at);
  });
  return found;
}
