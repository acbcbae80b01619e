import os

from flask import Flask

from daemun import Daemun, login_required

app = Flask(__name__)
app.config["DAEMUN_DATABASE_URL"] = os.environ["DATABASE_URL"]
auth = Daemun(app, url_prefix="")


@app.get("/protected")
@login_required
def protected() -> dict[str, str]:
    return {"message": "인증 성공"}
