BEGIN TRANSACTION;
CREATE TABLE daemun_account_deletions (
	user_id TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_account_deletions" VALUES('eciYznBDlXwZLvbc1LDLmQ','2026-11-23 09:00:00.000000','2026-12-23 09:00:00.000000');
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
INSERT INTO "daemun_audit_events" VALUES('7H5UgzmjKeYUkRqPag7qJQ','2026-11-23 09:00:00.000000','role.granted','7J33Ik8D7TIT1cthEGoZLA',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('LdkEqkOku9KlyVG6_vcZEQ','2026-11-23 09:00:00.000000','role.granted','7J33Ik8D7TIT1cthEGoZLA',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('uoZilGVkTX2eJNxWcJZ6rQ','2026-11-23 09:00:00.000000','role.revoked','7J33Ik8D7TIT1cthEGoZLA',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('CYhAWwSkMwEUJWbpIrzAaw','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"FYNeuvJWUUGeeeZGpaCTzl6Ur4UWfA2zBalmindH0K0"}');
INSERT INTO "daemun_audit_events" VALUES('2YoY0v36YxmHoIATcYsd-w','2026-11-23 09:00:00.000000','session.revoked','7J33Ik8D7TIT1cthEGoZLA',NULL,NULL,'daemun','','{"session_ids":["EXotqDoVw2yL4lz1csXgdw"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('o8nQ4hxP5QryGwVCd69dtg','2026-11-23 09:00:00.000000','user.deleting','z2c6-LstBtXNhA8F2F1RnQ',NULL,NULL,'daemun','','{}');
INSERT INTO "daemun_audit_events" VALUES('472_nCvOA_nXVw8m6vXDiA','2026-11-23 09:00:00.000000','session.revoked','z2c6-LstBtXNhA8F2F1RnQ',NULL,NULL,'daemun','','{"session_ids":["H1VAnxxKQY9z_EDC-j-4jw"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('gRfrScMkVTrSnz2L0ON_fw','2026-11-23 09:00:00.000000','user.deleted','z2c6-LstBtXNhA8F2F1RnQ',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_identities (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	provider TEXT NOT NULL, 
	issuer TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	email TEXT, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	CONSTRAINT daemun_identities_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_identities_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_identities" VALUES('identity-one','7J33Ik8D7TIT1cthEGoZLA','school','https://school.example','subject-one','민수@example.kr','2026-11-23 09:30:15.123000',NULL);
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:ad924a4cfdf32e620922b1ddba8b94b58e0d436c4656db2b4fdb1ce22c622065',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:08238834bbfc089b629000606ff064c1270be03dae55868d3c12fa10b84d4198',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	begun_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, 
	kinds TEXT DEFAULT 'knowledge' NOT NULL, 
	acr TEXT DEFAULT 'aal1' NOT NULL, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	credential TEXT DEFAULT '' NOT NULL, 
	known_device TEXT, 
	remember BOOLEAN DEFAULT 0 NOT NULL, 
	resume TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','7J33Ik8D7TIT1cthEGoZLA','pwd','','2026-11-23 09:05:00.000000','2026-11-23 09:30:15.123000','','aal1',0,'',NULL,0,'');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'07160CDBF4E7CF8F16B9A84972D801141E7B6E6556BD14BE0B356B24367186FA','test','7J33Ik8D7TIT1cthEGoZLA','7J33Ik8D7TIT1cthEGoZLA',X'A1F953881F18ED105F9AA3CF78DB9CDB2D62E521D189D2C83894E1E6459954E5','',X'142D493FB0B0A1AB9325EC8D050595F2ED4BB9130963F59358EA358BA7FD','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
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
INSERT INTO "daemun_outgoing_mails" VALUES('mail-one','password_changed','7J33Ik8D7TIT1cthEGoZLA',X'7365616C6564',0,'2026-11-23 09:30:15.123000','2026-11-23 09:30:15.123000','2026-11-24 09:30:15.123000',0,NULL,NULL);
CREATE TABLE daemun_passkeys (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	credential_id BLOB NOT NULL, 
	public_key BLOB NOT NULL, 
	user_handle BLOB NOT NULL, 
	name TEXT NOT NULL, 
	aaguid TEXT NOT NULL, 
	transports TEXT NOT NULL, 
	sign_count BIGINT NOT NULL, 
	is_backup_eligible BOOLEAN NOT NULL, 
	is_backed_up BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	CONSTRAINT daemun_passkeys_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_passkeys_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE, 
	CONSTRAINT daemun_passkeys_credential_id_uq UNIQUE (credential_id)
);
INSERT INTO "daemun_passkeys" VALUES('passkey-one-of-7J33Ik8D7TIT1cthEGoZLA','7J33Ik8D7TIT1cthEGoZLA',X'00FF6F6E65',X'A56B6579',X'00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF','열쇠','00000000-0000-0000-0000-000000000000','internal hybrid',0,1,1,'2026-11-23 09:30:15.123000',NULL);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, 
	expires_at DATETIME, 
	used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('7J33Ik8D7TIT1cthEGoZLA','$argon2id$v=19$m=19456,t=2,p=1$9oNNDjKcWlxj0c0wti1fYw$H7mnTQBdcryC9hyqix9nqwcYAgj/CTU0W2Ev7IymKl8','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_provider_grants (
	id TEXT NOT NULL, 
	identity_id TEXT, 
	provider TEXT NOT NULL, 
	sealed BLOB NOT NULL, 
	next_try_at DATETIME NOT NULL, 
	tries INTEGER NOT NULL, 
	CONSTRAINT daemun_provider_grants_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_provider_grants_identity_id_fk FOREIGN KEY(identity_id) REFERENCES daemun_identities (id) ON DELETE SET NULL
);
INSERT INTO "daemun_provider_grants" VALUES('identity-one','identity-one','school',X'7365616C6564','2026-11-23 09:30:15.123000',0);
CREATE TABLE daemun_recovery_codes (
	user_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT daemun_recovery_codes_pk PRIMARY KEY (user_id, number), 
	CONSTRAINT daemun_recovery_codes_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_recovery_codes" VALUES('7J33Ik8D7TIT1cthEGoZLA',0,'AAA0','$argon2id$v=19$code-0','2026-11-23 09:30:15.123000');
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('7J33Ik8D7TIT1cthEGoZLA','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('7J33Ik8D7TIT1cthEGoZLA','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0017');
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
	revoked_at DATETIME, 
	sibling INTEGER, 
	sibling_of INTEGER, 
	kinds TEXT DEFAULT 'knowledge' NOT NULL, 
	acr TEXT DEFAULT 'aal1' NOT NULL, 
	remember BOOLEAN DEFAULT 0 NOT NULL, 
	factor_proven_at DATETIME, 
	CONSTRAINT daemun_sessions_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_sessions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE SET NULL
);
INSERT INTO "daemun_sessions" VALUES('bfak70lMSnwSgGLJzMKuZA','7J33Ik8D7TIT1cthEGoZLA',X'D78E129A52C02E0E3185366A4E590FD01D52877CE3E3761EE5B56651CF01B634',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL,'knowledge','aal1',0,NULL);
INSERT INTO "daemun_sessions" VALUES('EXotqDoVw2yL4lz1csXgdw','7J33Ik8D7TIT1cthEGoZLA',X'517189BFF0840F8B67F06CF5217094C37CE41D8FE190549822208B9CDF7D09FC',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0,NULL);
INSERT INTO "daemun_sessions" VALUES('H1VAnxxKQY9z_EDC-j-4jw',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0,NULL);
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
INSERT INTO "daemun_signing_keys" VALUES(1,'FYNeuvJWUUGeeeZGpaCTzl6Ur4UWfA2zBalmindH0K0','ES256','{"crv":"P-256","kty":"EC","x":"xuk5jLEd2UQQqd6S4xwJOA5ZFqDcrtcLKNmHpxbaepU","y":"HHz8lvx8Zs2Pz7cKa3PdN0YEdEmqJpd3jvzLVCyHPVg","kid":"FYNeuvJWUUGeeeZGpaCTzl6Ur4UWfA2zBalmindH0K0","alg":"ES256","use":"sig"}',X'1892F95B0F201F8F3F95C4459FA7A2098B6207BECD126F50A161DC025D524C9DB2945D271D461B00E12A4B5155F5C001286B3CEA262E4B8D3A7DE3F1FA58496ADFD40EFDDDADBA5CA892D00343FAA37960724D5B0AF56B41D303527788805C0D09837CCD2F22A771C15C392FAB53DA51AEAFEDB4D941481BFB5718573300B555EB29DFC3C56A11A2A33A60C83BA0E75A95F06F053444B7DD661DEDE209175D7FF7316EDBC253','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_totp" VALUES('totp-one','7J33Ik8D7TIT1cthEGoZLA','휴대전화',X'007365616C6564FF','2026-11-23 09:30:15.123000',0,NULL,'2026-11-23 09:15:00.000000');
CREATE TABLE daemun_trusted_devices (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	digest BLOB NOT NULL, 
	credential TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	last_used_at DATETIME NOT NULL, 
	address TEXT, 
	user_agent TEXT NOT NULL, 
	CONSTRAINT daemun_trusted_devices_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_trusted_devices_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE, 
	CONSTRAINT daemun_trusted_devices_digest_uq UNIQUE (digest)
);
INSERT INTO "daemun_trusted_devices" VALUES('device-one','7J33Ik8D7TIT1cthEGoZLA',X'6F6E65','v1','2026-11-23 09:30:15.123000','2026-12-23 09:00:00.000000','2026-11-23 09:30:15.123000','192.0.2.7','Browser 1.0 (한국어)');
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
	locked_at DATETIME, 
	username_skeleton TEXT, 
	language TEXT, 
	CONSTRAINT daemun_users_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_users_username_key_uq UNIQUE (username_key), 
	CONSTRAINT daemun_users_email_key_uq UNIQUE (email_key)
);
INSERT INTO "daemun_users" VALUES('7J33Ik8D7TIT1cthEGoZLA','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu',NULL);
INSERT INTO "daemun_users" VALUES('eciYznBDlXwZLvbc1LDLmQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo',NULL);
CREATE UNIQUE INDEX daemun_users_skeleton ON daemun_users (username_skeleton);
CREATE INDEX daemun_users_without_skeleton ON daemun_users (id) WHERE username_skeleton IS NULL AND username_key IS NOT NULL;
CREATE INDEX daemun_lockout_over ON daemun_lockout (window_started_at);
CREATE INDEX daemun_audit_events_of_user ON daemun_audit_events (user_id, at);
CREATE INDEX daemun_audit_events_newest ON daemun_audit_events (at);
CREATE INDEX daemun_roles_lost_since ON daemun_roles (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX daemun_sessions_of_user ON daemun_sessions (user_id, created_at);
CREATE INDEX daemun_sessions_over ON daemun_sessions (expires_at);
CREATE INDEX daemun_sessions_revoked_since ON daemun_sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX daemun_login_attempts_of_user ON daemun_login_attempts (user_id);
CREATE INDEX daemun_login_attempts_over ON daemun_login_attempts (expires_at);
CREATE INDEX daemun_totp_of_user ON daemun_totp (user_id);
CREATE INDEX daemun_totp_over ON daemun_totp (pending_until) WHERE pending_until IS NOT NULL;
CREATE INDEX daemun_trusted_devices_of_user ON daemun_trusted_devices (user_id);
CREATE INDEX daemun_trusted_devices_over ON daemun_trusted_devices (expires_at);
CREATE UNIQUE INDEX daemun_identities_of_subject ON daemun_identities (issuer, subject);
CREATE INDEX daemun_identities_of_user ON daemun_identities (user_id);
CREATE UNIQUE INDEX daemun_one_time_tokens_of_subject ON daemun_one_time_tokens (purpose, subject);
CREATE INDEX daemun_one_time_tokens_over ON daemun_one_time_tokens (expires_at);
CREATE INDEX daemun_one_time_tokens_of_user ON daemun_one_time_tokens (user_id);
CREATE INDEX daemun_passkeys_of_user ON daemun_passkeys (user_id, created_at);
CREATE INDEX daemun_account_deletions_due ON daemun_account_deletions (due_at);
CREATE INDEX daemun_outgoing_mails_of_user ON daemun_outgoing_mails (user_id);
CREATE INDEX daemun_outgoing_mails_due ON daemun_outgoing_mails (next_try_at) WHERE failed_at IS NULL;
CREATE INDEX daemun_provider_grants_of_identity ON daemun_provider_grants (identity_id);
CREATE INDEX daemun_provider_grants_due ON daemun_provider_grants (next_try_at) WHERE identity_id IS NULL;
COMMIT;
