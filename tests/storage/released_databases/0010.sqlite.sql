BEGIN TRANSACTION;
CREATE TABLE daemun_account_deletions (
	user_id TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_account_deletions" VALUES('Hd6pkQnR0tp5WJ5qXgk6nA','2026-11-23 09:00:00.000000','2026-12-23 09:00:00.000000');
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
INSERT INTO "daemun_audit_events" VALUES('2xomYuMraqT4VOF9KF3ZNg','2026-11-23 09:00:00.000000','role.granted','VCxPjEPTAiyuWKQV85Z9eA',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('l4wqQU4j3CGaJv8cgqlwaA','2026-11-23 09:00:00.000000','role.granted','VCxPjEPTAiyuWKQV85Z9eA',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('8_1r48rrliudnjHIowNzNg','2026-11-23 09:00:00.000000','role.revoked','VCxPjEPTAiyuWKQV85Z9eA',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('VqlcVMmAYXGhwinWi2rXjg','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"ASmGv42bjHroUe9-E_VCQrp0tDvwhffx_5qqqewnxNc"}');
INSERT INTO "daemun_audit_events" VALUES('gf_yJSivX6EevKcv8FDYSw','2026-11-23 09:00:00.000000','session.revoked','VCxPjEPTAiyuWKQV85Z9eA',NULL,NULL,'daemun','','{"session_ids":["FIUvjSExxfzgpxlS8YH93A"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('8FZH6adIqEYqjC1BaRb6RA','2026-11-23 09:00:00.000000','user.deleting','dZAVfeI9FknPQus_H0ZqWg',NULL,NULL,'daemun','','{}');
INSERT INTO "daemun_audit_events" VALUES('Rmx9_H7LusppdOGln3THsw','2026-11-23 09:00:00.000000','session.revoked','dZAVfeI9FknPQus_H0ZqWg',NULL,NULL,'daemun','','{"session_ids":["Rw5NFpJL0IfyxEzBZum4OQ"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('cqVJ9gaU3In-rfR4X_bbWg','2026-11-23 09:00:00.000000','user.deleted','dZAVfeI9FknPQus_H0ZqWg',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:7e560e017bd377f777cccdd9b8c4c7d53719994461b6b47d63ada9503c9a5d4c',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:37be41c73c4b508536e2fd711dce3e7c4cc9644dd9956ec005bd13a042d8bf09',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, begun_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, tries INTEGER DEFAULT '0' NOT NULL, credential TEXT DEFAULT '' NOT NULL, known_device TEXT, resume TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','VCxPjEPTAiyuWKQV85Z9eA','pwd','','2026-11-23 09:05:00.000000','','aal1',0,'2026-11-23 09:30:15.123000',0,'',NULL,'');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'2FF582368DFA3427E633BD0A4814E96150D49247840A8B4015AAD0F9DE529FCC','test','VCxPjEPTAiyuWKQV85Z9eA','VCxPjEPTAiyuWKQV85Z9eA',X'7B8CA7CD569678E89A596E79D1D6F50DA1B5FE0E782027CFB0C70E1884847A81','',X'E373C999CC25E19E1FF353945A4D2787C55C406A73668B6673DE148F49C9','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
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
INSERT INTO "daemun_outgoing_mails" VALUES('mail-one','password_changed','VCxPjEPTAiyuWKQV85Z9eA',X'7365616C6564',0,'2026-11-23 09:30:15.123000','2026-11-23 09:30:15.123000','2026-11-24 09:30:15.123000',0,NULL,NULL);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('VCxPjEPTAiyuWKQV85Z9eA','$argon2id$v=19$m=19456,t=2,p=1$3VDNpdmI0j6ATohbMamqgg$wPxqszJ+xCrGg6J/25Qv1ayUcRnsQ5mJDVZyNYxjdhk','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('VCxPjEPTAiyuWKQV85Z9eA','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('VCxPjEPTAiyuWKQV85Z9eA','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0010');
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
INSERT INTO "daemun_sessions" VALUES('g1aZFxJMOIztPxN7bIjfpw','VCxPjEPTAiyuWKQV85Z9eA',X'6E43F755AF650DE5CADD729D1D336D63000F60DA31790C09FB796F079B079B02',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('FIUvjSExxfzgpxlS8YH93A','VCxPjEPTAiyuWKQV85Z9eA',X'9670046CDAACBAC1825EB3F16BFDF17C44EE43FFE9D3219220265F4B74CA662E',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('Rw5NFpJL0IfyxEzBZum4OQ',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
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
INSERT INTO "daemun_signing_keys" VALUES(1,'ASmGv42bjHroUe9-E_VCQrp0tDvwhffx_5qqqewnxNc','ES256','{"crv":"P-256","kty":"EC","x":"FlxeHFdjIE9UhgkkYD5LfRFT3NR-AjuWbSqndzHvrW8","y":"tzKNB8JYjz9upCzVDxbPctpExMvBTRJgGdQICYz6v_o","kid":"ASmGv42bjHroUe9-E_VCQrp0tDvwhffx_5qqqewnxNc","alg":"ES256","use":"sig"}',X'4F639567AF887B3F4E4513CA042877D20446EC32F556CF4E388FB5969E929F1C5E38D7BDC786E0B25CC43FAFADCB22C7696F1A961EC0A0C96681C7616821A508D2BAA653CC12A4BF362991C9A90E90492557F4AEF18AF665D771C87733ED4BA6C8E61B97C1DAB92C15247486AB392EED9B686B7A548C96CF78EE28CC2A19D1DDBC37291031CFFD88C1C017CF170B8043690EA4DE1E3C7245517CBD7870F1B90A398082B98EEC','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_totp (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	sealed_secret BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_step INTEGER NOT NULL, 
	last_used_at DATETIME, 
	pending_until DATETIME, 
	CONSTRAINT daemun_totp_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_totp_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_totp" VALUES('totp-one','VCxPjEPTAiyuWKQV85Z9eA','휴대전화',X'007365616C6564FF','2026-11-23 09:30:15.123000',0,NULL,'2026-11-23 09:15:00.000000');
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
INSERT INTO "daemun_users" VALUES('VCxPjEPTAiyuWKQV85Z9eA','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('Hd6pkQnR0tp5WJ5qXgk6nA','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
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
CREATE INDEX daemun_totp_of_user ON daemun_totp (user_id);
CREATE INDEX daemun_totp_over ON daemun_totp (pending_until) WHERE pending_until IS NOT NULL;
COMMIT;
