// The whole journey, with types that openapi-typescript makes from the description.
import assert from "node:assert/strict";

import createClient from "openapi-fetch";

import type { components, paths } from "./api.ts";

const address = process.argv[2]!;
const person = { username: "minsu", password: "wide-otter-lamp-42-river" };

const guest = createClient<paths>({ baseUrl: address });

const registered = await guest.POST("/register", { body: person });
assert.equal(registered.data?.user.username, "minsu");

const again = await guest.POST("/register", { body: person });
assert.equal(again.error?.code, "username_taken");

const wrong = await guest.POST("/login", { body: { ...person, password: "not this one" } });
assert.equal(explain(wrong.error!), "invalid_credentials");

// @ts-expect-error: a password is needed, and the types know.
const incomplete = await guest.POST("/login", { body: { username: "minsu" } });
assert.equal(incomplete.response.status, 422);

const loggedIn = await guest.POST("/login", { body: person });
const refreshed = await guest.POST("/refresh", {
  body: { refresh_token: loggedIn.data!.refresh_token },
});

const known = createClient<paths>({
  baseUrl: address,
  headers: { Authorization: `Bearer ${refreshed.data!.access_token}` },
});
const me = await known.GET("/me");
assert.equal(me.data?.email_verified, false);
const sessions = await known.GET("/sessions");
assert.deepEqual(sessions.data?.sessions.map((session) => session.current), [true, false]);
const old = sessions.data!.sessions[1]!;
const ended = await known.DELETE("/sessions/{session_id}", { params: { path: { session_id: old.id } } });
assert.equal(ended.response.status, 204);
console.log("done");

type Refusal = components["schemas"]["TooManyTries" | "InvalidCredentials" | "SecondFactorRequired"];

// The code tells the members: `retry_after` is there only where it is described.
function explain(refusal: { code: string } | Refusal): string {
  const known = refusal as Refusal;
  switch (known.code) {
    case "too_many_tries":
      return `wait ${known.retry_after.toFixed()} seconds`;
    case "second_factor_required":
      return known.factors.join();
    default:
      return known.code;
  }
}
