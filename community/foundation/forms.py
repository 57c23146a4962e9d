"""Base of all forms: cleaning, tokens, hidden form ids, errors in whole sentences."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from community.foundation.receipts import new_form_id
from community.foundation.text import clean_line, clean_text, has_nul


class Form(FlaskForm):
    """A form of Amble; `errors` are sentences, and what was typed stays."""

    @property
    def faults(self) -> dict[str, str]:
        """The first sentence about each field at fault, as `error_summary` and fields show it."""
        return {name: str(told[0]) for name, told in self.errors.items() if name and told}


class CreateForm(Form):
    """A form that makes something; its id lets a double tap make it once."""

    form_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.form_id.data:
            self.form_id.data = new_form_id()

    def validate_form_id(self, field: Field) -> None:
        """A wrong id gets a fresh one: the person is not to blame for it."""
        try:
            field.data = str(uuid.UUID(str(field.data)))
        except ValueError:
            field.data = new_form_id()


def no_nul(_: Any, field: Field) -> None:
    """Refuse text with a NUL in it."""
    if isinstance(field.data, str) and has_nul(field.data):
        raise StopValidation(
            str(_l("This text has characters in it that cannot be kept. Type it again."))
        )


class LineField(StringField):
    """One line of text, cleaned; `longest` characters at most."""

    def __init__(self, label: Any = None, validators: Any = None, longest: int = 120, **rest: Any):
        super().__init__(label, [no_nul, *(validators or [])], **rest)
        self.longest = longest

    def pre_validate(self, form: Any) -> None:
        no_nul(form, self)
        self.data = clean_line(self.data or "")
        _check_length(self.data, self.longest)


class TextField(TextAreaField):
    """Several lines of text, cleaned; `longest` characters at most."""

    def __init__(self, label: Any = None, validators: Any = None, longest: int = 2000, **rest: Any):
        super().__init__(label, [no_nul, *(validators or [])], **rest)
        self.longest = longest

    def pre_validate(self, form: Any) -> None:
        no_nul(form, self)
        self.data = clean_text(self.data or "")
        _check_length(self.data, self.longest)


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValidationError(
            str(
                _l(
                    "This is %(length)s characters long; %(longest)s fit. Shorten it a little.",
                    length=len(text),
                    longest=longest,
                )
            )
        )
