CREATE TABLE golden_part (
	surrogate_key BIGINT DEFAULT (abs(random())) NOT NULL, 
	golden_part_id VARCHAR NOT NULL, 
	size FLOAT, 
	created_at DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now') || '000') NOT NULL, 
	systime DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now') || '000') NOT NULL, 
	batch_id VARCHAR DEFAULT NULL, 
	inactivated_date DATETIME, 
	sys_txid BIGINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (golden_part_id), 
	UNIQUE (surrogate_key)
);
CREATE TABLE golden_part_history (
	surrogate_key BIGINT, 
	golden_part_id VARCHAR, 
	size FLOAT, 
	created_at DATETIME, 
	systime DATETIME, 
	batch_id VARCHAR, 
	inactivated_date DATETIME, 
	sys_txid BIGINT, 
	sys_to DATETIME NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	txid BIGINT
);
CREATE INDEX golden_part_history_key ON golden_part_history (golden_part_id, sys_to);
CREATE INDEX golden_part_history_to ON golden_part_history (sys_to);
CREATE TABLE golden_part_history_log (
	txid BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	detail VARCHAR, 
	PRIMARY KEY (txid, at, op)
);
CREATE INDEX golden_part_history_log_events ON golden_part_history_log (at) WHERE op != 'I';
CREATE TABLE IF NOT EXISTS sqlmodel_framework_in_force (setting TEXT PRIMARY KEY, value TEXT);
DROP TRIGGER IF EXISTS golden_part_zz_history_update;
CREATE TRIGGER golden_part_zz_history_update AFTER UPDATE ON golden_part FOR EACH ROW WHEN NOT NEW.systime > OLD.systime AND NOT EXISTS (SELECT 1 FROM sqlmodel_framework_in_force WHERE setting = 'inserting') BEGIN INSERT INTO golden_part_history (surrogate_key, golden_part_id, size, created_at, systime, batch_id, inactivated_date, sys_txid, sys_to, op, actor, txid) VALUES (OLD.surrogate_key, OLD.golden_part_id, OLD.size, OLD.created_at, OLD.systime, OLD.batch_id, OLD.inactivated_date, OLD.sys_txid, max(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', CASE WHEN CAST(substr(OLD.systime, 21) AS INTEGER) < 999999 THEN substr(OLD.systime, 1, 20) || printf('%06d', CAST(substr(OLD.systime, 21) AS INTEGER) + 1) ELSE strftime('%Y-%m-%d %H:%M:%S', OLD.systime, '+1 second') || '.000000' END), 'U', (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'actor'), 0); UPDATE golden_part SET systime = max(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', CASE WHEN CAST(substr(OLD.systime, 21) AS INTEGER) < 999999 THEN substr(OLD.systime, 1, 20) || printf('%06d', CAST(substr(OLD.systime, 21) AS INTEGER) + 1) ELSE strftime('%Y-%m-%d %H:%M:%S', OLD.systime, '+1 second') || '.000000' END), batch_id = (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'batch') WHERE golden_part_id IS NEW.golden_part_id; END;
DROP TRIGGER IF EXISTS golden_part_zz_history_delete;
CREATE TRIGGER golden_part_zz_history_delete AFTER DELETE ON golden_part FOR EACH ROW BEGIN INSERT INTO golden_part_history (surrogate_key, golden_part_id, size, created_at, systime, batch_id, inactivated_date, sys_txid, sys_to, op, actor, txid) VALUES (OLD.surrogate_key, OLD.golden_part_id, OLD.size, OLD.created_at, OLD.systime, OLD.batch_id, OLD.inactivated_date, OLD.sys_txid, max(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', CASE WHEN CAST(substr(OLD.systime, 21) AS INTEGER) < 999999 THEN substr(OLD.systime, 1, 20) || printf('%06d', CAST(substr(OLD.systime, 21) AS INTEGER) + 1) ELSE strftime('%Y-%m-%d %H:%M:%S', OLD.systime, '+1 second') || '.000000' END), 'D', (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'actor'), 0); END;
DROP TRIGGER IF EXISTS golden_part_zz_history_insert;
CREATE TRIGGER golden_part_zz_history_insert AFTER INSERT ON golden_part FOR EACH ROW BEGIN INSERT OR IGNORE INTO golden_part_history_log (txid, at, op, actor) VALUES (0, NEW.systime, 'I', (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'actor')); INSERT INTO sqlmodel_framework_in_force VALUES ('inserting', ''); UPDATE golden_part SET batch_id = (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'batch') WHERE golden_part_id IS NEW.golden_part_id AND batch_id IS NOT (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'batch'); DELETE FROM sqlmodel_framework_in_force WHERE setting = 'inserting'; END;
CREATE TABLE golden_price (
	golden_price_id INTEGER NOT NULL, 
	part INTEGER NOT NULL, 
	cents INTEGER NOT NULL, 
	effective_from DATETIME NOT NULL, 
	effective_to DATETIME, 
	created_at DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now') || '000') NOT NULL, 
	systime DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now') || '000') NOT NULL, 
	batch_id VARCHAR DEFAULT NULL, 
	inactivated_date DATETIME, 
	sys_txid BIGINT DEFAULT 0 NOT NULL, 
	sys_effective TEXT GENERATED ALWAYS AS (effective_from || '/' || coalesce(effective_to, '')) STORED, 
	PRIMARY KEY (golden_price_id, effective_from), 
	FOREIGN KEY(part) REFERENCES golden_part (surrogate_key), 
	CONSTRAINT golden_price_effective_order CHECK (effective_to > effective_from)
);
CREATE TABLE golden_price_history (
	golden_price_id INTEGER, 
	part INTEGER, 
	cents INTEGER, 
	effective_from DATETIME, 
	effective_to DATETIME, 
	created_at DATETIME, 
	systime DATETIME, 
	batch_id VARCHAR, 
	inactivated_date DATETIME, 
	sys_txid BIGINT, 
	sys_effective TEXT, 
	sys_to DATETIME NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	txid BIGINT
);
CREATE INDEX golden_price_history_key ON golden_price_history (golden_price_id, effective_from, sys_to);
CREATE INDEX golden_price_history_to ON golden_price_history (sys_to);
CREATE TABLE golden_price_history_log (
	txid BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	op CHAR(1) NOT NULL, 
	actor VARCHAR, 
	db_user VARCHAR, 
	detail VARCHAR, 
	PRIMARY KEY (txid, at, op)
);
CREATE INDEX golden_price_history_log_events ON golden_price_history_log (at) WHERE op != 'I';
CREATE TABLE IF NOT EXISTS sqlmodel_framework_in_force (setting TEXT PRIMARY KEY, value TEXT);
DROP TRIGGER IF EXISTS golden_price_zz_history_update;
CREATE TRIGGER golden_price_zz_history_update AFTER UPDATE ON golden_price FOR EACH ROW WHEN NOT NEW.systime > OLD.systime AND NOT EXISTS (SELECT 1 FROM sqlmodel_framework_in_force WHERE setting = 'inserting') BEGIN INSERT INTO golden_price_history (golden_price_id, part, cents, effective_from, effective_to, created_at, systime, batch_id, inactivated_date, sys_txid, sys_effective, sys_to, op, actor, txid) VALUES (OLD.golden_price_id, OLD.part, OLD.cents, OLD.effective_from, OLD.effective_to, OLD.created_at, OLD.systime, OLD.batch_id, OLD.inactivated_date, OLD.sys_txid, OLD.sys_effective, max(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', CASE WHEN CAST(substr(OLD.systime, 21) AS INTEGER) < 999999 THEN substr(OLD.systime, 1, 20) || printf('%06d', CAST(substr(OLD.systime, 21) AS INTEGER) + 1) ELSE strftime('%Y-%m-%d %H:%M:%S', OLD.systime, '+1 second') || '.000000' END), 'U', (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'actor'), 0); UPDATE golden_price SET systime = max(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', CASE WHEN CAST(substr(OLD.systime, 21) AS INTEGER) < 999999 THEN substr(OLD.systime, 1, 20) || printf('%06d', CAST(substr(OLD.systime, 21) AS INTEGER) + 1) ELSE strftime('%Y-%m-%d %H:%M:%S', OLD.systime, '+1 second') || '.000000' END), batch_id = (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'batch') WHERE golden_price_id IS NEW.golden_price_id AND effective_from IS NEW.effective_from; END;
DROP TRIGGER IF EXISTS golden_price_zz_history_delete;
CREATE TRIGGER golden_price_zz_history_delete AFTER DELETE ON golden_price FOR EACH ROW BEGIN INSERT INTO golden_price_history (golden_price_id, part, cents, effective_from, effective_to, created_at, systime, batch_id, inactivated_date, sys_txid, sys_effective, sys_to, op, actor, txid) VALUES (OLD.golden_price_id, OLD.part, OLD.cents, OLD.effective_from, OLD.effective_to, OLD.created_at, OLD.systime, OLD.batch_id, OLD.inactivated_date, OLD.sys_txid, OLD.sys_effective, max(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', CASE WHEN CAST(substr(OLD.systime, 21) AS INTEGER) < 999999 THEN substr(OLD.systime, 1, 20) || printf('%06d', CAST(substr(OLD.systime, 21) AS INTEGER) + 1) ELSE strftime('%Y-%m-%d %H:%M:%S', OLD.systime, '+1 second') || '.000000' END), 'D', (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'actor'), 0); END;
DROP TRIGGER IF EXISTS golden_price_zz_history_insert;
CREATE TRIGGER golden_price_zz_history_insert AFTER INSERT ON golden_price FOR EACH ROW BEGIN INSERT OR IGNORE INTO golden_price_history_log (txid, at, op, actor) VALUES (0, NEW.systime, 'I', (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'actor')); INSERT INTO sqlmodel_framework_in_force VALUES ('inserting', ''); UPDATE golden_price SET batch_id = (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'batch') WHERE golden_price_id IS NEW.golden_price_id AND effective_from IS NEW.effective_from AND batch_id IS NOT (SELECT max(value) FROM sqlmodel_framework_in_force WHERE setting = 'batch'); DELETE FROM sqlmodel_framework_in_force WHERE setting = 'inserting'; END;
