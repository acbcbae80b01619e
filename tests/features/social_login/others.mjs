// Two providers that others wrote, for as long as standard input is open. The first argument: where browsers come
// back to. `POST /fault` at the first one makes it as false as a test wants it.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { OAuth2Server } from "oauth2-mock-server";
import { Provider } from "oidc-provider";

const CLIENT = "shop";
const SECRET = "a secret of 32 characters & more: %";
const MINSU = { email: "minsu@example.kr", email_verified: true, name: "김민수" };
let fault = {};

const lenient = new OAuth2Server();
await lenient.issuer.keys.generate("RS256");
await lenient.start(0, "localhost");
lenient.service.addRoute("POST", "/fault", (request, response) => {
  fault = request.body;
  response.end();
});
let revoked = 0;
lenient.service.addRoute("GET", "/revoked", (_, response) => response.end(String(revoked)));
lenient.service.on("beforeWellKnownOpenIdConfiguration", ({ body }) => Object.assign(body, fault.metadata));
lenient.service.on("beforeAuthorizeRedirect", ({ url }) => {
  for (const [name, value] of Object.entries(fault.callback ?? {})) url.searchParams.set(name, value);
});
lenient.service.on("beforeTokenSigning", ({ payload }) => {
  Object.assign(payload, MINSU, fault.claims);
  for (const name of fault.without ?? []) delete payload[name];
  for (const name of ["iat", "exp", "nbf"]) if (name in payload) payload[name] += fault.seconds ?? 0;
});
lenient.service.on("beforeResponse", (response) => {
  if (fault.algorithm) response.body.id_token = resign(response.body.id_token, fault.algorithm);
  if (fault.status) Object.assign(response, { statusCode: fault.status, body: fault.body });
});

function resign(token, algorithm) {
  const [header, payload] = token.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url"));
  const content = `${Buffer.from(JSON.stringify({ alg: algorithm, kid })).toString("base64url")}.${payload}`;
  const signature = algorithm === "none" ? "" : createHmac("sha256", SECRET).update(content).digest("base64url");
  return `${content}.${signature}`;
}

const server = createServer();
await new Promise((resolve) => server.listen(0, "localhost", resolve));
const issuer = `http://localhost:${server.address().port}`;
const strict = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: [process.argv[2]],
      grant_types: ["authorization_code", "refresh_token"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["a key of a test"] },
  features: { revocation: { enabled: true } },
  issueRefreshToken: () => true,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...MINSU, email: `${id}@example.kr` }) }),
});
strict.on("grant.revoked", () => revoked++);
server.on("request", strict.callback());

process.stdout.write(`${JSON.stringify({ lenient: lenient.issuer.url, strict: issuer })}\n`);
process.stdin.on("end", () => process.exit()).resume();
