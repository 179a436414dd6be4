DO $sqlmodel$ BEGIN IF to_regnamespace('public') IS NULL THEN CREATE SCHEMA public; END IF; END $sqlmodel$;
DO $sqlmodel$ BEGIN PERFORM set_config('search_path', concat_ws(', ', 'public', nullif(current_setting('search_path'), '')), false); END $sqlmodel$;
DO $sqlmodel$ BEGIN IF to_regnamespace('silver') IS NULL THEN CREATE SCHEMA silver; END IF; END $sqlmodel$;
GRANT USAGE ON SCHEMA silver TO loader;
GRANT USAGE ON SCHEMA silver TO analyst;
GRANT USAGE ON SCHEMA public TO loader;
GRANT USAGE ON SCHEMA public TO analyst;
DO $sqlmodel$BEGIN IF NOT has_database_privilege('loader', current_database(), 'TEMPORARY') THEN EXECUTE 'GRANT TEMPORARY ON DATABASE ' || quote_ident(current_database()) || ' TO loader'; END IF; END$sqlmodel$;
CREATE TABLE silver.golden_country (
	code VARCHAR(2) NOT NULL, 
	name VARCHAR NOT NULL, 
	map BYTEA, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	systime TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	batch_id VARCHAR DEFAULT NULLIF(current_setting('sqlmodel_framework.batch'::text, true), ''::text), 
	inactivated_date TIMESTAMP WITH TIME ZONE, 
	sys_txid xid8 DEFAULT pg_current_xact_id() NOT NULL, 
	PRIMARY KEY (code)
);
CREATE INDEX ix_silver_golden_country_name ON silver.golden_country (name);
CREATE TABLE silver.golden_country_history (
	code VARCHAR(2), 
	name VARCHAR, 
	created_at TIMESTAMP WITH TIME ZONE, 
	systime TIMESTAMP WITH TIME ZONE, 
	batch_id VARCHAR, 
	inactivated_date TIMESTAMP WITH TIME ZONE, 
	sys_txid xid8, 
	sys_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	txid xid8
);
CREATE INDEX golden_country_history_key ON silver.golden_country_history (code, sys_to);
CREATE INDEX golden_country_history_to ON silver.golden_country_history (sys_to);
COMMENT ON TABLE silver.golden_country_history IS 'Earlier versions of golden_country; written by its triggers only';
CREATE TABLE silver.golden_country_history_log (
	txid xid8 NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	detail VARCHAR, 
	PRIMARY KEY (txid, at, op)
);
CREATE INDEX golden_country_history_log_events ON silver.golden_country_history_log (at) WHERE op != 'I';
COMMENT ON TABLE silver.golden_country_history_log IS 'What befell golden_country: I an inserting statement, S its columns, P a purge, E an erasure';
CREATE OR REPLACE FUNCTION silver.golden_country_history_touch() RETURNS trigger LANGUAGE plpgsql AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(pg_catalog.statement_timestamp(), OLD.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval);
  NEW.sys_txid := pg_catalog.pg_current_xact_id();
  IF NEW.batch_id IS NOT NULL OR pg_catalog.current_setting('sqlmodel_framework.batch', true) OPERATOR(pg_catalog.<>) '' THEN
    NEW.batch_id := NULLIF(pg_catalog.current_setting('sqlmodel_framework.batch', true), '');
  END IF;
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('silver.golden_country_history_touch()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION silver.golden_country_history_touch() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION silver.golden_country_history_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
#variable_conflict use_variable
DECLARE
  actor text := NULLIF(current_setting('sqlmodel_framework.actor', true), '');
  db_user text := session_user;
  op char(1) := "left"(TG_OP, 1);
  known tid[];
BEGIN
  IF TG_RELID IS DISTINCT FROM to_regclass('silver.golden_country') THEN
    IF NOT EXISTS (SELECT FROM pg_partition_ancestors(TG_RELID) AS a(relid) WHERE a.relid = to_regclass('silver.golden_country')) THEN
      RAISE EXCEPTION 'trigger % on % would write the history of another table', TG_NAME, TG_RELID::regclass
        USING ERRCODE = 'object_not_in_prerequisite_state',
          HINT = 'Was the table renamed, or detached? Run deploy(), which drops the trigger.';
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF pg_stat_get_xact_tuples_inserted(TG_RELID) = 0 AND current_setting('track_counts')::boolean
       AND (SELECT c.relkind FROM pg_class AS c WHERE c.oid = TG_RELID) = 'r' THEN
      RETURN NULL;
    END IF;
    INSERT INTO silver.golden_country_history_log (at, op, actor, db_user, txid)
    VALUES (statement_timestamp(), 'I', actor, db_user, pg_current_xact_id())
    ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'TRUNCATE' THEN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
      RAISE EXCEPTION 'TRUNCATE of % under isolation level % would lose history', TG_RELID::regclass,
          current_setting('transaction_isolation')
        USING ERRCODE = 'feature_not_supported',
          DETAIL = 'Rows that others committed since this transaction began are not seen by it.',
          HINT = 'Write DELETE FROM, or TRUNCATE in a transaction of READ COMMITTED.';
    END IF;
    INSERT INTO silver.golden_country_history (code, name, created_at, systime, batch_id, inactivated_date, sys_txid, sys_to, op, actor, db_user, txid)
    SELECT o.code, o.name, o.created_at, o.systime, o.batch_id, o.inactivated_date, o.sys_txid, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM silver.golden_country AS o WHERE o.tableoid = TG_RELID OR o.tableoid IN (
      SELECT p.relid FROM pg_partition_tree(TG_RELID) AS p WHERE p.isleaf AND TG_RELID = (
        SELECT a.relid FROM pg_partition_ancestors(p.relid) WITH ORDINALITY AS a(relid, height)
        JOIN pg_trigger AS t ON t.tgrelid = a.relid AND t.tgtype & 32 <> 0
        JOIN pg_trigger AS this ON this.tgfoid = t.tgfoid
        WHERE this.tgrelid = TG_RELID AND this.tgname = TG_NAME AND t.tgenabled IN (
          'A', CASE current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
        ORDER BY a.height LIMIT 1)
    );
    RETURN NULL;
  ELSE
    INSERT INTO silver.golden_country_history (code, name, created_at, systime, batch_id, inactivated_date, sys_txid, sys_to, op, actor, db_user, txid)
    SELECT o.code, o.name, o.created_at, o.systime, o.batch_id, o.inactivated_date, o.sys_txid, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM sqlmodel_old AS o;
  END IF;
  IF TG_OP = 'DELETE' OR NOT EXISTS (SELECT FROM silver.golden_country_history WHERE sys_to > statement_timestamp()) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM silver.golden_country AS t WHERE EXISTS (SELECT FROM silver.golden_country_history AS h WHERE h.sys_to > statement_timestamp() AND h.code = t.code AND h.sys_to > t.systime)) THEN
    SELECT array_agg(h.ctid) INTO known FROM silver.golden_country_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id();
    UPDATE silver.golden_country AS t SET systime = t.systime WHERE EXISTS (SELECT FROM silver.golden_country_history AS h WHERE h.sys_to > statement_timestamp() AND h.code = t.code AND h.sys_to > t.systime);
    DELETE FROM silver.golden_country_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id()
      AND h.ctid <> ALL (COALESCE(known, '{}'));
  END IF;
  RETURN NULL;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('silver.golden_country_history_write()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION silver.golden_country_history_write() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION silver.golden_country_history_floor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(NEW.systime, (
    SELECT max(h.sys_to) FROM silver.golden_country_history AS h
    WHERE h.sys_to > statement_timestamp() AND h.code = NEW.code
  ));
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('silver.golden_country_history_floor()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION silver.golden_country_history_floor() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DROP TRIGGER IF EXISTS golden_country_zz_history_touch ON silver.golden_country;
CREATE TRIGGER golden_country_zz_history_touch BEFORE UPDATE ON silver.golden_country FOR EACH ROW EXECUTE FUNCTION silver.golden_country_history_touch();
ALTER TABLE silver.golden_country ENABLE ALWAYS TRIGGER golden_country_zz_history_touch;
DROP TRIGGER IF EXISTS golden_country_zzz_history_floor ON silver.golden_country;
CREATE TRIGGER golden_country_zzz_history_floor BEFORE UPDATE OF systime ON silver.golden_country FOR EACH ROW EXECUTE FUNCTION silver.golden_country_history_floor();
ALTER TABLE silver.golden_country ENABLE ALWAYS TRIGGER golden_country_zzz_history_floor;
DROP TRIGGER IF EXISTS golden_country_zz_history_insert ON silver.golden_country;
CREATE TRIGGER golden_country_zz_history_insert AFTER INSERT ON silver.golden_country FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_country_history_write();
ALTER TABLE silver.golden_country ENABLE ALWAYS TRIGGER golden_country_zz_history_insert;
DROP TRIGGER IF EXISTS golden_country_zz_history_update ON silver.golden_country;
CREATE TRIGGER golden_country_zz_history_update AFTER UPDATE ON silver.golden_country REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_country_history_write();
ALTER TABLE silver.golden_country ENABLE ALWAYS TRIGGER golden_country_zz_history_update;
DROP TRIGGER IF EXISTS golden_country_zz_history_delete ON silver.golden_country;
CREATE TRIGGER golden_country_zz_history_delete AFTER DELETE ON silver.golden_country REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_country_history_write();
ALTER TABLE silver.golden_country ENABLE ALWAYS TRIGGER golden_country_zz_history_delete;
DROP TRIGGER IF EXISTS golden_country_zz_history_truncate ON silver.golden_country;
CREATE TRIGGER golden_country_zz_history_truncate BEFORE TRUNCATE ON silver.golden_country FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_country_history_write();
ALTER TABLE silver.golden_country ENABLE ALWAYS TRIGGER golden_country_zz_history_truncate;
INSERT INTO silver.golden_country_history_log (txid, at, op, actor, db_user, detail) SELECT pg_current_xact_id(), clock_timestamp(), 'S', NULLIF(current_setting('sqlmodel_framework.actor', true), ''), session_user, '["code", "name", "created_at", "systime", "batch_id", "inactivated_date", "sys_txid"]' WHERE '["code", "name", "created_at", "systime", "batch_id", "inactivated_date", "sys_txid"]' IS DISTINCT FROM (SELECT detail FROM silver.golden_country_history_log WHERE op = 'S' ORDER BY at DESC LIMIT 1);
ALTER TABLE silver.golden_country_history REPLICA IDENTITY FULL;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('silver.golden_country_history') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE silver.golden_country_history FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('silver.golden_country_history_log') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE silver.golden_country_history_log FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
REVOKE ALL ON TABLE silver.golden_country, silver.golden_country_history, silver.golden_country_history_log FROM PUBLIC;
REVOKE ALL ON TABLE silver.golden_country, silver.golden_country_history, silver.golden_country_history_log FROM loader;
GRANT SELECT ON TABLE silver.golden_country, silver.golden_country_history, silver.golden_country_history_log TO loader;
REVOKE ALL ON TABLE silver.golden_country, silver.golden_country_history, silver.golden_country_history_log FROM analyst;
GRANT SELECT ON TABLE silver.golden_country, silver.golden_country_history, silver.golden_country_history_log TO analyst;
GRANT DELETE, INSERT (code, name, map, inactivated_date, batch_id), UPDATE (code, name, map, inactivated_date) ON TABLE silver.golden_country TO loader;
CREATE TABLE silver.golden_refused (
	id BIGSERIAL NOT NULL, 
	model VARCHAR NOT NULL, 
	batch_id VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	source_row JSONB NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	quarantined_at TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (model, batch_id, content_hash)
);
CREATE INDEX ix_silver_golden_refused_batch_id ON silver.golden_refused (batch_id);
CREATE INDEX ix_silver_golden_refused_model ON silver.golden_refused (model);
REVOKE ALL ON TABLE silver.golden_refused FROM PUBLIC;
REVOKE ALL ON TABLE silver.golden_refused FROM loader;
GRANT SELECT ON TABLE silver.golden_refused TO loader;
REVOKE ALL ON TABLE silver.golden_refused FROM analyst;
GRANT SELECT ON TABLE silver.golden_refused TO analyst;
GRANT INSERT ON TABLE silver.golden_refused TO loader;
DO $sqlmodel$ DECLARE sequence text := pg_get_serial_sequence('silver.golden_refused', 'id'); BEGIN IF sequence IS NOT NULL THEN EXECUTE 'GRANT USAGE ON SEQUENCE ' || sequence || ' TO loader'; END IF; END $sqlmodel$;
CREATE TABLE golden_part (
	surrogate_key BIGINT GENERATED ALWAYS AS IDENTITY, 
	golden_part_id VARCHAR NOT NULL, 
	size FLOAT, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	systime TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	batch_id VARCHAR DEFAULT NULLIF(current_setting('sqlmodel_framework.batch'::text, true), ''::text), 
	inactivated_date TIMESTAMP WITH TIME ZONE, 
	sys_txid xid8 DEFAULT pg_current_xact_id() NOT NULL, 
	PRIMARY KEY (golden_part_id), 
	UNIQUE (surrogate_key)
);
CREATE TABLE golden_part_history (
	surrogate_key BIGINT, 
	golden_part_id VARCHAR, 
	size FLOAT, 
	created_at TIMESTAMP WITH TIME ZONE, 
	systime TIMESTAMP WITH TIME ZONE, 
	batch_id VARCHAR, 
	inactivated_date TIMESTAMP WITH TIME ZONE, 
	sys_txid xid8, 
	sys_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	txid xid8
);
CREATE INDEX golden_part_history_key ON golden_part_history (golden_part_id, sys_to);
CREATE INDEX golden_part_history_to ON golden_part_history (sys_to);
COMMENT ON TABLE golden_part_history IS 'Earlier versions of golden_part; written by its triggers only';
CREATE TABLE golden_part_history_log (
	txid xid8 NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	detail VARCHAR, 
	PRIMARY KEY (txid, at, op)
);
CREATE INDEX golden_part_history_log_events ON golden_part_history_log (at) WHERE op != 'I';
COMMENT ON TABLE golden_part_history_log IS 'What befell golden_part: I an inserting statement, S its columns, P a purge, E an erasure';
CREATE OR REPLACE FUNCTION public.golden_part_history_touch() RETURNS trigger LANGUAGE plpgsql AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(pg_catalog.statement_timestamp(), OLD.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval);
  NEW.sys_txid := pg_catalog.pg_current_xact_id();
  IF NEW.batch_id IS NOT NULL OR pg_catalog.current_setting('sqlmodel_framework.batch', true) OPERATOR(pg_catalog.<>) '' THEN
    NEW.batch_id := NULLIF(pg_catalog.current_setting('sqlmodel_framework.batch', true), '');
  END IF;
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('public.golden_part_history_touch()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION public.golden_part_history_touch() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION public.golden_part_history_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
#variable_conflict use_variable
DECLARE
  actor text := NULLIF(current_setting('sqlmodel_framework.actor', true), '');
  db_user text := session_user;
  op char(1) := "left"(TG_OP, 1);
  known tid[];
BEGIN
  IF TG_RELID IS DISTINCT FROM to_regclass('public.golden_part') THEN
    IF NOT EXISTS (SELECT FROM pg_partition_ancestors(TG_RELID) AS a(relid) WHERE a.relid = to_regclass('public.golden_part')) THEN
      RAISE EXCEPTION 'trigger % on % would write the history of another table', TG_NAME, TG_RELID::regclass
        USING ERRCODE = 'object_not_in_prerequisite_state',
          HINT = 'Was the table renamed, or detached? Run deploy(), which drops the trigger.';
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF pg_stat_get_xact_tuples_inserted(TG_RELID) = 0 AND current_setting('track_counts')::boolean
       AND (SELECT c.relkind FROM pg_class AS c WHERE c.oid = TG_RELID) = 'r' THEN
      RETURN NULL;
    END IF;
    INSERT INTO public.golden_part_history_log (at, op, actor, db_user, txid)
    VALUES (statement_timestamp(), 'I', actor, db_user, pg_current_xact_id())
    ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'TRUNCATE' THEN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
      RAISE EXCEPTION 'TRUNCATE of % under isolation level % would lose history', TG_RELID::regclass,
          current_setting('transaction_isolation')
        USING ERRCODE = 'feature_not_supported',
          DETAIL = 'Rows that others committed since this transaction began are not seen by it.',
          HINT = 'Write DELETE FROM, or TRUNCATE in a transaction of READ COMMITTED.';
    END IF;
    INSERT INTO public.golden_part_history (surrogate_key, golden_part_id, size, created_at, systime, batch_id, inactivated_date, sys_txid, sys_to, op, actor, db_user, txid)
    SELECT o.surrogate_key, o.golden_part_id, o.size, o.created_at, o.systime, o.batch_id, o.inactivated_date, o.sys_txid, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM public.golden_part AS o WHERE o.tableoid = TG_RELID OR o.tableoid IN (
      SELECT p.relid FROM pg_partition_tree(TG_RELID) AS p WHERE p.isleaf AND TG_RELID = (
        SELECT a.relid FROM pg_partition_ancestors(p.relid) WITH ORDINALITY AS a(relid, height)
        JOIN pg_trigger AS t ON t.tgrelid = a.relid AND t.tgtype & 32 <> 0
        JOIN pg_trigger AS this ON this.tgfoid = t.tgfoid
        WHERE this.tgrelid = TG_RELID AND this.tgname = TG_NAME AND t.tgenabled IN (
          'A', CASE current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
        ORDER BY a.height LIMIT 1)
    );
    RETURN NULL;
  ELSE
    INSERT INTO public.golden_part_history (surrogate_key, golden_part_id, size, created_at, systime, batch_id, inactivated_date, sys_txid, sys_to, op, actor, db_user, txid)
    SELECT o.surrogate_key, o.golden_part_id, o.size, o.created_at, o.systime, o.batch_id, o.inactivated_date, o.sys_txid, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM sqlmodel_old AS o;
  END IF;
  IF TG_OP = 'DELETE' OR NOT EXISTS (SELECT FROM public.golden_part_history WHERE sys_to > statement_timestamp()) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM public.golden_part AS t WHERE EXISTS (SELECT FROM public.golden_part_history AS h WHERE h.sys_to > statement_timestamp() AND h.golden_part_id = t.golden_part_id AND h.sys_to > t.systime)) THEN
    SELECT array_agg(h.ctid) INTO known FROM public.golden_part_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id();
    UPDATE public.golden_part AS t SET systime = t.systime WHERE EXISTS (SELECT FROM public.golden_part_history AS h WHERE h.sys_to > statement_timestamp() AND h.golden_part_id = t.golden_part_id AND h.sys_to > t.systime);
    DELETE FROM public.golden_part_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id()
      AND h.ctid <> ALL (COALESCE(known, '{}'));
  END IF;
  RETURN NULL;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('public.golden_part_history_write()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION public.golden_part_history_write() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION public.golden_part_history_floor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(NEW.systime, (
    SELECT max(h.sys_to) FROM public.golden_part_history AS h
    WHERE h.sys_to > statement_timestamp() AND h.golden_part_id = NEW.golden_part_id
  ));
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('public.golden_part_history_floor()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION public.golden_part_history_floor() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DROP TRIGGER IF EXISTS golden_part_zz_history_touch ON public.golden_part;
CREATE TRIGGER golden_part_zz_history_touch BEFORE UPDATE ON public.golden_part FOR EACH ROW EXECUTE FUNCTION public.golden_part_history_touch();
ALTER TABLE public.golden_part ENABLE ALWAYS TRIGGER golden_part_zz_history_touch;
DROP TRIGGER IF EXISTS golden_part_zzz_history_floor ON public.golden_part;
CREATE TRIGGER golden_part_zzz_history_floor BEFORE UPDATE OF systime ON public.golden_part FOR EACH ROW EXECUTE FUNCTION public.golden_part_history_floor();
ALTER TABLE public.golden_part ENABLE ALWAYS TRIGGER golden_part_zzz_history_floor;
DROP TRIGGER IF EXISTS golden_part_zz_history_insert ON public.golden_part;
CREATE TRIGGER golden_part_zz_history_insert AFTER INSERT ON public.golden_part FOR EACH STATEMENT EXECUTE FUNCTION public.golden_part_history_write();
ALTER TABLE public.golden_part ENABLE ALWAYS TRIGGER golden_part_zz_history_insert;
DROP TRIGGER IF EXISTS golden_part_zz_history_update ON public.golden_part;
CREATE TRIGGER golden_part_zz_history_update AFTER UPDATE ON public.golden_part REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION public.golden_part_history_write();
ALTER TABLE public.golden_part ENABLE ALWAYS TRIGGER golden_part_zz_history_update;
DROP TRIGGER IF EXISTS golden_part_zz_history_delete ON public.golden_part;
CREATE TRIGGER golden_part_zz_history_delete AFTER DELETE ON public.golden_part REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION public.golden_part_history_write();
ALTER TABLE public.golden_part ENABLE ALWAYS TRIGGER golden_part_zz_history_delete;
DROP TRIGGER IF EXISTS golden_part_zz_history_truncate ON public.golden_part;
CREATE TRIGGER golden_part_zz_history_truncate BEFORE TRUNCATE ON public.golden_part FOR EACH STATEMENT EXECUTE FUNCTION public.golden_part_history_write();
ALTER TABLE public.golden_part ENABLE ALWAYS TRIGGER golden_part_zz_history_truncate;
INSERT INTO public.golden_part_history_log (txid, at, op, actor, db_user, detail) SELECT pg_current_xact_id(), clock_timestamp(), 'S', NULLIF(current_setting('sqlmodel_framework.actor', true), ''), session_user, '["surrogate_key", "golden_part_id", "size", "created_at", "systime", "batch_id", "inactivated_date", "sys_txid"]' WHERE '["surrogate_key", "golden_part_id", "size", "created_at", "systime", "batch_id", "inactivated_date", "sys_txid"]' IS DISTINCT FROM (SELECT detail FROM public.golden_part_history_log WHERE op = 'S' ORDER BY at DESC LIMIT 1);
ALTER TABLE public.golden_part_history REPLICA IDENTITY FULL;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('public.golden_part_history') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE public.golden_part_history FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('public.golden_part_history_log') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE public.golden_part_history_log FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
REVOKE ALL ON TABLE public.golden_part, public.golden_part_history, public.golden_part_history_log FROM PUBLIC;
REVOKE ALL ON TABLE public.golden_part, public.golden_part_history, public.golden_part_history_log FROM loader;
GRANT SELECT ON TABLE public.golden_part, public.golden_part_history, public.golden_part_history_log TO loader;
REVOKE ALL ON TABLE public.golden_part, public.golden_part_history, public.golden_part_history_log FROM analyst;
GRANT SELECT ON TABLE public.golden_part, public.golden_part_history, public.golden_part_history_log TO analyst;
GRANT DELETE, INSERT (golden_part_id, size, inactivated_date, batch_id), UPDATE (golden_part_id, size, inactivated_date) ON TABLE public.golden_part TO loader;
CREATE TABLE silver.golden_sale (
	"order" INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	country VARCHAR(2) NOT NULL, 
	price NUMERIC(12, 2) NOT NULL, 
	doubled INTEGER GENERATED ALWAYS AS (line * 2) STORED, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	systime TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	batch_id VARCHAR DEFAULT NULLIF(current_setting('sqlmodel_framework.batch'::text, true), ''::text), 
	sys_txid xid8 DEFAULT pg_current_xact_id() NOT NULL, 
	PRIMARY KEY ("order", line), 
	FOREIGN KEY(country) REFERENCES silver.golden_country (code)
);
CREATE TABLE silver.golden_sale_history (
	"order" INTEGER, 
	line INTEGER, 
	country VARCHAR(2), 
	price NUMERIC(12, 2), 
	doubled INTEGER, 
	created_at TIMESTAMP WITH TIME ZONE, 
	systime TIMESTAMP WITH TIME ZONE, 
	batch_id VARCHAR, 
	sys_txid xid8, 
	sys_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	txid xid8
);
CREATE INDEX golden_sale_history_key ON silver.golden_sale_history ("order", line, sys_to);
CREATE INDEX golden_sale_history_to ON silver.golden_sale_history (sys_to);
COMMENT ON TABLE silver.golden_sale_history IS 'Earlier versions of golden_sale; written by its triggers only';
CREATE TABLE silver.golden_sale_history_log (
	txid xid8 NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	detail VARCHAR, 
	PRIMARY KEY (txid, at, op)
);
CREATE INDEX golden_sale_history_log_events ON silver.golden_sale_history_log (at) WHERE op != 'I';
COMMENT ON TABLE silver.golden_sale_history_log IS 'What befell golden_sale: I an inserting statement, S its columns, P a purge, E an erasure';
CREATE OR REPLACE FUNCTION silver.golden_sale_history_touch() RETURNS trigger LANGUAGE plpgsql AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(pg_catalog.statement_timestamp(), OLD.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval);
  NEW.sys_txid := pg_catalog.pg_current_xact_id();
  IF NEW.batch_id IS NOT NULL OR pg_catalog.current_setting('sqlmodel_framework.batch', true) OPERATOR(pg_catalog.<>) '' THEN
    NEW.batch_id := NULLIF(pg_catalog.current_setting('sqlmodel_framework.batch', true), '');
  END IF;
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('silver.golden_sale_history_touch()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION silver.golden_sale_history_touch() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION silver.golden_sale_history_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
#variable_conflict use_variable
DECLARE
  actor text := NULLIF(current_setting('sqlmodel_framework.actor', true), '');
  db_user text := session_user;
  op char(1) := "left"(TG_OP, 1);
  known tid[];
BEGIN
  IF TG_RELID IS DISTINCT FROM to_regclass('silver.golden_sale') THEN
    IF NOT EXISTS (SELECT FROM pg_partition_ancestors(TG_RELID) AS a(relid) WHERE a.relid = to_regclass('silver.golden_sale')) THEN
      RAISE EXCEPTION 'trigger % on % would write the history of another table', TG_NAME, TG_RELID::regclass
        USING ERRCODE = 'object_not_in_prerequisite_state',
          HINT = 'Was the table renamed, or detached? Run deploy(), which drops the trigger.';
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF pg_stat_get_xact_tuples_inserted(TG_RELID) = 0 AND current_setting('track_counts')::boolean
       AND (SELECT c.relkind FROM pg_class AS c WHERE c.oid = TG_RELID) = 'r' THEN
      RETURN NULL;
    END IF;
    INSERT INTO silver.golden_sale_history_log (at, op, actor, db_user, txid)
    VALUES (statement_timestamp(), 'I', actor, db_user, pg_current_xact_id())
    ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'TRUNCATE' THEN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
      RAISE EXCEPTION 'TRUNCATE of % under isolation level % would lose history', TG_RELID::regclass,
          current_setting('transaction_isolation')
        USING ERRCODE = 'feature_not_supported',
          DETAIL = 'Rows that others committed since this transaction began are not seen by it.',
          HINT = 'Write DELETE FROM, or TRUNCATE in a transaction of READ COMMITTED.';
    END IF;
    INSERT INTO silver.golden_sale_history ("order", line, country, price, doubled, created_at, systime, batch_id, sys_txid, sys_to, op, actor, db_user, txid)
    SELECT o."order", o.line, o.country, o.price, o.doubled, o.created_at, o.systime, o.batch_id, o.sys_txid, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM silver.golden_sale AS o WHERE o.tableoid = TG_RELID OR o.tableoid IN (
      SELECT p.relid FROM pg_partition_tree(TG_RELID) AS p WHERE p.isleaf AND TG_RELID = (
        SELECT a.relid FROM pg_partition_ancestors(p.relid) WITH ORDINALITY AS a(relid, height)
        JOIN pg_trigger AS t ON t.tgrelid = a.relid AND t.tgtype & 32 <> 0
        JOIN pg_trigger AS this ON this.tgfoid = t.tgfoid
        WHERE this.tgrelid = TG_RELID AND this.tgname = TG_NAME AND t.tgenabled IN (
          'A', CASE current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
        ORDER BY a.height LIMIT 1)
    );
    RETURN NULL;
  ELSE
    INSERT INTO silver.golden_sale_history ("order", line, country, price, doubled, created_at, systime, batch_id, sys_txid, sys_to, op, actor, db_user, txid)
    SELECT o."order", o.line, o.country, o.price, o.doubled, o.created_at, o.systime, o.batch_id, o.sys_txid, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM sqlmodel_old AS o;
  END IF;
  IF TG_OP = 'DELETE' OR NOT EXISTS (SELECT FROM silver.golden_sale_history WHERE sys_to > statement_timestamp()) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM silver.golden_sale AS t WHERE EXISTS (SELECT FROM silver.golden_sale_history AS h WHERE h.sys_to > statement_timestamp() AND h."order" = t."order" AND h.line = t.line AND h.sys_to > t.systime)) THEN
    SELECT array_agg(h.ctid) INTO known FROM silver.golden_sale_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id();
    UPDATE silver.golden_sale AS t SET systime = t.systime WHERE EXISTS (SELECT FROM silver.golden_sale_history AS h WHERE h.sys_to > statement_timestamp() AND h."order" = t."order" AND h.line = t.line AND h.sys_to > t.systime);
    DELETE FROM silver.golden_sale_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id()
      AND h.ctid <> ALL (COALESCE(known, '{}'));
  END IF;
  RETURN NULL;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('silver.golden_sale_history_write()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION silver.golden_sale_history_write() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION silver.golden_sale_history_floor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(NEW.systime, (
    SELECT max(h.sys_to) FROM silver.golden_sale_history AS h
    WHERE h.sys_to > statement_timestamp() AND h."order" = NEW."order" AND h.line = NEW.line
  ));
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('silver.golden_sale_history_floor()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION silver.golden_sale_history_floor() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DROP TRIGGER IF EXISTS golden_sale_zz_history_touch ON silver.golden_sale;
CREATE TRIGGER golden_sale_zz_history_touch BEFORE UPDATE ON silver.golden_sale FOR EACH ROW EXECUTE FUNCTION silver.golden_sale_history_touch();
ALTER TABLE silver.golden_sale ENABLE ALWAYS TRIGGER golden_sale_zz_history_touch;
DROP TRIGGER IF EXISTS golden_sale_zzz_history_floor ON silver.golden_sale;
CREATE TRIGGER golden_sale_zzz_history_floor BEFORE UPDATE OF systime ON silver.golden_sale FOR EACH ROW EXECUTE FUNCTION silver.golden_sale_history_floor();
ALTER TABLE silver.golden_sale ENABLE ALWAYS TRIGGER golden_sale_zzz_history_floor;
DROP TRIGGER IF EXISTS golden_sale_zz_history_insert ON silver.golden_sale;
CREATE TRIGGER golden_sale_zz_history_insert AFTER INSERT ON silver.golden_sale FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_sale_history_write();
ALTER TABLE silver.golden_sale ENABLE ALWAYS TRIGGER golden_sale_zz_history_insert;
DROP TRIGGER IF EXISTS golden_sale_zz_history_update ON silver.golden_sale;
CREATE TRIGGER golden_sale_zz_history_update AFTER UPDATE ON silver.golden_sale REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_sale_history_write();
ALTER TABLE silver.golden_sale ENABLE ALWAYS TRIGGER golden_sale_zz_history_update;
DROP TRIGGER IF EXISTS golden_sale_zz_history_delete ON silver.golden_sale;
CREATE TRIGGER golden_sale_zz_history_delete AFTER DELETE ON silver.golden_sale REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_sale_history_write();
ALTER TABLE silver.golden_sale ENABLE ALWAYS TRIGGER golden_sale_zz_history_delete;
DROP TRIGGER IF EXISTS golden_sale_zz_history_truncate ON silver.golden_sale;
CREATE TRIGGER golden_sale_zz_history_truncate BEFORE TRUNCATE ON silver.golden_sale FOR EACH STATEMENT EXECUTE FUNCTION silver.golden_sale_history_write();
ALTER TABLE silver.golden_sale ENABLE ALWAYS TRIGGER golden_sale_zz_history_truncate;
INSERT INTO silver.golden_sale_history_log (txid, at, op, actor, db_user, detail) SELECT pg_current_xact_id(), clock_timestamp(), 'S', NULLIF(current_setting('sqlmodel_framework.actor', true), ''), session_user, '["order", "line", "country", "price", "doubled", "created_at", "systime", "batch_id", "sys_txid"]' WHERE '["order", "line", "country", "price", "doubled", "created_at", "systime", "batch_id", "sys_txid"]' IS DISTINCT FROM (SELECT detail FROM silver.golden_sale_history_log WHERE op = 'S' ORDER BY at DESC LIMIT 1);
ALTER TABLE silver.golden_sale_history REPLICA IDENTITY FULL;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('silver.golden_sale_history') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE silver.golden_sale_history FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('silver.golden_sale_history_log') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE silver.golden_sale_history_log FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
REVOKE ALL ON TABLE silver.golden_sale, silver.golden_sale_history, silver.golden_sale_history_log FROM PUBLIC;
REVOKE ALL ON TABLE silver.golden_sale, silver.golden_sale_history, silver.golden_sale_history_log FROM loader;
GRANT SELECT ON TABLE silver.golden_sale, silver.golden_sale_history, silver.golden_sale_history_log TO loader;
REVOKE ALL ON TABLE silver.golden_sale, silver.golden_sale_history, silver.golden_sale_history_log FROM analyst;
GRANT SELECT ON TABLE silver.golden_sale, silver.golden_sale_history, silver.golden_sale_history_log TO analyst;
GRANT DELETE, INSERT ("order", line, country, price, batch_id), UPDATE ("order", line, country, price) ON TABLE silver.golden_sale TO loader;
CREATE TABLE golden_price (
	golden_price_id INTEGER NOT NULL, 
	part INTEGER NOT NULL, 
	cents INTEGER NOT NULL, 
	effective_from TIMESTAMP WITH TIME ZONE NOT NULL, 
	effective_to TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	systime TIMESTAMP WITH TIME ZONE DEFAULT statement_timestamp() NOT NULL, 
	batch_id VARCHAR DEFAULT NULLIF(current_setting('sqlmodel_framework.batch'::text, true), ''::text), 
	inactivated_date TIMESTAMP WITH TIME ZONE, 
	sys_txid xid8 DEFAULT pg_current_xact_id() NOT NULL, 
	sys_effective tstzrange GENERATED ALWAYS AS (tstzrange(effective_from, effective_to)) STORED, 
	PRIMARY KEY (golden_price_id, effective_from), 
	FOREIGN KEY(part) REFERENCES golden_part (surrogate_key), 
	CONSTRAINT golden_price_effective_order CHECK (effective_to > effective_from)
);
CREATE TABLE golden_price_history (
	golden_price_id INTEGER, 
	part INTEGER, 
	cents INTEGER, 
	effective_from TIMESTAMP WITH TIME ZONE, 
	effective_to TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE, 
	systime TIMESTAMP WITH TIME ZONE, 
	batch_id VARCHAR, 
	inactivated_date TIMESTAMP WITH TIME ZONE, 
	sys_txid xid8, 
	sys_effective tstzrange, 
	sys_to TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	txid xid8
);
CREATE INDEX golden_price_history_key ON golden_price_history (golden_price_id, effective_from, sys_to);
CREATE INDEX golden_price_history_to ON golden_price_history (sys_to);
COMMENT ON TABLE golden_price_history IS 'Earlier versions of golden_price; written by its triggers only';
CREATE TABLE golden_price_history_log (
	txid xid8 NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	detail VARCHAR, 
	PRIMARY KEY (txid, at, op)
);
CREATE INDEX golden_price_history_log_events ON golden_price_history_log (at) WHERE op != 'I';
COMMENT ON TABLE golden_price_history_log IS 'What befell golden_price: I an inserting statement, S its columns, P a purge, E an erasure';
CREATE OR REPLACE FUNCTION public.golden_price_history_touch() RETURNS trigger LANGUAGE plpgsql AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(pg_catalog.statement_timestamp(), OLD.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval);
  NEW.sys_txid := pg_catalog.pg_current_xact_id();
  IF NEW.batch_id IS NOT NULL OR pg_catalog.current_setting('sqlmodel_framework.batch', true) OPERATOR(pg_catalog.<>) '' THEN
    NEW.batch_id := NULLIF(pg_catalog.current_setting('sqlmodel_framework.batch', true), '');
  END IF;
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('public.golden_price_history_touch()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION public.golden_price_history_touch() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION public.golden_price_history_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
#variable_conflict use_variable
DECLARE
  actor text := NULLIF(current_setting('sqlmodel_framework.actor', true), '');
  db_user text := session_user;
  op char(1) := "left"(TG_OP, 1);
  known tid[];
BEGIN
  IF TG_RELID IS DISTINCT FROM to_regclass('public.golden_price') THEN
    IF NOT EXISTS (SELECT FROM pg_partition_ancestors(TG_RELID) AS a(relid) WHERE a.relid = to_regclass('public.golden_price')) THEN
      RAISE EXCEPTION 'trigger % on % would write the history of another table', TG_NAME, TG_RELID::regclass
        USING ERRCODE = 'object_not_in_prerequisite_state',
          HINT = 'Was the table renamed, or detached? Run deploy(), which drops the trigger.';
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF pg_stat_get_xact_tuples_inserted(TG_RELID) = 0 AND current_setting('track_counts')::boolean
       AND (SELECT c.relkind FROM pg_class AS c WHERE c.oid = TG_RELID) = 'r' THEN
      RETURN NULL;
    END IF;
    INSERT INTO public.golden_price_history_log (at, op, actor, db_user, txid)
    VALUES (statement_timestamp(), 'I', actor, db_user, pg_current_xact_id())
    ON CONFLICT DO NOTHING;
  ELSIF TG_OP = 'TRUNCATE' THEN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
      RAISE EXCEPTION 'TRUNCATE of % under isolation level % would lose history', TG_RELID::regclass,
          current_setting('transaction_isolation')
        USING ERRCODE = 'feature_not_supported',
          DETAIL = 'Rows that others committed since this transaction began are not seen by it.',
          HINT = 'Write DELETE FROM, or TRUNCATE in a transaction of READ COMMITTED.';
    END IF;
    INSERT INTO public.golden_price_history (golden_price_id, part, cents, effective_from, effective_to, created_at, systime, batch_id, inactivated_date, sys_txid, sys_effective, sys_to, op, actor, db_user, txid)
    SELECT o.golden_price_id, o.part, o.cents, o.effective_from, o.effective_to, o.created_at, o.systime, o.batch_id, o.inactivated_date, o.sys_txid, o.sys_effective, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM public.golden_price AS o WHERE o.tableoid = TG_RELID OR o.tableoid IN (
      SELECT p.relid FROM pg_partition_tree(TG_RELID) AS p WHERE p.isleaf AND TG_RELID = (
        SELECT a.relid FROM pg_partition_ancestors(p.relid) WITH ORDINALITY AS a(relid, height)
        JOIN pg_trigger AS t ON t.tgrelid = a.relid AND t.tgtype & 32 <> 0
        JOIN pg_trigger AS this ON this.tgfoid = t.tgfoid
        WHERE this.tgrelid = TG_RELID AND this.tgname = TG_NAME AND t.tgenabled IN (
          'A', CASE current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
        ORDER BY a.height LIMIT 1)
    );
    RETURN NULL;
  ELSE
    INSERT INTO public.golden_price_history (golden_price_id, part, cents, effective_from, effective_to, created_at, systime, batch_id, inactivated_date, sys_txid, sys_effective, sys_to, op, actor, db_user, txid)
    SELECT o.golden_price_id, o.part, o.cents, o.effective_from, o.effective_to, o.created_at, o.systime, o.batch_id, o.inactivated_date, o.sys_txid, o.sys_effective, GREATEST(pg_catalog.statement_timestamp(), o.systime OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval), op, actor, db_user, pg_current_xact_id()
    FROM sqlmodel_old AS o;
  END IF;
  IF TG_OP = 'DELETE' OR NOT EXISTS (SELECT FROM public.golden_price_history WHERE sys_to > statement_timestamp()) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM public.golden_price AS t WHERE EXISTS (SELECT FROM public.golden_price_history AS h WHERE h.sys_to > statement_timestamp() AND h.golden_price_id = t.golden_price_id AND h.effective_from = t.effective_from AND h.sys_to > t.systime)) THEN
    SELECT array_agg(h.ctid) INTO known FROM public.golden_price_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id();
    UPDATE public.golden_price AS t SET systime = t.systime WHERE EXISTS (SELECT FROM public.golden_price_history AS h WHERE h.sys_to > statement_timestamp() AND h.golden_price_id = t.golden_price_id AND h.effective_from = t.effective_from AND h.sys_to > t.systime);
    DELETE FROM public.golden_price_history AS h
    WHERE h.sys_to >= statement_timestamp() AND h.txid = pg_current_xact_id()
      AND h.ctid <> ALL (COALESCE(known, '{}'));
  END IF;
  RETURN NULL;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('public.golden_price_history_write()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION public.golden_price_history_write() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE OR REPLACE FUNCTION public.golden_price_history_floor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $sqlmodel$
BEGIN
  NEW.systime := GREATEST(NEW.systime, (
    SELECT max(h.sys_to) FROM public.golden_price_history AS h
    WHERE h.sys_to > statement_timestamp() AND h.golden_price_id = NEW.golden_price_id AND h.effective_from = NEW.effective_from
  ));
  RETURN NEW;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure('public.golden_price_history_floor()') AND a.grantee <> p.proowner
  LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION public.golden_price_history_floor() FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DROP TRIGGER IF EXISTS golden_price_zz_history_touch ON public.golden_price;
CREATE TRIGGER golden_price_zz_history_touch BEFORE UPDATE ON public.golden_price FOR EACH ROW EXECUTE FUNCTION public.golden_price_history_touch();
ALTER TABLE public.golden_price ENABLE ALWAYS TRIGGER golden_price_zz_history_touch;
DROP TRIGGER IF EXISTS golden_price_zzz_history_floor ON public.golden_price;
CREATE TRIGGER golden_price_zzz_history_floor BEFORE UPDATE OF systime ON public.golden_price FOR EACH ROW EXECUTE FUNCTION public.golden_price_history_floor();
ALTER TABLE public.golden_price ENABLE ALWAYS TRIGGER golden_price_zzz_history_floor;
DROP TRIGGER IF EXISTS golden_price_zz_history_insert ON public.golden_price;
CREATE TRIGGER golden_price_zz_history_insert AFTER INSERT ON public.golden_price FOR EACH STATEMENT EXECUTE FUNCTION public.golden_price_history_write();
ALTER TABLE public.golden_price ENABLE ALWAYS TRIGGER golden_price_zz_history_insert;
DROP TRIGGER IF EXISTS golden_price_zz_history_update ON public.golden_price;
CREATE TRIGGER golden_price_zz_history_update AFTER UPDATE ON public.golden_price REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION public.golden_price_history_write();
ALTER TABLE public.golden_price ENABLE ALWAYS TRIGGER golden_price_zz_history_update;
DROP TRIGGER IF EXISTS golden_price_zz_history_delete ON public.golden_price;
CREATE TRIGGER golden_price_zz_history_delete AFTER DELETE ON public.golden_price REFERENCING OLD TABLE AS sqlmodel_old FOR EACH STATEMENT EXECUTE FUNCTION public.golden_price_history_write();
ALTER TABLE public.golden_price ENABLE ALWAYS TRIGGER golden_price_zz_history_delete;
DROP TRIGGER IF EXISTS golden_price_zz_history_truncate ON public.golden_price;
CREATE TRIGGER golden_price_zz_history_truncate BEFORE TRUNCATE ON public.golden_price FOR EACH STATEMENT EXECUTE FUNCTION public.golden_price_history_write();
ALTER TABLE public.golden_price ENABLE ALWAYS TRIGGER golden_price_zz_history_truncate;
INSERT INTO public.golden_price_history_log (txid, at, op, actor, db_user, detail) SELECT pg_current_xact_id(), clock_timestamp(), 'S', NULLIF(current_setting('sqlmodel_framework.actor', true), ''), session_user, '["golden_price_id", "part", "cents", "effective_from", "effective_to", "created_at", "systime", "batch_id", "inactivated_date", "sys_txid", "sys_effective"]' WHERE '["golden_price_id", "part", "cents", "effective_from", "effective_to", "created_at", "systime", "batch_id", "inactivated_date", "sys_txid", "sys_effective"]' IS DISTINCT FROM (SELECT detail FROM public.golden_price_history_log WHERE op = 'S' ORDER BY at DESC LIMIT 1);
ALTER TABLE public.golden_price_history REPLICA IDENTITY FULL;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('public.golden_price_history') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE public.golden_price_history FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
DO $sqlmodel$
DECLARE
  grantee text;
BEGIN
  FOR grantee IN
SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass('public.golden_price_history_log') AND a.grantee <> c.relowner
AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
  LOOP
    EXECUTE 'REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON TABLE public.golden_price_history_log FROM ' || grantee || ' CASCADE';
  END LOOP;
END$sqlmodel$;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
DO $sqlmodel$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = 'public.golden_price'::regclass
             AND conname = 'golden_price_no_overlap') THEN
    RETURN;
  ELSIF current_setting('server_version_num')::int >= 180000 THEN
    EXECUTE 'ALTER TABLE public.golden_price ADD CONSTRAINT golden_price_no_overlap UNIQUE (golden_price_id, sys_effective WITHOUT OVERLAPS) DEFERRABLE';
  ELSE
    EXECUTE 'ALTER TABLE public.golden_price ADD CONSTRAINT golden_price_no_overlap EXCLUDE USING gist (golden_price_id WITH =, sys_effective WITH &&) DEFERRABLE';
  END IF;
END$sqlmodel$;
REVOKE ALL ON TABLE public.golden_price, public.golden_price_history, public.golden_price_history_log FROM PUBLIC;
REVOKE ALL ON TABLE public.golden_price, public.golden_price_history, public.golden_price_history_log FROM loader;
GRANT SELECT ON TABLE public.golden_price, public.golden_price_history, public.golden_price_history_log TO loader;
REVOKE ALL ON TABLE public.golden_price, public.golden_price_history, public.golden_price_history_log FROM analyst;
GRANT SELECT ON TABLE public.golden_price, public.golden_price_history, public.golden_price_history_log TO analyst;
GRANT DELETE, INSERT (golden_price_id, part, cents, effective_from, effective_to, inactivated_date, batch_id), UPDATE (golden_price_id, part, cents, effective_from, effective_to, inactivated_date) ON TABLE public.golden_price TO loader;
RESET search_path;
