BEGIN TRANSACTION;
CREATE TABLE daemun_account_deletions (
	user_id TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_account_deletions" VALUES('MtnFOedL7d7ZJLr5QAmVzA','2026-11-23 09:00:00.000000','2026-12-23 09:00:00.000000');
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
INSERT INTO "daemun_audit_events" VALUES('7FY6wRYAi9qUNdT6xgqY7A','2026-11-23 09:00:00.000000','role.granted','57R_-b4oLutWsz5tsNWE2Q',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('z_hWdwbKUbT2HD1Zkuqxhw','2026-11-23 09:00:00.000000','role.granted','57R_-b4oLutWsz5tsNWE2Q',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('oXiUUbCxMsRVLfuCIDpudg','2026-11-23 09:00:00.000000','role.revoked','57R_-b4oLutWsz5tsNWE2Q',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('DxyexWdJvwe2HZeWLIknqg','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"iLWhITh26z9M6ctCQjuOx-A7yuEmXSiIrXEy8ghIIOY"}');
INSERT INTO "daemun_audit_events" VALUES('nUh-uYcZLQUScQMHD7I9Xg','2026-11-23 09:00:00.000000','session.revoked','57R_-b4oLutWsz5tsNWE2Q',NULL,NULL,'daemun','','{"session_ids":["xOOib0HiEChNR_MW2X_JjQ"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('3QXAkPnXGLOJ8_OTw2MrPA','2026-11-23 09:00:00.000000','user.deleting','aSXGVrdTZSjFGxDju4ZIHw',NULL,NULL,'daemun','','{}');
INSERT INTO "daemun_audit_events" VALUES('5AfJF_dTxlFfXx-8JrtXEA','2026-11-23 09:00:00.000000','session.revoked','aSXGVrdTZSjFGxDju4ZIHw',NULL,NULL,'daemun','','{"session_ids":["7bjTu6a7dYE5Eb-QOH_9gA"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('WtgBQbouVCvhCZLwFb_S3g','2026-11-23 09:00:00.000000','user.deleted','aSXGVrdTZSjFGxDju4ZIHw',NULL,NULL,'daemun','','{}');
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
INSERT INTO "daemun_identities" VALUES('identity-one','57R_-b4oLutWsz5tsNWE2Q','school','https://school.example','subject-one','민수@example.kr','2026-11-23 09:30:15.123000',NULL);
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:c4df120f7d8691510f06d4802b041d653f18fdee300ff4265f85d744efa8e63f',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:bfc308ddf51d37a43784360744bc11c913be88687ef60c896a904a1e75650f55',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, begun_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, tries INTEGER DEFAULT '0' NOT NULL, credential TEXT DEFAULT '' NOT NULL, known_device TEXT, resume TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','57R_-b4oLutWsz5tsNWE2Q','pwd','','2026-11-23 09:05:00.000000','','aal1',0,'2026-11-23 09:30:15.123000',0,'',NULL,'');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'4920727B0DD240F44EB177BC6C41ED3A97E2C76775DC50F4DBAE39A992E40FD4','test','57R_-b4oLutWsz5tsNWE2Q','57R_-b4oLutWsz5tsNWE2Q',X'AC85764AD415D57369E1726EC441188D5DCAE15AFE2703031C1346E4A2732583','',X'1394D0F7ED8FC3B0749FFFFDAA67EEB9D203D2A72CD5AA66A097A997561D','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
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
INSERT INTO "daemun_outgoing_mails" VALUES('mail-one','password_changed','57R_-b4oLutWsz5tsNWE2Q',X'7365616C6564',0,'2026-11-23 09:30:15.123000','2026-11-23 09:30:15.123000','2026-11-24 09:30:15.123000',0,NULL,NULL);
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
	CONSTRAINT daemun_passkeys_credential_id_uq UNIQUE (credential_id), 
	CONSTRAINT daemun_passkeys_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passkeys" VALUES('passkey-one-of-57R_-b4oLutWsz5tsNWE2Q','57R_-b4oLutWsz5tsNWE2Q',X'00FF6F6E65',X'A56B6579',X'00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF','열쇠','00000000-0000-0000-0000-000000000000','internal hybrid',0,1,1,'2026-11-23 09:30:15.123000',NULL);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('57R_-b4oLutWsz5tsNWE2Q','$argon2id$v=19$m=19456,t=2,p=1$9cgHsq/5YPfRwcL5B7K8sA$kOdJX5Hc7G2uihytYv3S8o5KtQTo1QR45PiAVU0OhE8','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_recovery_codes (
	user_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT daemun_recovery_codes_pk PRIMARY KEY (user_id, number), 
	CONSTRAINT daemun_recovery_codes_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_recovery_codes" VALUES('57R_-b4oLutWsz5tsNWE2Q',0,'AAA0','$argon2id$v=19$code-0','2026-11-23 09:30:15.123000');
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('57R_-b4oLutWsz5tsNWE2Q','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('57R_-b4oLutWsz5tsNWE2Q','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0014');
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
INSERT INTO "daemun_sessions" VALUES('uiz1X7MH2yzxfzMm5FFFbg','57R_-b4oLutWsz5tsNWE2Q',X'F0329CBB9210A57E1740F378556FFDACFD0072159E6C5FD387E423939CECCA83',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('xOOib0HiEChNR_MW2X_JjQ','57R_-b4oLutWsz5tsNWE2Q',X'A2D8187219B0DEA0F35557238E3890F706FD5F110AF722C665495FCA5C24DACB',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
INSERT INTO "daemun_sessions" VALUES('7bjTu6a7dYE5Eb-QOH_9gA',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0);
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
INSERT INTO "daemun_signing_keys" VALUES(1,'iLWhITh26z9M6ctCQjuOx-A7yuEmXSiIrXEy8ghIIOY','ES256','{"crv":"P-256","kty":"EC","x":"rhb4vk9uoUlAh3WZE3UFoRGeTLyI1Yp4XW19ox3MWeI","y":"AlH5T3yGaQaV4nGEnjNLJaAYCvKx_ZsoeT7x-umpu2g","kid":"iLWhITh26z9M6ctCQjuOx-A7yuEmXSiIrXEy8ghIIOY","alg":"ES256","use":"sig"}',X'C676B0962A5ABC6ACDEFE6FA00C13A9566E240111D757BE6F2DDD944BBD86096D7C3ACBBAA5622B8CB9329FEF4B80452E1A139FCBB02CED143ED9FABF77E9AB37F86E62795FA2431CFD342761984E0B312F1B9510D0F8B8179FDC7317A862D31FF6AE618753A3A344E541AEDA56CDBEBC0F999E590502F8EFB8EDD5E6909019F75EE64CB5DFFC6D57220396CF20695ABF83942E5B65A37A14B83E8E74A31AC1EE01194FE32BD','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_totp" VALUES('totp-one','57R_-b4oLutWsz5tsNWE2Q','휴대전화',X'007365616C6564FF','2026-11-23 09:30:15.123000',0,NULL,'2026-11-23 09:15:00.000000');
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
	CONSTRAINT daemun_trusted_devices_digest_uq UNIQUE (digest), 
	CONSTRAINT daemun_trusted_devices_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_trusted_devices" VALUES('device-one','57R_-b4oLutWsz5tsNWE2Q',X'6F6E65','v1','2026-11-23 09:30:15.123000','2026-12-23 09:00:00.000000','2026-11-23 09:30:15.123000','192.0.2.7','Browser 1.0 (한국어)');
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
INSERT INTO "daemun_users" VALUES('57R_-b4oLutWsz5tsNWE2Q','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('MtnFOedL7d7ZJLr5QAmVzA','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
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
CREATE INDEX daemun_trusted_devices_of_user ON daemun_trusted_devices (user_id);
CREATE INDEX daemun_trusted_devices_over ON daemun_trusted_devices (expires_at);
CREATE INDEX daemun_passkeys_of_user ON daemun_passkeys (user_id, created_at);
CREATE UNIQUE INDEX daemun_identities_of_subject ON daemun_identities (issuer, subject);
CREATE INDEX daemun_identities_of_user ON daemun_identities (user_id);
COMMIT;
