// Passkeys in the browser, for pages of your own:
//
//   import { autofill, logIn, finish, add, reauthenticate } from "/auth/daemun-passkeys.js";
//
// Each asks the server for options, asks the person, and sends the answer back. It gives what the server
// answers, null when the person did not want to, and throws a Refused with the problem of the server.
// Where tokens do not travel in cookies, give `token`, the access token of the session.

const api = new URL(".", import.meta.url);
let waiting = null; // What still asks the person: browsers allow one at a time.

export class Refused extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.code);
    this.problem = problem;
  }
}

/** Whether this browser knows passkeys. In-app browsers often do not. */
export const isAvailable = () => "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/**
 * Offer passkeys among the names that the browser fills in, beside `<input autocomplete="username webauthn">`.
 * Call it once when the page is ready. It ends when a passkey was chosen, or with null when another call
 * takes its place.
 */
export async function autofill({ remember = false } = {}) {
  if (!isAvailable() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return null;
  return logInWith({ remember, mediation: "conditional" });
}

/** Log in with a passkey alone. */
export const logIn = ({ remember = false } = {}) => logInWith({ remember });

/** Finish a login that asked for a second factor. */
export async function finish(loginAttempt, { trustDevice = false } = {}) {
  const options = await post("login/passkey/options", { login_attempt: loginAttempt });
  const response = await get(options);
  return response && post("login/passkey", { login_attempt: loginAttempt, response, trust_device: trustDevice });
}

/** Add a passkey to the account. */
export async function add({ name, token } = {}) {
  const options = await post("me/passkeys/options", undefined, token);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const response = await ask((signal) => navigator.credentials.create({ publicKey, signal }));
  return response && post("me/passkeys", name === undefined ? { response } : { response, name }, token);
}

/** Prove once more who is there. */
export async function reauthenticate({ token } = {}) {
  const response = await get(await post("reauthenticate/passkey/options", undefined, token));
  return response && post("reauthenticate", { response }, token);
}

async function logInWith({ remember, mediation }) {
  const options = await post("passkey/options");
  const response = await get(options, mediation);
  if (response === null) return null;
  try {
    const answer = await post("passkey", { response, remember });
    await tellAccepted(options.rpId, response.response.userHandle, answer.access_token);
    return answer;
  } catch (refused) {
    if (refused.problem?.reason === "unknown_credential") {
      // Nobody at all has it any more: the browser need not offer it again.
      await signal("signalUnknownCredential", { rpId: options.rpId, credentialId: response.id });
    }
    throw refused;
  }
}

/** Tell the browser which passkeys the account has: it hides those that were removed. */
async function tellAccepted(rpId, userId, token) {
  if (!userId || !("signalAllAcceptedCredentials" in PublicKeyCredential)) return;
  const answer = await fetch(new URL("me/factors", api), { headers: bearer(token) });
  if (!answer.ok) return;
  const { factors } = await answer.json();
  const ids = factors.filter((factor) => factor.kind === "passkey").map((factor) => factor.credential_id);
  await signal("signalAllAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds: ids });
}

async function signal(name, said) {
  try {
    await PublicKeyCredential[name]?.(said);
  } catch {
    // It is a hint. What it was about has succeeded.
  }
}

function get(options, mediation) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return ask((signal) => navigator.credentials.get({ publicKey, signal, ...(mediation && { mediation }) }));
}

async function ask(begin) {
  await stopWaiting();
  const controller = new AbortController();
  const asked = begin(controller.signal);
  const mine = { controller, over: asked.catch(() => null) };
  waiting = mine;
  try {
    return (await asked).toJSON();
  } catch (error) {
    // What was aborted here, and what the person closed or let pass. Some browsers abort without a name.
    if (controller.signal.aborted || error?.name === "NotAllowedError" || error?.name === "AbortError") return null;
    throw error;
  } finally {
    if (waiting === mine) waiting = null;
  }
}

/** End what waits, and wait until it has ended: a call that starts too early is refused, or lost. */
async function stopWaiting() {
  const { controller, over } = waiting ?? {};
  controller?.abort();
  await over;
}

async function post(path, body, token) {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(new URL(path, api), {
    method: "POST",
    headers: { ...json, ...bearer(token) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const read = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refused(read);
  return read;
}

const bearer = (token) => (token ? { Authorization: `Bearer ${token}` } : {});
