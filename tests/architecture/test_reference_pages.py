"""The reference pages in docs/ say what the code says."""

from __future__ import annotations

import pytest

from scripts import reference_pages


@pytest.mark.parametrize("name", sorted(reference_pages.PAGES))
def test_the_page_is_as_the_code_would_write_it(name: str) -> None:
    reference_pages.modules()
    written = (reference_pages.DOCS / name).read_text()
    assert written == reference_pages.PAGES[name](), "run: python -m scripts.reference_pages"
