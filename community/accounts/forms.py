"""What people type about themselves, as typed values or sentences."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, PasswordField
from wtforms.validators import AnyOf, DataRequired, InputRequired, ValidationError

from community.accounts.rules.passwords import fault_of_password
from community.foundation.forms import Form, LineField, no_nul
from community.foundation.languages import LANGUAGES

_EMAIL = re.compile(
    r"[^@\s,;:<>()\[\]\\\"]{1,64}@[^@\s,;:<>()\[\]\\\"]+\.[^@\s,;:<>()\[\]\\\".]{2,}"
)
LONGEST_NAME = 60
LONGEST_EMAIL = 254
UNITS = ("km", "miles")
PACES = ("very_easy", "easy", "brisk")


def _is_email(form: Any, field: Field) -> None:
    if not _EMAIL.fullmatch(field.data or ""):
        raise ValidationError(gettext("This is no e-mail address. It looks like ana@example.org."))


class EmailField(LineField):
    """One e-mail address."""

    def __init__(self, label: Any = None, **rest: Any) -> None:
        needed = DataRequired(_l("Your e-mail is missing."))
        super().__init__(label, [needed, _is_email], longest=LONGEST_EMAIL, **rest)


class NameField(LineField):
    """A name as others see it: at least one letter."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(
            None, [DataRequired(_l("Your name is missing."))], longest=LONGEST_NAME, **rest
        )

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not any(c.isalpha() for c in self.data or ""):
            raise ValidationError(gettext("Your name is missing."))


def check_new_password(password: str, name: str, email: str) -> None:
    """Errors: `ValidationError` with the sentence that says what is wrong with it."""
    if fault := fault_of_password(password, name, email):
        raise ValidationError(gettext(fault))


class SignUpForm(Form):
    """One screen, one minute."""

    name = NameField()
    email = EmailField()
    password = PasswordField(validators=[InputRequired(_l("A password is missing.")), no_nul])
    agree = BooleanField(
        validators=[InputRequired(_l("Please tick that you are 18 or over and know the rules."))]
    )
    next = HiddenField()

    def validate_password(self, field: Field) -> None:
        """At least ten characters, not common, not oneself."""
        check_new_password(field.data, self.name.data or "", self.email.data or "")


class SignInForm(Form):
    """E-mail and password."""

    email = LineField(
        validators=[DataRequired(_l("Your e-mail is missing."))], longest=LONGEST_EMAIL
    )
    password = PasswordField(validators=[InputRequired(_l("Your password is missing.")), no_nul])
    next = HiddenField()


class ForgottenForm(Form):
    """Where the link goes to."""

    email = EmailField()


class NewPasswordForm(Form):
    """A new password, after a link."""

    password = PasswordField(validators=[InputRequired(_l("A password is missing.")), no_nul])

    def __init__(self, name: str, email: str) -> None:
        super().__init__()
        self.person_name, self.person_email = name, email

    def validate_password(self, field: Field) -> None:
        """As at sign-up."""
        check_new_password(field.data, self.person_name, self.person_email)


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one."""

    old_password = PasswordField(
        validators=[InputRequired(_l("Your present password is missing.")), no_nul]
    )


class MeForm(Form):
    """Name and pace."""

    name = NameField()
    pace = LineField(
        validators=[AnyOf(PACES, _l("Choose one of the three paces."))],
    )


class UnitsForm(Form):
    """Kilometres or miles, and the language."""

    units = LineField(
        validators=[AnyOf(UNITS, _l("Choose kilometres or miles."))],
    )
    language = LineField(
        validators=[AnyOf(LANGUAGES, _l("Choose one of the languages."))],
    )


class DeleteForm(Form):
    """One's own name, typed."""

    name = LineField(
        validators=[DataRequired(_l("Type your name to say that you mean it."))],
        longest=LONGEST_NAME,
    )

    def __init__(self, person_name: str) -> None:
        super().__init__()
        self.person_name = person_name

    def validate_name(self, field: Field) -> None:
        """The name as it stands in the account, blanks and case apart."""
        if field.data.casefold() != self.person_name.casefold():
            raise ValidationError(
                gettext("This is not your name as it stands here: %(name)s.", name=self.person_name)
            )
