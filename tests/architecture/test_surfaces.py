"""Features are reached through their surface only, and rules stay pure."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMUNITY = ROOT / "community"


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("community", cache_dir=None)


def feature_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_other_features_are_imported_through_their_surface(graph: grimp.ImportGraph) -> None:
    wrong = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if feature_of(importer) != feature_of(imported)
        and feature_of(imported) not in ("foundation", "")
        and imported.count(".") > 1
        and not re.fullmatch(r"community\.\w+\.rules(\..+)?", imported)
    ]
    assert not wrong, "\n".join(sorted(wrong))


def test_surfaces_do_not_pull_in_doors(graph: grimp.ImportGraph) -> None:
    doors = ("views", "sockets", "receivers", "commands", "feature", "forms", "parts", "jobs")
    wrong = [
        f"{module} imports {imported}"
        for module in graph.modules
        if module.count(".") == 1
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.rpartition(".")[2] in doors and feature_of(module) != "foundation"
    ]
    assert not wrong, "\n".join(sorted(wrong))


def test_every_feature_says_what_it_is() -> None:
    for file in sorted(COMMUNITY.glob("*/__init__.py")):
        told = ast.get_docstring(ast.parse(file.read_text()))
        assert told, f"{file} has no docstring"


def test_nothing_is_called_utils_helpers_or_manager() -> None:
    wrong = [
        str(file.relative_to(ROOT))
        for file in COMMUNITY.rglob("*.py")
        if re.search(r"(utils?|helpers?|managers?)\.py$", file.name)
    ]
    assert not wrong, wrong


def test_templates_have_no_inline_style_or_script() -> None:
    wrong = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "templates").rglob("*.html")
        if re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", file.read_text())
    ]
    assert not wrong, wrong


def test_templates_link_to_no_other_host() -> None:
    outside = re.compile(r"(?:src|href|action)=\"(?:https?:)?//(?!www\.openstreetmap\.org)")
    wrong = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "templates").rglob("*.html")
        if outside.search(file.read_text())
    ]
    assert not wrong, wrong
