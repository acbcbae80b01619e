"""`/login/with/<provider>/notifications`: notifications from providers."""

from flask import Blueprint, Response, request

from daemun.features.social_login.errors import (
    ProviderNotFound,
    ProviderRefused,
    ProviderUnavailable,
    SecurityEventRefused,
)
from daemun.features.social_login.model import Notification
from daemun.features.social_login.security_events import DESCRIPTIONS, MEDIA_TYPE
from daemun.features.social_login.unlinking import Unlinking
from daemun.http.body import media_type, read_fields, read_text
from daemun.http.errors import BodyTooLarge, MalformedBody
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.problem_response import note_refusal
from daemun.http.response_headers import empty_response, json_response

_NOTIFY = Operation(
    reads_foreign_body=True,
    status=200,
    problems=(ProviderNotFound, ProviderRefused, ProviderUnavailable, MalformedBody, BodyTooLarge),
)


def mount(routes: Blueprint, unlinking: Unlinking) -> None:
    """Put it on the blueprint."""

    @routes.post("/login/with/<provider>/notifications")
    @describe(_NOTIFY)
    def take_notification(provider: str) -> Response:
        """Receive a provider's notification that a user revoked this application's access there.

        Apple, Kakao and Naver do; the address is entered at their consoles. To a security event token, which
        Kakao sends of other changes, the answer is that of RFC 8935: 202, or 400 with `err`.
        """
        if media_type(request) == MEDIA_TYPE:
            return _take_security_event(unlinking, provider)
        authorization = request.headers.get("Authorization", "")
        unlinking.take_in(provider, Notification(read_fields(), authorization), present_origin())
        return empty_response(200)


def _take_security_event(unlinking: Unlinking, provider: str) -> Response:
    try:
        unlinking.take_in(provider, Notification({}, event_token=read_text()), present_origin())
    except SecurityEventRefused as refused:
        note_refusal(refused)
        said = {"err": refused.error, "description": DESCRIPTIONS[refused.error]}
        return json_response(said, status=400)
    return empty_response(202)
