import { call, Refused } from "./api.js";
import { language, texts } from "./texts.js";

const element = (id) => document.getElementById(id);
const door = element("door");
const room = element("room");

function showRoom({ user }) {
  element("hello").textContent = texts.hello(user.username);
  element("since").textContent = new Date(user.created_at).toLocaleString(language);
  element("answer").textContent = "–";
  door.hidden = true;
  room.hidden = false;
}

function showDoor() {
  door.reset();
  room.hidden = true;
  door.hidden = false;
}

function showRefusal(sentence, errors = []) {
  const paragraph = document.createElement("p");
  paragraph.textContent = sentence;
  const list = document.createElement("ul");
  list.append(...errors.map(({ detail }) => Object.assign(document.createElement("li"), { textContent: detail })));
  element("refusal").replaceChildren(...(sentence ? [paragraph] : []), ...(errors.length ? [list] : []));
}

/** Do something with the buttons asleep; whoever is not logged in any more stands before the door again. */
async function attempt(action) {
  const buttons = document.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  showRefusal("");
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refused)) return showRefusal(texts.offline);
    const { code, detail, errors } = error.problem;
    if (code.startsWith("token_") || code === "session_ended") showDoor();
    showRefusal(detail, errors);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

async function enter() {
  showRoom({ user: await call("GET", "/auth/me") });
}

door.addEventListener("submit", (event) => {
  event.preventDefault();
  const { username, password } = Object.fromEntries(new FormData(door));
  attempt(async () => {
    await call("POST", `/auth/${event.submitter.value}`, { username, password });
    await enter();
  });
});

element("greet").addEventListener("click", () => attempt(async () => {
  element("answer").textContent = "…";
  element("answer").textContent = (await call("POST", "/api/greetings")).message;
}));

element("log-out").addEventListener("click", () => attempt(async () => {
  await call("POST", "/auth/logout");
  showDoor();
}));

document.documentElement.lang = language;
document.querySelectorAll("[data-text]").forEach((each) => { each.textContent = texts[each.dataset.text]; });
try {
  await enter();
} catch {
  showDoor();
}
