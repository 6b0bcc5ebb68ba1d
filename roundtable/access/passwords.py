"""What a password must be."""

from roundtable.characters import normalised
from roundtable.errors import Refusal

SHORTEST = 12
LONGEST = 200

# What people choose when twelve characters are asked for.
COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "12345678910",
        "123456123456",
        "111111111111",
        "000000000000",
        "121212121212",
        "987654321098",
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "abcd12345678",
        "qwertyuiop12",
        "qwertyuiopas",
        "qwertyuiop123",
        "qwerty123456",
        "1qaz2wsx3edc",
        "1q2w3e4r5t6y",
        "passwordpassword",
        "password1234",
        "password12345",
        "password123456",
        "mypassword123",
        "thisismypassword",
        "letmeinplease",
        "iloveyou1234",
        "iloveyouiloveyou",
        "administrator",
        "adminadminadmin",
        "administrator1",
        "welcome12345",
        "welcome123456",
        "changeme1234",
        "changemechangeme",
        "correcthorsebatterystaple",
        "manchesterunited",
        "liverpoolfc123",
        "roundtable123",
        "roundtableroundtable",
        "roundtable1234",
    ]
)


def normal(password: str) -> str:
    """The same password, however the keyboard composed its accents."""
    return normalised("NFKD", password)


def weakness(password: str) -> str | None:
    """Why this password will not do, as a sentence; nothing when it will."""
    if len(password) < SHORTEST:
        return (
            f"Use at least {SHORTEST} characters. Three or four words that do not belong together are good."
        )
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if password.casefold() in COMMON or len(set(password)) < 4:
        return "This password is among the first that are tried. Choose another."
    return None


def refuse_weak(password: str) -> None:
    """Refuse a password that will not do."""
    wrong = weakness(password)
    if wrong:
        raise Refusal(wrong, field="password")
