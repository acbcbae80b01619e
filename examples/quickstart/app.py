from flask import Flask

from daemun import Daemun, login_required

app = Flask(__name__)
app.config["DAEMUN_HTTP_DEFAULT_LANGUAGE"] = "ko"
auth = Daemun(app, url_prefix="")


@app.get("/protected")
@login_required
def protected() -> dict[str, str]:
    return {"message": "인증 성공"}
