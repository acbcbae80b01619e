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
INSERT INTO "daemun_audit_events" VALUES('_u8Sc2aBDh-4udsd_RppRQ','2026-11-23 09:00:00.000000','role.granted','Rw33LI5SORM8rkZMX_CHug',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('RFMHtbcbzmx4WNpmnUMblA','2026-11-23 09:00:00.000000','role.granted','Rw33LI5SORM8rkZMX_CHug',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('NpqVUjC9Xhd5C-h_QqvW3A','2026-11-23 09:00:00.000000','role.revoked','Rw33LI5SORM8rkZMX_CHug',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('_7dzy_9qFMOgY0ZON-bMzg','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"iVT3LiU5seSDzw_MPXgQpuIEDVONEo16SJSMpPV58MQ"}');
INSERT INTO "daemun_audit_events" VALUES('0TKtvbP1ofXcrsCXJz1Smw','2026-11-23 09:00:00.000000','session.revoked','Rw33LI5SORM8rkZMX_CHug',NULL,NULL,'daemun','','{"session_ids":["WdNL1TJnYl_xtuWmaWmuWA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('EBjd9UrsMaU1IaH4KGHi1g','2026-11-23 09:00:00.000000','session.revoked','tk_DyiMGLTHg6GLcVIgQDA',NULL,NULL,'daemun','','{"session_ids":["d6NhojMSuvcIxgpc05dfNA"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('0dmFMzUymh8KkjKb4UrcTA','2026-11-23 09:00:00.000000','user.deleted','tk_DyiMGLTHg6GLcVIgQDA',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:66ab12f196ea704dcdf736461e3a10e61fa31fe14cd9194c7bab321f025e6342',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:2b8efe83e26fffb57c8ede609647b42b2c33385d81cc950fb2b1d8731c7f15d1',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','Rw33LI5SORM8rkZMX_CHug','pwd','','2026-11-23 09:05:00.000000');
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('Rw33LI5SORM8rkZMX_CHug','$argon2id$v=19$m=19456,t=2,p=1$2DkQwMqnuxF32ic4CcZRnQ$rDjymKjS+JyYfuMQK8dqKsJZz6cu/bPwC6f3XIHeVX0','2026-11-23 09:00:00.000000',0);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('Rw33LI5SORM8rkZMX_CHug','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('Rw33LI5SORM8rkZMX_CHug','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0001');
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
INSERT INTO "daemun_sessions" VALUES('7RH7FZvTTFzwejwpD9lDqQ','Rw33LI5SORM8rkZMX_CHug',X'0E65249FE2217CD559E1ABE8A2A6EB8E5743356F0A0E4361FEC7F85338C54178',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL);
INSERT INTO "daemun_sessions" VALUES('WdNL1TJnYl_xtuWmaWmuWA','Rw33LI5SORM8rkZMX_CHug',X'81DE8B65A4585DC072EFB6CBEB1F4DF2EEA7B9E25F8C3DDBA8FAEBF0C2CF3134',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000');
INSERT INTO "daemun_sessions" VALUES('d6NhojMSuvcIxgpc05dfNA',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000');
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
INSERT INTO "daemun_signing_keys" VALUES(1,'iVT3LiU5seSDzw_MPXgQpuIEDVONEo16SJSMpPV58MQ','ES256','{"crv":"P-256","kty":"EC","x":"eq5chdwD61PLBfFNvl5L2fVOR5z_jdpIZ9F8gWgDt6I","y":"JcP2H2P_1G9hMaN8c0ERbIFKcP8qh9ZtIj1oebfJeKQ","kid":"iVT3LiU5seSDzw_MPXgQpuIEDVONEo16SJSMpPV58MQ","alg":"ES256","use":"sig"}',X'A896B500C90366601061DD2CCBDF616623D01C1050F6731DF661D8BE1B4121F9AE23CB21E8481928750B7B4DA57E2E4B4B597490B58BCBCBF61A2F00F910F162A68ED06EAB2F459E6CB310F3077B56CE06DAE2E3CDDE06261AA86FC0FB71B84D62AD77AF609C8FAD975F3BE75854EEDB5F7B89E898CBF2CF01019884748A45E0A5228AD1D26C381D53A05E323D5AD79AC35526CD6229BC08F49314A07DEE78C03C786EEAABA5','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_users" VALUES('Rw33LI5SORM8rkZMX_CHug','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL);
INSERT INTO "daemun_users" VALUES('jEWlB8rp2rsx3eYPdsDQwg','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL);
CREATE INDEX daemun_roles_lost_since ON daemun_roles (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX daemun_lockout_over ON daemun_lockout (window_started_at);
CREATE INDEX daemun_sessions_of_user ON daemun_sessions (user_id, created_at);
CREATE INDEX daemun_sessions_revoked_since ON daemun_sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX daemun_sessions_over ON daemun_sessions (expires_at);
CREATE INDEX daemun_login_attempts_of_user ON daemun_login_attempts (user_id);
CREATE INDEX daemun_login_attempts_over ON daemun_login_attempts (expires_at);
CREATE INDEX daemun_audit_events_of_user ON daemun_audit_events (user_id, at);
CREATE INDEX daemun_audit_events_newest ON daemun_audit_events (at);
COMMIT;
