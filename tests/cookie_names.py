"""The names of our cookies where no setting changes them."""

from daemun.http.cookies import access_cookie, device_cookie, refresh_cookie
from daemun.http.settings import TransportSettings

ACCESS_COOKIE = access_cookie(TransportSettings())
REFRESH_COOKIE = refresh_cookie(TransportSettings())
DEVICE_COOKIE = device_cookie(TransportSettings())
