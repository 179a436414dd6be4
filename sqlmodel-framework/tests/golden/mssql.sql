EXEC sp_executesql N'IF SCHEMA_ID(N''silver'') IS NULL EXEC (N''CREATE SCHEMA [silver]'')';
CREATE TABLE [silver].[golden_country] (
  [code] NVARCHAR(2) NOT NULL,
  [name] NVARCHAR(200) NOT NULL,
  map VARBINARY(max) NULL,
  created_at DATETIMEOFFSET NOT NULL DEFAULT SYSDATETIMEOFFSET(),
  [systime] DATETIME2(7) GENERATED ALWAYS AS ROW START NOT NULL,
  [batch_id] NVARCHAR(MAX) NULL DEFAULT CAST(SESSION_CONTEXT(N'sqlmodel_framework.batch') AS NVARCHAR(4000)),
  inactivated_date DATETIMEOFFSET NULL,
  [sys_txid] ROWVERSION NOT NULL,
  [sys_to] DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
  PERIOD FOR SYSTEM_TIME ([systime], [sys_to]),
  PRIMARY KEY (code)
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [silver].[golden_country_history], DATA_CONSISTENCY_CHECK = ON));
CREATE INDEX ix_silver_golden_country_name ON silver.golden_country (name);
GRANT SELECT ON [silver].[golden_country] TO [analyst];
GRANT SELECT ON [silver].[golden_country_history] TO [analyst];
GRANT SELECT ON [silver].[golden_country] TO [loader];
GRANT SELECT ON [silver].[golden_country_history] TO [loader];
GRANT INSERT, DELETE ON [silver].[golden_country] TO [loader];
GRANT UPDATE ([code], [name], [map], [inactivated_date], [batch_id]) ON [silver].[golden_country] TO [loader];
CREATE TABLE [silver].[golden_refused] (
  id BIGINT NOT NULL IDENTITY,
  [model] NVARCHAR(200) NOT NULL,
  [batch_id] NVARCHAR(200) NOT NULL,
  [reason] NVARCHAR(MAX) NOT NULL,
  source_row NVARCHAR(max) NOT NULL,
  [content_hash] NVARCHAR(200) NOT NULL,
  quarantined_at DATETIMEOFFSET NOT NULL DEFAULT SYSDATETIMEOFFSET(),
  PRIMARY KEY (id), 
	UNIQUE (model, batch_id, content_hash)
);
CREATE INDEX ix_silver_golden_refused_batch_id ON silver.golden_refused (batch_id);
CREATE INDEX ix_silver_golden_refused_model ON silver.golden_refused (model);
GRANT SELECT ON [silver].[golden_refused] TO [analyst];
GRANT SELECT ON [silver].[golden_refused] TO [loader];
GRANT INSERT ON [silver].[golden_refused] TO [loader];
CREATE TABLE [dbo].[golden_part] (
  surrogate_key BIGINT NOT NULL IDENTITY,
  [golden_part_id] NVARCHAR(200) NOT NULL,
  size FLOAT NULL,
  created_at DATETIMEOFFSET NOT NULL DEFAULT SYSDATETIMEOFFSET(),
  [systime] DATETIME2(7) GENERATED ALWAYS AS ROW START NOT NULL,
  [batch_id] NVARCHAR(MAX) NULL DEFAULT CAST(SESSION_CONTEXT(N'sqlmodel_framework.batch') AS NVARCHAR(4000)),
  inactivated_date DATETIMEOFFSET NULL,
  [sys_txid] ROWVERSION NOT NULL,
  [sys_to] DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
  PERIOD FOR SYSTEM_TIME ([systime], [sys_to]),
  PRIMARY KEY (golden_part_id), 
	UNIQUE (surrogate_key)
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[golden_part_history], DATA_CONSISTENCY_CHECK = ON));
GRANT SELECT ON [dbo].[golden_part] TO [analyst];
GRANT SELECT ON [dbo].[golden_part_history] TO [analyst];
GRANT SELECT ON [dbo].[golden_part] TO [loader];
GRANT SELECT ON [dbo].[golden_part_history] TO [loader];
GRANT INSERT, DELETE ON [dbo].[golden_part] TO [loader];
GRANT UPDATE ([golden_part_id], [size], [inactivated_date], [batch_id]) ON [dbo].[golden_part] TO [loader];
CREATE TABLE [silver].[golden_sale] (
  [order] INTEGER NOT NULL,
  line INTEGER NOT NULL,
  [country] NVARCHAR(2) NOT NULL,
  price NUMERIC(12, 2) NOT NULL,
  doubled AS (line * 2) PERSISTED,
  created_at DATETIMEOFFSET NOT NULL DEFAULT SYSDATETIMEOFFSET(),
  [systime] DATETIME2(7) GENERATED ALWAYS AS ROW START NOT NULL,
  [batch_id] NVARCHAR(MAX) NULL DEFAULT CAST(SESSION_CONTEXT(N'sqlmodel_framework.batch') AS NVARCHAR(4000)),
  [sys_txid] ROWVERSION NOT NULL,
  [sys_to] DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
  PERIOD FOR SYSTEM_TIME ([systime], [sys_to]),
  PRIMARY KEY ([order], line), 
	FOREIGN KEY(country) REFERENCES silver.golden_country (code)
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [silver].[golden_sale_history], DATA_CONSISTENCY_CHECK = ON));
GRANT SELECT ON [silver].[golden_sale] TO [analyst];
GRANT SELECT ON [silver].[golden_sale_history] TO [analyst];
GRANT SELECT ON [silver].[golden_sale] TO [loader];
GRANT SELECT ON [silver].[golden_sale_history] TO [loader];
GRANT INSERT, DELETE ON [silver].[golden_sale] TO [loader];
GRANT UPDATE ([order], [line], [country], [price], [batch_id]) ON [silver].[golden_sale] TO [loader];
CREATE TABLE [dbo].[golden_price] (
  golden_price_id INTEGER NOT NULL,
  part INTEGER NOT NULL,
  cents INTEGER NOT NULL,
  effective_from DATETIMEOFFSET NOT NULL,
  effective_to DATETIMEOFFSET NULL,
  created_at DATETIMEOFFSET NOT NULL DEFAULT SYSDATETIMEOFFSET(),
  [systime] DATETIME2(7) GENERATED ALWAYS AS ROW START NOT NULL,
  [batch_id] NVARCHAR(MAX) NULL DEFAULT CAST(SESSION_CONTEXT(N'sqlmodel_framework.batch') AS NVARCHAR(4000)),
  inactivated_date DATETIMEOFFSET NULL,
  [sys_txid] ROWVERSION NOT NULL,
  [sys_to] DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
  PERIOD FOR SYSTEM_TIME ([systime], [sys_to]),
  PRIMARY KEY (golden_price_id, effective_from), 
	FOREIGN KEY(part) REFERENCES golden_part (surrogate_key), 
	CONSTRAINT golden_price_effective_order CHECK (effective_to > effective_from)
) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[golden_price_history], DATA_CONSISTENCY_CHECK = ON));
GRANT SELECT ON [dbo].[golden_price] TO [analyst];
GRANT SELECT ON [dbo].[golden_price_history] TO [analyst];
GRANT SELECT ON [dbo].[golden_price] TO [loader];
GRANT SELECT ON [dbo].[golden_price_history] TO [loader];
GRANT INSERT, DELETE ON [dbo].[golden_price] TO [loader];
GRANT UPDATE ([golden_price_id], [part], [cents], [effective_from], [effective_to], [inactivated_date], [batch_id]) ON [dbo].[golden_price] TO [loader];
