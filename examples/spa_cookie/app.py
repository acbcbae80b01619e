from flask import Flask, Response

from daemun import Daemun, current_user, login_required

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

app = Flask(__name__)
app.config["DAEMUN_TRANSPORT_COOKIES"] = True
auth = Daemun(app)


@app.get("/")
def page() -> Response:
    return app.send_static_file("index.html")


@app.post("/api/greetings")
@login_required
def greet() -> dict[str, str | None]:
    return {"message": "인증 성공", "username": current_user.username}


@app.after_request
def allow_our_own_files_only(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
