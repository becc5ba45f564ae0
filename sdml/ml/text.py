"""Text of tickets made fit to learn from: joined, masked, plain, cut into words.

Portuguese and English alike: letters are lower-cased and lose their accents
(people type both *configuração* and *configuracao*). What may name a person or
a contract never gets further than here: e-mails, addresses of the web, CPF and
CNPJ, telephone numbers and every long number become one of six mask words.
"""

import hashlib
import re
import unicodedata

__all__ = [
    "MASKS",
    "example_hash",
    "mask_personal",
    "plain_text",
    "text_hash",
    "ticket_text",
    "words",
]

MASKS = ("xxurl", "xxemail", "xxcpf", "xxcnpj", "xxphone", "xxnumber")
"""The words that stand for masked values."""

_URL = re.compile(r"\b(?:https?://|www\.)\S+")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+")
_CPF = re.compile(r"(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)")
_CNPJ = re.compile(r"(?<!\w)[\da-z]{2}\.[\da-z]{3}\.[\da-z]{3}/[\da-z]{4}-\d{2}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+?\d{1,3}[ .\-]?)?\(\d{2}\)[ .\-]?9?[ .\-]?\d{4}[ .\-]?\d{4}(?!\d)"
    r"|(?<![\d.])(?:\+\d{1,3}[ .\-]?)?\d{2}[ .\-]9?\d{4}[ .\-]\d{4}(?!\d)"
)
# Digit groups with one separator between them, eight digits or more in all:
# a CPF typed with blanks, a card, an account, a date with its year.
_GROUPS = re.compile(r"(?<!\d)\d+(?:[ .,/:\-]\d+)+(?!\d)")
_LONG_NUMBER = re.compile(r"\w*\d{5}\w*")
_WORD = re.compile(r"[^\W_]+")
_GROUPED_DIGITS = 8


def ticket_text(title: str | None, description: str | None) -> str:
    """Title and description as one text; the title once where both begin alike.

    Examples
    --------
    >>> ticket_text("VPN caiu", "VPN caiu desde cedo")
    'VPN caiu desde cedo'
    >>> ticket_text("VPN", None)
    'VPN'
    """
    head, body = (title or "").strip(), (description or "").strip()
    if not head or body.startswith(head.removesuffix("…").rstrip()):
        return body
    return f"{head}\n{body}" if body else head


def plain_text(text: str) -> str:
    """Lower case without accents, blanks as they were.

    Examples
    --------
    >>> plain_text("Configuração da VPN")
    'configuracao da vpn'
    """
    lower = text.lower()
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def mask_personal(text: str) -> str:
    """Plain text in which values that may identify someone are mask words.

    Masking what is masked changes nothing. Names of people are not found here.

    Examples
    --------
    >>> mask_personal("CPF 529.982.247-25, fone (11) 98765-4321, INC0012345")
    'cpf xxcpf, fone xxphone, xxnumber'
    """
    plain = plain_text(text)
    if "@" in plain:
        plain = _EMAIL.sub("xxemail", plain)
    if "://" in plain or "www." in plain:
        plain = _URL.sub("xxurl", plain)
    if any(letter.isdigit() for letter in plain):
        plain = _CPF.sub("xxcpf", plain)
        plain = _CNPJ.sub("xxcnpj", plain)
        plain = _PHONE.sub("xxphone", plain)
        plain = _GROUPS.sub(_mask_group, plain)
        plain = _LONG_NUMBER.sub("xxnumber", plain)
    return plain


def words(text: str) -> list[str]:
    """Words of a text in order: plain, masked, of letters and digits only.

    Examples
    --------
    >>> words("Não consigo acessar o e-mail joao@exemplo.com.br!")
    ['nao', 'consigo', 'acessar', 'o', 'e', 'mail', 'xxemail']
    """
    return _WORD.findall(mask_personal(text))


def text_hash(text: str) -> str:
    """SHA-256 of a text, in hexadecimal; blanks at both ends do not count.

    Examples
    --------
    >>> text_hash("a") == text_hash(" a ")
    True
    """
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()


def example_hash(task: str, text: str) -> str:
    """SHA-256 of a task and a text, by which an example is known, in hexadecimal.

    Examples
    --------
    >>> example_hash("category", "a") == example_hash("priority", "a")
    False
    """
    content = f"{task}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()


def _mask_group(match: re.Match[str]) -> str:
    found = match.group()
    digits = sum(letter.isdigit() for letter in found)
    return "xxnumber" if digits >= _GROUPED_DIGITS else found
