"""Settings are checked before anything starts, and a fault is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from community.foundation.settings import NAMES, Settings, WrongSetting

ROOT = Path(__file__).resolve().parents[2]
SECRET = "0123456789-0123456789-0123456789-0"


def settings(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environment({"AMBLE_DATA": str(tmp_path), **environ})


def test_without_any_setting_it_is_production_on_sqlite(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.is_production
    assert found.database_url == f"sqlite:///{tmp_path}/amble.db"
    assert found.url == "http://127.0.0.1:8000"
    assert found.role == "all"


def test_the_secret_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = settings(tmp_path), settings(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"AMBLE_SMTP": "x"}, "AMBLE_SMTP is no setting"),
        ({"AMBLE_ENV": "prod"}, "AMBLE_ENV is 'prod'; it can be development, production, test"),
        ({"AMBLE_ROLE": "worker"}, "AMBLE_ROLE"),
        ({"PORT": "http"}, "PORT is 'http'; it has to be a number"),
        ({"PORT": "70000"}, "PORT"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters"),
        ({"AMBLE_URL": "amble.example.org"}, "AMBLE_URL"),
        ({"AMBLE_URL": "https://example.org/amble"}, "without a path"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"REDIS_URL": "localhost"}, "REDIS_URL"),
        ({"AMBLE_SMTP_URL": "mail.example.org"}, "AMBLE_SMTP_URL"),
        ({"AMBLE_GEOCODER_URL": "ftp://x"}, "AMBLE_GEOCODER_URL"),
        ({"AMBLE_PROXIES": "-1"}, "AMBLE_PROXIES"),
        ({"AMBLE_DEMO": "yes"}, "AMBLE_DEMO"),
        ({"AMBLE_DEMO": "1"}, "refused in production"),
        ({"HOST": "0.0.0.0"}, "passwords would travel in the clear"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    tmp_path: Path, environ: dict[str, str], says: str
) -> None:
    with pytest.raises(WrongSetting) as refused:
        settings(tmp_path, **environ)
    assert says in str(refused.value)


def test_a_password_in_a_wrong_database_address_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting) as refused:
        settings(tmp_path, DATABASE_URL="mysql://u:hunter2@host/db")
    assert "hunter2" not in str(refused.value)


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match="cannot be written"):
        Settings.from_environment({"AMBLE_DATA": str(tmp_path / "file" / "data")})


def test_cookies_insist_on_https_when_the_address_does(tmp_path: Path) -> None:
    assert settings(tmp_path, AMBLE_URL="https://amble.example.org", SECRET_KEY=SECRET).is_https


def test_every_setting_stands_in_the_documentation() -> None:
    told = (ROOT / "docs" / "settings.md").read_text()
    missing = [name for name, meaning in NAMES.items() if f"`{name}`" not in told]
    assert not missing, missing
    assert all(meaning in told for meaning in NAMES.values())
