"""What `daemun dev` shows in a browser beside the pages: the mails that it keeps instead of sending them, and
the demo users. In development alone.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, render_template_string

from daemun.http.response_headers import add_security_headers
from daemun.mail.outbox import Outbox

PATH = "/dev/inbox"
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  article { border: 1px solid #ccc; border-radius: .5rem; padding: 0 1rem; margin: 1rem 0; }
  h2 { font-size: 1.1rem; margin-bottom: 0; }
  p { color: #555; margin: 0; }
  iframe { width: 100%; height: 48rem; border: 0; }
  summary { margin: .5rem 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
</style>
<h1>Inbox</h1>
{% for message in messages %}
<article lang="{{ message.language }}">
  <h2>{{ message.subject }}</h2>
  <p>To {{ message.to }}</p>
  {% if message.html %}
  <iframe sandbox srcdoc="{{ message.html }}" title="{{ message.subject }}"></iframe>
  <details><summary>As text</summary><pre>{{ message.text }}</pre></details>
  {% else %}
  <pre>{{ message.text }}</pre>
  {% endif %}
</article>
{% else %}
<p>No mails yet. Log in from a second program, or change a password, and reload this page.</p>
{% endfor %}
</html>
"""


def blueprint(outbox: Outbox, demo_users: Mapping[str, str | None]) -> Blueprint:
    """`GET /dev/inbox`, and a way to it on every page. demo_users: passwords by name."""
    routes = Blueprint("dev_inbox", __name__, template_folder="dev_templates")
    routes.app_context_processor(lambda: {"inbox_path": PATH, "demo_users": demo_users})

    @routes.get(PATH)
    def show_inbox() -> Response:
        """Show the mails, newest first."""
        page = render_template_string(_PAGE, messages=outbox.messages[::-1])
        response = add_security_headers(
            Response(page), policy="default-src 'none'; style-src 'unsafe-inline'"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes
