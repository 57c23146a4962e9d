"""First tables of foundation."""

from peewee import *


def up(migrator, db):
    class FormReceipt(Model):
        form_id = CharField(primary_key=True, max_length=36)
        person_id = IntegerField(null=True)
        path = CharField(max_length=200, default="")
        received_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "form_receipt"

    class InstanceFact(Model):
        key = CharField(primary_key=True, max_length=40)
        value = TextField()

        class Meta:
            database = db
            table_name = "instance_fact"

    class Mail(Model):
        to = CharField(max_length=254)
        subject = CharField(max_length=200)
        text = TextField()
        html = TextField(default="")
        state = CharField(max_length=8, default="waiting")
        tries = IntegerField(default=0)
        due_at = DateTimeField()
        sent_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "mail"
            indexes = ((("state", "due_at"), False),)

    class JobKept(Model):
        queue = CharField()
        key = CharField()
        value = BlobField()

        class Meta:
            database = db
            table_name = "job_kept"
            primary_key = CompositeKey("queue", "key")

    class JobSchedule(Model):
        queue = CharField()
        data = BlobField()
        timestamp = BigIntegerField()

        class Meta:
            database = db
            table_name = "job_schedule"
            indexes = ((("queue", "timestamp"), False),)

    class JobTask(Model):
        queue = CharField()
        data = BlobField()
        priority = FloatField(default=0.0)

        class Meta:
            database = db
            table_name = "job_task"
            indexes = ((("priority", "id"), False),)

    class JobCounter(Model):
        queue = CharField()
        key = CharField()
        value = IntegerField()

        class Meta:
            database = db
            table_name = "job_counter"
            primary_key = CompositeKey("queue", "key")

    db.create_tables([JobKept, JobSchedule, JobTask, JobCounter, FormReceipt, InstanceFact, Mail])
