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
INSERT INTO "daemun_audit_events" VALUES('skUYCaRA3dN5UHtTfjfOoQ','2026-11-23 09:00:00.000000','role.granted','P2Iw9IcTpq_IIm8Tb_Q7_A',NULL,NULL,'daemun','','{"role":"editor"}');
INSERT INTO "daemun_audit_events" VALUES('AM6TsX9YZ09iLCaU0hLM7Q','2026-11-23 09:00:00.000000','role.granted','P2Iw9IcTpq_IIm8Tb_Q7_A',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('GZgI5Cw9fZjpX-cdbaY-1A','2026-11-23 09:00:00.000000','role.revoked','P2Iw9IcTpq_IIm8Tb_Q7_A',NULL,NULL,'daemun','','{"role":"admin"}');
INSERT INTO "daemun_audit_events" VALUES('dRlDZ6IGOdG2pPidpbowuQ','2026-11-23 09:00:00.000000','signing_key.added',NULL,NULL,NULL,'daemun','','{"key_id":"BelMd-76Q105bsdBPA84VAYyAX3mABwQ9Ku35lr1PLs"}');
INSERT INTO "daemun_audit_events" VALUES('r9u24ez-sPsFy_Y9inL0-w','2026-11-23 09:00:00.000000','session.revoked','P2Iw9IcTpq_IIm8Tb_Q7_A',NULL,NULL,'daemun','','{"session_ids":["Edt2WbZ-nN15dOvePBefww"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" VALUES('C_KYbPq42BvxnRvZwCeX8A','2026-11-23 09:00:00.000000','session.revoked','0_Q8vlmIoIDVsfpNoAD9LA',NULL,NULL,'daemun','','{"session_ids":["EPW6ylgA_b_za0rJz95k_A"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" VALUES('9bKbSZbVcoUHFbuoPBSnkQ','2026-11-23 09:00:00.000000','user.deleted','0_Q8vlmIoIDVsfpNoAD9LA',NULL,NULL,'daemun','','{}');
CREATE TABLE daemun_lockout (
	"key" TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	window_started_at DATETIME NOT NULL, 
	refused_until DATETIME, 
	CONSTRAINT daemun_lockout_pk PRIMARY KEY ("key")
);
INSERT INTO "daemun_lockout" VALUES('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('pair:56ea869f9ff90044c9f85130efcf0e35169f18a70f00603f16e946377228dc03',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69',1,'2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_lockout" VALUES('user:8f3abbf13027575662f7f85339b57c15d7d6e3d596c125e3769e170e6281ac8a',1,'2026-11-23 09:00:00.000000',NULL);
CREATE TABLE daemun_login_attempts (
	digest BLOB NOT NULL, 
	user_id TEXT NOT NULL, 
	proven TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
	CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_login_attempts" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101','P2Iw9IcTpq_IIm8Tb_Q7_A','pwd','','2026-11-23 09:05:00.000000');
CREATE TABLE daemun_passwords (
	user_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	must_change BOOLEAN NOT NULL, expires_at DATETIME, used_at DATETIME, 
	CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
	CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_passwords" VALUES('P2Iw9IcTpq_IIm8Tb_Q7_A','$argon2id$v=19$m=19456,t=2,p=1$yY0tvQ0BH6zwGoy52lT7Rw$UQm3Xt5Dnvll8HchB4bECKkYOpjfAmEic5TP49zT3X4','2026-11-23 09:00:00.000000',0,NULL,NULL);
CREATE TABLE daemun_roles (
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
	CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);
INSERT INTO "daemun_roles" VALUES('P2Iw9IcTpq_IIm8Tb_Q7_A','editor','2026-11-23 09:00:00.000000',NULL);
INSERT INTO "daemun_roles" VALUES('P2Iw9IcTpq_IIm8Tb_Q7_A','admin','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000');
CREATE TABLE daemun_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "daemun_schema_version" VALUES('0003');
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
INSERT INTO "daemun_sessions" VALUES('dvb8XqnmcspBq-B3gdVGyA','P2Iw9IcTpq_IIm8Tb_Q7_A',X'31FF66F9D5FD6F65FE4DDE9D7CF4C81281455ED1BF7B72DB1E88104E3AA80480',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun',NULL);
INSERT INTO "daemun_sessions" VALUES('Edt2WbZ-nN15dOvePBefww','P2Iw9IcTpq_IIm8Tb_Q7_A',X'D1AE9DD8589818BE0029D5B1F1507B3F61F7960F75B912B2176831EE754864C8',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'daemun','2026-11-23 09:00:00.000000');
INSERT INTO "daemun_sessions" VALUES('EPW6ylgA_b_za0rJz95k_A',NULL,X'',0,'2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','pwd','','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',0,'2026-12-07 09:00:00.000000','2026-12-23 09:00:00.000000',NULL,'','2026-11-23 09:00:00.000000');
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
INSERT INTO "daemun_signing_keys" VALUES(1,'BelMd-76Q105bsdBPA84VAYyAX3mABwQ9Ku35lr1PLs','ES256','{"crv":"P-256","kty":"EC","x":"wIm9SEQtvEQTCwE9F4AxyxqIm496NR9qLqm0cEQ2IMI","y":"oPp8fFqYqbeVGumZTGDAtbpeI7iuTMGmeCryk5JBx8w","kid":"BelMd-76Q105bsdBPA84VAYyAX3mABwQ9Ku35lr1PLs","alg":"ES256","use":"sig"}',X'53D93EB9C1CB76C3283AB4EF6BC37A26DAE0F5EA27AA1E5A9E075EBBFDED0C64FDC6094E249B9757099DD0D6B40FDAC712A5CDE086C64061EAE27B8587E2FB4820E678C1ABB9596890CA53CCECA4157046DA827703F779DCBC8B9A02D2E83FC52DC45B0A8DBE6127742B59180AD2F660361DF9E41F13399418E477BDDCCA897E739C15A052EBB32E8A846DD47ECCD470ACEBF24D0938980027893C04B63C2F0554BE947FDFFD','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000',NULL);
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
INSERT INTO "daemun_users" VALUES('P2Iw9IcTpq_IIm8Tb_Q7_A','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','minsu','minsu','minsu@example.kr','minsu@example.kr',NULL,'{}',NULL);
INSERT INTO "daemun_users" VALUES('fMQtv4gkLKq_srddcxwNIg','2026-11-23 09:00:00.000000','2026-11-23 09:00:00.000000','jiwoo','jiwoo','jiwoo@example.kr','jiwoo@example.kr',NULL,'{}',NULL);
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
