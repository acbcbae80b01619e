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

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('pd34DZ9W5QOz3n7uCcugmw', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', '1qsfkRQBRIEVopivPYBl9g', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('4Ib-pKe4WmGTb8JqRioH3Q', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', '1qsfkRQBRIEVopivPYBl9g', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('tJHTSB8rNsInacF3dUX9EQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', '1qsfkRQBRIEVopivPYBl9g', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('dK4Baq8UUsEHHUdE02FQcg', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"beOhofqH9NKl0Nz38Uwq_0faEpgKmaylgMWwE4HOaeI"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('kSxKpxbwx6FEHsRsnAHJnQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', '1qsfkRQBRIEVopivPYBl9g', NULL, NULL, 'daemun', '', '{"session_ids":["3fGGuISmqejBW89ID0Zthw"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('NeDy86bFYoWT6HyNsdxQ9Q', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'kjS3xlaYILLK9uqXPZ-7RA', NULL, NULL, 'daemun', '', '{"session_ids":["DdWAhWl4gIklZ6igWefPBA"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('Pbz_w93kLqH7nO66LOTDag', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', 'kjS3xlaYILLK9uqXPZ-7RA', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:a7c7f67275d62031a09a1f2dc28cc858f191a44410adb94fb7e8e65373d839a3', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:4a54203c71ec78a03c5a83f6941d956ff1e7096b7816aa5198e8463bfb30f24d', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, 'beOhofqH9NKl0Nz38Uwq_0faEpgKmaylgMWwE4HOaeI', 'ES256', '{"crv":"P-256","kty":"EC","x":"JBCb8j4HZ4riSIEj11revsorrQY9chiuxz4m3FyHsg8","y":"tVwPj-K4mvnhbOMZcSwcJZG3pl7p-ERiJnrgeQdJJLE","kid":"beOhofqH9NKl0Nz38Uwq_0faEpgKmaylgMWwE4HOaeI","alg":"ES256","use":"sig"}', '\x4de20d95f5dab9783ca3f2e501613193d6805e8783e29d2bd4f4e5e3177f175b825169b4a7e07b8788c5d04a90e224e4360a023b21cfdeee85b370450a9a681a0ddb32ace211e55a5a78974045c016d71a8fbcc4b0e999fb5538f9203687703768c14137a9eb9a7ef2d9fdf63d7bc94828f7396db963ef0c445c024c10da6deb2b0b9e257f706e6bc11d017964d0d45fc9a2a98ec8d672517c993da62cadc1ac44930422ab32'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('1qsfkRQBRIEVopivPYBl9g', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL, 'rnlnsu');
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('3T3Uyc9boRpCpEHSIv4QwA', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL, 'jlwoo');
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, '1qsfkRQBRIEVopivPYBl9g', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz);
INSERT INTO "daemun_one_time_tokens" ("digest", "purpose", "subject", "user_id", "code_digest", "version", "sealed_payload", "created_at", "code_expires_at", "expires_at", "tries", "earlier_tries") VALUES ('\x9f033e6b560907cfc72ce5d22280bc36e54c8a57203c071072b1aec34aa1f4e2'::bytea, 'test', '1qsfkRQBRIEVopivPYBl9g', '1qsfkRQBRIEVopivPYBl9g', '\x023b4c601ae86b32216607fae61e859092d27748f7007429dacafe8dc75f965a'::bytea, '', '\x5a28d3af482b77f46ea27df5ff4c0416f97c26b4ba09007e06f7e4eb247d'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:10:00+00:00'::timestamptz, '2026-11-23 09:30:00+00:00'::timestamptz, 0, 0);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('1qsfkRQBRIEVopivPYBl9g', '$argon2id$v=19$m=19456,t=2,p=1$qv56owUBVt7R2pW2RK+LuA$nzPLjhoJGfBohp9LLgDMlOkDSj3YiTpB8XcLtTYW7DY', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('1qsfkRQBRIEVopivPYBl9g', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('1qsfkRQBRIEVopivPYBl9g', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('ti7V4R5a23DlIqciKLgOHQ', '1qsfkRQBRIEVopivPYBl9g', '\x7c623dd42feea5882301cdbe6db1a802c21894fb76605031407a15c1e38af193'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('3fGGuISmqejBW89ID0Zthw', '1qsfkRQBRIEVopivPYBl9g', '\x590bd50db24c91769127445cdc72a1ea5eca144b2c9dcdf467ccb5536addc387'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('DdWAhWl4gIklZ6igWefPBA', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz);
