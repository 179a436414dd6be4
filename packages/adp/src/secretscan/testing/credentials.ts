import { generateKeyPairSync } from "node:crypto";
import type { Values } from "./values.ts";

/** A file with one credential. */
export interface Plant {
  readonly path: string;
  readonly content: string | Buffer;
}

type Form = (v: Values) => Plant;
const file = (path: string, content: string | Buffer): Plant => ({ path, content });

let pem: { ec: string; rsa: string; der: Buffer } | undefined;
function keys() {
  if (pem !== undefined) return pem;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  pem = {
    ec: ec.export({ type: "sec1", format: "pem" }).toString(),
    rsa: rsa.export({ type: "pkcs8", format: "pem" }).toString(),
    der: rsa.export({ type: "pkcs8", format: "der" }),
  };
  return pem;
}

function jwt(v: Values): string {
  const part = (data: object) => Buffer.from(JSON.stringify(data)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: v.text(8), iat: 1700000000 })}.${v.base64url(32)}`;
}

function keytab(v: Values): Buffer {
  const counted = (text: string) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const key = Buffer.from(v.hex(64), "hex");
  const body = Buffer.concat([
    Buffer.from([0, 1]),
    counted("BANK.LOCAL"),
    counted("svc_airflow"),
    Buffer.from([0, 0, 0, 1, 0x65, 0, 0, 0, 2, 0, 18, 0, 32]),
    key,
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([Buffer.from([5, 2]), size, body]);
}

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
const b64 = (text: string) => Buffer.from(text).toString("base64");

/** Each kind in two forms or more. */
export const credentials: Readonly<Record<string, readonly [Form, Form, ...Form[]]>> = {
  "password in .env": [
    (v) => file(".env", `# local\nDWH_HOST=${v.host()}\nDWH_PASSWORD=${v.password()}\n`),
    (v) => file("config/prod.env", `export DB_PASS="${v.password()}"\n`),
    (v) => file(".env.local", `#SMTP_PASSWORD=${v.password()}\n`),
  ],
  "Airflow connection as address": [
    (v) => file(".env", `AIRFLOW_CONN_DWH=postgresql://${v.user()}:${v.plain()}@${v.host()}:5432/dwh\n`),
    (v) =>
      file(
        "Dockerfile",
        `FROM x\nENV AIRFLOW_CONN_DWH mssql+pyodbc://${v.user()}:${v.plain()}@${v.host()}/dwh?driver=ODBC\n`,
      ),
  ],
  "Airflow connection as JSON": [
    (v) =>
      file(
        ".env",
        `AIRFLOW_CONN_DWH='{"conn_type": "postgres", "login": "${v.user()}", "password": "${v.password()}", "host": "h"}'\n`,
      ),
    (v) =>
      file(
        "docker-compose.yml",
        `services:\n  web:\n    environment:\n      AIRFLOW_CONN_X: '{"conn_type":"mssql","host":"h","password":"${v.password()}"}'\n`,
      ),
  ],
  "airflow_settings.yaml": [
    (v) =>
      file(
        "airflow_settings.yaml",
        `airflow:\n  connections:\n    - conn_id: dwh\n      conn_type: postgres\n      conn_login: ${v.user()}\n      conn_password: ${v.password()}\n`,
      ),
    (v) =>
      file(
        "airflow_settings.yaml",
        `airflow:\n  variables:\n    - variable_name: crm_api_token\n      variable_value: ${v.text(24)}\n`,
      ),
    (v) =>
      file(
        "airflow_settings.yaml",
        `airflow:\n  connections:\n    - conn_id: x\n      conn_type: aws\n      conn_extra:\n        aws_secret_access_key: ${v.base64(30)}\n`,
      ),
  ],
  "connections file": [
    (v) =>
      file(
        "connections.json",
        JSON.stringify({ dwh: { conn_type: "postgres", login: "etl", password: v.password() } }, null, 2),
      ),
    (v) =>
      file("connections.yaml", `dwh:\n  conn_type: mssql\n  login: etl\n  password: "${v.password()}"\n`),
  ],
  "airflow.cfg": [
    (v) => file("airflow.cfg", `[core]\nfernet_key = ${v.base64url(32)}=\n`),
    (v) => file("airflow.cfg", `[webserver]\nsecret_key = ${v.hex(32)}\n`),
    (v) => file("config/airflow.cfg", `[smtp]\nsmtp_user = a\nsmtp_password = ${v.password()}\n`),
  ],
  "dbt profile": [
    (v) =>
      file(
        "profiles.yml",
        `dwh:\n  outputs:\n    dev:\n      type: postgres\n      host: h\n      user: ${v.user()}\n      password: ${v.password()}\n`,
      ),
    (v) =>
      file(
        "dbt/profiles.yml",
        `dwh:\n  target: dev\n  outputs:\n    dev:\n      type: databricks\n      token: ${v.text(32)}\n`,
      ),
    (v) => file("profiles.yml", `x:\n  outputs:\n    dev: {type: redshift, user: a, pass: ${v.plain()}}\n`),
  ],
  "Kubernetes Secret, stringData": [
    (v) =>
      file(
        "k8s/secret.yaml",
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: dwh\nstringData:\n  password: ${v.password()}\n`,
      ),
    (v) =>
      file(
        "deploy.json",
        JSON.stringify({ apiVersion: "v1", kind: "Secret", stringData: { "db-password": v.password() } }),
      ),
  ],
  "Kubernetes Secret, data": [
    (v) =>
      file(
        "k8s/secret.yml",
        `apiVersion: v1\nkind: Secret\nmetadata: {name: dwh}\ndata:\n  password: ${b64(v.password())}\n`,
      ),
    (v) =>
      file(
        "all.yaml",
        `kind: ConfigMap\ndata: {a: b}\n---\nkind: Secret\ndata:\n  POSTGRES_PASSWORD: ${b64(v.password())}\n`,
      ),
    (v) =>
      file(
        "s.yaml",
        `kind: Secret\ntype: Opaque\ndata:\n  connection: ${b64(`postgresql://etl:${v.plain()}@h/d`)}\n`,
      ),
  ],
  "Kubernetes env": [
    (v) =>
      file(
        "deployment.yaml",
        `kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          env:\n            - name: DB_PASSWORD\n              value: ${v.password()}\n`,
      ),
    (v) =>
      file(
        "pod.json",
        JSON.stringify(
          { kind: "Pod", spec: { containers: [{ env: [{ name: "API_TOKEN", value: v.text(32) }] }] } },
          null,
          1,
        ),
      ),
  ],
  "Helm values": [
    (v) => file("values.yaml", `postgresql:\n  auth:\n    postgresPassword: ${v.password()}\n`),
    (v) =>
      file(
        "chart/values-prod.yaml",
        `data:\n  metadataConnection:\n    user: a\n    pass: ${v.password()}\n`,
      ),
    (v) => file("values.yaml", `webserverSecretKey: ${v.hex(32)}\n`),
  ],
  Compose: [
    (v) =>
      file(
        "docker-compose.yml",
        `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${v.password()}\n`,
      ),
    (v) =>
      file("compose.yaml", `services:\n  db:\n    environment:\n      - MSSQL_SA_PASSWORD=${v.password()}\n`),
    (v) =>
      file(
        "compose.yaml",
        `services:\n  db:\n    command: redis-server --requirepass ${v.plain()}\n    environment:\n      REDIS_PASSWORD: ${v.plain()}\n`,
      ),
  ],
  JDBC: [
    (v) =>
      file(
        "app.properties",
        `url=jdbc:sqlserver://${v.host()}:1433;databaseName=d;user=${v.user()};password=${v.plain()};\n`,
      ),
    (v) => file("job.py", `url = "jdbc:postgresql://${v.host()}/d?user=${v.user()}&password=${v.plain()}"\n`),
    (v) => file("README.md", `Use jdbc:oracle:thin:${v.text(6, "abcdef")}/${v.plain()}@${v.host()}:1521/X\n`),
  ],
  ODBC: [
    (v) =>
      file(
        "dwh.py",
        `c = "DRIVER={ODBC Driver 18 for SQL Server};SERVER=${v.host()};UID=${v.user()};PWD=${v.plain()}"\n`,
      ),
    (v) =>
      file(
        "appsettings.json",
        JSON.stringify({
          ConnectionStrings: { Dwh: `Server=${v.host()};Database=D;User Id=a;Password=${v.plain()};` },
        }),
      ),
    (v) => file("etl.py", `conn = f"PWD=${v.plain()};UID=etl;Server=h;Database=d"\n`),
  ],
  "address with login": [
    (v) =>
      file(
        "load.py",
        `engine = create_engine("postgresql+psycopg2://${v.user()}:${v.plain()}@${v.host()}/dwh")\n`,
      ),
    (v) => file("notes.md", `git clone https://${v.user()}:${v.plain()}@git.company.net/x.git\n`),
    (v) => file("q.yaml", `broker_url: amqp://${v.user()}:${v.plain()}@${v.host()}:5672//\n`),
  ],
  Azure: [
    (v) =>
      file(
        "blob.py",
        `cs = "DefaultEndpointsProtocol=https;AccountName=lake;AccountKey=${v.base64(64)};EndpointSuffix=core.windows.net"\n`,
      ),
    (v) =>
      file(
        "run.sh",
        `azcopy copy "https://lake.blob.core.windows.net/c?sv=2022-11-02&ss=b&sig=${encodeURIComponent(v.base64(32))}" .\n`,
      ),
    (v) => file("sp.yaml", `azure:\n  client_secret: ${v.text(3)}8Q~${v.text(34)}\n`),
    (v) =>
      file(
        "bus.txt",
        `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${v.base64(32)}\n`,
      ),
  ],
  AWS: [
    (v) =>
      file(
        "s3.py",
        `boto3.client("s3", aws_access_key_id="AKIA${v.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}", aws_secret_access_key="${v.base64(30)}")\n`,
      ),
    (v) => file(".aws/credentials", `[default]\naws_secret_access_key = ${v.base64(30)}\n`),
    (v) => file("main.tf", `provider "aws" {\n  secret_key = "${v.base64(30)}"\n}\n`),
  ],
  Google: [
    (v) =>
      file(
        "sa.json",
        JSON.stringify(
          { type: "service_account", private_key_id: v.hex(40), private_key: keys().rsa },
          null,
          2,
        ),
      ),
    (v) => file("maps.js", `const key = "AIza${v.text(35)}";\n`),
  ],
  JWT: [
    (v) => file("call.sh", `curl -H "Authorization: Bearer ${jwt(v)}" https://api\n`),
    (v) => file("t.txt", `${jwt(v)}\n`),
    (v) => file("c.py", `TOKEN = (\n    "${jwt(v)}"\n)\n`),
  ],
  "Kafka JAAS": [
    (v) =>
      file(
        "client.properties",
        `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="${v.password()}";\n`,
      ),
    (v) => file("kafka.py", `conf = {"sasl.username": "a", "sasl.password": "${v.password()}"}\n`),
    (v) =>
      file(
        "jaas.conf",
        `KafkaClient {\n  org.apache.kafka.common.security.scram.ScramLoginModule required\n  username="a"\n  password="${v.password()}";\n};\n`,
      ),
  ],
  "Java key store": [
    (v) =>
      file(
        "client.jks",
        Buffer.concat([Buffer.from("feedfeed00000002", "hex"), Buffer.from(v.hex(200), "hex")]),
      ),
    (v) =>
      file(
        "trust.dat",
        Buffer.concat([Buffer.from("cececece00000002", "hex"), Buffer.from(v.hex(200), "hex")]),
      ),
    (v) => file("ssl.properties", `ssl.keystore.password=${v.password()}\n`),
  ],
  "PKCS #12": [
    (v) =>
      file(
        "cert.p12",
        Buffer.concat([
          Buffer.from("3082095b020103308209210 6092a864886f70d010701".replace(/ /g, ""), "hex"),
          Buffer.from(v.hex(400), "hex"),
        ]),
      ),
    (v) =>
      file(
        "cert.bin",
        Buffer.concat([
          Buffer.from("3082095b02010330820921 06092a864886f70d010701".replace(/ /g, ""), "hex"),
          Buffer.from(v.hex(400), "hex"),
        ]),
      ),
  ],
  Snowflake: [
    (v) =>
      file(
        "profiles.yml",
        `sf:\n  outputs:\n    dev:\n      type: snowflake\n      account: a\n      password: ${v.password()}\n`,
      ),
    (v) =>
      file("sf.py", `c = snowflake.connector.connect(user="a", password="${v.password()}", account="x")\n`),
    (v) => file("sf.env", `SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=${v.password()}\n`),
  ],
  SQL: [
    (v) => file("init.sql", `CREATE ROLE etl LOGIN PASSWORD '${v.password()}';\n`),
    (v) => file("users.sql", `ALTER USER report WITH PASSWORD '${v.password()}';\n`),
    (v) => file("mssql.sql", `CREATE LOGIN [etl] WITH PASSWORD = N'${v.password()}', CHECK_POLICY = OFF;\n`),
    (v) => file("ora.sql", `create user etl identified by "${v.password()}";\n`),
  ],
  Terraform: [
    (v) =>
      file("db.tf", `resource "azurerm_x" "y" {\n  administrator_login_password = "${v.password()}"\n}\n`),
    (v) => file("prod.tfvars", `db_password = "${v.password()}"\n`),
    (v) =>
      file(
        "terraform.tfstate",
        JSON.stringify({ resources: [{ instances: [{ attributes: { password: v.password() } }] }] }, null, 2),
      ),
  ],
  ".pgpass": [
    (v) => file(".pgpass", `${v.host()}:5432:dwh:${v.user()}:${v.plain()}\n`),
    (v) => file("pgpass.conf", `*:*:*:postgres:${v.plain()}\n`),
  ],
  keytab: [(v) => file("etl.keytab", keytab(v)), (v) => file("notes.bin", keytab(v))],
  netrc: [
    (v) => file(".netrc", `machine pypi.company.net\n  login ${v.user()}\n  password ${v.password()}\n`),
    (v) => file("auth.conf", `machine http://apt.company.net login a password ${v.plain()}\n`),
  ],
  "command line": [
    (v) => file("load.sh", `sqlcmd -S ${v.host()} -U etl -P '${v.plain()}' -i x.sql\n`),
    (v) => file("get.sh", `curl -fsS -u ${v.user()}:${v.plain()} https://x/y\n`),
    (v) => file("copy.sh", `bcp dbo.t out t.csv -S h -U etl -P ${v.plain()}\n`),
    (v) => file("doc.md", `docker login -u a -p ${v.plain()} registry.company.net\n`),
    (v) => file("Makefile", `run:\n\tpsql "host=h user=etl password=${v.plain()}"\n`),
  ],
  PGPASSWORD: [
    (v) => file("dump.sh", `PGPASSWORD=${v.plain()} pg_dump -h h dwh\n`),
    (v) => file("ci.yml", `job:\n  script:\n    - export PGPASSWORD=${v.plain()}\n`),
    (v) =>
      file("dags/x.py", `BashOperator(task_id="a", bash_command="PGPASSWORD='${v.plain()}' psql -h h")\n`),
  ],
  "Python constant": [
    (v) => file("dags/load.py", `DWH_PASSWORD = "${v.password()}"\n`),
    (v) => file("dags/api.py", `api_key: str = '${v.text(32)}'\n`),
    (v) => file("dags/hook.py", `hook = Hook(host="h", password="${v.password()}")\n`),
    (v) => file("dags/env.py", `os.environ["DB_PASSWORD"] = "${v.password()}"\n`),
  ],
  notebook: [
    (v) =>
      file(
        "a.ipynb",
        JSON.stringify(
          {
            cells: [
              { cell_type: "code", source: [`pw = 1\n`, `password = "${v.password()}"\n`], outputs: [] },
            ],
          },
          null,
          1,
        ),
      ),
    (v) =>
      file(
        "b.ipynb",
        JSON.stringify(
          {
            cells: [
              {
                cell_type: "code",
                source: "x",
                outputs: [{ text: [`postgresql://etl:${v.plain()}@h/d\n`] }],
              },
            ],
          },
          null,
          1,
        ),
      ),
  ],
  "private key": [
    () => file("id_ec", keys().ec),
    () => file("deploy.yaml", `ssh:\n  key: |\n${keys().rsa.replace(/^/gm, "    ")}\n`),
    () => file("key.py", `KEY = ${JSON.stringify(keys().rsa)}\n`),
    () => file("k.env", `PRIVATE_KEY="${keys().ec.replace(/\n/g, "\\n")}"\n`),
    (v) =>
      file(
        "id.ppk",
        `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 1\n${v.base64(48)}\nPrivate-Lines: 1\n${v.base64(36)}\nPrivate-MAC: ${v.hex(64)}\n`,
      ),
    (v) =>
      file(
        "key.cs",
        `var k = "-----BEGIN OPENSSH PRIVATE KEY-----\\n" +\n    "${v.base64(48)}\\n" +\n    "-----END";\n`,
      ),
  ],
  "private key, DER": [() => file("key.der", keys().der), () => file("data.bin", keys().der)],
  "private key, JWK": [
    (v) =>
      file(
        "jwks.json",
        JSON.stringify({ keys: [{ kty: "RSA", n: v.base64url(128), e: "AQAB", d: v.base64url(128) }] }),
      ),
    (v) =>
      file(
        "k.json",
        JSON.stringify({ d: v.base64url(32), crv: "P-256", kty: "EC", x: v.base64url(32) }, null, 2),
      ),
  ],
  "UTF-16": [
    (v) => file("export.env", utf16(`DB_PASSWORD=${v.password()}\r\n`)),
    (v) => file("conn.txt", utf16(`postgresql://etl:${v.plain()}@h/d\r\n`)),
    (v) => file("x.ps1", utf16(`$env:API_TOKEN = "${v.text(32)}"\r\n`)),
  ],
  "a stray zero byte": [
    (v) => file(".env", Buffer.from(`A=1\0\nDB_PASSWORD=${v.password()}\n`)),
    (v) => file("x.ini", Buffer.from(`[a]\nx=\0\npassword=${v.password()}\n${"b=c\n".repeat(9)}`)),
  ],
  "docker login": [
    (v) =>
      file(
        "config.json",
        JSON.stringify({ auths: { "r.company.net": { auth: b64(`a:${v.plain()}`) } } }, null, 2),
      ),
    (v) =>
      file(
        "pull.yaml",
        `kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${b64(JSON.stringify({ auths: { r: { auth: b64(`a:${v.plain()}`) } } }))}\n`,
      ),
  ],
  npm: [
    (v) => file(".npmrc", `//npm.company.net/:_authToken=${v.base64url(27)}\n`),
    (v) => file(".npmrc", `//npm.company.net/repo/:_password=${v.base64(15)}\n`),
  ],
  "pip and uv": [
    (v) => file(".pypirc", `[corp]\nusername = a\npassword = ${v.password()}\n`),
    (v) => file("pip.conf", `[global]\nindex-url = https://a:${v.plain()}@pypi.company.net/simple\n`),
    (v) => file("ci.env", `UV_INDEX_CORP_PASSWORD=${v.password()}\n`),
    (v) => file("up.sh", `twine upload --password pypi-AgEIcHlwaS5vcmc${v.base64url(60)} dist/*\n`),
  ],
  Artifactory: [
    (v) => file("a.sh", `curl -H "X-JFrog-Art-Api: AKCp${v.text(69)}" https://x\n`),
    (v) => file("b.txt", `cmVmdGtu${v.base64(48)}\n`),
  ],
  "GitHub and GitLab": [
    (v) => file("a.txt", `ghp_${v.text(36)}\n`),
    (v) => file("ci.yml", `variables:\n  T: glpat-${v.text(20)}\n`),
    (v) => file("b.py", `g = Github("github_pat_${v.text(22)}_${v.text(59)}")\n`),
  ],
  "Slack and Teams": [
    (v) =>
      file("n.py", `URL = "https://hooks.slack.com/services/T${v.text(8)}/B${v.text(8)}/${v.text(24)}"\n`),
    (v) =>
      file(
        "t.yaml",
        `url: https://bank.webhook.office.com/webhookb2/${v.hex(36)}@${v.hex(36)}/IncomingWebhook/${v.hex(32)}/${v.hex(36)}\n`,
      ),
  ],
  "Databricks and Vault": [
    (v) => file("d.cfg", `[DEFAULT]\ntoken = dapi${v.hex(32)}\n`),
    (v) => file("v.sh", `export VAULT_TOKEN=hvs.${v.text(90)}\n`),
  ],
  XML: [
    (v) =>
      file(
        "settings.xml",
        `<settings><servers><server><username>a</username><password>${v.password()}</password></server></servers></settings>\n`,
      ),
    (v) =>
      file(
        "hive-site.xml",
        `<property><name>javax.jdo.option.ConnectionPassword</name><value>${v.password()}</value></property>\n`,
      ),
    (v) => file("web.config", `<add key="ApiToken" value="${v.text(32)}" />\n`),
  ],
  TOML: [
    (v) => file("config.toml", `[database]\npassword = "${v.password()}"\n`),
    (v) => file("secrets.toml", `[connections.dwh]\ntoken = "${v.text(32)}"\n`),
  ],
};
