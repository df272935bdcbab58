"""The sign-in forms, in the clinic's words: nobody resets a password by mail, the administrator gives a new one."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms


class SignIn(LoginForm):
    """Username and password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _plain(self)


class SignInAgain(ReauthenticateForm):
    """The password once more, before something that protects the account is changed."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _plain(self)


class NewPassword(ChangePasswordForm):
    """The present password, and twice the new one with what is asked of it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _plain(self, keep_help=("password1",))


def _plain(form: forms.BaseForm, *, keep_help: tuple[str, ...] = ()) -> None:
    """Labels above the fields are enough; the help of most fields is a link to a page for mail."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = field.help_text if name in keep_help else ""
