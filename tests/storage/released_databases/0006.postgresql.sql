BEGIN;

CREATE TABLE daemun_schema_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT daemun_schema_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001

CREATE TABLE daemun_users (
    id TEXT COLLATE "C" NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    username TEXT, 
    username_key TEXT COLLATE "C", 
    email TEXT, 
    email_key TEXT COLLATE "C", 
    email_verified_at TIMESTAMP WITH TIME ZONE, 
    profile TEXT NOT NULL, 
    locked_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_users_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_users_username_key_uq UNIQUE (username_key), 
    CONSTRAINT daemun_users_email_key_uq UNIQUE (email_key)
);

CREATE TABLE daemun_passwords (
    user_id TEXT COLLATE "C" NOT NULL, 
    hash TEXT NOT NULL, 
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    must_change BOOLEAN NOT NULL, 
    CONSTRAINT daemun_passwords_pk PRIMARY KEY (user_id), 
    CONSTRAINT daemun_passwords_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE TABLE daemun_roles (
    user_id TEXT COLLATE "C" NOT NULL, 
    role TEXT COLLATE "C" NOT NULL, 
    granted_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    revoked_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_roles_pk PRIMARY KEY (user_id, role), 
    CONSTRAINT daemun_roles_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_roles_lost_since ON daemun_roles (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE daemun_lockout (
    key TEXT COLLATE "C" NOT NULL, 
    tries INTEGER NOT NULL, 
    window_started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    refused_until TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_lockout_pk PRIMARY KEY (key)
);

CREATE INDEX daemun_lockout_over ON daemun_lockout (window_started_at);

CREATE TABLE daemun_signing_keys (
    number INTEGER NOT NULL, 
    id TEXT COLLATE "C" NOT NULL, 
    algorithm TEXT NOT NULL, 
    public_jwk TEXT NOT NULL, 
    sealed_private_key BYTEA NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    signs_from TIMESTAMP WITH TIME ZONE NOT NULL, 
    removed_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_signing_keys_pk PRIMARY KEY (number), 
    CONSTRAINT daemun_signing_keys_id_uq UNIQUE (id)
);

CREATE TABLE daemun_sessions (
    id TEXT COLLATE "C" NOT NULL, 
    user_id TEXT COLLATE "C", 
    family_digest BYTEA NOT NULL, 
    generation INTEGER NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    authenticated_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    amr TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    refreshed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    minute_started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    refreshes_in_minute INTEGER NOT NULL, 
    idle_expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    address TEXT, 
    user_agent TEXT NOT NULL, 
    revoked_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_sessions_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_sessions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE SET NULL
);

CREATE INDEX daemun_sessions_of_user ON daemun_sessions (user_id, created_at);

CREATE INDEX daemun_sessions_revoked_since ON daemun_sessions (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE INDEX daemun_sessions_over ON daemun_sessions (expires_at);

CREATE TABLE daemun_login_attempts (
    digest BYTEA NOT NULL, 
    user_id TEXT COLLATE "C" NOT NULL, 
    proven TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT daemun_login_attempts_pk PRIMARY KEY (digest), 
    CONSTRAINT daemun_login_attempts_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_login_attempts_of_user ON daemun_login_attempts (user_id);

CREATE INDEX daemun_login_attempts_over ON daemun_login_attempts (expires_at);

CREATE TABLE daemun_audit_events (
    id TEXT COLLATE "C" NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    name TEXT NOT NULL, 
    user_id TEXT COLLATE "C", 
    session_id TEXT COLLATE "C", 
    address TEXT, 
    user_agent TEXT NOT NULL, 
    request_id TEXT NOT NULL, 
    details TEXT NOT NULL, 
    CONSTRAINT daemun_audit_events_pk PRIMARY KEY (id)
);

CREATE INDEX daemun_audit_events_of_user ON daemun_audit_events (user_id, at);

CREATE INDEX daemun_audit_events_newest ON daemun_audit_events (at);

INSERT INTO daemun_schema_version (version_num) VALUES ('0001') RETURNING daemun_schema_version.version_num;

-- Running upgrade 0001 -> 0002

ALTER TABLE daemun_passwords ADD COLUMN expires_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE daemun_passwords ADD COLUMN used_at TIMESTAMP WITH TIME ZONE;

UPDATE daemun_schema_version SET version_num='0002' WHERE daemun_schema_version.version_num = '0001';

-- Running upgrade 0002 -> 0003

CREATE INDEX daemun_passwords_place ON daemun_passwords (substr(sha256(CAST(replace(user_id, chr(92), '/') AS bytea)), 1, 4));

UPDATE daemun_schema_version SET version_num='0003' WHERE daemun_schema_version.version_num = '0002';

-- Running upgrade 0003 -> 0004

CREATE TABLE daemun_one_time_tokens (
    digest BYTEA NOT NULL, 
    purpose TEXT COLLATE "C" NOT NULL, 
    subject TEXT COLLATE "C", 
    user_id TEXT COLLATE "C", 
    code_digest BYTEA, 
    version TEXT COLLATE "C" NOT NULL, 
    sealed_payload BYTEA NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    code_expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    tries INTEGER NOT NULL, 
    earlier_tries INTEGER NOT NULL, 
    CONSTRAINT daemun_one_time_tokens_pk PRIMARY KEY (digest), 
    CONSTRAINT daemun_one_time_tokens_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX daemun_one_time_tokens_of_subject ON daemun_one_time_tokens (purpose, subject);

CREATE INDEX daemun_one_time_tokens_of_user ON daemun_one_time_tokens (user_id);

CREATE INDEX daemun_one_time_tokens_over ON daemun_one_time_tokens (expires_at);

UPDATE daemun_schema_version SET version_num='0004' WHERE daemun_schema_version.version_num = '0003';

-- Running upgrade 0004 -> 0005

ALTER TABLE daemun_users ADD COLUMN username_skeleton TEXT COLLATE "C";

CREATE UNIQUE INDEX daemun_users_skeleton ON daemun_users (username_skeleton);

CREATE INDEX daemun_users_without_skeleton ON daemun_users (id) WHERE username_skeleton IS NULL AND username_key IS NOT NULL;

UPDATE daemun_schema_version SET version_num='0005' WHERE daemun_schema_version.version_num = '0004';

-- Running upgrade 0005 -> 0006

ALTER TABLE daemun_sessions ADD COLUMN sibling INTEGER;

ALTER TABLE daemun_sessions ADD COLUMN sibling_of INTEGER;

UPDATE daemun_schema_version SET version_num='0006' WHERE daemun_schema_version.version_num = '0005';

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('wZvATLqfLuFMF-cUxC5yNw', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'vFDX7DEnDSLJCCGupDmfnQ', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('T_x912SIkJK9KelmTRxm8Q', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'vFDX7DEnDSLJCCGupDmfnQ', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('2O2D9aBjrBPalV9XgdLmSg', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', 'vFDX7DEnDSLJCCGupDmfnQ', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('1cAe8dZg7OnbqRCnA-rRCw', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"yfT4b_xMzr837mg0ItvsCF0NoLEDhS64DnscwMm8m_U"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('H4dV_dzbhlc654ArO-GXiw', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'vFDX7DEnDSLJCCGupDmfnQ', NULL, NULL, 'daemun', '', '{"session_ids":["PiW44OUTD22NQqwkO0P-ig"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('_Kmuo2h0jKaxmZKJNpBXrA', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'M63PPBlgfMbzPwWEnqyzzg', NULL, NULL, 'daemun', '', '{"session_ids":["EAEKG2Kha0KJnTsiwp0AFg"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('QnIQ3NdOFnSTFOx922yg_A', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', 'M63PPBlgfMbzPwWEnqyzzg', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:54ec01969db7bbf1af9dd55a7aeef3362ba629b9fd4c6fadab9c253de972471b', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:67dc8ab67404ca64df38e7778c842829c85c2caa6dab706f28cdf0bc2d142a24', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, 'yfT4b_xMzr837mg0ItvsCF0NoLEDhS64DnscwMm8m_U', 'ES256', '{"crv":"P-256","kty":"EC","x":"Wh9q5dllU9oYIX6lRRpS9mQ4lwh3TdUnr28sDGE6odo","y":"UPUzp5aFjoWshbz_UBHeq-_T22peTUSBAf9qecsabqA","kid":"yfT4b_xMzr837mg0ItvsCF0NoLEDhS64DnscwMm8m_U","alg":"ES256","use":"sig"}', '\x98a6983f6a7e567084e4db8f3277f246d4ad80bb750fe1757d47f1ab54c44fe91f5d30ac9cf1da92674fe87497e9fa71b5555d51104b13342aa3806f697ab6ae00912f395a1e5438d30c68484f40a0ff99170a3c57aa82c5acc48abf271b5188f7f94f861cccccda731c6ae2dc352e13ec15c5c841203bc8b6439f850ce5ce6fd9e135ac526fbd2fe989a2e7f64e452a384936a4ec97bdad4052fc6b1a891b58528fa91cffd8'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('vFDX7DEnDSLJCCGupDmfnQ', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL, 'rnlnsu');
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('9l695Lhge3PYaJ1diCe8cQ', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL, 'jlwoo');
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, 'vFDX7DEnDSLJCCGupDmfnQ', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz);
INSERT INTO "daemun_one_time_tokens" ("digest", "purpose", "subject", "user_id", "code_digest", "version", "sealed_payload", "created_at", "code_expires_at", "expires_at", "tries", "earlier_tries") VALUES ('\x0414f228c7c0302e031839e92661dea2c7f95d7bf0531e801b866dfd31be5d5f'::bytea, 'test', 'vFDX7DEnDSLJCCGupDmfnQ', 'vFDX7DEnDSLJCCGupDmfnQ', '\x8d1bee25ad054ec793ae9f355bf25fc2e30c9159fbe0cf08417cf1780e37d003'::bytea, '', '\x2c63bc935f317ca38e05c0688acc5b1afec76f6a142e4411ccf5f63f7645'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:10:00+00:00'::timestamptz, '2026-11-23 09:30:00+00:00'::timestamptz, 0, 0);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('vFDX7DEnDSLJCCGupDmfnQ', '$argon2id$v=19$m=19456,t=2,p=1$bDG8XH5fy5pyTGJPOR2NgQ$A1gwd7XJfSU8jh73j+O8OEcCHveAUWNBfgCyP7S3Lxw', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('vFDX7DEnDSLJCCGupDmfnQ', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('vFDX7DEnDSLJCCGupDmfnQ', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of") VALUES ('WFdvfzei7mDVlvp6TeoQxg', 'vFDX7DEnDSLJCCGupDmfnQ', '\x148e156507448747a11aa0e14ea85b2052468ffaffc47371c0b47a1086e568f4'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL, NULL, NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of") VALUES ('PiW44OUTD22NQqwkO0P-ig', 'vFDX7DEnDSLJCCGupDmfnQ', '\x27b24793e8a1b9bcabb02381ae7ee0a836c7eae18f42c7a0325c2b02cdc65dca'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of") VALUES ('EAEKG2Kha0KJnTsiwp0AFg', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL);
