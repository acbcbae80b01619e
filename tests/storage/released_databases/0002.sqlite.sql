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
INSERT INTO "daemun_audit_events" VALUES('FkrIWCmqT56Tu7cHMQsKBg','2026-11-23 09:00:00.000000','role.granted','icrAJk-3PqsOxGbqbomVDQ',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('YaHgYJRzUjhjVsklfz4i5Q','2026-11-23 09:00:00.000000','role.granted','icrAJk-3PqsOxGbqbomVDQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('ATcw3L3Nk4ytlM69Z19uhw','2026-11-23 09:00:00.000000','role.revoked','icrAJk-3PqsOxGbqbomVDQ',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('awBT6UCixvzknG_eVSZz3w','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"hWTn_mwOuPtKY-Ylvr-G2qrD3kPb8-xgMoIRmZuAy_Q"}');
INSERT INTO "daemun_audit_events" VALUES('BxWWQwTpzM7ufQ3B8bIbqg','2026-11-23 09:00:00.000000','session.revoked','icrAJk-3PqsOxGbqbomVDQ',NULL,NULL,'daemun','','{"session_ids":["9saQVSimfU_I4Gp7Tq_3HA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('KnVCyo8hdWZwdf6bcsI3HQ','2026-11-23 09:00:00.000000','session.revoked','RlORJfbDVmBvZ5qyNwjc2w',NULL,NULL,'daemun','','{"session_ids":["saOJrawzrXaRtlQOe0nKuA"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('4S7NSZo1NL2N4u9IoGY2-Q','2026-11-23 09:00:00.000000','user.deleted','RlORJfbDVmBvZ5qyNwjc2w',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:c415c1ec1c600339aabafc4afff16698668d0a41db00a23b1f8a11b763100461',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:65b67d9ae626af26dcaedc7ca7aa1cb497f7964576d1839a22cebb55a1d44242',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','icrAJk-3PqsOxGbqbomVDQ','pwd','','2026-11-23 09:05:00.000000');
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('icrAJk-3PqsOxGbqbomVDQ','$argon2id$v=19$m=19456,t=2,p=1$yH7dYPkLnKHFLIuJcLTAyQ$rXioh+75Clswq6oJbHBPf0UnTvSgzwHgsz5ZBFQ0UPA','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('icrAJk-3PqsOxGbqbomVDQ','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('icrAJk-3PqsOxGbqbomVDQ','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0002');
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
INSERT INTO "daemun_sessions" VALUES('LTLrSv9bQUZEJ3x6KAvChQ','icrAJk-3PqsOxGbqbomVDQ',X'EBF1B90750978548CD4DD5AF8A788B295851C53B94B42BE3939127F72934334D',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL);
INSERT INTO "daemun_sessions" VALUES('9saQVSimfU_I4Gp7Tq_3HA','icrAJk-3PqsOxGbqbomVDQ',X'6E9A08A5D5D354AA232966F0F85DE5C47AC425F137850F30CFC01A91A04A7B3B',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000');
INSERT INTO "daemun_sessions" VALUES('saOJrawzrXaRtlQOe0nKuA',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000');
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
INSERT INTO "daemun_signing_keys" VALUES(1,'hWTn_mwOuPtKY-Ylvr-G2qrD3kPb8-xgMoIRmZuAy_Q','ES256','{"crv":"P-256","kty":"EC","x":"fjOaPHaLkVw2AsHVThmGnKHzoed-3fPxdpVTl8FVYz0","y":"u88rSES--yNjKENyxyxeUpedQitRXjyvvApp6e0TvU4","kid":"hWTn_mwOuPtKY-Ylvr-G2qrD3kPb8-xgMoIRmZuAy_Q","alg":"ES256","use":"sig"}',X'C594E07D08F3B309E5B8A2D3AEFF0D1E80B2BE29A14874797E369602F4D1C4F4B50469753A2F38679635A982B1EA05A8306333BAAE5872FB921D3B72738745DAE8D9B76BB87832433F4630714A8C6F117DAF002C8AEAD5E9C6533F1C1F88D9769B636EFB5D1054C88A20E4454CC9853FA357D3C71E0F9E07B829A70F3420BD46F6510FF6F0ABB8339BDBC4715E8F24A6CD7B5689C1E1F84A0699E2260133A41712ACF666A1E8','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_users" VALUES('icrAJk-3PqsOxGbqbomVDQ','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL);
INSERT INTO "daemun_users" VALUES('ZM-jewJjTqMhSqwcCgtbpg','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL);
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
