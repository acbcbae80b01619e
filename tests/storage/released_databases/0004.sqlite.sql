BEGIN TRANSACTION;
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
INSERT INTO "daemun_audit_events" VALUES('Sn637VyxOdGvjorS6yh3Lg','2026-11-23 09:00:00.000000','role.granted','yoKk_OnOkD1zYW_0t9yRcQ',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('1yDpla80w6GEij8nrlVGFA','2026-11-23 09:00:00.000000','role.granted','yoKk_OnOkD1zYW_0t9yRcQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('n-Hm7j-_xVxBAOwYbk839w','2026-11-23 09:00:00.000000','role.revoked','yoKk_OnOkD1zYW_0t9yRcQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('T6aAwbzOtrmzEQfHk_NjUw','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"-8KIzdqdkgOtBYYfdIus4KrVAFbpde3QsxxbjyVR86U"}');
INSERT INTO "daemun_audit_events" VALUES('ijDrzfytykhH6J0GslG65Q','2026-11-23 09:00:00.000000','session.revoked','yoKk_OnOkD1zYW_0t9yRcQ',NULL,NULL,'daemun','','{"session_ids":["VO4ijZUENo_-8-PzhKE7EA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('9QsBMeOMlXAXvVjE0JqOxg','2026-11-23 09:00:00.000000','session.revoked','lUU6-OKFvlwB7Fh5EejcyQ',NULL,NULL,'daemun','','{"session_ids":["YIX8x-8NjAhHuqSImLuOhg"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('OXr0wfJa5W1i64i7K0HpIA','2026-11-23 09:00:00.000000','user.deleted','lUU6-OKFvlwB7Fh5EejcyQ',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:51d234824c4d2af93fb25dab13fc841d96175585a06c6c3bfea4c1403006f7f3',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:b74473e3103c7b605952cd4e3e902f133720b2313c2aef35a0b8f56056d74761',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','yoKk_OnOkD1zYW_0t9yRcQ','pwd','','2026-11-23 09:05:00.000000');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'DB570FBE7DFF6587178E31B6E477C718C3C4045BBF6CA766A331399842F1094D','test','yoKk_OnOkD1zYW_0t9yRcQ','yoKk_OnOkD1zYW_0t9yRcQ',X'7D047A53D3962E8E7E0E5D32A6970A90EC23B4E7D730F259C68A1086773FD3E5','',X'3CAAFFCAEA0E297E3958A1F18D8E2D1249356F609E1BFA44BC0A26750F35','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('yoKk_OnOkD1zYW_0t9yRcQ','$argon2id$v=19$m=19456,t=2,p=1$h/3gZPN3fZPmxCisXt+hBg$944/FzPxqYRm3tr1R5DqXlpTC3CdGJ0TgDem+h+uRGc','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('yoKk_OnOkD1zYW_0t9yRcQ','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('yoKk_OnOkD1zYW_0t9yRcQ','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0004');
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
	CONSTRAINT daemun_sessions_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_sessions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE SET NULL
);
INSERT INTO "daemun_sessions" VALUES('kg9EZ6ehfmSamsvyXMZmKA','yoKk_OnOkD1zYW_0t9yRcQ',X'4AEC486CDFCB88C6CCA195E25293A9FD4DEBF2F1BC8E7EE4F32807378A44EF5B',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL);
INSERT INTO "daemun_sessions" VALUES('VO4ijZUENo_-8-PzhKE7EA','yoKk_OnOkD1zYW_0t9yRcQ',X'5503369FEB8DCBE1FB73A436C889B0CD105D2BD027FBB038C074AD377C0EAD2C',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000');
INSERT INTO "daemun_sessions" VALUES('YIX8x-8NjAhHuqSImLuOhg',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000');
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
INSERT INTO "daemun_signing_keys" VALUES(1,'-8KIzdqdkgOtBYYfdIus4KrVAFbpde3QsxxbjyVR86U','ES256','{"crv":"P-256","kty":"EC","x":"VV-ENombkBOXjwlEuWGJZNDfz7qlb4875wT_uJLOjJY","y":"DyAVtRrG5e_tGX5of4NBlSViFfhA1XARjwmXoicXKio","kid":"-8KIzdqdkgOtBYYfdIus4KrVAFbpde3QsxxbjyVR86U","alg":"ES256","use":"sig"}',X'CDC2D6AC9BFF8EEE3C6E75376E8009F8FFB93D1199BEE0A8FA51D261BB6159FD39B74057340CA0C070F7E61186626002B373936B4C52AD91B4B3492478E577B78AA604CE4516B332EAA99461055AB1A0CAEDECD4A21C4700B670A0A2514E5C81FA76018180E695530CED0E17616B868CA22460720CDDCA7D2131986FB83C9E1357D1071186ED826322C00155C4082669C0A5C000FE5E9F29E2AB24B14C14F58C6068AFEF3444','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
	CONSTRAINT daemun_users_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_users_username_key_uq UNIQUE (username_key), 
	CONSTRAINT daemun_users_email_key_uq UNIQUE (email_key)
);
INSERT INTO "daemun_users" VALUES('yoKk_OnOkD1zYW_0t9yRcQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL);
INSERT INTO "daemun_users" VALUES('g0YLtgodXgnqaZ7si5bZNg','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL);
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
COMMIT;
