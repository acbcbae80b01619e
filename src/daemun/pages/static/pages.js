// Small comforts; every page works without them. And passkeys, which only a script can ask for.
(() => {
  const said = document.currentScript.dataset;
  const page = document.querySelector(".daemun") ?? document.body;
  const asking = page.querySelector("form[data-passkey]");
  document.getElementById("refusal")?.focus();
  if (!navigator.cookieEnabled) {
    const warning = document.createElement("p");
    warning.className = "refusal";
    warning.textContent = said.noCookies;
    // A layout of the site itself may have no heading.
    const title = page.querySelector("h1");
    if (title) title.after(warning);
    else page.prepend(warning);
  }
  for (const field of page.querySelectorAll("input[type=password]")) {
    const peek = document.createElement("button");
    peek.type = "button";
    peek.className = "peek";
    peek.textContent = said.show;
    peek.setAttribute("aria-controls", field.id);
    peek.addEventListener("click", () => {
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      peek.textContent = hidden ? said.hide : said.show;
    });
    field.parentElement.classList.add("peeks");
    field.after(peek);
    const caps = document.createElement("p");
    caps.className = "hint";
    caps.setAttribute("role", "status");
    peek.after(caps);
    field.addEventListener("keyup", (event) => {
      caps.textContent = event.getModifierState?.("CapsLock") ? said.caps : "";
    });
  }
  // How long a new password must be is said from the start; here it is ticked off.
  for (const field of page.querySelectorAll("[data-min-length]")) {
    const rule = document.getElementById(`${field.id}-hint`);
    field.addEventListener("input", () => rule.classList.toggle("met", [...field.value.normalize()].length >= Number(field.dataset.minLength)));
  }
  for (const form of page.querySelectorAll("form")) {
    // Enter that ends the composition of a Hangul syllable sends nothing. Safari knows it by its number alone.
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input") && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      for (const field of form.querySelectorAll("input[autocomplete=new-password],input[autocomplete=current-password]")) field.type = "password";
    });
  }
  addEventListener("pageshow", () => { for (const form of page.querySelectorAll("form")) delete form.dataset.sent; });
  // Times are in the reader's own zone. Ours are in UTC; what a site around us writes stays.
  for (const time of page.querySelectorAll('time[datetime$="+00:00"]')) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  }
  for (const code of page.querySelectorAll("[data-copy]")) {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "quiet";
    copy.textContent = said.copyLabel;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.replace(/[^\S\n]/g, ""));
      copy.textContent = said.copied;
    });
    code.after(copy);
  }
  for (const print of page.querySelectorAll("[data-print]")) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  if (asking) askForPasskeys(asking);

  // Asks the server for options and the person for a passkey, and sends the form with what the browser signed.
  function askForPasskeys(form) {
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
      for (const box of page.querySelectorAll("input[type=checkbox]:checked")) {
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
        if (error.name === "InvalidStateError") hint.textContent = hint.dataset.known;
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

    if (!isAvailable) {
      hint.textContent = hint.dataset.missing;
      return;
    }
    button.hidden = false;
    button.addEventListener("click", () => send());
    if (page.querySelector("[autocomplete~=webauthn]")) {
      Promise.resolve(PublicKeyCredential.isConditionalMediationAvailable?.()).then((fills) => fills && send("conditional"));
    }
  }
})();
