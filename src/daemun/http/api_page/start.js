// Shows the description beside this page; a login through the page is used for the calls after it.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const place = document.getElementById("api");
const page = SwaggerUIBundle({
  domNode: place,
  url: new URL(place.dataset.description, window.location.href).href,
  validatorUrl: null,
  deepLinking: true,
  // Calls first; the schemas below them are opened by those who look for one.
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  responseInterceptor(response) {
    const token = response.body && response.body.access_token;
    if (response.ok && token) {
      page.preauthorizeApiKey("bearer", token);
    }
    return response;
  },
});
