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

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('BrbuOqxXGAe4Uxsv72qH9w', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', '06KL7JPmMCu9MRrd9dsaRw', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('luac732Ddbr2ZtGv0bejRA', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', '06KL7JPmMCu9MRrd9dsaRw', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('8HpFyUhmtz_jYVOWeFr4TA', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', '06KL7JPmMCu9MRrd9dsaRw', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('n-ln8ZsWycfgui9ai2xRmA', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"IWD0tR3s-7urv-K2bhb_IEQAUsjKYfi_3Xw6eADL6m0"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('lLF7EIMs_FzvmFUtY4QWZQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', '06KL7JPmMCu9MRrd9dsaRw', NULL, NULL, 'daemun', '', '{"session_ids":["fWTLlnqhYJ85QgcfSz31-g"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('WCOTtdrsKDPaKO2lQWNSlQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleting', 'egV9sCCfK8x1z2XDipAq8w', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('egdaHDSzJrQ7c3MOP09jjg', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'egV9sCCfK8x1z2XDipAq8w', NULL, NULL, 'daemun', '', '{"session_ids":["5hIqfw6-kDdT4nT9FCwK8g"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('fR-yOjBJMABqX3aRcWHIbg', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', 'egV9sCCfK8x1z2XDipAq8w', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:7ae84aebb46e57ce52c6133e0a0b766b0eb7d8b61eaca97822ab1d002e2d46ef', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:fc4320ce96219dba3e62fdcb95093f7d581d0333d7f741e6ddf5bd00cd9f1740', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, 'IWD0tR3s-7urv-K2bhb_IEQAUsjKYfi_3Xw6eADL6m0', 'ES256', '{"crv":"P-256","kty":"EC","x":"W61B7yH-Ac0JEm7ZAGpdcYOAQvSGe22nRd7P6sNTLyE","y":"DKQ6aWkgYtdPng5U0yvn7X1bpTC38_7AfiAVwJ9c3lQ","kid":"IWD0tR3s-7urv-K2bhb_IEQAUsjKYfi_3Xw6eADL6m0","alg":"ES256","use":"sig"}', '\x2b7acdfac793c4465ae5d0cf83bf0c47248dbaa24d7de6f431d4a09d149038cc20b73b6565161b0b8df08a9fadd5d6fafcf2b38652f1c71585102c31795ea039bae03a2ac3aa80ce06caf3eba89988da47ba971eb3bc0d6ef845e6214ab7065d6b4e805c37827373b7df7d6284dd89b4e2051d81c2b953f277dc4be7d7f66d2bf0f6a21f7a517b43aebcfc47586fb947a83aca19ceea0ebc3b5154c80de5566a3509e79cd7f9'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('06KL7JPmMCu9MRrd9dsaRw', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL, 'rnlnsu');
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('NlUAsenHPiBtpPehPpW7vQ', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL, 'jlwoo');
INSERT INTO "daemun_account_deletions" ("user_id", "asked_at", "due_at") VALUES ('NlUAsenHPiBtpPehPpW7vQ', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at", "kinds", "acr", "remember", "begun_at", "tries", "credential", "known_device", "resume") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, '06KL7JPmMCu9MRrd9dsaRw', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz, '', 'aal1', false, '2026-11-23 09:30:15.123000+00:00'::timestamptz, 0, '', NULL, '');
INSERT INTO "daemun_one_time_tokens" ("digest", "purpose", "subject", "user_id", "code_digest", "version", "sealed_payload", "created_at", "code_expires_at", "expires_at", "tries", "earlier_tries") VALUES ('\x749b06f8f1c64e229e1b357aeb63b6e98ef5b6ffc2d0ec87de77ddbac61baf24'::bytea, 'test', '06KL7JPmMCu9MRrd9dsaRw', '06KL7JPmMCu9MRrd9dsaRw', '\x7eda4ea64c96010e87599c6fb64f2fc3a982754bc6d047cea4de51a005b0ed56'::bytea, '', '\x59ee8264c8f1f58b8384bc7d95032eeaa1e9f308cb4bee70750ae275a1f6'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:10:00+00:00'::timestamptz, '2026-11-23 09:30:00+00:00'::timestamptz, 0, 0);
INSERT INTO "daemun_outgoing_mails" ("id", "name", "user_id", "sealed", "is_written", "created_at", "next_try_at", "expires_at", "tries", "failed_at", "failure") VALUES ('mail-one', 'password_changed', '06KL7JPmMCu9MRrd9dsaRw', '\x7365616c6564'::bytea, false, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-11-24 09:30:15.123000+00:00'::timestamptz, 0, NULL, NULL);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('06KL7JPmMCu9MRrd9dsaRw', '$argon2id$v=19$m=19456,t=2,p=1$Itn98Xj3YcoY3sC0wIgBbA$Sk3ZP86vNojeudh36pgOsN60rLyPNw+Gk5Mkhxv5dXU', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('06KL7JPmMCu9MRrd9dsaRw', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('06KL7JPmMCu9MRrd9dsaRw', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember") VALUES ('ErpjWCurnhRTM-gJyb_BBg', '06KL7JPmMCu9MRrd9dsaRw', '\xb05a62d69ca435a14f1bf927dfd3ea1b05e8a9a8c4eea88ae90123e63c91dacc'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL, NULL, NULL, 'knowledge', 'aal1', false);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember") VALUES ('fWTLlnqhYJ85QgcfSz31-g', '06KL7JPmMCu9MRrd9dsaRw', '\x559bf8b977313d747445436d9a29467a925ce9a9c6dd602f9ad942ae1bead748'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL, 'knowledge', 'aal1', false);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember") VALUES ('5hIqfw6-kDdT4nT9FCwK8g', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL, 'knowledge', 'aal1', false);
