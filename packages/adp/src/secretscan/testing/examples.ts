/** For each rule: texts that it finds, and texts that it leaves. */
export interface Examples {
  readonly found: readonly [string, ...string[]];
  readonly clean: readonly [string, ...string[]];
}

const key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";
const pw = "Zq81xPlm2w";

export const examples: Readonly<Record<string, Examples>> = {
  "private-key": {
    found: [`-----BEGIN PRIVATE KEY-----\n${key}\n`, `"-----BEGIN RSA PRIVATE KEY-----\\n${key}"`],
    clean: ["-----BEGIN PRIVATE KEY-----\n...\n", `-----BEGIN CERTIFICATE-----\n${key}\n`],
  },
  "putty-key": {
    found: [`PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\n${key}\n`],
    clean: ["PuTTY-User-Key-File-3: is the first line of such a file\n"],
  },
  "jwk-private": {
    found: [`{"kty": "RSA", "n": "x", "d": "${key}"}`],
    clean: [`{"kty": "RSA", "n": "${key}", "e": "AQAB"}`],
  },
  "age-key": {
    found: [`AGE-SECRET-KEY-1${"QZ3XW5E7C9R2T4Y6".repeat(4).slice(0, 58)}`],
    clean: ["AGE-SECRET-KEY-1... is where it begins"],
  },
  netrc: {
    found: [`machine a.company.com login me password ${pw}`],
    clean: ["machine HOST login USER password PASSWORD"],
  },
  "uri-login": {
    found: [`postgresql://etl:${pw}@db/dwh`],
    clean: ["postgresql://user:password@host/db", "https://host:8080/a@b"],
  },
  "odbc-password": {
    found: [`SERVER=h;UID=a;PWD=${pw}`, `Server=h;User Id=a;Password=${pw};`],
    clean: ["SERVER=h;UID=a;PWD={pwd}", "Server=h;Trusted_Connection=yes"],
  },
  "docker-login": { found: ['"auth": "bWU6WnE4MXhQbG0ydw=="'], clean: ['"auth": ""', '"auth": "token"'] },
  "npm-token": {
    found: [`//npm.company.com/:_authToken=${pw}`],
    clean: ["//npm.company.com/:_authToken=\u0024{NPM_TOKEN}"],
  },
  "uv-index-password": {
    found: [`UV_INDEX_CORP_PASSWORD=${pw}`],
    clean: ["UV_INDEX_CORP_PASSWORD=$TOKEN", "UV_INDEX_CORP_USERNAME=me"],
  },
  "jdbc-password": {
    found: [`jdbc:postgresql://h/d?user=a&password=${pw}`, `jdbc:oracle:thin:scott/${pw}@h:1521/X`],
    clean: ["jdbc:postgresql://h/d?user=a", "jdbc:sqlserver://h;integratedSecurity=true"],
  },
  "query-password": {
    found: [`https://h/x?user=a&api_key=${pw}`],
    clean: ["https://h/x?user=a&page=2", "https://h/x?token={token}"],
  },
  pgpass: { found: [`db:5432:dwh:etl:${pw}`], clean: ["12:5432:1", "db:5432:dwh:etl:password"] },
  "http-authorization": {
    found: [`Authorization: Bearer ${pw}${pw}`, `"PRIVATE-TOKEN": "${pw}${pw}"`],
    clean: ["Authorization: Bearer <token>", "Authorization: Basic realm"],
  },
  "command-password": {
    found: [`curl -u me:${pw} https://h`, `sqlcmd -S h -P ${pw}`, `echo ${pw} | kinit me`],
    clean: ['curl -u "$USER:$PASSWORD" https://h', "docker login --password-stdin", "mysql -p -u root"],
  },
  "option-password": {
    found: [`dbt run --password ${pw}`, `x -apikey ${pw}`, `x --smtp-password=${pw}`],
    clean: ["docker login --password-stdin", "x --token $TOKEN", "x --token"],
  },
  "sql-password": {
    found: [`CREATE ROLE a PASSWORD '${pw}'`, `CREATE USER a IDENTIFIED BY "${pw}"`],
    clean: ["CREATE ROLE a PASSWORD NULL", "CREATE TABLE a (password text)"],
  },
  "jaas-password": {
    found: [`ScramLoginModule required username="a" password="${pw}";`],
    clean: ['PlainLoginModule required username="a" password="\u0024{env:PW}";'],
  },
  "libpq-password": {
    found: [`host=h user=a password=${pw}`],
    clean: ["host=h user=a password=$PW", "host=h user=a passfile=/x"],
  },
  "airflow-connection": {
    found: [`conn_type: postgres\npassword: ${pw}\n`],
    clean: ["conn_type: postgres\npassword: word(entry.password)\n"],
  },
  "airflow-connection-json": {
    found: [`{"conn_type": "postgres", "password": "${pw}"}`],
    clean: ['{"conn_type": "postgres", "password": ""}'],
  },
  "airflow-fernet": {
    found: [`fernet_key = ${key.slice(0, 43)}=`],
    clean: ["fernet_key = {FERNET_KEY}"],
  },
  artifactory: { found: [`AKCp${key}${key}`.slice(0, 73)], clean: ["AKCp... is how they begin"] },
  jwt: {
    found: [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhYmMifQ.${key.slice(0, 43)}`],
    clean: ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhYmMifQ"],
  },
  "azure-key": {
    found: [`AccountKey=${key}${key.slice(0, 34)}==`, `client: abc8Q~${key.slice(0, 34)}`],
    clean: ["AccountKey=<your key>", "AccountName=lake"],
  },
  "vendor-token": {
    found: [`ghp_${key.slice(0, 36)}`, `glpat-${key.slice(0, 20)}`, `dapi${"0f3a".repeat(8)}`],
    clean: ["ghp_short", "AKIAIOSFODNN7EXAMPLE"],
  },
  "aws-secret": {
    found: [`aws_secret_access_key = ${key.slice(8, 48)}`],
    clean: ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  },
  "shell-password": {
    found: [`PGPASSWORD=${pw} psql`],
    clean: ["PGPASSWORD=$PW psql", "PASSWORD_FILE=/run/x1"],
  },
  "assigned-password": {
    found: [`PASSWORD = "${pw}"`, `password: str = '${pw}'`, `environ["DB_PASSWORD"] = "${pw}"`],
    clean: ['password = os.environ["DB_PASSWORD"]', 'PASSWORD_FIELD = "password"', 'password == "abc"'],
  },
  "called-with-password": {
    found: [`Variable.set("api_token", "${pw}${pw}")`, `.password("${pw}")`],
    clean: ['getpass("Password: ")', '("token", "name")'],
  },
  "xml-password": {
    found: [`<password>${pw}</password>`, `<add key="DbPassword" value="${pw}"/>`],
    clean: ["<password>\u0024{env.PW}</password>", '<input name="password" value="">'],
  },
};
