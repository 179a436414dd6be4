import { entropy } from "../value.ts";
import type { Rule } from "./rule.ts";

/** A short beginning with every character that can precede it: the shorter the shortest word, the slower the search. */
function beginning(short: string): string[] {
  return [..." \t\n\"'`=:,;([{<>/@|"].map((before) => before + short);
}

function around(short: string): string[] {
  return [..."abcdefghijklmnopqrstuvwxyz0123456789_~.-"].map((before) => before + short);
}

export const tokenRules: readonly Rule[] = [
  {
    id: "artifactory",
    what: "an Artifactory API key or token",
    hints: ["akcp", "cmvmdgtu", "eyj2zxi", "jfrog", "artifactory", "bintray", "xray"],
    pattern:
      /\b(?<value>AKCp[0-9A-Za-z]{60,100}|cmVmdGtu[A-Za-z0-9+/=]{48,100}|eyJ2ZXIiOi[\w-]{50,}\.[\w-]{20,}\.[\w-]{20,})|(?:jfrog|[Aa]rtifactory|bintray|xray)[\w-]{0,20}["'\]]{0,2}\s{0,3}(?:[:.]?=|:|,)\s{0,3}["']?(?![0-9a-f]+\b)(?<value2>[a-z0-9]{64,73})(?![A-Za-z0-9])/g,
  },
  {
    id: "jwt",
    what: "a JSON Web Token",
    // {" in base64, and one character more.
    hints: [..."abcdefghijklmnopqrstuvwxyz0123456789-_"].map((one) => `eyj${one}`),
    pattern: /\b(?<value>eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,2000})/g,
    // The token of every tutorial: jwt.io's, and RFC 7519's.
    accepts: ({ value = "" }) =>
      !/SflKxwRJSMeKKF2QT4|dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk|TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ/.test(
        value,
      ),
  },
  {
    id: "azure-key",
    what: "an Azure key",
    hints: [
      "accountkey=",
      "sharedaccesskey=",
      "sharedaccesssignature",
      "?sig=",
      "&sig=",
      ...around("8q~"),
      ...around("7q~"),
    ],
    pattern:
      /\b(?:AccountKey|SharedAccessKey)\s?=\s?(?<value>[A-Za-z0-9+/]{40,90}={0,2})|[?&;](?:amp;)?sig=(?<value2>[A-Za-z0-9%+/_-]{40,100})|(?<![\w~.-])(?<value3>[\w~.-]{3}[78]Q~[\w~.-]{31,34})(?![\w~-])/g,
  },
  {
    id: "vendor-token",
    what: "a vendor's token",
    hints: [
      ...beginning("sg."),
      ...beginning("hf_"),
      ...beginning("oy2"),
      "dapi",
      "pypi-ageic",
      "sk_live_",
      "rk_live_",
      "aiza",
      "gocspx-",
      "akia",
      "asia",
      "glptt-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "glft-",
      "glffct-",
      "glimt-",
      "glagent-",
      "gloas-",
      "glsoat-",
      "gr1348941",
      "_gitlab_session=",
      "sk_test_",
      "rk_test_",
      "sk_prod_",
      "rk_prod_",
      "abia",
      "acca",
      "api_org_",
      "xoxa-",
      "xoxo-",
      "xoxr-",
      "xoxs-",
      "xoxe-",
      "xoxe.xox",
      "dop_v1_",
      "sntrys_",
      "xkeysib-",
      "shpat_",
      "atatt3",
      "atctt3",
      "hvs.",
      "hvb.",
      "ghp_",
      "gho_",
      "ghu_",
      "ghs_",
      "github_pat_",
      "glpat-",
      "xoxb-",
      "xoxp-",
      "xapp-",
      "npm_",
      "dckr_pat_",
      "sk-ant",
      "sk-proj",
      "dp.pt.",
      "pul-",
      "atlasv1",
      "lin_api_",
      "ya29.",
      "rubygems_",
      "sqp_",
      "sqa_",
      "squ_",
      "nrak-",
      "tskey-",
      "gsk_",
      "dt0c01",
      "pscale_",
      "webhook.office.com",
      "hooks.slack.com",
      "discord.com/api/webhooks",
      "discordapp.com/api/webhooks",
      "dbtc_",
      "dbtu_",
      "dbts_",
    ],
    pattern:
      /(?<![A-Za-z0-9_-])(?<value>pypi-AgEIcHlwaS5vcmc[\w-]{50,300}|[sr]k_(?:live|test|prod)_[0-9A-Za-z]{20,100}|AIza[\w-]{35}|GOCSPX-[\w-]{28}|(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|gl(?:ptt|dt|rt|cbt|oas|soat|ft|ffct|imt|agent|pat)-[\w-]{20,64}|GR1348941[\w-]{20}|do[opr]_v1_[0-9a-f]{64}|dapi[0-9a-f]{32}(?:-\d)?|oy2[a-z0-9]{43}|sntry[su]_[\w=+/-]{40,200}|xkeysib-[0-9a-f]{64}-\w{16}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|AT[AC]TT3[\w=-]{150,250}|hv[sbr]\.[\w-]{24,300}|gh[pousr]_[0-9A-Za-z]{36,255}|github_pat_\w{60,100}|xox[bpaors]-[0-9A-Za-z-]{20,200}|xox(?:e|e\.xox[bp])-\d-[0-9A-Za-z-]{20,200}|xapp-\d-[A-Z0-9]{8,20}-\d{8,20}-[0-9a-f]{30,80}|npm_[0-9A-Za-z]{36}|dckr_(?:pat|oat)_[\w-]{27,40}|SG\.[\w-]{22}\.[\w-]{43}|sk-(?:ant-[a-z]{3,5}\d\d-|proj-)[\w-]{40,200}|dp\.(?:pt|st|ct|sa)\.[\w.-]{40,60}|pul-[0-9a-f]{40}|[\w]{14}\.atlasv1\.[\w-]{60,70}|lin_api_\w{40}|ya29\.[\w-]{50,300}|rubygems_[0-9a-f]{48}|sq[pau]_[0-9a-f]{40}|_gitlab_session=[0-9a-z]{32}|NRAK-[A-Z0-9]{27}|tskey-[a-z]{3,10}-\w{10,20}-\w{20,40}|(?:hf|api_org)_[A-Za-z]{34}|gsk_\w{52}|dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}|pscale_(?:tkn|pw|oauth)_[\w.=-]{32,64}|dbt[cus]_[\w+=-]{30,100})(?![A-Za-z0-9_])|(?<value2>\bhooks\.slack\.com\/(?:services|workflows|triggers)\/(?:T\w{6,20}\/[\w/]{20,80}|\w{40,80})|https:\/\/[\w.-]{1,80}webhook\.office\.com\/webhookb2\/[\w@/-]{60,300}|https:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/[\w-]{50,80})/g,
    // AWS's own documentation uses this one.
    accepts: ({ value = "" }) => !/EXAMPLE|(?:1234567890|abcdefghij|0{8}|x{8})/i.test(value),
  },
  {
    id: "aws-secret",
    what: "an AWS secret access key",
    hints: ["secret_access_key", "secretaccesskey", "secret_key", "aws_secret", "secretkey"],
    pattern:
      /\b(?:aws)?_?secret_?(?:access)?_?key["'\\]{0,3}\]?\s{0,3}(?:=>|[:=,])\s{0,3}["'\\]{0,3}(?<value>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/gi,
    accepts: ({ value = "" }) => !/EXAMPLE/.test(value) && entropy(value) > 3.5,
  },
];
