// The one door to the server. Tokens are in cookies that no script can read; the browser sends them by itself.

// A wrong password is a 401 too, but no reason to renew anything.
const OVER = new Set(["token_missing", "token_expired", "token_invalid"]);
let renewal = null;

/** A refusal: `problem` is the answer's body, with `code`, `detail` and perhaps `errors`. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Send a request and read the answer; when the access token is over, renew it and send once more. */
export async function call(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (refused) {
    if (!(refused instanceof Refused) || !OVER.has(refused.problem.code)) throw refused;
    await renew();
    return send(method, path, body);
  }
}

/** Calls that come at the same time wait for the same renewal; other tabs are the server's business. */
function renew() {
  renewal ??= send("POST", "/auth/refresh").finally(() => { renewal = null; });
  return renewal;
}

async function send(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer);
  return answer;
}
