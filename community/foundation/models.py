"""Tables of the plumbing: facts of the instance, received forms, mails that wait, job queues."""

from __future__ import annotations

import peewee

from community.foundation.database import Model, UtcField


class InstanceFact(Model):
    """One fact about this instance, such as its site id or when the demo was seeded."""

    key = peewee.CharField(max_length=40, primary_key=True)
    value = peewee.TextField()


class FormReceipt(Model):
    """A create form that was received: a second sending of it leads to the first one's result."""

    form_id = peewee.CharField(max_length=36, primary_key=True)
    person_id = peewee.IntegerField(null=True)
    path = peewee.CharField(max_length=200, default="")
    received_at = UtcField(index=True)


class Mail(Model):
    """A mail that has to go out; its text is emptied when it has gone."""

    to = peewee.CharField(max_length=254)
    subject = peewee.CharField(max_length=200)
    text = peewee.TextField()
    html = peewee.TextField(default="")
    state = peewee.CharField(max_length=8, default="waiting")  # waiting, sent, failed
    tries = peewee.IntegerField(default=0)
    due_at = UtcField()
    sent_at = UtcField(null=True)

    class Meta:
        indexes = ((("state", "due_at"), False),)
