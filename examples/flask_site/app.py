"""An ordinary site: a factory, a blueprint, a database, forms, an admin page. Its login is Daemun."""

from flask import Blueprint, Flask, abort, redirect, render_template, url_for
from flask_admin import Admin, AdminIndexView
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import StringField, SubmitField
from wtforms.validators import DataRequired

from daemun import Daemun, current_user, login_required, users_table
from daemun.migrations import leave_alone

db = SQLAlchemy()
users_table(db.metadata)
auth = Daemun(pages=True)
site = Blueprint("site", __name__)


class Note(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey("daemun_users.id", ondelete="CASCADE"), nullable=False)
    text = db.Column(db.Text, nullable=False)


class NoteForm(FlaskForm):
    text = StringField("Note", validators=[DataRequired()])
    submit = SubmitField("Save")


class ForAdmins(AdminIndexView):
    def is_accessible(self):
        return "admin" in current_user.roles


@site.get("/")
def front():
    return render_template("front.html")


@site.route("/notes", methods=["GET", "POST"])
@login_required
def notes():
    form = NoteForm()
    if form.validate_on_submit():
        db.session.add(Note(author_id=current_user.id, text=form.text.data))
        db.session.commit()
        return redirect(url_for("site.notes"))
    mine = Note.query.filter_by(author_id=current_user.id).all()
    return render_template("notes.html", form=form, notes=mine)


@site.post("/notes/<int:note_id>/delete")
@login_required
def delete(note_id):
    note = db.get_or_404(Note, note_id)
    if note.author_id != current_user.id:
        abort(403)
    db.session.delete(note)
    db.session.commit()
    return redirect(url_for("site.notes"))


def create_app(instance_path=None, **config):
    app = Flask(__name__, instance_path=instance_path, template_folder="templates")
    app.config.update(SECRET_KEY="for-trying-out-only", SQLALCHEMY_DATABASE_URI="sqlite:///site.sqlite3")
    app.config.update(DAEMUN_DATABASE_URL="sqlite:///site.sqlite3", DAEMUN_PAGES_NAME="Notes")
    app.config.update(config)
    db.init_app(app)
    auth.init_app(app)
    Migrate(app, db, include_name=leave_alone)
    CSRFProtect(app)
    Admin(app, index_view=ForAdmins())
    app.register_blueprint(site)
    return app
