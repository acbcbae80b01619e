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

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('v2qqd9XWsARiY0qAm5agFA', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'tbhPellQgvrC0EORmtpzQA', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('DQt3MQPql3NL4DXRQc6ZGg', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'tbhPellQgvrC0EORmtpzQA', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('saK6Gq0lgHakjmCetk9dyw', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', 'tbhPellQgvrC0EORmtpzQA', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('sDgOFMV6MqkUYJrJDdQ-yQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"II3OCOmeZnsFOsYBe6KVQBk1N3X0dM4UdkJ_8yIcc04"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('bhrHkJ9YkDLnkOTwgPTNyA', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'tbhPellQgvrC0EORmtpzQA', NULL, NULL, 'daemun', '', '{"session_ids":["k1vr1ZBZfOsHuf--ga0N1A"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('N7sFmia8-W2rfmjEAX3GeA', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', '9-FkuLSDOKSEm7lSJ_6huw', NULL, NULL, 'daemun', '', '{"session_ids":["RbnWX5UhGUD1CbqRu6Ecgg"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('FvE1vCYEesbI5tEL3zzlTQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', '9-FkuLSDOKSEm7lSJ_6huw', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:b1423362aafb23aa21c4f282030d788a300fdab0d56b0c9d3cf06bd708c0715a', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:4111ec77c22ceb75ae1e7c53b7f90ae43eb9636b2471cc1ec2ff67a9c2914e56', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, 'II3OCOmeZnsFOsYBe6KVQBk1N3X0dM4UdkJ_8yIcc04', 'ES256', '{"crv":"P-256","kty":"EC","x":"X3qFs6OdzlBbZD2TYyDwvLfQH3jJzm9W8Lb3Ljrhru0","y":"7_bzlvrTnwQGgonDYGVldzaxL-VsV7iS3pv1tIepyBA","kid":"II3OCOmeZnsFOsYBe6KVQBk1N3X0dM4UdkJ_8yIcc04","alg":"ES256","use":"sig"}', '\x10094f586bd68305d2f3a5d021f3343f33eb0fb1ecaa2a8efdce87d84f73cad620171a0061696450e2d4bcd95187f703cbdea9ff06918f2b22c552c4a79b3f4e508b89adf3203408932cc7671557ac91f77feb63721843aa687fea8335ae02c79be16bf1a141da61c7d4b63c13c4cb01c83afb3afe68616529785d91e65007dbc487973ed22f4cb8c4466f579f8e08c402c3afd99a654bef7971a78fe3771e9a9c986ab61be4'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('tbhPellQgvrC0EORmtpzQA', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL, 'rnlnsu');
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at", "username_skeleton") VALUES ('U1yZxiJfCTvMW_1jLi19bQ', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL, 'jlwoo');
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at", "kinds", "acr", "remember", "begun_at", "tries", "credential", "known_device", "resume") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, 'tbhPellQgvrC0EORmtpzQA', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz, '', 'aal1', false, '2026-11-23 09:30:15.123000+00:00'::timestamptz, 0, '', NULL, '');
INSERT INTO "daemun_one_time_tokens" ("digest", "purpose", "subject", "user_id", "code_digest", "version", "sealed_payload", "created_at", "code_expires_at", "expires_at", "tries", "earlier_tries") VALUES ('\x75f71458e0bd97095b551bd81a20d27d4404d5671ab7cd6663f6b2595890a8f6'::bytea, 'test', 'tbhPellQgvrC0EORmtpzQA', 'tbhPellQgvrC0EORmtpzQA', '\x9e8382e8e1a5039ebcb17df7623afe4c7f287e3fd053eabafae0c6931c9b7ec6'::bytea, '', '\x3986cb4f5924e403d0e173a0bfd367f1158d31067b92afc3c786d78d76e5'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:10:00+00:00'::timestamptz, '2026-11-23 09:30:00+00:00'::timestamptz, 0, 0);
INSERT INTO "daemun_outgoing_mails" ("id", "name", "user_id", "sealed", "is_written", "created_at", "next_try_at", "expires_at", "tries", "failed_at", "failure") VALUES ('mail-one', 'password_changed', 'tbhPellQgvrC0EORmtpzQA', '\x7365616c6564'::bytea, false, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-11-23 09:30:15.123000+00:00'::timestamptz, '2026-11-24 09:30:15.123000+00:00'::timestamptz, 0, NULL, NULL);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('tbhPellQgvrC0EORmtpzQA', '$argon2id$v=19$m=19456,t=2,p=1$nreeBVQ6T5TxGV4UIw9vxw$dbRGKfO8wYeZLLKknixmGJ4kFOTw+nmBkrdQ9R7qFl8', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('tbhPellQgvrC0EORmtpzQA', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('tbhPellQgvrC0EORmtpzQA', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember") VALUES ('WJTNKUm-uxRuU19sn3H8IQ', 'tbhPellQgvrC0EORmtpzQA', '\xfca727fb5fe39f1e48b0b416750c76878a4246108df6867dab661ba880895687'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL, NULL, NULL, 'knowledge', 'aal1', false);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember") VALUES ('k1vr1ZBZfOsHuf--ga0N1A', 'tbhPellQgvrC0EORmtpzQA', '\x65e194eabadc0318254052460b311d0659ec5a46085081ab51c3a1ae525e359f'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL, 'knowledge', 'aal1', false);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at", "sibling", "sibling_of", "kinds", "acr", "remember") VALUES ('RbnWX5UhGUD1CbqRu6Ecgg', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz, NULL, NULL, 'knowledge', 'aal1', false);
