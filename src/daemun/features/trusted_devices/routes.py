"""`/me/trusted-devices`."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.trusted_devices.errors import TrustedDeviceNotFound
from daemun.features.trusted_devices.service import TrustedDevices
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.kept_secrets import TRUSTED_DEVICE
from daemun.http.operation import TIMESTAMP, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.response_headers import empty_response, json_response


class TrustedDeviceAnswer(TypedDict):
    """A device on which no second factor is asked for."""

    id: str
    device: Annotated[str, Field(description="The user agent that logged in.")]
    address: Annotated[str | None, Field(description="From where the login came.")]
    created_at: Annotated[str, TIMESTAMP]
    last_used_at: Annotated[str, TIMESTAMP]
    expires_at: Annotated[str, TIMESTAMP]
    current: Annotated[bool, Field(description="Whether this request comes from it.")]


class TrustedDeviceListAnswer(TypedDict):
    """Trusted devices, newest first."""

    trusted_devices: list[TrustedDeviceAnswer]


_LIST = Operation(answer=TrustedDeviceListAnswer)
_REMOVE = Operation(status=204, problems=(TrustedDeviceNotFound,))


def blueprint(devices: TrustedDevices) -> Blueprint:
    """`GET /me/trusted-devices`, `DELETE /me/trusted-devices/<id>`."""
    routes = Blueprint("trusted_devices", __name__)

    @routes.get("/me/trusted-devices")
    @describe(_LIST)
    @login_required(check_session=True)
    def list_trusted_devices() -> Response:
        """List the devices on which the current user is not asked for a second factor."""
        secret = TRUSTED_DEVICE.read()
        answer: TrustedDeviceListAnswer = {
            "trusted_devices": [
                {
                    "id": device.id,
                    "device": device.user_agent,
                    "address": device.address,
                    "created_at": device.created_at.isoformat(timespec="milliseconds"),
                    "last_used_at": device.last_used_at.isoformat(timespec="milliseconds"),
                    "expires_at": device.expires_at.isoformat(timespec="milliseconds"),
                    "current": devices.is_present(device, secret),
                }
                for device in devices.list_of(current_user.id)
            ]
        }
        return json_response(answer)

    @routes.delete("/me/trusted-devices/<device_id>")
    @describe(_REMOVE)
    @login_required(check_session=True)
    def remove_trusted_device(device_id: str) -> Response:
        """Ask for a second factor on this device again."""
        devices.remove(current_user.id, device_id, present_origin())
        return empty_response()

    return routes
