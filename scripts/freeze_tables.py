"""Print a migration with frozen copies of a feature's tables.

Use: python scripts/freeze_tables.py "First tables of groups." community.groups.models
"""

from __future__ import annotations

import importlib
import sys

import peewee
from playhouse import migrations as tool

from community.foundation.database import JsonField, LocalField, Model, UtcField

STORED_AS = {UtcField: "DateTimeField", LocalField: "DateTimeField", JsonField: "TextField"}


def main(title: str, module_name: str) -> None:
    """Print the migration."""
    module = importlib.import_module(module_name)
    models = [
        m
        for m in vars(module).values()
        if isinstance(m, type) and issubclass(m, Model) and m.__module__ == module_name
    ]
    models = peewee.sort_models(models)
    others = {
        field.rel_model
        for model in models
        for field in model._meta.sorted_fields
        if isinstance(field, peewee.ForeignKeyField) and field.rel_model not in models
    }
    lines = [f'"""{title}"""', "", "from peewee import *", "", "", "def up(migrator, db):"]
    targets = {m: m.__name__ for m in (*models, *others)}
    for other in sorted(others, key=lambda m: m.__name__):
        lines += [
            f"    class {other.__name__}(Model):",
            "        class Meta:",
            "            database = db",
        ]
        lines += [f"            table_name = {other._meta.table_name!r}", ""]
    for model in models:
        todos: list[str] = []
        text = "\n".join(tool._build_model(model, set(), todos, targets))
        assert not todos, todos
        for ours, stored in STORED_AS.items():
            text = text.replace(f"= {ours.__name__}(", f"= {stored}(")
        lines += ["    " + line if line else "" for line in text.split("\n")] + [""]
    lines.append(f"    db.create_tables([{', '.join(m.__name__ for m in models)}])")
    print("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
