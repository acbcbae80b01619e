BEGIN TRANSACTION;
CREATE TABLE daemun_account_deletions (
	user_id TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_account_deletions" VALUES('Tcd6EcyosdrXR4KW6HJESQ','2026-11-23 09:00:00.000000','2026-12-23 09:00:00.000000');
CREATE TABLE daemun_audit_events (
	id TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	name TEXT NOT NULL, 
	user_id TEXT, 
	session_id TEXT, 
	address TEXT, 
	user_agent TEXT NOT NULL, 
	request_id TEXT NOT NULL, 
	details TEXT NOT NULL, 
	CONSTRAINT daemun_audit_events_pk PRIMARY KEY (id)
);
INSERT INTO "daemun_audit_events" VALUES('eUmzW5hZCKhaMR1y0kL9wQ','2026-11-23 09:00:00.000000','role.granted','sh0cASv3hjf6ZWAnZNFUlQ',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('OMV19goeYudP0uzfMCou4Q','2026-11-23 09:00:00.000000','role.granted','sh0cASv3hjf6ZWAnZNFUlQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('_wQuc6fVLVZj4RxY5IUaCg','2026-11-23 09:00:00.000000','role.revoked','sh0cASv3hjf6ZWAnZNFUlQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('jvRonP3p39yVzsw4QSJ5eA','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"Lmo24I4SEHDyp65GZYx0lm3n9axn3VMPNhkwxXlGZ_s"}');
INSERT INTO "daemun_audit_events" VALUES('1TW_RQxdWNMomZv_5GPwIQ','2026-11-23 09:00:00.000000','session.revoked','sh0cASv3hjf6ZWAnZNFUlQ',NULL,NULL,'daemun','','{"session_ids":["YjmO0teUJ4tRScW8KlxaYg"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('h6QRsaa2NhLL0aBJiovzPA','2026-11-23 09:00:00.000000','user.deleting','NhDb9z1LcXpbsq6JXycLgA',NULL,NULL,'daemun','','{}');
INSERT INTO "daemun_audit_events" VALUES('knAe6NaSihAeRFMqhCseeg','2026-11-23 09:00:00.000000','session.revoked','NhDb9z1LcXpbsq6JXycLgA',NULL,NULL,'daemun','','{"session_ids":["ej8BUC6ERovekJZKhLmgiw"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('rLrBksZAj3rbbuayW5IHRg','2026-11-23 09:00:00.000000','user.deleted','NhDb9z1LcXpbsq6JXycLgA',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:d65c0b24202e0d16e844a2544ec4d26446526252ff0cf7c211ebbec375857f44',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:7d95be5138f6571c4c09db4db6362bb191af6a523867cd8956e8c33d0a223501',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, begun_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, tries INTEGER DEFAULT '0' NOT NULL, credential TEXT DEFAULT '' NOT NULL, known_device TEXT, resume TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','sh0cASv3hjf6ZWAnZNFUlQ','pwd','','2026-11-23 09:05:00.000000','','aal1',0,'2026-11-23 09:30:15.123000',0,'',NULL,'');
CREATE TABLE daemun_one_time_tokens (
	digest BLOB NOT NULL, 
	purpose TEXT NOT NULL, 
	subject TEXT, 
	user_id TEXT, 
	code_digest BLOB, 
	version TEXT NOT NULL, 
	sealed_payload BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	code_expires_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	tries INTEGER NOT NULL, 
	earlier_tries INTEGER NOT NULL, 
	CONSTRAINT daemun_one_time_tokens_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_one_time_tokens_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_one_time_tokens" VALUES(X'06086FC59C36EFA58C5BEA41A028E608131157C3B98D8EF9B20A97B0B843DC94','test','sh0cASv3hjf6ZWAnZNFUlQ','sh0cASv3hjf6ZWAnZNFUlQ',X'AD65FE74A13DE84F51FC354DE816F7C81A74BE8C6DC7A9E1BCACA121843AE604','',X'DAB130DB4A3703D8A32C324E33FEE81E67D7B95355AB1E72239F6A8A13EB','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
CREATE TABLE daemun_outgoing_mails (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	user_id TEXT, 
	sealed BLOB NOT NULL, 
	is_written BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	next_try_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	tries INTEGER NOT NULL, 
	failed_at DATETIME, 
	failure TEXT, 
	CONSTRAINT daemun_outgoing_mails_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_outgoing_mails_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_outgoing_mails" VALUES('mail-one','password_changed','sh0cASv3hjf6ZWAnZNFUlQ',X'7365616C6564',0,'2026-11-23 09:30:15.123000','2026-11-23 09:30:15.123000','2026-11-24 09:30:15.123000',0,NULL,NULL);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('sh0cASv3hjf6ZWAnZNFUlQ','$argon2id$v=19$m=19456,t=2,p=1$My+6ML4zFcLjjJL7x90tdw$UYHFrMRSRFuGGGVhlCvetGBoTIEFjWa6Fs1eJKo2b/U','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('sh0cASv3hjf6ZWAnZNFUlQ','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('sh0cASv3hjf6ZWAnZNFUlQ','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0009');
CREATE TABLE daemun_sessions (
	id TEXT NOT NULL, 
	user_id TEXT, 
	family_digest BLOB NOT NULL, 
	generation INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	authenticated_at DATETIME NOT NULL, 
	amr TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	refreshed_at DATETIME NOT NULL, 
	minute_started_at DATETIME NOT NULL, 
	refreshes_in_minute INTEGER NOT NULL, 
	idle_expires_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	address TEXT, 
	user_agent TEXT NOT NULL, 
	revoked_at DATETIME, sibling INTEGER, sibling_of INTEGER, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT daemun_sessions_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_sessions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE SET NULL
);
INSERT INTO "daemun_sessions" VALUES('RdGkokQ5fDVwsKtr1J__qA','sh0cASv3hjf6ZWAnZNFUlQ',X'F09BA563DC05FF9E860613CB0C3A432C4E6E21C46CF3BF59DD533F152674C07F',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('YjmO0teUJ4tRScW8KlxaYg','sh0cASv3hjf6ZWAnZNFUlQ',X'6CFB4895B3A87D5A7023CC3AE136734C887BB2CD270AA4AD3CD3C47847789653',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('ej8BUC6ERovekJZKhLmgiw',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
CREATE TABLE daemun_signing_keys (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	algorithm TEXT NOT NULL, 
	public_jwk TEXT NOT NULL, 
	sealed_private_key BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	signs_from DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT daemun_signing_keys_pk PRIMARY KEY (number), 
	CONSTRAINT daemun_signing_keys_id_uq UNIQUE (id)
);
INSERT INTO "daemun_signing_keys" VALUES(1,'Lmo24I4SEHDyp65GZYx0lm3n9axn3VMPNhkwxXlGZ_s','ES256','{"crv":"P-256","kty":"EC","x":"aB2PQ9PbRSxiZlmbnIyO7t43RlQO2C696y4VMKYw4P8","y":"fsA0KcMSnUsCSIqvjOSIa_ZmGIBJfUkJC66_45VjDR8","kid":"Lmo24I4SEHDyp65GZYx0lm3n9axn3VMPNhkwxXlGZ_s","alg":"ES256","use":"sig"}',X'D680207DFF747C2AD863472DADF392BA43F3C6B71111A8B25400C62E02213009B910CC9E3AF24EE235B6A5DEF40016ED92C0625306222B5D69EAD57D8C5C4E9F6C2F430ABBF7751FCF2DE43F6E23AA1A8E6E93DC7E62DD04121EEFB2F478248C2A96941A1D95F1F1051CB89FE0C0E523D4A03AB0313501983908C1BC1E8E0BD7F402438CFAB8FAF9F3DD52E06298B87EE662CA1D36CE6CE23184DE545943A5A3A157CEAA54F8','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_users (
	id TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	username TEXT, 
	username_key TEXT, 
	email TEXT, 
	email_key TEXT, 
	email_verified_at DATETIME, 
	profile TEXT NOT NULL, 
	locked_at DATETIME, username_skeleton TEXT, 
	CONSTRAINT daemun_users_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_users_username_key_uq UNIQUE (username_key), 
	CONSTRAINT daemun_users_email_key_uq UNIQUE (email_key)
);
INSERT INTO "daemun_users" VALUES('sh0cASv3hjf6ZWAnZNFUlQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('Tcd6EcyosdrXR4KW6HJESQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
CREATE INDEX daemun_roles_lost_since ON daemun_roles (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX daemun_lockout_over ON daemun_lockout (window_started_at);
CREATE INDEX daemun_sessions_of_user ON daemun_sessions (user_id, created_at);
CREATE INDEX daemun_sessions_revoked_since ON daemun_sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX daemun_sessions_over ON daemun_sessions (expires_at);
CREATE INDEX daemun_login_attempts_of_user ON daemun_login_attempts (user_id);
CREATE INDEX daemun_login_attempts_over ON daemun_login_attempts (expires_at);
CREATE INDEX daemun_audit_events_of_user ON daemun_audit_events (user_id, at);
CREATE INDEX daemun_audit_events_newest ON daemun_audit_events (at);
CREATE UNIQUE INDEX daemun_one_time_tokens_of_subject ON daemun_one_time_tokens (purpose, subject);
CREATE INDEX daemun_one_time_tokens_of_user ON daemun_one_time_tokens (user_id);
CREATE INDEX daemun_one_time_tokens_over ON daemun_one_time_tokens (expires_at);
CREATE UNIQUE INDEX daemun_users_skeleton ON daemun_users (username_skeleton);
CREATE INDEX daemun_users_without_skeleton ON daemun_users (id) WHERE username_skeleton IS NULL AND username_key IS NOT NULL;
CREATE INDEX daemun_outgoing_mails_due ON daemun_outgoing_mails (next_try_at) WHERE failed_at IS NULL;
CREATE INDEX daemun_outgoing_mails_of_user ON daemun_outgoing_mails (user_id);
CREATE INDEX daemun_account_deletions_due ON daemun_account_deletions (due_at);
COMMIT;
