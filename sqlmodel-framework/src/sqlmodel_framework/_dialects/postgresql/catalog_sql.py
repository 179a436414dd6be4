"""The statements that read the catalog. Each takes all names, or all oids, at once."""

from __future__ import annotations

from .rights import RUNNERS, WRITERS

_OF = "= ANY (CAST(:oids AS oid[]))"
_TABLE = "quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
_NAMES = (
    "ARRAY(SELECT a.attname::text FROM unnest({0}) WITH ORDINALITY AS k(n, i) "
    "LEFT JOIN pg_attribute a ON a.attrelid = {1} AND a.attnum = k.n {2} ORDER BY k.i)"
)

RELATIONS = f"""
SELECT w.name, c.oid, c.relkind::text AS kind, c.relreplident IN ('f', 'i') AS has_identity,
  ARRAY({WRITERS.format(table="w.name")}) AS writers
FROM unnest(CAST(:tables AS text[])) AS w(name) JOIN pg_class AS c ON c.oid = to_regclass(w.name)"""

PARTITIONS = f"""
SELECT w.name AS parent, {_TABLE} AS name, c.oid
FROM unnest(CAST(:tables AS text[])) AS w(name)
CROSS JOIN LATERAL pg_partition_tree(to_regclass(w.name)) AS p
JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE p.level > 0 ORDER BY 1, 2"""

COLUMNS = f"""
SELECT a.attrelid AS oid, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
  a.attnotnull AS not_null, a.atthasdef OR a.attidentity <> '' AS has_default,
  a.attgenerated::text AS generated, pg_get_expr(d.adbin, d.adrelid) AS expression,
  CASE WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
    AND NOT a.atthasdef AND a.attidentity = ''
  THEN pg_get_serial_sequence({_TABLE}, a.attname) END AS sequence
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid {_OF} AND a.attnum > 0 AND NOT a.attisdropped"""

INDEXES = f"""
SELECT i.indrelid AS oid, c.relname::text AS name,
  i.indisunique AND NOT i.indisexclusion AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    AS is_unique,
  {_NAMES.format("i.indkey", "i.indrelid", "WHERE k.i <= i.indnkeyatts")} AS columns
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid {_OF}"""

# ``enforced`` by a column that only PostgreSQL 18 has.
CONSTRAINTS = f"""
SELECT c.conrelid AS oid, c.conname::text AS name, c.contype::text AS kind,
  {_NAMES.format("c.conkey", "c.conrelid", "")} AS columns,
  {_NAMES.format("c.confkey", "c.confrelid", "")} AS remote_columns,
  n.nspname::text AS remote_schema, r.relname::text AS remote_table,
  c.confdeltype::text AS on_delete, c.confupdtype::text AS on_update,
  coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true) AS enforced,
  pg_get_constraintdef(c.oid) AS definition, i.indpred IS NULL AS whole,
  ARRAY(SELECT o.oprname::text FROM unnest(c.conexclop) WITH ORDINALITY AS k(oid, place)
        JOIN pg_operator AS o ON o.oid = k.oid ORDER BY k.place) AS operators
FROM pg_constraint c LEFT JOIN pg_class r ON r.oid = c.confrelid
LEFT JOIN pg_namespace n ON n.oid = r.relnamespace LEFT JOIN pg_index AS i ON i.indexrelid = c.conindid
WHERE c.conrelid {_OF} ORDER BY 1, 2"""

SUBSCRIBED = f"SELECT srrelid AS oid FROM pg_subscription_rel WHERE srrelid {_OF}"

FUNCTIONS = f"""
SELECT w.name, p.oid, p.prosrc AS body, p.prosecdef AS definer, pg_get_functiondef(p.oid) AS definition,
  coalesce(p.proconfig, '{{}}') AS settings, ARRAY({RUNNERS.format(function="w.name || '()'")}) AS runners
FROM unnest(CAST(:functions AS text[])) AS w(name)
JOIN pg_proc AS p ON p.oid = to_regprocedure(w.name || '()')"""

