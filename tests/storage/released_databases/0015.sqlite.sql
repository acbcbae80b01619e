BEGIN TRANSACTION;
CREATE TABLE daemun_account_deletions (
	user_id TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_account_deletions" VALUES('tbtMdBz111TK37FLQqplAw','2026-11-23 09:00:00.000000','2026-12-23 09:00:00.000000');
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
INSERT INTO "daemun_audit_events" VALUES('8ylqlMZ3bDGdZOtVJ-eo0g','2026-11-23 09:00:00.000000','role.granted','akRrqrzxeyNkk_Dq4zwaiw',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('pnG8LZO-yJ4aBagrEKoxZQ','2026-11-23 09:00:00.000000','role.granted','akRrqrzxeyNkk_Dq4zwaiw',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('Yal5PyekgSMSOSATiXlNtA','2026-11-23 09:00:00.000000','role.revoked','akRrqrzxeyNkk_Dq4zwaiw',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('nLlnuj3YgS3KZInkkLWdHA','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"pVX8epeRHseURP29zDdIxgqrfaTTrD-fENHqgkvQ75Q"}');
INSERT INTO "daemun_audit_events" VALUES('sJMu6WBs8OydtF4OlvQwvw','2026-11-23 09:00:00.000000','session.revoked','akRrqrzxeyNkk_Dq4zwaiw',NULL,NULL,'daemun','','{"session_ids":["C-Kk-K5Z13QlYCtWJkQFBA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('Kg7J7YTCf9pGvlYAKaiSNw','2026-11-23 09:00:00.000000','user.deleting','kY3wd65Xmj_MbBUpKnHXlA',NULL,NULL,'daemun','','{}');
INSERT INTO "daemun_audit_events" VALUES('TjzZqiQdUcFaqLnQ3RWYYw','2026-11-23 09:00:00.000000','session.revoked','kY3wd65Xmj_MbBUpKnHXlA',NULL,NULL,'daemun','','{"session_ids":["2PRdjDom56fij7MwxY55HQ"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('M1UwJtYvX2lRf1vTf2ae4w','2026-11-23 09:00:00.000000','user.deleted','kY3wd65Xmj_MbBUpKnHXlA',NULL,NULL,'daemun','','{}');
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
INSERT INTO "daemun_identities" VALUES('identity-one','akRrqrzxeyNkk_Dq4zwaiw','school','https://school.example','subject-one','민수@example.kr','2026-11-23 09:30:15.123000',NULL);
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:e2d5f67b538ea248e07577c0e268e72904719e4ac9e35360a9f9215ac09657a1',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:1f34a57ace8d318ebbf221e611a82b2f6fbfcf7633ab28e7364abaed4aa63425',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, begun_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, tries INTEGER DEFAULT '0' NOT NULL, credential TEXT DEFAULT '' NOT NULL, known_device TEXT, resume TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','akRrqrzxeyNkk_Dq4zwaiw','pwd','','2026-11-23 09:05:00.000000','','aal1',0,'2026-11-23 09:30:15.123000',0,'',NULL,'');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'0651B7BB18E70B42EBBA218887DC5B983A5100B85223EA8A7287197BA1B6CC1E','test','akRrqrzxeyNkk_Dq4zwaiw','akRrqrzxeyNkk_Dq4zwaiw',X'614286AB976614FE0E746C89CCE2E26D051AB4AF65E4CFFC6593916CC0FFAE50','',X'6154726508ACC3D6B78C542EA2D5B617DCCA55F7A82189025B443601E2C4','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
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
INSERT INTO "daemun_outgoing_mails" VALUES('mail-one','password_changed','akRrqrzxeyNkk_Dq4zwaiw',X'7365616C6564',0,'2026-11-23 09:30:15.123000','2026-11-23 09:30:15.123000','2026-11-24 09:30:15.123000',0,NULL,NULL);
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
INSERT INTO "daemun_passkeys" VALUES('passkey-one-of-akRrqrzxeyNkk_Dq4zwaiw','akRrqrzxeyNkk_Dq4zwaiw',X'00FF6F6E65',X'A56B6579',X'00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF00FF','열쇠','00000000-0000-0000-0000-000000000000','internal hybrid',0,1,1,'2026-11-23 09:30:15.123000',NULL);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('akRrqrzxeyNkk_Dq4zwaiw','$argon2id$v=19$m=19456,t=2,p=1$1sJkGBmwMT583zVZApsT6w$cylpqONwlED3di5MLSTfUQ5mFrHLHGzbKCQTnAaaI5A','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_recovery_codes (
	user_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT daemun_recovery_codes_pk PRIMARY KEY (user_id, number), 
	CONSTRAINT daemun_recovery_codes_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_recovery_codes" VALUES('akRrqrzxeyNkk_Dq4zwaiw',0,'AAA0','$argon2id$v=19$code-0','2026-11-23 09:30:15.123000');
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('akRrqrzxeyNkk_Dq4zwaiw','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('akRrqrzxeyNkk_Dq4zwaiw','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0015');
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
	revoked_at DATETIME, sibling INTEGER, sibling_of INTEGER, kinds TEXT DEFAULT 'knowledge' NOT NULL, acr TEXT DEFAULT 'aal1' NOT NULL, remember BOOLEAN DEFAULT 0 NOT NULL, factor_proven_at DATETIME, 
	CONSTRAINT daemun_sessions_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_sessions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE SET NULL
);
INSERT INTO "daemun_sessions" VALUES('DRSzQpk4E7cPag9SEIbrFQ','akRrqrzxeyNkk_Dq4zwaiw',X'E91C446CE52B42567AED25D0F9C3DFCCD093845188F435B6B5EE49073D594147',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL,'knowledge','aal1',0,NULL);
INSERT INTO "daemun_sessions" VALUES('C-Kk-K5Z13QlYCtWJkQFBA','akRrqrzxeyNkk_Dq4zwaiw',X'110BFB4BC3D733FDF7F19C9C5AC148430F0E3923810ACC021C4FC29EF4F0FDDF',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0,NULL);
INSERT INTO "daemun_sessions" VALUES('2PRdjDom56fij7MwxY55HQ',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL,'knowledge','aal1',0,NULL);
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
INSERT INTO "daemun_signing_keys" VALUES(1,'pVX8epeRHseURP29zDdIxgqrfaTTrD-fENHqgkvQ75Q','ES256','{"crv":"P-256","kty":"EC","x":"HNbbXOjE3YkzK1AXPMF5cPVgCkxD1HkX5TlVKvI44V8","y":"0vjJR1E1ZOc3mtkLtnvihToPXK7Gb_VRDyFlC0c92oM","kid":"pVX8epeRHseURP29zDdIxgqrfaTTrD-fENHqgkvQ75Q","alg":"ES256","use":"sig"}',X'499AC1432C0123CFC0563C64A2FC6C87C4B66E8192E0486AAF22D3BF8F06E6B086B28B23AB5B961854AAEFEA6BE9E323E2902EF4DEDA3F2CC2F98DF5D9D2DA61C587FB57E463577CF6EB49803C3B7D82754E168E7A9A434A8730D6A7CF5FE237B4902D9D27E13A47AFE49DD5815E5FAF18BD826F7ECA0489F94246F96CD46E50D6A8ED2A1D0285D508A4949BB82E2D65A4E6FF9CE1E4DD3D768F9B96CDBF3684242C7D3F74E9','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_totp" VALUES('totp-one','akRrqrzxeyNkk_Dq4zwaiw','휴대전화',X'007365616C6564FF','2026-11-23 09:30:15.123000',0,NULL,'2026-11-23 09:15:00.000000');
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
INSERT INTO "daemun_trusted_devices" VALUES('device-one','akRrqrzxeyNkk_Dq4zwaiw',X'6F6E65','v1','2026-11-23 09:30:15.123000','2026-12-23 09:00:00.000000','2026-11-23 09:30:15.123000','192.0.2.7','Browser 1.0 (한국어)');
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
INSERT INTO "daemun_users" VALUES('akRrqrzxeyNkk_Dq4zwaiw','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('tbtMdBz111TK37FLQqplAw','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
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
