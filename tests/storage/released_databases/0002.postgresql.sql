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

COMMIT;

INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('59fJUEpGSc70bOF3Ez7Fow', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'PzRKex-c89KBEHOdc7YZPQ', NULL, NULL, 'daemun', '', '{"role":"editor"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('YWDqypVEtbzaiKCdQEoMbw', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.granted', 'PzRKex-c89KBEHOdc7YZPQ', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('YDiFgc_ak2y9DILNUZf2Jw', '2026-11-23 09:00:00+00:00'::timestamptz, 'role.revoked', 'PzRKex-c89KBEHOdc7YZPQ', NULL, NULL, 'daemun', '', '{"role":"admin"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('-Wek4EKB22Ix5KBz8bKIbg', '2026-11-23 09:00:00+00:00'::timestamptz, 'signing_key.added', NULL, NULL, NULL, 'daemun', '', '{"key_id":"TUoBolKZMjPpsrYtQU8BswJkGdaw5vSbRKn1uHHk8IQ"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('rR7hY6vMJiE_CNClSFM2KQ', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'PzRKex-c89KBEHOdc7YZPQ', NULL, NULL, 'daemun', '', '{"session_ids":["oUe1BMXb-fvZT5QvAnAcdw"],"reason":"logout"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('sdkcoZAW86KY6ezS2kPvDg', '2026-11-23 09:00:00+00:00'::timestamptz, 'session.revoked', 'in-dY_bSURS847o0xd7K2Q', NULL, NULL, 'daemun', '', '{"session_ids":["OJBzDQNpWwkQJdGH13oYYg"],"reason":"user_deleted"}');
INSERT INTO "daemun_audit_events" ("id", "at", "name", "user_id", "session_id", "address", "user_agent", "request_id", "details") VALUES ('9kJrludwBaezHdvqy4LsKw', '2026-11-23 09:00:00+00:00'::timestamptz, 'user.deleted', 'in-dY_bSURS847o0xd7K2Q', NULL, NULL, 'daemun', '', '{}');
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('address:b9a4aa5a6da22ef020370d1eb22a279c61581e5a485036322c9e4b209a1f4730', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('hour:cb3dce34dbf79b1be3227f4abe0541d073f9093077eab58fb2bf26a5e0cda9f4', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('pair:319bec92866d293141408e55e31f49cf373c003a765c9a030fb8d9b1df842844', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('users:b83473e6b57f0c21bf4ed9626967e95db14528dea516df151200305567cb7e69', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_lockout" ("key", "tries", "window_started_at", "refused_until") VALUES ('user:636c2e076647a0198069fdf1a694fb198fbd3c910fecbd2e24e24325d797a587', 1, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_signing_keys" ("number", "id", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from", "removed_at") VALUES (1, 'TUoBolKZMjPpsrYtQU8BswJkGdaw5vSbRKn1uHHk8IQ', 'ES256', '{"crv":"P-256","kty":"EC","x":"sx4MF5AJdsBh9wQag_nuu7SFS_Mv3LbZsx0YlW-3V5Y","y":"SjAQ-HB0bV4H3Er5132M54V_DDjtKKS7KxjYmxcXncs","kid":"TUoBolKZMjPpsrYtQU8BswJkGdaw5vSbRKn1uHHk8IQ","alg":"ES256","use":"sig"}', '\xa576f9e3f202b6af957b4d81f74c1784df5ed5d3f6ad6fe30ff41a5403f4c485fee332dcc2cc336e90b7e05152ea8a3bb3bd9c614eada71fe03ccd97d6db4f3314dd0e9dedb857b3fbc0edf033982355528993c7f022b91df2cdffca32b597c986f00f8f174ebad01a885ec24a38dadde0cb8291ccd337fd92f3316586d7ec134d1f52ad128c753ea84f3dfc9a8032ce560746eea1722659b4eaf7738c7d2057aae0ffd9c0a3'::bytea, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at") VALUES ('PzRKex-c89KBEHOdc7YZPQ', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'minsu', 'minsu', 'minsu@example.kr', 'minsu@example.kr', NULL, '{}', NULL);
INSERT INTO "daemun_users" ("id", "created_at", "updated_at", "username", "username_key", "email", "email_key", "email_verified_at", "profile", "locked_at") VALUES ('fAePKjHk9cCl-NDhiidEmw', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'jiwoo', 'jiwoo', 'jiwoo@example.kr', 'jiwoo@example.kr', NULL, '{}', NULL);
INSERT INTO "daemun_login_attempts" ("digest", "user_id", "proven", "scope", "expires_at") VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101'::bytea, 'PzRKex-c89KBEHOdc7YZPQ', 'pwd', '', '2026-11-23 09:05:00+00:00'::timestamptz);
INSERT INTO "daemun_passwords" ("user_id", "hash", "changed_at", "must_change", "expires_at", "used_at") VALUES ('PzRKex-c89KBEHOdc7YZPQ', '$argon2id$v=19$m=19456,t=2,p=1$LOFtxK22Ftop3couDo2h3Q$NyJD7KQeCiKWibLRErfp0tgGo36ExOnoSsb2jmoqPBY', '2026-11-23 09:00:00+00:00'::timestamptz, false, NULL, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('PzRKex-c89KBEHOdc7YZPQ', 'editor', '2026-11-23 09:00:00+00:00'::timestamptz, NULL);
INSERT INTO "daemun_roles" ("user_id", "role", "granted_at", "revoked_at") VALUES ('PzRKex-c89KBEHOdc7YZPQ', 'admin', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('aquue1-uUGjXDr8VCVg3Rw', 'PzRKex-c89KBEHOdc7YZPQ', '\x1fae9f02b1480adf20c1e00a5edc0d56898c5a3594b5af24fe8b0771386d1073'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', NULL);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('oUe1BMXb-fvZT5QvAnAcdw', 'PzRKex-c89KBEHOdc7YZPQ', '\x1bc117a585e6e2f73d26f05435119ecf6fe3b4d5bd77c80fbeedb8c97e4a469e'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, 'daemun', '2026-11-23 09:00:00+00:00'::timestamptz);
INSERT INTO "daemun_sessions" ("id", "user_id", "family_digest", "generation", "created_at", "authenticated_at", "amr", "scope", "refreshed_at", "minute_started_at", "refreshes_in_minute", "idle_expires_at", "expires_at", "address", "user_agent", "revoked_at") VALUES ('OJBzDQNpWwkQJdGH13oYYg', NULL, '\x'::bytea, 0, '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 'pwd', '', '2026-11-23 09:00:00+00:00'::timestamptz, '2026-11-23 09:00:00+00:00'::timestamptz, 0, '2026-12-07 09:00:00+00:00'::timestamptz, '2026-12-23 09:00:00+00:00'::timestamptz, NULL, '', '2026-11-23 09:00:00+00:00'::timestamptz);
