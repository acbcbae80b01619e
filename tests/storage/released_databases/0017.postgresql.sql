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

-- Running upgrade 0006 -> 0007

CREATE TABLE daemun_outgoing_mails (
    id TEXT COLLATE "C" NOT NULL, 
    name TEXT NOT NULL, 
    user_id TEXT COLLATE "C", 
    sealed BYTEA NOT NULL, 
    is_written BOOLEAN NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    next_try_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    tries INTEGER NOT NULL, 
    failed_at TIMESTAMP WITH TIME ZONE, 
    failure TEXT, 
    CONSTRAINT daemun_outgoing_mails_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_outgoing_mails_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_outgoing_mails_due ON daemun_outgoing_mails (next_try_at) WHERE failed_at IS NULL;

CREATE INDEX daemun_outgoing_mails_of_user ON daemun_outgoing_mails (user_id);

UPDATE daemun_schema_version SET version_num='0007' WHERE daemun_schema_version.version_num = '0006';

-- Running upgrade 0007 -> 0008

ALTER TABLE daemun_sessions ADD COLUMN kinds TEXT DEFAULT 'knowledge' NOT NULL;

ALTER TABLE daemun_sessions ADD COLUMN acr TEXT DEFAULT 'aal1' NOT NULL;

ALTER TABLE daemun_sessions ADD COLUMN remember BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN kinds TEXT DEFAULT 'knowledge' NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN acr TEXT DEFAULT 'aal1' NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN remember BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN begun_at TIMESTAMP WITH TIME ZONE DEFAULT '1970-01-01 00:00:00' NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN tries INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN credential TEXT DEFAULT '' NOT NULL;

ALTER TABLE daemun_login_attempts ADD COLUMN known_device TEXT;

ALTER TABLE daemun_login_attempts ADD COLUMN resume TEXT DEFAULT '' NOT NULL;

UPDATE daemun_schema_version SET version_num='0008' WHERE daemun_schema_version.version_num = '0007';

-- Running upgrade 0008 -> 0009

CREATE TABLE daemun_account_deletions (
    user_id TEXT COLLATE "C" NOT NULL, 
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT daemun_account_deletions_pk PRIMARY KEY (user_id), 
    CONSTRAINT daemun_account_deletions_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_account_deletions_due ON daemun_account_deletions (due_at);

UPDATE daemun_schema_version SET version_num='0009' WHERE daemun_schema_version.version_num = '0008';

-- Running upgrade 0009 -> 0010

CREATE TABLE daemun_totp (
    id TEXT COLLATE "C" NOT NULL, 
    user_id TEXT COLLATE "C" NOT NULL, 
    name TEXT NOT NULL, 
    sealed_secret BYTEA NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    last_step INTEGER NOT NULL, 
    last_used_at TIMESTAMP WITH TIME ZONE, 
    pending_until TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_totp_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_totp_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_totp_of_user ON daemun_totp (user_id);

CREATE INDEX daemun_totp_over ON daemun_totp (pending_until) WHERE pending_until IS NOT NULL;

UPDATE daemun_schema_version SET version_num='0010' WHERE daemun_schema_version.version_num = '0009';

-- Running upgrade 0010 -> 0011

CREATE TABLE daemun_recovery_codes (
    user_id TEXT COLLATE "C" NOT NULL, 
    number INTEGER NOT NULL, 
    label TEXT NOT NULL, 
    hash TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT daemun_recovery_codes_pk PRIMARY KEY (user_id, number), 
    CONSTRAINT daemun_recovery_codes_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

UPDATE daemun_schema_version SET version_num='0011' WHERE daemun_schema_version.version_num = '0010';

-- Running upgrade 0011 -> 0012

CREATE TABLE daemun_trusted_devices (
    id TEXT COLLATE "C" NOT NULL, 
    user_id TEXT COLLATE "C" NOT NULL, 
    digest BYTEA NOT NULL, 
    credential TEXT COLLATE "C" NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    last_used_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    address TEXT, 
    user_agent TEXT NOT NULL, 
    CONSTRAINT daemun_trusted_devices_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_trusted_devices_digest_uq UNIQUE (digest), 
    CONSTRAINT daemun_trusted_devices_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_trusted_devices_of_user ON daemun_trusted_devices (user_id);

CREATE INDEX daemun_trusted_devices_over ON daemun_trusted_devices (expires_at);

UPDATE daemun_schema_version SET version_num='0012' WHERE daemun_schema_version.version_num = '0011';

-- Running upgrade 0012 -> 0013

CREATE TABLE daemun_passkeys (
    id TEXT COLLATE "C" NOT NULL, 
    user_id TEXT COLLATE "C" NOT NULL, 
    credential_id BYTEA NOT NULL, 
    public_key BYTEA NOT NULL, 
    user_handle BYTEA NOT NULL, 
    name TEXT NOT NULL, 
    aaguid TEXT NOT NULL, 
    transports TEXT NOT NULL, 
    sign_count BIGINT NOT NULL, 
    is_backup_eligible BOOLEAN NOT NULL, 
    is_backed_up BOOLEAN NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    last_used_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_passkeys_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_passkeys_credential_id_uq UNIQUE (credential_id), 
    CONSTRAINT daemun_passkeys_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE INDEX daemun_passkeys_of_user ON daemun_passkeys (user_id, created_at);

UPDATE daemun_schema_version SET version_num='0013' WHERE daemun_schema_version.version_num = '0012';

-- Running upgrade 0013 -> 0014

CREATE TABLE daemun_identities (
    id TEXT COLLATE "C" NOT NULL, 
    user_id TEXT COLLATE "C" NOT NULL, 
    provider TEXT COLLATE "C" NOT NULL, 
    issuer TEXT COLLATE "C" NOT NULL, 
    subject TEXT COLLATE "C" NOT NULL, 
    email TEXT, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    last_used_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT daemun_identities_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_identities_user_id_fk FOREIGN KEY(user_id) REFERENCES daemun_users (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX daemun_identities_of_subject ON daemun_identities (issuer, subject);

CREATE INDEX daemun_identities_of_user ON daemun_identities (user_id);

UPDATE daemun_schema_version SET version_num='0014' WHERE daemun_schema_version.version_num = '0013';

-- Running upgrade 0014 -> 0015

ALTER TABLE daemun_sessions ADD COLUMN factor_proven_at TIMESTAMP WITH TIME ZONE;

UPDATE daemun_schema_version SET version_num='0015' WHERE daemun_schema_version.version_num = '0014';

-- Running upgrade 0015 -> 0016

ALTER TABLE daemun_users ADD COLUMN language TEXT;

UPDATE daemun_schema_version SET version_num='0016' WHERE daemun_schema_version.version_num = '0015';

-- Running upgrade 0016 -> 0017

CREATE TABLE daemun_provider_grants (
    id TEXT COLLATE "C" NOT NULL, 
    identity_id TEXT COLLATE "C", 
    provider TEXT COLLATE "C" NOT NULL, 
    sealed BYTEA NOT NULL, 
    next_try_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    tries INTEGER NOT NULL, 
    CONSTRAINT daemun_provider_grants_pk PRIMARY KEY (id), 
    CONSTRAINT daemun_provider_grants_identity_id_fk FOREIGN KEY(identity_id) REFERENCES daemun_identities (id) ON DELETE SET NULL
);

CREATE INDEX daemun_provider_grants_of_identity ON daemun_provider_grants (identity_id);

CREATE INDEX daemun_provider_grants_due ON daemun_provider_grants (next_try_at) WHERE identity_id IS NULL;

UPDATE daemun_schema_version SET version_num='0017' WHERE daemun_schema_version.version_num = '0016';

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('by9cZ5A599iDrA-3M3xMlQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'G99Fd4YBwnGR3WHCV47qXw', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('dknnTBn8O4ndk2nZOko6qg', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'G99Fd4YBwnGR3WHCV47qXw', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('nPgsQlFUCaHQPEDfTIx-2g', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', 'G99Fd4YBwnGR3WHCV47qXw', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('viCmErgsJhPcRyK1916GEg', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"BG2CGGCKUzHTIAflWOAeUYSl_d644__VMrWawP9BzsE"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('UhvEFuewJ_uv39hGVJk5lg', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'G99Fd4YBwnGR3WHCV47qXw', NULL, NULL, 'daemun', '', '{"session_ids":["1BZVNUvYQqZV_tGoffQHBQ"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('LvUFSPLgfbkITztyLpYl3g', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleting', 'Te9XtEmCwWC9z84UrH8VCQ', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('yuS279bxctQPGCK7JZGhpA', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'Te9XtEmCwWC9z84UrH8VCQ', NULL, NULL, 'daemun', '', '{"session_ids":["KBBGLRc9tpK62Z2ORoqnsg"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('6A27HXVCG5evZ9p4NjCGBQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', 'Te9XtEmCwWC9z84UrH8VCQ', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:c15da7744a013595b9aa1212125ed2bd07ac45aac7edf6e3f211e76b35fa42d0', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:2a6c9d6fc7a0e174fd0bd4f7326908fcef3d7db67620071093a9619b4369f1d6', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, 'BG2CGGCKUzHTIAflWOAeUYSl_d644__VMrWawP9BzsE', 'ES256', '{"crv":"P-256","kty":"EC","x":"srrP1fTVFhpWq6fwajCP2YvCBubpZfSfnSCnScKZvkM","y":"6Cdf5giwJ8XvG4hGG-wrFG2hlT6Zq1I_Qn1rgua-7xo","kid":"BG2CGGCKUzHTIAflWOAeUYSl_d644__VMrWawP9BzsE","alg":"ES256","use":"sig"}', '\x034b71902042321db155c0dc46026623cecaff46cb0d1454abbe03faa6f00bd71d1a7915cdf4fb7a86f1b563b3c6906b06c8e0ad2b4c04f021093ba017938a295fbc31275aba951a0aeea797d19dca2984b4ba117a587e923e7ee3cb7a0020290a15ff75dd1168037105a707b23e548bdb1d65887cd6ab0d908adc5f126b62e22211f350f539bb499eb8aac41caf13b5e3b0ca46e5b24efce53309e688bc4d4abf07d9a3856e'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton", "language") VALUES ('G99Fd4YBwnGR3WHCV47qXw', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL, 'rnlnsu', NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton", "language") VALUES ('hTh9TyaOOCh89dF6XME81g', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL, 'jlwoo', NULL);
INSERT INTO "daemun_account_deletions" ("user_id", "asked_at", "due_at") VALUES ('hTh9TyaOOCh89dF6XME81g', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_identities" ("id", "user_id", "provider", "issuer", "subject", "email", "created_at", "last_used_at") VALUES ('identity-one', 'G99Fd4YBwnGR3WHCV47qXw', 'school', 'https://school.example', 'subject-one', '민수@example.kr', '2026-11-23 09:30:15.123000+00:00'::timestamptz, NULL);
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at", "begun_at", "kinds", "acr", "tries", "credential", "known_device", "remember", "resume") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, 'G99Fd4YBwnGR3WHCV47qXw', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '', 'aal1', 0, '', NULL, false, '');
INSERT INTO "daemun_one_time_tokens" ("digest", "purpose", "subject", "user_id", "code_digest", "version", "sealed_payload", "created_at", "code_expires_at", "expires_at", "tries", "earlier_tries") VALUES ('\x63e5d50765fc975a7baeac352a8d6c9ec71c8e705e33ffeccbbd06c302229787'::bytea, 'test', 'G99Fd4YBwnGR3WHCV47qXw', 'G99Fd4YBwnGR3WHCV47qXw', '\x58624982b1d87b733d74f4561cdf0c982ee80c06056adfef148fca7cffff1384'::bytea, '', '\x615c18c421ecc6f70b256f68956bf89eae810d986b23286f278dc5603336'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:10:00+00:00'::timestamptz, '2026-11-23 09:30:00+00:00'::timestamptz, 0, 0);
INSERT INTO "daemun_outgoing_mails" ("id", "name", "user_id", "sealed", "is_written", "created_at", "next_try_at", "expires_at", "tries", "failed_at", "failure") VALUES ('mail-one', 'password_changed', 'G99Fd4YBwnGR3WHCV47qXw', '\x7365616c6564'::bytea, false, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-11-24 09:30:15.123000+00:00'::timestamptz, 0, NULL, NULL);
INSERT INTO "daemun_passkeys" ("id", "user_id", "credential_id", "public_key", "user_handle", "name", "aaguid", "transports", "sign_count", "is_backup_eligible", "is_backed_up", "created_at", "last_used_at") VALUES ('passkey-one-of-G99Fd4YBwnGR3WHCV47qXw', 'G99Fd4YBwnGR3WHCV47qXw', '\x00ff6f6e65'::bytea, '\xa56b6579'::bytea, '\x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff'::bytea, '열쇠', '00000000-0000-0000-0000-000000000000', 'internal hybrid', 0, true, true, '2026-11-23 09:30:15.123000+00:00'::timestamptz, NULL);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('G99Fd4YBwnGR3WHCV47qXw', '$argon2id$v=19$m=19456,t=2,p=1$Vl6FCaiUcuRsMGYQqcmFvw$6JmdEdzdkpxBc467oACKEp0DauF9MHSlP6EeZfg/7+U', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_recovery_codes" ("user_id", "number", "label", "hash", "created_at") VALUES ('G99Fd4YBwnGR3WHCV47qXw', 0, 'AAA0', '$argon2id$v=19$code-0', '2026-11-23 09:30:15.123000+00:00'::timestamptz);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('G99Fd4YBwnGR3WHCV47qXw', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('G99Fd4YBwnGR3WHCV47qXw', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember", "factor_proven_at") VALUES ('PSkf5P4MSqHrh0LSDtHvvw', 'G99Fd4YBwnGR3WHCV47qXw', '\x8b2041554e9db0fab2b2525e48bfecba786376af8cb5f2549eb2dc7d83665bc8'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL, NULL, NULL, 'knowledge', 'aal1', false, NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember", "factor_proven_at") VALUES ('1BZVNUvYQqZV_tGoffQHBQ', 'G99Fd4YBwnGR3WHCV47qXw', '\xae563717468fe1a3661773818520f2f1076599e85ef11170a4bb3aef8f3a9f6e'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL, 'knowledge', 'aal1', false, NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember", "factor_proven_at") VALUES ('KBBGLRc9tpK62Z2ORoqnsg', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL, 'knowledge', 'aal1', false, NULL);
INSERT INTO "daemun_totp" ("id", "user_id", "name", "sealed_secret", "created_at", "last_step", "last_used_at", "pending_until") VALUES ('totp-one', 'G99Fd4YBwnGR3WHCV47qXw', '휴대전화', '\x007365616c6564ff'::bytea, '2026-11-23 09:30:15.123000+00:00'::timestamptz, 0, NULL, '2026-11-23 09:15:00+00:00'::timestamptz);
INSERT INTO "daemun_trusted_devices" ("id", "user_id", "digest", "credential", "created_at", "expires_at", "last_used_at", "address", "user_agent") VALUES ('device-one', 'G99Fd4YBwnGR3WHCV47qXw', '\x6f6e65'::bytea, 'v1', '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '192.0.2.7', 'Browser 1.0 (한국어)');
INSERT INTO "daemun_provider_grants" ("id", "identity_id", "provider", "sealed", "next_try_at", "tries") VALUES ('identity-one', 'identity-one', 'school', '\x7365616c6564'::bytea, '2026-11-23 09:30:15.123000+00:00'::timestamptz, 0);
