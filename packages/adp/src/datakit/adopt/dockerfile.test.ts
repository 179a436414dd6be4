import { expect, test } from "vitest";
import { toLayer2 } from "./dockerfile.ts";

test("a project on apache/airflow: what Layer 1 brings goes, the project's own stays", () => {
  const made = toLayer2(`# syntax=docker/dockerfile:1
ARG AIRFLOW_VERSION=2.9.3
ARG PY_VERSION=3.11
FROM apache/airflow:\${AIRFLOW_VERSION}-python\${PY_VERSION}

# Kerberos and ODBC
USER root
RUN apt-get update \\
    && apt-get install -y --no-install-recommends krb5-user unixodbc libpq-dev=15.1 graphviz \\
    && apt-get clean && rm -rf /var/lib/apt/lists/*
COPY krb5.conf /etc/krb5.conf
COPY certs/corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt KRB5_CONFIG=/etc/krb5.conf
ENV PIP_INDEX_URL=https://artifactory.example.com/simple
ENV SALES_REGION=emea
RUN echo own > /opt/airflow/own.txt

USER airflow
COPY --chown=airflow:root requirements.txt /requirements.txt
RUN pip install --no-cache-dir -r /requirements.txt
RUN pip install --no-cache-dir "polars==1.2" 'pyodbc>=5'
COPY dags/ /opt/airflow/dags/
COPY --chown=airflow:root plugins \${AIRFLOW_HOME}/plugins
COPY tools/own.sh /usr/local/bin/own.sh
`);
  expect(made?.text).toBe(`# syntax=docker/dockerfile:1
FROM layer1-airflow:latest

# Kerberos and ODBC
USER root
ENV SALES_REGION=emea
RUN echo own > /usr/local/airflow/own.txt

USER astro
COPY tools/own.sh /usr/local/bin/own.sh
`);
  expect(made).toMatchObject({
    image: "apache/airflow:2.9.3-python3.11",
    major: "2",
    debian: ["krb5-user", "unixodbc", "libpq-dev", "graphviz"],
    python: ["polars==1.2", "pyodbc>=5"],
  });
  expect(made?.notes.map(({ line }) => line)).toEqual([
    2, 3, 8, 11, 12, 13, 14, 15, 17, 19, 20, 21, 22, 23, 24,
  ]);
});

test.each([
  ["quay.io/astronomer/astro-runtime:11.10.0", "2"],
  ["astrocrpublic.azurecr.io/runtime:3.3-8", "3"],
  ["artifactory.example.com/docker/astronomer/ap-airflow:2.4.3", "2"],
  ["mirror.example.com:5000/apache/airflow:slim-3.0.6-python3.12", "3"],
  ["apache/airflow", undefined],
])("FROM %s, of a plain Astro project, becomes Layer 1 alone", (image, major) => {
  expect(toLayer2(`FROM ${image}\n`)).toMatchObject({
    text: "FROM layer1-airflow:latest\n",
    image,
    major,
    notes: [],
  });
});

test.each(["FROM debian:12\n", "", "FROM airflow-tools:1\n", "FROM company/runtime:17\n"])(
  "%j is no project of Airflow's",
  (text) => {
    expect(toLayer2(text)).toBeUndefined();
  },
);

test("a pin of Layer 1 stays; a step that does something else too stays whole", () => {
  const text =
    'FROM layer1-airflow:1.0-a AS own\nRUN apt-get update && apt-get install -y krb5-user && make install\nCOPY --from=own /x /y\nRUN pip install -r other.txt "$EXTRA"\n';
  expect(toLayer2(text)).toMatchObject({ text, debian: [], python: [], notes: [] });
});

test("an earlier stage is not touched", () => {
  const text =
    "FROM node:22 AS web\nRUN apt-get update\nCOPY . .\nFROM apache/airflow:3.0.1\nCOPY . /opt/airflow\nCOPY --from=web /dist /opt/airflow/plugins/dist\n";
  expect(toLayer2(text)?.text).toBe(
    "FROM node:22 AS web\nRUN apt-get update\nCOPY . .\nFROM layer1-airflow:latest\nCOPY --from=web /dist /usr/local/airflow/plugins/dist\n",
  );
});
