BEGIN TRANSACTION;
CREATE TABLE daemun_account_deletions (
	user_id TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_account_deletions" VALUES('r51prNwWsbCO6ThuOr_gSw','2026-11-23 09:00:00.000000','2026-12-23 09:00:00.000000');
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
INSERT INTO "daemun_audit_events" VALUES('sJNp4FbaFOeHaZBykjB6Tg','2026-11-23 09:00:00.000000','role.granted','GT4vi-0xAjYUlAzD-jwFQQ',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('Z_cc_q8AwlKtF1rfUZ3Evw','2026-11-23 09:00:00.000000','role.granted','GT4vi-0xAjYUlAzD-jwFQQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('QUDHJKVBQZ0Zu_RvisiueA','2026-11-23 09:00:00.000000','role.revoked','GT4vi-0xAjYUlAzD-jwFQQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('Xi52oAJaWwVXn81XNpt68A','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"lZ8yp-W607tR0bn50L8kOuOtE3TrauBwojVtPD-G4cQ"}');
INSERT INTO "daemun_audit_events" VALUES('4toNf1kQsV4q_XkDmrz1Sw','2026-11-23 09:00:00.000000','session.revoked','GT4vi-0xAjYUlAzD-jwFQQ',NULL,NULL,'daemun','','{"session_ids":["f-HZ4oTCI2H9Pkz7QWHIog"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('BxxBhQuG7nT75znEhDgIqw','2026-11-23 09:00:00.000000','user.deleting','Jy69mIfN0AOo6xaz3CUH9w',NULL,NULL,'daemun','','{}');
INSERT INTO "daemun_audit_events" VALUES('utHL6C-wzU2zi7htBRTKOg','2026-11-23 09:00:00.000000','session.revoked','Jy69mIfN0AOo6xaz3CUH9w',NULL,NULL,'daemun','','{"session_ids":["hLGBGmg9fMh09q14VzzH9A"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('yV0z4CHeuekRmroJZk8ayg','2026-11-23 09:00:00.000000','user.deleted','Jy69mIfN0AOo6xaz3CUH9w',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:2cba266bd14e28f7d88e21e70aad8f63ec2a41dc75b5c1b7b25528f921cdd7cb',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:8da7dfc120c484c0d25a75a0fa09ec392a3a780d098854be027f57ace163ca3f',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, begun_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, tries INTEGER DEFAULT '0' NOT NULL, credential TEXT DEFAULT '' NOT NULL, known_device TEXT, resume TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','GT4vi-0xAjYUlAzD-jwFQQ','pwd','','2026-11-23 09:05:00.000000','','aal1',0,'2026-11-23 09:30:15.123000',0,'',NULL,'');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'C4FA2DC9E714E84A9E4C4392A2DC647025A54D4C29F6D4AD0FA9375172B1C62A','test','GT4vi-0xAjYUlAzD-jwFQQ','GT4vi-0xAjYUlAzD-jwFQQ',X'C931824F9A75746DF91C4075CEC1C7AE0D20F03046C9EF99633D25D6BAFD085D','',X'AC5AB9F37AB0298F4866F1A840F91895DAC646B93462155C9C04CED42678','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
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
INSERT INTO "daemun_outgoing_mails" VALUES('mail-one','password_changed','GT4vi-0xAjYUlAzD-jwFQQ',X'7365616C6564',0,'2026-11-23 09:30:15.123000','2026-11-23 09:30:15.123000','2026-11-24 09:30:15.123000',0,NULL,NULL);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('GT4vi-0xAjYUlAzD-jwFQQ','$argon2id$v=19$m=19456,t=2,p=1$wDgzRRSs5EoE7jWYhBdZqw$fgH889+j0gEBFZ6vxmFaRsna4T3uysH2QRO0GO1xAhs','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_recovery_codes (
	user_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT daemun_recovery_codes_pk PRIMARY KEY (user_id, number), 
	CONSTRAINT daemun_recovery_codes_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_recovery_codes" VALUES('GT4vi-0xAjYUlAzD-jwFQQ',0,'AAA0','$argon2id$v=19$code-0','2026-11-23 09:30:15.123000');
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('GT4vi-0xAjYUlAzD-jwFQQ','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('GT4vi-0xAjYUlAzD-jwFQQ','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0011');
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
INSERT INTO "daemun_sessions" VALUES('kRZn8JlteF5pHYuT20fWLA','GT4vi-0xAjYUlAzD-jwFQQ',X'32E6714A9540DC471D4484FAF4BD1EA9D46C07536559A049B19968DF1AD60008',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('f-HZ4oTCI2H9Pkz7QWHIog','GT4vi-0xAjYUlAzD-jwFQQ',X'DA8181A0C36089B0AC051471275E3A7F2F93F6457F76DCEBF3C8EE111FFC47F4',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('hLGBGmg9fMh09q14VzzH9A',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
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
INSERT INTO "daemun_signing_keys" VALUES(1,'lZ8yp-W607tR0bn50L8kOuOtE3TrauBwojVtPD-G4cQ','ES256','{"crv":"P-256","kty":"EC","x":"-GqJgfATbo4W5iTOk6KOTGrRKihWQmF03VHDGqhXZZA","y":"C3ySboIFR6Nl3wVhF89MSDJ311FnqrfqKlmjGaxBAkw","kid":"lZ8yp-W607tR0bn50L8kOuOtE3TrauBwojVtPD-G4cQ","alg":"ES256","use":"sig"}',X'F861274C86323B9E44CDAE00A3AEEB58209351390EC96163CDAC69ECE67B95294AB28CDC713B906B9BAFE414070405FE6C0B1B808D4DDBB1D6AD02F79E9FB37D89D29AC317B426B821B428AF79F97B9F3587405F510EED54FDBD77D03912C3AC216F77426F1D81CC3E3D13871FB2DC1A01F14BCF3CA0B8E745B820FF4E5A2A19EBEE165AE351AF390B858EB3A9A00A408EA36F764F9D5554A4DEC91F59D500C6B0A1A4B2863A','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_totp" VALUES('totp-one','GT4vi-0xAjYUlAzD-jwFQQ','휴대전화',X'007365616C6564FF','2026-11-23 09:30:15.123000',0,NULL,'2026-11-23 09:15:00.000000');
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
INSERT INTO "daemun_users" VALUES('GT4vi-0xAjYUlAzD-jwFQQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('r51prNwWsbCO6ThuOr_gSw','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
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
