"""First tables of accounts."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        name = CharField(max_length=60)
        email = CharField(unique=True, max_length=254)
        password_hash = CharField(max_length=200)
        email_confirmed_at = DateTimeField(null=True)
        is_operator = BooleanField(default=False)
        is_demo = BooleanField(default=False)
        language = CharField(max_length=8, default="en")
        units = CharField(max_length=5, default="km")
        pace = CharField(max_length=9, default="easy")
        reading = CharField(max_length=20, default="")
        name_in_public = BooleanField(default=False)
        asked_about_back_at = DateTimeField(null=True)
        rev = IntegerField(default=0)
        created_at = DateTimeField()
        erase_at = DateTimeField(index=True, null=True)

        class Meta:
            database = db
            table_name = "person"

    class Block(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        blocked = ForeignKeyField(Person, on_delete="CASCADE")
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "block"
            indexes = ((("person", "blocked"), True),)

    class Consent(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        kind = CharField(max_length=12)
        given_at = DateTimeField()
        withdrawn_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "consent"

    class Device(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        key = CharField(unique=True, max_length=43)
        browser = CharField(max_length=120, default="")
        created_at = DateTimeField()
        seen_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "device"

    class MailedLink(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        purpose = CharField(max_length=8)
        token_hash = CharField(unique=True, max_length=64)
        created_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "mailed_link"

    class SignInTry(Model):
        email_hash = CharField(max_length=64)
        address_hash = CharField(max_length=64)
        at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "sign_in_try"
            indexes = ((("email_hash", "at"), False),)

    db.create_tables([Person, Block, Consent, Device, MailedLink, SignInTry])
