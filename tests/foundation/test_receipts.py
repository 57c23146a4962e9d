"""Received forms are known again for a while, then forgotten."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.models import FormReceipt
from community.foundation.receipts import earlier_result, forget_old_receipts, keep_result


def test_a_form_is_known_again_for_thirty_days(app: Flask) -> None:
    now = clock.now()
    with write_transaction(by=SYSTEM):
        for form_id, days in (("new", 29), ("old", 31)):
            assert earlier_result(form_id, 1, now - timedelta(days=days)) is None
            keep_result(form_id, "/walks/3")
    forget_old_receipts()
    assert [one.form_id for one in FormReceipt.select()] == ["new"]
    with write_transaction(by=SYSTEM):
        assert earlier_result("new", 1, now) == "/walks/3"
        assert earlier_result("new", 2, now) == ""
