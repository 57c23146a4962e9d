"""What may go wrong, in one shape for pages, JSON and sockets. Pure: no Flask, no database."""

from __future__ import annotations

from collections.abc import Mapping

from community.foundation.words import N_


class Problem(Exception):
    """Something that a person has to hear, in words that say what to do.

    `message` is a translatable template, `values` fill its placeholders, `fields` gives a message
    for each field of a form, `retry_after_s` the seconds to wait before the same is tried again.
    """

    code = "problem"
    status = 400
    message = N_("That did not work. Nothing was changed. Go back and try again.")

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        status: int | None = None,
        values: Mapping[str, object] | None = None,
        fields: Mapping[str, str] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.values = dict(values or {})
        self.fields = dict(fields or {})
        self.retry_after_s = retry_after_s
        super().__init__(self.code)


class BadRequest(Problem):
    """The request cannot be read: a wrong type, a missing field, an unknown word."""

    code = "bad_request"
    message = N_("We could not read that. Nothing was changed. Go back and try again.")


class NotFound(Problem):
    """There is no such thing, or this person may not know that there is."""

    code = "not_found"
    status = 404
    message = N_("There is nothing at this address. It may have moved, or be for members only.")


class NotSignedIn(Problem):
    """The person has to sign in first."""

    code = "not_signed_in"
    status = 401
    message = N_("Sign in first. Nothing was changed.")


class NotAllowed(Problem):
    """A policy said no."""

    code = "not_allowed"
    status = 403
    message = N_("You may not do this. Ask an organiser of the group if you think you should.")


class Changed(Problem):
    """Somebody else changed the same thing in the meantime."""

    code = "changed_meanwhile"
    status = 409
    message = N_(
        "Somebody changed this while you were writing. Look at the new state below; "
        "what you wrote is kept in the form. Save again if it still holds."
    )


class TooMany(Problem):
    """Too many tries in too short a time."""

    code = "too_fast"
    status = 429
    message = N_("That was a lot in a short time. Wait a minute, then go on.")


class TooBig(Problem):
    """A file that is larger than this instance takes."""

    code = "too_big"
    status = 413
    message = N_(
        "This is over %(megabytes)s MB. Nothing was saved. Choose a smaller file and send it again."
    )


class TryAgain(Problem):
    """The server is busy; the same request will go through a little later."""

    code = "try_again"
    status = 503
    message = N_("We are busy just now. Nothing was lost. Try again in a few seconds.")


class InvalidForm(Problem):
    """A form with faults in some fields; `fields` says which and why."""

    code = "invalid"
    status = 422
    message = N_("Something is missing. Everything else is kept.")