# ``plain``: without a condition, an argument, a new-rows table, or a constraint that it belongs to.
TRIGGERS = f"""
SELECT t.tgrelid AS oid, t.tgname::text AS called, quote_ident(t.tgname) AS name, t.tgfoid AS function,
  t.tgtype, t.tgoldtable::text AS old_table, t.tgenabled::text AS enabled,
  ARRAY(SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr)) AS columns,
  t.tgqual IS NULL AND t.tgnargs = 0 AND t.tgnewtable IS NULL AND t.tgconstraint = 0 AS plain,
  NOT t.tgisinternal AND t.tgtype & 3 = 3 AS intercepts, pg_get_triggerdef(t.oid) AS definition
FROM pg_trigger t WHERE t.tgrelid {_OF} ORDER BY 1, 2"""

CALLERS = f"""
SELECT t.tgrelid AS oid, t.tgname::text AS called, t.tgfoid AS function, {_TABLE} AS table,
  quote_ident(t.tgname) AS name, t.tgenabled::text AS enabled, pg_get_triggerdef(t.oid) AS definition
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.tgparentid = 0 AND t.tgfoid {_OF}"""

# Told by the names of both, trigger and function, as the library makes them for any table.
FOREIGN_TRIGGERS = f"""
SELECT f.*, f.history_oid::regclass::text AS history FROM (
  SELECT t.tgrelid AS oid, {_TABLE} AS table, quote_ident(t.tgname) AS name, t.tgname::text AS called,
    t.tgenabled::text AS enabled, pg_get_triggerdef(t.oid) AS definition,
    quote_ident(m.nspname) || '.' || quote_ident(p.proname) AS function,
    pg_get_functiondef(p.oid) AS function_definition,
    CASE WHEN p.proname LIKE '%\\_write' THEN coalesce(
      to_regclass(substring(p.prosrc FROM 'DELETE FROM ([^\\n]+) AS h\\n')),
      to_regclass(quote_ident(m.nspname) || '.' || quote_ident(regexp_replace(p.proname, '_write$', '')))
    )::oid END AS history_oid,
    ARRAY(SELECT x.tgrelid FROM pg_trigger AS x WHERE x.tgfoid = t.tgfoid) AS users
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace m ON m.oid = p.pronamespace
  WHERE t.tgrelid {_OF} AND t.tgparentid = 0
    AND t.tgname ~ '_zzz?_history_(insert|update|delete|truncate|touch|floor|guard)$'
    AND p.proname ~ '_history_(write|touch|floor|guard)$'
    AND (t.tgrelid, t.tgfoid) NOT IN (
      SELECT own.t, own.f FROM unnest(CAST(:tables AS oid[]), CAST(:functions AS oid[])) AS own(t, f))
) AS f"""

RULES = f"SELECT ev_class AS oid, quote_ident(rulename) AS name FROM pg_rewrite WHERE ev_class {_OF}"

TYPES = """
SELECT p.wanted, p.found, to_regtype(p.wanted) = to_regtype(p.found) AS same
FROM unnest(CAST(:wanted AS text[]), CAST(:found AS text[])) AS p(wanted, found)"""

_LABELS = """ARRAY(
  SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels"""

ENUMS = f"""
SELECT w.type AS wanted, format_type(t.oid, NULL) AS type, {_LABELS}
FROM unnest(CAST(:types AS text[])) AS w(type) JOIN pg_type AS t ON t.oid = to_regtype(w.type)"""

ENUMS_IN_USE = f"""
SELECT DISTINCT a.attrelid AS oid, t.typname::text AS called, format_type(t.oid, NULL) AS type, {_LABELS}
FROM pg_attribute a JOIN pg_type t ON a.atttypid IN (t.oid, t.typarray)
WHERE t.typtype = 'e' AND NOT a.attisdropped AND a.attrelid {_OF}"""

SCHEMAS = "SELECT nspname::text AS name FROM pg_namespace WHERE nspname = ANY (CAST(:schemas AS text[]))"
