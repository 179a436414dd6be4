import { isStandIn, isStrong } from "../value.ts";
import type { Rule } from "./rule.ts";

export const loginRules: readonly Rule[] = [
  {
    id: "netrc",
    what: "a login in netrc's form",
    hints: ["password", "passwd"],
    pattern:
      /\b(?:machine\s+\S+|default)\s+(?:login|user)\s+\S+\s+(?:account\s+\S+\s+)?password\s+(?<value>\S+)/g,
  },
  {
    id: "uri-login",
    what: "a user and a password in an address",
    hints: ["://"],
    // The password may itself hold an @ or a colon that nobody encoded.
    pattern:
      /:\/\/(?<=\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@:"'`<>{}()[\]]{0,80}:(?<value>[^\s/@:"'`<>{}[\]\\]{4,200})@[a-z0-9[]/gi,
  },
  {
    id: "odbc-password",
    what: "a password in a connection string",
    hints: ["pwd=", "password=", "pwd =", "password ="],
    pattern:
      /(?:\bDRIVER|\bSERVER|\bDSN|\bUID|\bUser Id|\bUserName|\bUser|\bHost|\bData Source|\bTrusted_Connection)\s?=[^\n"']{0,200}?;\s?(?:PWD|Password)\s?=\s?(?:\{(?<braced>[^}\n]{4,200})\}|(?<value>[^;\s"'}{$<%]{4,200}))|\b(?:PWD|Password)\s?=\s?(?<value2>[^;\s"'}{$<%=]{4,200});[^\n"']{0,200}?(?:\bServer|\bUID|\bUser Id|\bData Source|\bDatabase)\s?=/gi,
  },
  {
    id: "docker-login",
    what: "a docker login",
    hints: ['"auth"', '"identitytoken"'],
    pattern: /"(?:auth|identitytoken)"\s*:\s*"(?<value>[A-Za-z0-9+/=_.-]{8,})"/g,
  },
  {
    id: "npm-token",
    what: "a login of an npm registry",
    hints: ["_authtoken", ":_password", ":_auth"],
    pattern: /\/\/[^\s:]{1,200}\/:_(?:authToken|password|auth)\s*=\s*(?<value>[^\s${]{8,})/g,
  },
  {
    id: "uv-index-password",
    what: "the password of a uv index",
    hints: ["uv_index_", "uv_publish_", "pip_password", "twine_password"],
    pattern:
      /\b(?:UV_INDEX_[A-Z0-9_]+_PASSWORD|UV_PUBLISH_(?:PASSWORD|TOKEN)|TWINE_PASSWORD)\s*[=:]\s*["']?(?<value>[^\s"'$<{]{4,200})/g,
  },
  {
    id: "jdbc-password",
    what: "a password in a JDBC address",
    hints: ["jdbc:"],
    pattern:
      /\bjdbc:[a-z0-9:]{2,40}(?:[^\s"'`<>]{0,300}?[?&;:](?:password|pwd|sslpassword)=(?<value>[^\s"'&;<>`]{4,200})|thin:[\w.$-]{1,60}\/(?<value2>[^\s@"'/]{4,100})@)/gi,
  },
  {
    id: "query-password",
    what: "a password in an address's query",
    hints: ["password=", "token=", "secret=", "api_key=", "apikey=", "access_key=", "&sig=", "?sig="],
    pattern:
      /:\/\/[^\s"'<>`?]{1,300}\?(?:[^\s"'<>`&]{0,200}&(?:amp;)?){0,12}(?:\w{0,30}password|access_token|auth_token|private_token|api_?key|client_secret|secret_key|secret|sig|token)=(?<value>[^\s"'&<>`#]{6,500})/gi,
  },
  {
    id: "pgpass",
    what: "a login in .pgpass's form",
    hints: [
      ":5432:",
      ...[..."abcdefghijklmnopqrstuvwxyz0123456789_.*-"].map((host) => `${host}:*:`),
      ":6432:",
      ":5433:",
    ],
    pattern:
      /^(?:[\w.*-]{1,100}):(?:\d{4,5}|\*):(?:[\w*-]{1,63}):(?:[\w.@*-]{1,63}):(?<value>[^\s:]{4,100})$/gm,
  },
  {
    id: "http-authorization",
    what: "a login in an HTTP header",
    hints: ["authorization", "private-token", "x-api-key", "x-jfrog-art-api", "proxy-auth"],
    pattern:
      /\b(?:Proxy-)?Authorization["'\\]{0,3}\]?\s{0,3}[:=,]\s{0,3}["'\\]{0,3}(?:Basic|Bearer|token|ApiKey|GenieKey|SSWS)\s(?<value>[A-Za-z0-9+/=._~-]{12,2000})|\b(?:PRIVATE-TOKEN|X-API-Key|X-JFrog-Art-Api|X-Vault-Token|X-Auth-Token)["'\\]{0,3}\s{0,3}[:=,]\s{0,3}["'\\]{0,3}(?<value2>[A-Za-z0-9+/=._~-]{12,500})/gi,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? "") && isStrong(value ?? value2 ?? "", 12),
  },
  {
    id: "command-password",
    what: "a password on a command line",
    hints: [
      ...[
        "sqlcmd",
        "bcp ",
        "isql",
        "curl",
        "mysql",
        "sshpass",
        "redis-cli",
        "http -a",
        "httpie -a",
        "keytool",
      ],
      ...["ldapsearch", "ldapmodify", "ldapadd", "ldapwhoami", "twine upload", "sqlplus", "smbclient"],
      ...[
        "docker",
        "podman",
        "skopeo",
        "buildah",
        "oras",
        "registry",
        "auth",
        "az",
        "astro",
        "crane",
        "nerdctl",
      ].map((program) => `${program} login`),
      ...["acr login", "kinit", "sudo -s"],
    ],
    pattern:
      /\b(?:(?:sqlcmd|bcp|isql)(?:\s[^\n|;]{0,300}?)?\s-P\s{0,2}["']?(?<p1>[^\s"']{4,100})|curl(?:\s(?:[^\n|;\\]|\\[^|;]){0,300}?)?\s(?:(?:-u|--user|-U|--proxy-user)[\s=]{0,2}["']?[^\s:"']{0,80}["']?:["']?(?<p2>[^\s"']{4,200})|(?:-H|--header)\s{0,2}["'](?:[\w-]{0,30}(?:[Tt]oken|[Kk]ey|[Ss]ecret)|[Aa]uthorization):\s{0,3}(?:[\w-]{1,20}\s)?(?<p14>[^\s"']{8,1000}))|mysql(?:dump|admin)?(?:\s[^\n|;]{0,200}?)?\s-p(?<p3>[^\s"'=]{4,100})|sshpass\s-p\s?["']?(?<p4>[^\s"']{4,100})|(?:docker|podman|skopeo|buildah|oras|helm registry|az|astro|crane|nerdctl) (?:auth )?login(?:\s[^\n|;]{0,200}?)?\s-p[\s=]["']?(?<p5>[^\s"'-][^\s"']{3,200})|ldap(?:search|modify|add|whoami)(?:\s[^\n|;]{0,200}?)?\s-w\s?["']?(?<p6>[^\s"']{4,100})|redis-cli(?:\s[^\n|;]{0,200}?)?\s-a\s["']?(?<p7>[^\s"']{4,100})|http(?:ie)?\s-a\s["']?[^\s:"']{1,80}:(?<p8>[^\s"']{4,100})|twine upload(?:\s[^\n|;]{0,200}?)?\s-p\s["']?(?<p9>[^\s"']{4,300})|keytool(?:\s[^\n|;]{0,200}?)?\s-(?:storepass|keypass)\s["']?(?<p10>[^\s"']{4,100})|sqlplus\s(?:-[SL]\s){0,2}[\w$]{1,40}\/(?<p11>[^\s@"'/]{4,100})@|echo\s(?:-n\s)?["']?(?<p12>[^\s"'|$]{4,200})["']?\s{0,2}\|\s{0,2}(?:[\w./-]{0,40}kinit|(?:docker|podman|astro|helm registry|az acr) login|sudo -S)\b|smbclient(?:\s[^\n|;]{0,200}?)?\s-U\s["']?[^\s%"']{1,80}%(?<p13>[^\s"']{4,100}))/g,
    accepts: (groups) => {
      const value = Object.values(groups).find((one) => one !== undefined) ?? "";
      return !isStandIn(value) && !value.startsWith("-");
    },
  },
  {
    id: "option-password",
    what: "a password on a command line",
    hints: ["-passw", "-token", "-api-key", "-apikey", "-secret", "-storepass"],
    pattern:
      /\s--?(?:password|passwd|token|api-key|apikey|secret|client-secret|storepass|smtp-password|db-password|dest-password|src-password|source-password|target-password|proxy-password|registry-password|access-token|auth-token)(?:=|\s{1,2})["']?(?<value>[^\s"'\\)(,|<>]{4,300})/g,
    accepts: ({ value = "" }) => !isStandIn(value) && !value.startsWith("-") && isStrong(value, 6),
  },
  {
    id: "sql-password",
    what: "a password in SQL",
    hints: ["password", "identified by", "secret_key", "credentials"],
    pattern:
      /\b(?:CREATE|ALTER)\s{1,4}(?:OR\s{1,4}REPLACE\s{1,4})?(?:ROLE|USER|LOGIN|GROUP|USER MAPPING|SERVER|APPLICATION ROLE|DATABASE SCOPED CREDENTIAL|CREDENTIAL|MASTER KEY|SYMMETRIC KEY|CERTIFICATE|DATABASE LINK|SUBSCRIPTION|CONNECTION|STAGE|STORAGE INTEGRATION|SECRET)\b[^;]{0,400}?(?:PASSWORD|IDENTIFIED\s{1,4}(?:WITH\s{1,4}[\w']{1,40}\s{1,4})?BY|SECRET|AWS_SECRET_KEY|SECRET_STRING)(?:\s{0,4}=)?\s{0,4}N?(?:'(?<value>[^'\n]{4,200})'|"(?<value2>[^"\n]{4,200})")/gi,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? ""),
  },
  {
    id: "jaas-password",
    what: "a password in a JAAS configuration",
    hints: ["loginmodule"],
    pattern:
      /LoginModule\s{1,4}(?:required|sufficient|requisite|optional)[^;]{0,600}?\bpassword\s{0,2}=\s{0,2}\\{0,2}["'](?<value>[^"'\n\\]{4,200})\\{0,2}["']/g,
    accepts: ({ value = "" }) => !isStandIn(value),
  },
  {
    id: "libpq-password",
    what: "a password in a PostgreSQL connection",
    hints: ["password="],
    pattern:
      /\b(?:host|hostaddr|user|dbname|port|sslmode)=[^\s"'`]{1,100}(?:\s{1,3}\w{2,30}=[^\s"'`]{1,100}){0,8}?\s{1,3}password=(?<value>[^\s"'`\\$<{%]{4,200})|\bpassword=(?<value2>[^\s"'`\\$<{%&;,)]{4,200})\s{1,3}(?:host|user|dbname|port)=/g,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? ""),
  },
];
