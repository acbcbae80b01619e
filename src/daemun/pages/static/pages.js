// Small comforts; every page works without them.
const said = document.currentScript.dataset;
const page = document.querySelector(".daemun");
document.getElementById("refusal")?.focus();
if (!navigator.cookieEnabled) {
  const warning = document.createElement("p");
  warning.className = "refusal";
  warning.textContent = said.noCookies;
  page.querySelector("h1").after(warning);
}
for (const field of page.querySelectorAll("input[type=password]")) {
  const box = field.parentElement;
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
  box.classList.add("peeks");
  field.after(peek);
  const caps = document.createElement("p");
  caps.className = "hint";
  caps.setAttribute("role", "status");
  box.append(caps);
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
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    for (const field of form.querySelectorAll("input[autocomplete=new-password],input[autocomplete=current-password]")) field.type = "password";
  });
}
addEventListener("pageshow", () => { for (const form of page.querySelectorAll("form")) delete form.dataset.sent; });
// Times are in the reader's own zone.
for (const time of page.querySelectorAll("time")) {
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
