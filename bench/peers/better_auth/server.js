// better-auth with Argon2id at our cost, users in SQLite, on as many processes as it is given.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";

import { hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";

const { BENCH_INSTANCE, BENCH_PORT, BENCH_WORKERS } = process.env;
const PASSWORD = "gyeoul-bada-norae-4821";
// What Daemun takes, too; Argon2id is the library's own choice.
const COST = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

const database = new DatabaseSync(`${BENCH_INSTANCE}/peer.db`, { timeout: 5000 });
// As ours: readers and the one writer of several processes do not stop each other.
database.exec("PRAGMA journal_mode = WAL");

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${BENCH_PORT}`,
  secret: "k".repeat(43),
  database,
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password, COST),
      verify: ({ hash, password }) => verify(hash, password),
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
});

if (cluster.isPrimary) {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  const { internalAdapter } = await auth.$context;
  const password = await hash(PASSWORD, COST);
  for (let number = 0; number < 256; number++) {
    const email = `person${number}@example.kr`;
    const user = await internalAdapter.createUser({ email, name: email, emailVerified: true });
    await internalAdapter.linkAccount({
      userId: user.id,
      accountId: user.id,
      providerId: "credential",
      password,
    });
  }
  for (let worker = 0; worker < Number(BENCH_WORKERS); worker++) cluster.fork();
} else {
  createServer(toNodeHandler(auth)).listen(Number(BENCH_PORT), "127.0.0.1");
}
