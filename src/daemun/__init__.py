"""Daemun: login for Flask, which can grow into a login server.

    app = Flask(__name__)
    auth = Daemun(app)

    @app.get("/protected")
    @login_required
    def protected():
        return {"message": f"{current_user.username}, hello"}

Anything not listed in `__all__` here, in `daemun.testing` or in the manual may change.
"""

from daemun.extension import Daemun
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.passwords.rules import PasswordContext
from daemun.features.registration.errors import RegistrationRefused
from daemun.features.sessions.model import Session
from daemun.features.social_login.preset import Look, Preset, Revocation
from daemun.features.users.model import User
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.mail.message import Mailer, MailNotSent, Message
from daemun.problem import Problem
from daemun.settings.reading import SettingsRefused
from daemun.storage.host_tables import users_table

__all__ = [
    "Daemun",
    "FactorRequired",
    "LoggedIn",
    "Look",
    "MailNotSent",
    "Mailer",
    "Message",
    "PasswordContext",
    "Preset",
    "Problem",
    "RegistrationRefused",
    "Revocation",
    "Session",
    "SettingsRefused",
    "User",
    "current_token",
    "current_user",
    "login_required",
    "users_table",
]
