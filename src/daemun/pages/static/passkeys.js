// Asks the server for options and the person for a passkey, and sends the form with what the browser signed.
const form = document.querySelector("form[data-passkey]");
const button = form.querySelector("button");
const hint = form.querySelector("[data-missing]");
const isAvailable = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
let waiting = null; // What still asks the person: browsers allow one at a time.

async function send(mediation) {
  const answer = await fetch(form.dataset.passkey, { method: "POST", redirect: "manual" });
  if (!answer.ok) {
    // The page itself leads on: to a new login, or to a proof of who is there.
    if (!mediation) location.assign(location.href);
    return;
  }
  const credential = await ask(await answer.json(), mediation);
  if (credential === null) return;
  form.elements.passkey.value = JSON.stringify(credential);
  for (const box of document.querySelectorAll(".daemun input[type=checkbox]:checked")) {
    if (box.form !== form) form.append(Object.assign(box.cloneNode(), { hidden: true }));
  }
  form.requestSubmit();
}

async function ask(options, mediation) {
  waiting?.controller.abort();
  await waiting?.over;
  const controller = new AbortController();
  const asked = begin(options, { signal: controller.signal, ...(mediation && { mediation }) });
  waiting = { controller, over: asked.catch(() => null) };
  try {
    return (await asked).toJSON();
  } catch (error) {
    if (error.name === "InvalidStateError") {
      hint.textContent = hint.dataset.known;
      hint.hidden = false;
    }
    return null; // It has one already; else the person did not want to, or another call took its place.
  }
}

function begin(options, how) {
  if ("user" in options) {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), ...how });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey, ...how });
}

button.hidden = !isAvailable;
hint.hidden = isAvailable;
hint.textContent = hint.dataset.missing;
button.addEventListener("click", () => send());
if (isAvailable && document.querySelector("[autocomplete~=webauthn]")) {
  Promise.resolve(PublicKeyCredential.isConditionalMediationAvailable?.()).then((fills) => fills && send("conditional"));
}
