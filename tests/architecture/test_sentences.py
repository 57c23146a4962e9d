"""What people read is set as print sets it: the apostrophe is ’, in code as in templates."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARKS = {"_", "N_", "_l", "gettext", "ngettext"}
EXACT = "(see the walk's page)"  # calendar.md 5 gives it letter by letter
TYPED = re.compile(r"[A-Za-z)]'[a-z]")
IN_TEMPLATES = re.compile(r"(?:_|ngettext)\((?:\"([^\"]*)\"|'((?:\\'|[^'])*)')")


def test_no_sentence_has_a_typewriters_apostrophe() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{text.lineno}: {text.value}"
        for file in (ROOT / "community").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and _name(call.func) in MARKS
        for text in call.args
        if isinstance(text, ast.Constant) and text.value != EXACT and TYPED.search(str(text.value))
    ]
    found += [
        f"{file.relative_to(ROOT)}: {said}"
        for file in (ROOT / "templates").rglob("*.html")
        for pair in IN_TEMPLATES.findall(file.read_text())
        for said in pair
        if TYPED.search(said.replace("\\'", "'"))
    ]
    assert not found, "\n".join(found)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
