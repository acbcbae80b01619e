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

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('6vEuhfJ7aik816JDpS9NtQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'z9y8S3R1vyB8Zy1XHc6DJw', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('M5QudJ_k3SNM2rWQBkdb5A', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'z9y8S3R1vyB8Zy1XHc6DJw', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('29SKPw8EeGEYQslAOR469A', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', 'z9y8S3R1vyB8Zy1XHc6DJw', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('WgAPFkDMgr5R-99PtrMUIQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"8iA32tEwoY9MD3hKES8F3JewgIKfzZiWj5XfpOgaLmU"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('lUH9XXzJRqm_BssMyvDWHA', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'z9y8S3R1vyB8Zy1XHc6DJw', NULL, NULL, 'daemun', '', '{"session_ids":["pAVX25Cxs9HKVuBp3z3GVA"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('FkFLZ72a_jpoWCAE4JYhog', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'QMNEjAfo6LN7rH5p2JQ9Og', NULL, NULL, 'daemun', '', '{"session_ids":["B4SdfkTcf04m6CQwxZSqCA"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('UmuYp5hP23rKSlAWv-l4Fw', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', 'QMNEjAfo6LN7rH5p2JQ9Og', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:7d990df291749f49956bf85b0399e563b46bb09070602fee65edff9a171a0302', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:91771e07eabcde782391df172485ce43ffd953f927180c2fbef17e5873ee870a', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, '8iA32tEwoY9MD3hKES8F3JewgIKfzZiWj5XfpOgaLmU', 'ES256', '{"crv":"P-256","kty":"EC","x":"HS2vV6nCLl4XOe9GwHllkvN3HfG4RBOCI64YWy9i6a8","y":"CEWunBYuJYFxYDvj0LrvKwvHm7biYNKXrW6rtX9_MTo","kid":"8iA32tEwoY9MD3hKES8F3JewgIKfzZiWj5XfpOgaLmU","alg":"ES256","use":"sig"}', '\xf598b47c140b8e16a539388ec53ec1decd7d79e954944e7e5ccf2f29b03d22f8097fa62fff01eb1987ee888d9d2682ca0599baa788bbfc0832ceca53ae45b25fac313a09e5ea158fa0f604a108b721e9303c91d9e7eb05762e59ae44e72bbecd028ef33bf90cb2b12062bd5bb1a07a60773465121bb6e8213478b73305e37968009629aff5faa028e7b5a58e409b823861bc4fb6e47c21152540e54853ed4465a18523a51395'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at") VALUES ('z9y8S3R1vyB8Zy1XHc6DJw', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at") VALUES ('Xjme2_BTGldItKmX5SZ4hw', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL);
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, 'z9y8S3R1vyB8Zy1XHc6DJw', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz);
INSERT INTO "daemun_one_time_tokens" ("digest", "purpose", "subject", "user_id", "code_digest", "version", "sealed_payload", "created_at", "code_expires_at", "expires_at", "tries", "earlier_tries") VALUES ('\x6714fe392d9fc11a4117da627a625c138de75833c57a1f9775d0ffafd7bd8ab6'::bytea, 'test', 'z9y8S3R1vyB8Zy1XHc6DJw', 'z9y8S3R1vyB8Zy1XHc6DJw', '\xc0982fce9747ff9be4e1fbfddbf9b08fa03c9baf49188e08a6d4e48afdba3260'::bytea, '', '\xbaf69f67e02fd1439a904e95b55d86fb6ebd0ac70428fa56816fcec283dd'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:10:00+00:00'::timestamptz, '2026-11-23 09:30:00+00:00'::timestamptz, 0, 0);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('z9y8S3R1vyB8Zy1XHc6DJw', '$argon2id$v=19$m=19456,t=2,p=1$v2+mwkQNXmzselZofIi8EQ$+qrF93cirSqmQ3QOQJc+TOgswa5eKf/n0qEL9Vwgfoc', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('z9y8S3R1vyB8Zy1XHc6DJw', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('z9y8S3R1vyB8Zy1XHc6DJw', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('NPQohJbPrwL8UkzeJIFTTA', 'z9y8S3R1vyB8Zy1XHc6DJw', '\x9890aadddce7b533a2650f987294500d74755cd86c7d5b383b11a2292046f46b'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('pAVX25Cxs9HKVuBp3z3GVA', 'z9y8S3R1vyB8Zy1XHc6DJw', '\xfd5df5cc795f7a604b047621b72c849c8b352d445c09ca039e0d13fef297a954'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('B4SdfkTcf04m6CQwxZSqCA', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz);
