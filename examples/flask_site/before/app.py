"""An ordinary site: a factory, a blueprint, a database, forms, an admin page. Its login is Flask-Login."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, url_for
from flask_admin import Admin, AdminIndexView
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import BooleanField, PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired

db = SQLAlchemy()
login_manager = LoginManager()
login_manager.login_view = "site.login"
site = Blueprint("site", __name__)


class User(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(80), unique=True, nullable=False)
    password_hash = db.Column(db.String(200), nullable=False)
    is_admin = db.Column(db.Boolean, nullable=False, default=False)


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))


class Note(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    text = db.Column(db.Text, nullable=False)


class LoginForm(FlaskForm):
    username = StringField("Name", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])
    remember = BooleanField("Stay logged in")
    submit = SubmitField("Log in")


class NoteForm(FlaskForm):
    text = StringField("Note", validators=[DataRequired()])
    submit = SubmitField("Save")


class ForAdmins(AdminIndexView):
    def is_accessible(self):
        return current_user.is_authenticated and current_user.is_admin


@site.get("/")
def front():
    return render_template("front.html")


@site.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        user = User.query.filter_by(username=form.username.data).first()
        if user and check_password_hash(user.password_hash, form.password.data):
            login_user(user, remember=form.remember.data)
            return redirect(url_for("site.notes"))
        flash("Wrong name or password.")
    return render_template("login.html", form=form)


@site.route("/register", methods=["GET", "POST"])
def register():
    form = LoginForm()
    if form.validate_on_submit():
        if User.query.filter_by(username=form.username.data).first():
            flash("This name is taken.")
            return render_template("login.html", form=form)
        user = User(username=form.username.data, password_hash=generate_password_hash(form.password.data))
        db.session.add(user)
        db.session.commit()
        login_user(user)
        return redirect(url_for("site.notes"))
    return render_template("login.html", form=form)


@site.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("site.front"))


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
    app = Flask(__name__, instance_path=instance_path, static_folder="../static")
    app.config.update(SECRET_KEY="for-trying-out-only", SQLALCHEMY_DATABASE_URI="sqlite:///site.sqlite3")
    app.config.update(config)
    db.init_app(app)
    login_manager.init_app(app)
    Migrate(app, db)
    CSRFProtect(app)
    Admin(app, index_view=ForAdmins())
    app.register_blueprint(site)
    return app
