"""djangorestframework-simplejwt on PostgreSQL, with rotation and its list of used refresh tokens."""

import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

urlpatterns: list[object] = []


def make(*, instance_path: str) -> Callable[..., object]:
    settings.configure(
        SECRET_KEY="k" * 50,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "rest_framework",
            "rest_framework_simplejwt",
            "rest_framework_simplejwt.token_blacklist",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": os.environ["BENCH_POSTGRES_FOLDER"],
                "NAME": os.environ["BENCH_POSTGRES_DATABASE"],
                "USER": "postgres",
                "CONN_MAX_AGE": None,
            }
        },
        SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    with Path(instance_path, "migrating").open("w") as alone:
        # Two workers start at once.
        flock(alone, LOCK_EX)
        call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User
    from rest_framework_simplejwt.tokens import RefreshToken
    from rest_framework_simplejwt.views import TokenRefreshView

    User.objects.get_or_create(username="minsu")

    def open_to_all(_request: object) -> JsonResponse:
        return JsonResponse({"message": "minsu, 인증 성공"})

    def token(_request: object) -> JsonResponse:
        return JsonResponse({"token": str(RefreshToken.for_user(User.objects.get(username="minsu")))})

    urlpatterns.extend(
        [path("open", open_to_all), path("token", token), path("refresh", TokenRefreshView.as_view())]
    )
    return get_wsgi_application()
