const form = document.querySelector("form");

/** Where the person wanted to go, if it is on this site. */
function destination() {
  const wanted = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return wanted.origin === location.origin ? wanted : "/";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch("/auth/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  if (response.ok) location.replace(destination());
  else document.querySelector("[role=alert]").textContent = (await response.json()).detail;
});
