import type { Plant } from "./credentials.ts";
import type { Values } from "./values.ts";

type Form = (v: Values) => Plant;
const file = (path: string, content: string | Buffer): Plant => ({ path, content });

/** What looks like a credential and is none. */
export const lookAlikes: readonly Form[] = [
  () => file(".env", "DB_PASSWORD=\nDB_HOST=localhost\n"),
  () => file(".env.example", "DB_PASSWORD=changeme\nAPI_TOKEN=your-token-here\n"),
  () => file(".env", "DB_PASSWORD=\u0024{VAULT_DB_PASSWORD}\n"),
  () => file(".env", "DB_PASSWORD_FILE=/run/secrets/db_password\n"),
  () =>
    file(
      "compose.yaml",
      "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: \u0024{POSTGRES_PASSWORD:?set it}\n",
    ),
  () =>
    file(
      "compose.yaml",
      "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/pw\n    secrets: [db_password]\n",
    ),
  () => file("compose.yaml", "services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=postgres\n"),
  () =>
    file(
      "values.yaml",
      "postgresql:\n  auth:\n    existingSecret: airflow-db-2\n    secretKeys:\n      adminPasswordKey: postgres-password\n",
    ),
  () =>
    file(
      "values.yaml",
      'data:\n  metadataConnection:\n    pass: ""\nfernetKey: ~\nfernetKeySecretName: fernet-v2\n',
    ),
  () =>
    file("values.yaml", "auth:\n  enablePasswordAuth: true\n  passwordMinLength: 12\n  tokenTtl: 3600s\n"),
  () =>
    file(
      "chart/templates/secret.yaml",
      "kind: Secret\ndata:\n  password: {{ .Values.password | b64enc | quote }}\n",
    ),
  () => file("secret.yaml", `kind: Secret\nstringData:\n  password: <your password>\n`),
  () =>
    file("secret.yaml", `kind: Secret\ndata:\n  password: ${Buffer.from("changeme").toString("base64")}\n`),
  (v) =>
    file("sealed.yaml", `kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB${v.base64(300)}\n`),
  () =>
    file(
      "ext.yaml",
      "kind: ExternalSecret\nspec:\n  data:\n    - secretKey: db-password\n      remoteRef:\n        key: prod/dwh/db-password-2\n",
    ),
  () =>
    file(
      "pod.yaml",
      "env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: dwh-db-2\n        key: password\n",
    ),
  (v) =>
    file(
      "sops.yaml",
      `password: ENC[AES256_GCM,data:${v.base64(12)},iv:${v.base64(32)},tag:${v.base64(16)},type:str]\n`,
    ),
  (v) => file("vault.yml", `db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${v.hex(64)}\n`),
  () =>
    file("profiles.yml", "dwh:\n  outputs:\n    dev:\n      password: \"{{ env_var('DWH_PASSWORD') }}\"\n"),
  () =>
    file(
      "profiles.yml",
      "dwh:\n  outputs:\n    dev:\n      type: snowflake\n      authenticator: externalbrowser\n      private_key_path: /keys/rsa_key.p8\n",
    ),
  () =>
    file(
      "airflow_settings.yaml",
      "airflow:\n  connections:\n    - conn_id:\n      conn_type:\n      conn_password:\n",
    ),
  () => file("airflow.cfg", "[core]\nfernet_key = {FERNET_KEY}\n[webserver]\nsecret_key = {SECRET_KEY}\n"),
  () => file("airflow.cfg", "[smtp]\n# smtp_password = \nsmtp_password_cmd = pass show smtp\n"),
  () => file("dags/a.py", 'password = os.environ["DWH_PASSWORD"]\n'),
  () =>
    file(
      "dags/b.py",
      'PASSWORD_FIELD = "password"\nTOKEN_URL = "https://login.company.net/oauth2/v2.0/token"\n',
    ),
  () => file("dags/c.py", 'hook = Hook(password=Variable.get("dwh_password_2"))\n'),
  () =>
    file(
      "dags/d.py",
      'conn = BaseHook.get_connection("dwh")\nurl = f"postgresql://{conn.login}:{conn.password}@{conn.host}/d"\n',
    ),
  () => file("dags/e.py", 'secret_name = "prod-dwh-password-v2"\nkey_path = "keys/2024/id_rsa_2"\n'),
  () => file("dags/f.py", 'def check(password: str = "") -> bool:\n    return password == "abc123!"\n'),
  () => file("dags/g.py", 'token = secrets.token_urlsafe(32)\nsecret = hashlib.sha256(b"x").hexdigest()\n'),
  () => file("h.py", `EXPECTED_SHA256 = "\u0024{v.hex(64)}"\ncommit = "\u0024{v.hex(40)}"\n`),
  (v) =>
    file(
      "package-lock.json",
      JSON.stringify(
        { packages: { "node_modules/token": { integrity: `sha512-${v.base64(64)}` } } },
        null,
        1,
      ),
    ),
  (v) => file("lock.txt", `requests==2.0 --hash=sha256:${v.hex(64)}\n`),
  (v) =>
    file(
      "ids.json",
      JSON.stringify({
        correlationId: `${v.hex(8)}-${v.hex(4)}-${v.hex(4)}`,
        primaryKey: v.text(20),
        cacheKey: v.text(24),
      }),
    ),
  () =>
    file(
      "i18n/de.json",
      JSON.stringify({
        password: "Passwort vergessen?",
        token: "Zugangsschluessel",
        confirmPassword: "Passwort wiederholen",
      }),
    ),
  () =>
    file(
      "locales/en.json",
      JSON.stringify({ login: { password: "Password", resetPassword: "Reset password" } }),
    ),
  () =>
    file(
      "schema.json",
      JSON.stringify({ properties: { password: { type: "string", description: "The password" } } }),
    ),
  () =>
    file(
      "openapi.yaml",
      "components:\n  schemas:\n    Login:\n      properties:\n        password:\n          type: string\n          example: MyP4ss!word\n",
    ),
  () => file("README.md", "postgresql://user:password@localhost:5432/db\n"),
  () => file("README.md", "postgresql://USER:<password>@HOST/DB and https://$USER:$TOKEN@host/x\n"),
  () => file("README.md", "machine HOST login USER password PASSWORD\n"),
  () => file("README.md", 'Set DWH_PASSWORD=... in your shell, or `curl -u "$USER:$PASSWORD" https://x`\n'),
  () => file("docs/cli.md", 'sqlcmd -S host -U user -P "$SQL_PASSWORD"\n'),
  () =>
    file("docs/cli.md", "mysql -p -u root\ndocker login -u a --password-stdin\nkinit -kt file.keytab me\n"),
  () => file("run.sh", 'export PGPASSWORD="$(vault kv get -field=pw secret/dwh)"\n'),
  () => file("run.sh", "PGPASSWORD=$DWH_PASSWORD psql\nread -s -p 'Password: ' PASSWORD\n"),
  () => file("Makefile", "PASSWORD ?= $(shell cat ~/.pw)\nTOKEN := \u0024{CI_JOB_TOKEN}\n"),
  () => file("ci.yml", "env:\n  TOKEN: \u0024{{ secrets.GITHUB_TOKEN }}\n  PASSWORD: $(DbPassword)\n"),
  () =>
    file(
      "main.tf",
      'variable "db_password" {\n  sensitive = true\n}\npassword = var.db_password\nsecret_id = "projects/1/secrets/x2"\n',
    ),
  () => file("main.tf", 'password = data.azurerm_key_vault_secret.x.value\npassword = "\u0024{var.pw}"\n'),
  () => file("init.sql", "CREATE ROLE etl LOGIN PASSWORD :'pw';\nALTER USER x PASSWORD NULL;\n"),
  () =>
    file(
      "t.sql",
      "CREATE TABLE users (password varchar(200), token text);\nINSERT INTO k VALUES ('password');\n",
    ),
  () => file("init.sql", "CREATE USER a PASSWORD '\u0024{DWH_PASSWORD}';\n"),
  () =>
    file(
      "roles.sql",
      `ALTER ROLE a PASSWORD 'SCRAM-SHA-256$4096:\u0024{v.base64(16)}$\u0024{v.base64(32)}:\u0024{v.base64(32)}';\n`,
    ),
  (v) => file("users.yaml", `users:\n  - name: a\n    password: $2b$12$${v.text(53)}\n`),
  () =>
    file("cert.pem", "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUJ1zW\n-----END CERTIFICATE-----\n"),
  () =>
    file(
      "key.py",
      'if text.startswith("-----BEGIN PRIVATE KEY-----"):\n    raise ValueError("a private key")\n',
    ),
  () => file("README.md", "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n"),
  () => file("id.pub", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 me@host\n"),
  (v) =>
    file("jwks.json", JSON.stringify({ keys: [{ kty: "RSA", kid: "1", n: v.base64url(256), e: "AQAB" }] })),
  () => file("t.md", "AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"),
  () =>
    file(
      "client.properties",
      'sasl.jaas.config=PlainLoginModule required username="\u0024{file:/s:u}" password="\u0024{file:/s:p}";\n',
    ),
  () =>
    file("app.properties", "db.password=\u0024{DB_PASSWORD}\nspring.security.token.header=X-Auth-Token\n"),
  () => file("settings.xml", "<server><password>\u0024{env.MAVEN_PASSWORD}</password></server>\n"),
  () => file(".npmrc", "//npm.company.net/:_authToken=\u0024{NPM_TOKEN}\nalways-auth=true\n"),
  () => file(".pypirc", "[distutils]\nindex-servers = corp\n[corp]\nrepository = https://pypi.company.net\n"),
  () => file("pip.conf", "[global]\nindex-url = https://pypi.company.net/simple\n"),
  () => file("config.json", JSON.stringify({ auths: { "r.company.net": {} }, credsStore: "desktop" })),
  () =>
    file(
      "a.ts",
      'const tokens = tokenize("select password from users");\ninterface A { password: string; token?: string }\n',
    ),
  () =>
    file(
      "b.ts",
      'expect(error.code).toBe("ADP-CRED-007"); const key = "created_at"; const secret = Secret.of(value);\n',
    ),
  () =>
    file(
      "form.html",
      '<input type="password" name="password" placeholder="Your password">\n<label>Password</label>\n',
    ),
  () =>
    file(
      "style.css",
      ".password-input { color: #ffcc00; }\n.token { background: url(data:image/png;base64,iVBORw0KGgo=) }\n",
    ),
  () =>
    file(
      "model.py",
      'class User(Base):\n    password = Column(String(200), name="user_password")\n    token_type = "bearer"\n',
    ),
  () =>
    file(
      "tok.json",
      JSON.stringify({ bos_token: "<s>", eos_token: "</s>", pad_token: "[PAD]", unk_token: "<unk>" }),
    ),
  () => file("s.py", 'SECRET_KEY = env("SECRET_KEY")\nAPI_KEY = config.get("api", "key")\n'),
  () => file("rules.py", 'PATTERN = r"password=(?P<value>[^;]+)"\nTOKEN_RE = "^[A-Za-z0-9_]{20,40}$"\n'),
  () => file("krb5.conf", "[libdefaults]\n default_realm = BANK.LOCAL\n ticket_lifetime = 10h\n"),
  () =>
    file(
      "dag.yaml",
      "schedule: '0 5 * * *'\nkey: customer_id_2\nsort_key: loaded_at_2\npartition_key: day_2024\n",
    ),
  () => file("f.sh", "openssl rand -base64 32 > token.txt\nkeytool -storepass:file pw.txt -list\n"),
  () => file("g.md", "The token is 32 characters. Password: ask your IT. Secret: none. Key: F2.\n"),
  (v) =>
    file(
      "pic.png",
      Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d", "hex"), Buffer.from(v.hex(800), "hex")]),
    ),
  (v) => file("x.dat", Buffer.from(`0502${v.hex(200)}`, "hex")),
  (v) => file("seq.der", Buffer.from(`3082${v.hex(200)}`, "hex")),
];
