"""Passwords of ten characters or more that many people choose, by how they are made.

No list of others is copied: those found first in every guessing program are a few words, a few
walks over the keyboard, and numbers or signs put behind them. `is_common` takes them apart again.
"""

from __future__ import annotations

import re

KEYBOARD_ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6z7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9j0",
)

# Whole passwords that nothing below would find.
_WHOLE = """
    correcthorsebatterystaple correcthorse iloveyousomuch iloveyouforever iloveyoubaby
    letmeinplease letmeinnow opensesame trustnoone changemenow changeitnow
    thisismypassword mypasswordis passwordpassword passwortpasswort secretsecret
    whatsmypassword idontknow1 dontforget nopassword1 newpassword oldpassword temppassword
    defaultpassword administrator adminadmin rootrootroot testtesttest useruseruser
    welcomehome welcomeback liverpoolfc manchesterunited fcbarcelona realmadrid bayernmunich
    arsenalfc chelseafc startrek1 starwars1 harrypotter lordoftherings gameofthrones
    michaeljackson justinbieber rockandroll hellokitty winniethepooh spongebob1
    ichliebedich schatzischatzi hallohallo hallihallo geheim1234 meinpasswort
    jetaimeforever motdepasse bonjour1234 soleilsoleil contrasena teamomucho
    godisgood1 jesuschrist jesuslovesme jesusisking hakunamatata
    walkwithme walkingwithme walktogether
    """

# Words that are common with anything short behind or before them, and twice in a row.
_WORDS = """
    password passwort passw0rd p@ssword p@ssw0rd pass passcode passphrase motdepasse contrasena
    wachtwoord senha parola kennwort secret geheim letmein welcome willkommen bienvenue
    admin administrator root user guest login test testing temp default changeme change
    qwerty qwertz azerty asdfgh zxcvbn qwertyuiop iloveyou loveyou love lovely hello hallo hola
    monkey dragon master shadow sunshine princess prinzessin football fussball baseball basketball
    superman batman pokemon starwars liverpool arsenal chelsea barcelona juventus michael jordan
    jennifer charlie thomas daniel andrew george matthew jessica ashley nicole hunter killer
    flower flowers butterfly summer winter spring autumn sommer fruehling herbst
    january february march april june july august september october november december
    januar februar juni juli oktober dezember
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag
    freitag samstag sonntag
    london paris berlin zurich vienna england scotland ireland france germany austria switzerland
    cheese chocolate computer internet google facebook samsung whatever freedom family mother
    mustang harley corvette ferrari porsche mercedes purple orange banana cookie pepper ginger
    buster tigger bailey maggie lucky angel angels heaven jesus blessed forever friends
    amble walk walks walking walker walkers wandern spazieren
    """

WHOLE = frozenset(_WHOLE.split())
WORDS = frozenset(_WORDS.split())

_LOOK_ALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"})
_SIGNS = str.maketrans({"@": "a", "$": "s", "!": "i", "€": "e", "|": "l"})
_NUMBERS_AND_SIGNS = re.compile(r"[\d\W_]+")
LONGEST_WALK_LEFT = 3  # characters beside a walk over the keyboard that change nothing


def is_common(password: str) -> bool:
    """Whether guessing programs try `password` early."""
    text = "".join(password.casefold().split())
    return (
        _known(text)
        or _is_repeated(text)
        or _walks_over_keys(text)
        or _is_a_date_or_number(text)
        or _is_words_and_numbers(text)
    )


def _known(text: str) -> bool:
    letters = text.strip("0123456789!?.*#-_")
    return text in WHOLE or letters in WHOLE


def _is_repeated(text: str) -> bool:
    """`aaaaaaaaaa`, `abcabcabcabc`: one piece again and again; few different characters."""
    if len(set(text)) <= 3:
        return True
    return any(
        (text[:size] * (len(text) // size + 1))[: len(text)] == text
        for size in range(1, min(6, len(text) // 2) + 1)
    )


def _walks_over_keys(text: str) -> bool:
    """`1234567890`, `qwertyuiop1`: along a row or the alphabet, either way."""
    longest = 0
    for row in KEYBOARD_ROWS:
        for line in (row + row, (row + row)[::-1]):
            longest = max(longest, _longest_common_piece(text, line))
    return longest >= 6 and longest >= len(text) - LONGEST_WALK_LEFT


def _longest_common_piece(text: str, line: str) -> int:
    longest = 0
    for start in range(len(text)):
        while start + longest < len(text) and text[start : start + longest + 1] in line:
            longest += 1
    return longest


def _is_a_date_or_number(text: str) -> bool:
    """Only digits and separators: birthdays, telephone numbers."""
    return not re.search(r"[^\d\W_]", text)


def _is_words_and_numbers(text: str) -> bool:
    """`Password2024!`, `summer-summer`: one common word, once or twice, and a little beside it."""
    for form in (text, text.translate(_SIGNS), text.translate(_SIGNS).translate(_LOOK_ALIKES)):
        pieces = [piece for piece in _NUMBERS_AND_SIGNS.split(form) if piece]
        if len(set(pieces)) == 1 and _is_word_or_twice(pieces[0]):
            return True
    return any(
        _is_word_or_twice(form) for form in (_core(text, _SIGNS), _core(text, _SIGNS, _LOOK_ALIKES))
    )


def _core(text: str, *replaced: dict[int, str]) -> str:
    """The middle of `text` without numbers and signs at its ends, then read as letters."""
    middle = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", text)
    for table in replaced:
        middle = middle.translate(table)
    return middle


def _is_word_or_twice(text: str) -> bool:
    if text in WORDS:
        return True
    half = len(text) // 2
    return len(text) % 2 == 0 and text[:half] == text[half:] and text[:half] in WORDS
