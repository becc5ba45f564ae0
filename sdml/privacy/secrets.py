"""Secrets in text: known values, and forms that keys and tokens have."""

import re
from collections.abc import Collection

__all__ = ["SECRET_NAMES", "mask_secrets"]

SECRET_NAMES = re.compile(
    r"^(?!.*_(?:path|file|dir)$).*(?:token|secret|passw|_pwd|credential|api_?key"
    r"|access_?key|private_?key|_key$|_pass$)",
    re.IGNORECASE,
)
"""Names of variables whose values are taken for secrets."""

MASKED = "[SECRET]"
_SHORTEST = 6  # a shorter value would blank out ordinary words

_FORMS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|(?<=://)[^\s:/@\"']+:[^\s/@\"']+(?=@)"  # user:password in a URL
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # JSON web token
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}\b|\bgithub_pat_\w{20,}\b"
    r"|\bsk-[A-Za-z0-9_-]{16,}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}\b"
    r"|(?<=Bearer )[A-Za-z0-9._~+/=-]{12,}",
    re.DOTALL,
)


def mask_secrets(text: str, known: Collection[str] = ()) -> str:
    """The text with every secret replaced by ``[SECRET]``.

    Parameters
    ----------
    text : str
        Anything that is to be written.
    known : collection of str
        Values that are secret whatever they look like; those of less than six
        characters are not looked for.

    Examples
    --------
    >>> mask_secrets("postgresql://ana:s3cret@host/db")
    'postgresql://[SECRET]@host/db'
    >>> mask_secrets("it is opensesame", {"opensesame"})
    'it is [SECRET]'
    """
    for value in sorted(known, key=len, reverse=True):
        if len(value) >= _SHORTEST:
            text = text.replace(value, MASKED)
    return _FORMS.sub(MASKED, text)
