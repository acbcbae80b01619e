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
INSERT INTO "daemun_audit_events" VALUES('Ffo8Yus3wVvkt6jt_ON6Qw','2026-11-23 09:00:00.000000','role.granted','7J2wn21XX3iBaRObnzUTrQ',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('Fcx7BoaKsJQWxCGtiRKB-g','2026-11-23 09:00:00.000000','role.granted','7J2wn21XX3iBaRObnzUTrQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('4t0eFMGqrhvIi0pwiXwByQ','2026-11-23 09:00:00.000000','role.revoked','7J2wn21XX3iBaRObnzUTrQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('G8OiS_yFrF4MVrMgEA8rMg','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"uWAhIpYKIiVMJ6xVaTVvDOl2GwOiS7NebfZqHCOXRnA"}');
INSERT INTO "daemun_audit_events" VALUES('hnDterAnne-MI2WUFmYpJg','2026-11-23 09:00:00.000000','session.revoked','7J2wn21XX3iBaRObnzUTrQ',NULL,NULL,'daemun','','{"session_ids":["lKqSTmlAdlhMOLha7RO_iA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('Vhu8gX6ASM8YMOHauIpJ7w','2026-11-23 09:00:00.000000','session.revoked','JVfFa8YwqdbcPl-oMUGbYA',NULL,NULL,'daemun','','{"session_ids":["uwVxpBgdUM64J8Vg7gMSUw"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('USoZDMjeyFi0LZsY7Ff_eA','2026-11-23 09:00:00.000000','user.deleted','JVfFa8YwqdbcPl-oMUGbYA',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:25a7cf3aeed19afdf0bc990c7ec06b6fb88fee5533c106a532637c67a727062d',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:32a1e0759483b2c0191c9f8a0c14d767952d7868c02859a17f3150d16946d10a',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','7J2wn21XX3iBaRObnzUTrQ','pwd','','2026-11-23 09:05:00.000000');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'14AF812A5D7BDA38099609FFA014EAF35336540F6D67D4D56DF1EEFDB2A3D628','test','7J2wn21XX3iBaRObnzUTrQ','7J2wn21XX3iBaRObnzUTrQ',X'8521F073AE9BCF567A36C4B24B941AA6CBB95D20B227C41879D63ACC1054C697','',X'0193620824B2B5BA95115DC938710BD365596EBD71735D2D4705056C1677','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('7J2wn21XX3iBaRObnzUTrQ','$argon2id$v=19$m=19456,t=2,p=1$hTwGlhCFs9nTGc4Y5s213g$u2Ag0A1ApsUhjxHJBqJw4bT4h0bEKxWTs+m6JjX2T7E','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('7J2wn21XX3iBaRObnzUTrQ','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('7J2wn21XX3iBaRObnzUTrQ','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0006');
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
	revoked_at DATETIME, sibling INTEGER, sibling_of INTEGER, 
	CONSTRAINT daemun_sessions_pk PRIMARY KEY (id), 
	CONSTRAINT daemun_sessions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE SET NULL
);
INSERT INTO "daemun_sessions" VALUES('IA2tL9xdt-cCL6yYa27qxg','7J2wn21XX3iBaRObnzUTrQ',X'DC6427B07DBFC2B77B5F74C8053E9AEA7E6092C0BC4ACC5775CA6905DE3E600C',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL,NULL,NULL);
INSERT INTO "daemun_sessions" VALUES('lKqSTmlAdlhMOLha7RO_iA','7J2wn21XX3iBaRObnzUTrQ',X'174DB68A09BAB08D0E7BE2DFA8E44FCE9A6A160D66038ECF0E2346EAC6DDF04C',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000',NULL,NULL);
INSERT INTO "daemun_sessions" VALUES('uwVxpBgdUM64J8Vg7gMSUw',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000',NULL,NULL);
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
INSERT INTO "daemun_signing_keys" VALUES(1,'uWAhIpYKIiVMJ6xVaTVvDOl2GwOiS7NebfZqHCOXRnA','ES256','{"crv":"P-256","kty":"EC","x":"HntEdJRBADD522F1iGjWo6hy1livnSrOAtzSG_DjUVA","y":"8MvyPJqwpo1bWgdRfUznKG0BHFbk0-VAjbXvOKAJWH4","kid":"uWAhIpYKIiVMJ6xVaTVvDOl2GwOiS7NebfZqHCOXRnA","alg":"ES256","use":"sig"}',X'70D57F06D2C1535F75B105C5FBF323B5C8C8A2CA64AB8190E7714AA9442BA91B80B00071BC109BC9A61622B57F021594D8B102C08EB2F2966F2B517CA5ED30A443804548AFDB63D2D9C05C5245F1CB9D982800D55DA29D48A8C9462F0238800306CAD70E1A71FB38A2DB1725208E977DCFB84217BC67D6AE17DDDFAF89FEB35FACFAE0194CE1EE10B15086E6506ADFB611CF69DB3766EB7A5A5B4E4D634DBD1374981EA0D9DE','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_users" VALUES('7J2wn21XX3iBaRObnzUTrQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('FSVli7XB34enD4s6TAuMAQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
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
COMMIT;
