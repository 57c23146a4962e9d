"""Which passwords will not do."""

from __future__ import annotations

import pytest

from community.accounts.rules.passwords import (
    LIKE_YOURSELF,
    TOO_COMMON,
    TOO_LONG,
    TOO_SHORT,
    fault_of_password,
)

COMMON = """\
password12 Password123! passw0rd2024 P@ssw0rd1! 1234567890 0123456789 0987654321 qwertyuiop
qwertyuiop1 QWERTZUIOP asdfghjkl1 1qaz2wsx3edc q1w2e3r4t5 abcdefghij abcdefghijk aaaaaaaaaa
abababababab abcabcabcabc 1111111111 12121212121 01.01.1958 +423123456 summer2024! Sommer-2025
iloveyou123 iloveyouforever letmein1234 administrator monkey12345 football99 liverpool1892
correcthorsebatterystaple walkingwalking walking2026 sunshine!!! zxcvbnm123 passwordpassword
qwerty123456 hallohallo ichliebedich 00000000000 ..........
"""
FINE = [
    "three grey herons",
    "demo walk demo",
    "kettle under stairs",
    "Rhein-Damm um sieben",
    "jX4$vq81Lm",
    "blue summer boat",
    "ünder dem äpfelbaum",
    "Ruggell 7 Libellen",
    "the path to the bench",
]


@pytest.mark.parametrize("password", COMMON.split())
def test_passwords_that_are_guessed_first_are_refused(password: str) -> None:
    assert fault_of_password(password) == TOO_COMMON


@pytest.mark.parametrize("password", FINE)
def test_three_words_and_random_signs_will_do(password: str) -> None:
    assert fault_of_password(password, "Ana Meier", "ana@example.org") is None


@pytest.mark.parametrize(
    "password",
    ["anameier1958", "Ana.Meier.58", "ana.meier@example.org", "anaanaana 1", "meier-meier 2"],
)
def test_ones_own_name_and_e_mail_are_refused(password: str) -> None:
    assert fault_of_password(password, "Ana Meier", "ana.meier@example.org") == LIKE_YOURSELF


def test_nine_characters_are_short_and_ten_are_not() -> None:
    assert fault_of_password("gx8!vq1Lm") == TOO_SHORT
    assert fault_of_password("gx8!vq1LmR") is None


def test_two_hundred_characters_fit() -> None:
    text = "the heron stands in the reeds " * 7
    assert fault_of_password(text[:200]) is None
    assert fault_of_password(text[:201]) == TOO_LONG


def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    from community.accounts.rules.passwords import normalised

    assert normalised("u\u0308ber den berg") == normalised("\u00fcber den berg")
