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
INSERT INTO "daemun_audit_events" VALUES('c-vpzeAkr1XRTeaxEB5GLQ','2026-11-23 09:00:00.000000','role.granted','E_qNZxkB23T3lPA4htjZMw',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('Kdde7i_QnjEZYz_V_WQ0cQ','2026-11-23 09:00:00.000000','role.granted','E_qNZxkB23T3lPA4htjZMw',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('icD01Mbb1DzfSontSKPmyg','2026-11-23 09:00:00.000000','role.revoked','E_qNZxkB23T3lPA4htjZMw',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('NeTjqfvNbM9hXS9ka85SIg','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"S6PZZsDAvs2dCmHDLxvpq50rwDfah_UYfZ7fjPPbmBQ"}');
INSERT INTO "daemun_audit_events" VALUES('O7P8YzN8ZvRMSIQwBjxN6w','2026-11-23 09:00:00.000000','session.revoked','E_qNZxkB23T3lPA4htjZMw',NULL,NULL,'daemun','','{"session_ids":["bO64fawVv6lVI69M70mtfA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('gzmqWwoHeRm0Dci-i9dwaw','2026-11-23 09:00:00.000000','session.revoked','2N1fYX1riSh-MpdKJUwY8g',NULL,NULL,'daemun','','{"session_ids":["2k3dk3GuCapEYqRUBMdavA"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('KRDi3CwNrXAfiLJcrijX9Q','2026-11-23 09:00:00.000000','user.deleted','2N1fYX1riSh-MpdKJUwY8g',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:95b937122c07d3157511d5dceff80cb22d5ee4a1dc2eaf76cd6c659ce5213be4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:747e9edd3a72f98ee9675c263c0e5ef7a373883d5466502cdcba7de566f470e9',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','E_qNZxkB23T3lPA4htjZMw','pwd','','2026-11-23 09:05:00.000000');
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
INSERT INTO "daemun_one_time_tokens" VALUES(X'3D603CCD1BBCFEFF1956006BC33AB2AB330CF2C46BF22DF46B9F952EA7B27CB2','test','E_qNZxkB23T3lPA4htjZMw','E_qNZxkB23T3lPA4htjZMw',X'B656DFFFA621E01517D52230A8357D2BC7B8988354A831CDBEC752E5C47E2051','',X'268C0CD01172BA304E7F70633290252BD5309E6A65F56440E5D27D077212','2026-11-23 09:00:00.000000','2026-11-23 09:10:00.000000','2026-11-23 09:30:00.000000',0,0);
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('E_qNZxkB23T3lPA4htjZMw','$argon2id$v=19$m=19456,t=2,p=1$Js1TSlER6AKiyYkDfH51yQ$7uOyjw6sGLAhrU8rknBU6mdvCZMpcSaH46rYGWf+gaM','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('E_qNZxkB23T3lPA4htjZMw','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('E_qNZxkB23T3lPA4htjZMw','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0005');
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
INSERT INTO "daemun_sessions" VALUES('DpDRdYyb9sH8YuWDcV55QQ','E_qNZxkB23T3lPA4htjZMw',X'A170D134B1C485B3D0BB43E9485259123A73C7B588AF49E40DBBAFC2B65EA38C',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL);
INSERT INTO "daemun_sessions" VALUES('bO64fawVv6lVI69M70mtfA','E_qNZxkB23T3lPA4htjZMw',X'D4E61689C6FE3C553015E599F881ABC0DF55079B477B9C38AEF7A6123E903937',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000');
INSERT INTO "daemun_sessions" VALUES('2k3dk3GuCapEYqRUBMdavA',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000');
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
INSERT INTO "daemun_signing_keys" VALUES(1,'S6PZZsDAvs2dCmHDLxvpq50rwDfah_UYfZ7fjPPbmBQ','ES256','{"crv":"P-256","kty":"EC","x":"5Ni4SfqcVW_q4b6oTS9sf0I8iWecaRMsTSJOvlsXWPo","y":"mJ7gjyV5g0pL_eEvVbkf5cKyg8v76-YmjAFjhDAk_0w","kid":"S6PZZsDAvs2dCmHDLxvpq50rwDfah_UYfZ7fjPPbmBQ","alg":"ES256","use":"sig"}',X'8C181B050C1A0DF9A65A7CD45BFDEA8F263C407083AF4E8C2C1A152994F7C8477A1F0290A8647B7F12DF61B3EA4AD2658DD5264288E01EF53AE0BB2BEC387704EBEFC4893D74F6CA439A0A003C28D79B95D49FBC7839425987733642C7FA89ED8F14B69EDF9F2AEAA0F6E352A2EE44E45C943E418CCA81861D979DD00B5238865B45A4BEDE795D5E363D1535D989BAA3A0C60AE5392861C0FFD3213EDEFA2E85B9F6801F71D0','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_users" VALUES('E_qNZxkB23T3lPA4htjZMw','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL,'rnlnsu');
INSERT INTO "daemun_users" VALUES('oTVxAnkRjdEIKAm_SdIcLQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL,'jlwoo');
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
