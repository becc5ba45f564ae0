"""Passwords: hashing, checking at the same cost whoever asks, and making one."""

import functools
import unicodedata

from sdml.errors import ParameterError

__all__ = [
    "check_password_words",
    "hash_password",
    "is_password",
    "same_address",
    "spell_password",
]

LEAST_LENGTH, MOST_LENGTH = 12, 1024
# No letter or digit that is read for another, no vowel that makes a word.
_SIGNS = "bcdfghjkmnpqrstvwxz23456789"


def check_password_words(password: str) -> None:
    """Refuse a password that is too short or too long.

    Raises
    ------
    ParameterError
        Not 12 to 1,024 characters.
    """
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise ParameterError(
            f"the password has {len(password)} characters: expected "
            f"{LEAST_LENGTH} to {MOST_LENGTH}"
        )


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with a salt of its own."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; False, as slowly, where none is.

    Parameters
    ----------
    password : str
        As typed.
    stored : str or None
        An argon2 hash. None costs the same work as a wrong password.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        PasswordHasher().verify(stored or _nobodys_hash(), password[:MOST_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def spell_password(random: bytes) -> str:
    """A password people can read to one another, from random bytes.

    Parameters
    ----------
    random : bytes
        16 or more; the first 16 count, for 76 bits.

    Examples
    --------
    >>> spell_password(bytes(range(16)))
    'bcdf-ghjk-mnpq-rstv'
    """
    signs = [_SIGNS[byte % len(_SIGNS)] for byte in random[:16]]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 16, 4))


def same_address(typed: str) -> str | None:
    """The e-mail as it is stored, or None where it only looks like one.

    Lower case and Unicode form C; a letter that turns into another one on the
    way (the Kelvin sign into ``k``) is refused, so nobody comes in by a
    look-alike.

    Examples
    --------
    >>> same_address(" Ana@Example.org "), same_address("\N{KELVIN SIGN}im@example.org")
    ('ana@example.org', None)
    """
    stripped = typed.strip()
    address = unicodedata.normalize("NFC", stripped).lower()
    return None if address.isascii() and not stripped.isascii() else address


@functools.cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")
