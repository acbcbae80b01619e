"""current_user and current_token outside guarded views; inside them: test_guard.py, test_caller.py."""

import copy
import pickle

import pytest

from daemun import current_token, current_user


def test_outside_a_request_nobody_is_logged_in() -> None:
    assert not current_user
    assert not current_user.is_authenticated
    assert current_user.is_anonymous
    assert (current_user.id, current_user.username, current_user.email) == ("", None, None)
    assert current_user.roles == ()


def test_a_guest_has_no_token() -> None:
    assert not bool(current_token)
    with pytest.raises(RuntimeError, match="if current_user"):
        current_token.user_id  # noqa: B018


def test_a_guest_can_be_copied_and_pickled() -> None:
    assert not copy.copy(current_user)
    assert not pickle.loads(pickle.dumps(current_user))
