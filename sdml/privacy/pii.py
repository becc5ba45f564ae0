"""Personal data in free text: where it stands, and the text without it.

It knows numbers and addresses of computers and people: CPF, CNPJ, RG, CEP, PIX
keys, phones, e-mails, cards and every long run of digits. It does not know names,
street addresses or birth dates.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from sdml.records.brazilian_numbers import AREA_CODES, check_digits

__all__ = ["PersonalDatum", "PersonalKind", "find_personal_data", "mask"]

PersonalKind = Literal[
    "EMAIL", "CPF", "CNPJ", "PIX", "CARD", "PHONE", "RG", "CEP", "NUMBER"
]

TO_MASK = 0.35  # low: a masked order number costs a model little
BLANK = "\0"  # stands where a recogniser has already taken its part
CONTEXT = 40  # characters to the left that may say what a number is

# One for one, so that positions found in the folded text hold in the original.
FOLD = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}
    | dict.fromkeys("\u00a0\u2007\u202f\u2009", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
)

NEAR_CPF = re.compile(r"\b(?:cpf|contribuinte|titular)\b")
NEAR_CNPJ = re.compile(r"\b(?:cnpj|empresa|fornecedor|razao social)\b")
NEAR_PHONE = re.compile(
    r"\b(?:tel|fone|telefone|cel|celular|whats\w*|zap|ligar|ligue|contato|phone"
    r"|mobile|call|ramal|fax)\b"
)
NEAR_RG = re.compile(r"\b(?:rg|identidade)\b[^0-9]{0,12}$")
NEAR_CEP = re.compile(r"\b(?:cep|rua|avenida|av|endereco|bairro)\b")
NEAR_PIX = re.compile(r"\b(?:pix|chave)\b")
NEAR_CARD = re.compile(r"\b(?:cart\w+|card|visa|master\w*|elo|amex)\b")
NEAR_OTHER = re.compile(
    r"\b(?:protocolo|chamado|ticket|pedido|nf|nota|nfe|serie|serial|imei|boleto"
    r"|contrato|patrimonio|order|invoice|case|asset|tracking)\b"
)


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """One place in a text that holds personal data, never the data itself.

    Attributes
    ----------
    start, end : int
        ``text[start:end]`` is what was found.
    kind : str
        EMAIL, CPF, CNPJ, PIX, CARD, PHONE, RG, CEP or NUMBER.
    score : float
        In [0, 1]: how sure; 0.6 and more is worth reporting.
    """

    start: int
    end: int
    kind: PersonalKind
    score: float


@dataclass(frozen=True, slots=True)
class _Recogniser:
    pattern: re.Pattern[str]
    judge: Callable[[str, str], tuple[PersonalKind, float] | None]


def find_personal_data(text: str, least: float = TO_MASK) -> list[PersonalDatum]:
    """The places of personal data in a text, in order, without overlap.

    Parameters
    ----------
    text : str
        Free text in Portuguese or English.
    least : float
        The lowest score to give: 0.35 finds all that `mask` hides, 0.6 leaves
        out numbers that are probably an order or a serial number.

    Returns
    -------
    list of PersonalDatum
        Empty where nothing was found.

    Examples
    --------
    >>> [datum.kind for datum in find_personal_data("CPF 529.982.247-25")]
    ['CPF']
    """
    folded = text if text.isascii() else text.translate(FOLD)
    found: list[PersonalDatum] = []
    rest = folded
    for gate, recognisers in RECOGNISERS:
        if not gate.search(rest):
            continue
        for recogniser in recognisers:
            taken = list(_recognise(recogniser, rest, folded))
            rest = _blank(rest, taken)
            found += taken
    found.sort(key=lambda datum: datum.start)
    return [datum for datum in found if datum.score >= least]


def mask(text: str, least: float = TO_MASK) -> str:
    """The text with each piece of personal data replaced by its kind.

    The tokens are ``[EMAIL]``, ``[CPF]`` and so on, the same each time, so that
    a model keeps the signal that a number stood there. Masking a masked text
    changes nothing.

    Parameters
    ----------
    text : str
        Free text in Portuguese or English.
    least : float
        As of `find_personal_data`: 0.6 spares numbers that are nobody's.

    Returns
    -------
    str
        The masked text; the same object where nothing was found.

    Examples
    --------
    >>> mask("Meu CPF é 529.982.247-25, fone (31) 99688-3193")
    'Meu CPF é [CPF], fone [PHONE]'
    """
    # A token put beside digits can free them to be recognised: go on until rest.
    while found := find_personal_data(text, least):
        parts, position = [], 0
        for datum in found:
            parts += [text[position : datum.start], f"[{datum.kind}]"]
            position = datum.end
        text = "".join(parts) + text[position:]
    return text


def _recognise(
    recogniser: _Recogniser, rest: str, whole: str
) -> Iterator[PersonalDatum]:
    for match in recogniser.pattern.finditer(rest):
        judged = recogniser.judge(match[0], _context(whole, match.start()))
        if judged:
            yield PersonalDatum(*match.span(), *judged)


def _blank(text: str, taken: list[PersonalDatum]) -> str:
    if not taken:
        return text
    parts, position = [], 0
    for datum in taken:
        parts += [text[position : datum.start], BLANK * (datum.end - datum.start)]
        position = datum.end
    return "".join(parts) + text[position:]


def _context(text: str, start: int) -> str:
    left = text[max(0, start - CONTEXT) : start].lower()
    if left.isascii():
        return left
    plain = unicodedata.normalize("NFKD", left)
    return "".join(char for char in plain if not unicodedata.combining(char))


def _judge_email(value: str, context: str) -> tuple[PersonalKind, float]:
    return "EMAIL", 0.95


def _judge_uuid(value: str, context: str) -> tuple[PersonalKind, float]:
    # Claims the span even where it is only a trace id, so that no part of it
    # is taken for a number; a score of zero is never reported nor masked.
    return "PIX", 0.8 if NEAR_PIX.search(context) else 0.0


def _judge_cpf(value: str, context: str) -> tuple[PersonalKind, float] | None:
    digits = _digits(value)
    holds = len(set(digits)) > 1 and check_digits(digits[:9]) == digits[9:]
    if NEAR_CPF.search(context) or NEAR_PIX.search(context):
        return "CPF", 0.95 if holds else 0.7
    if value != digits:
        return "CPF", 0.9 if holds else 0.5
    if not holds or _is_mobile(digits):
        return None
    return "CPF", 0.4 if NEAR_OTHER.search(context) else 0.6


def _judge_cnpj(value: str, context: str) -> tuple[PersonalKind, float] | None:
    code = re.sub(r"[./-]", "", value).upper()
    holds = code != "0" * 14 and check_digits(code[:12]) == code[12:]
    near = bool(NEAR_CNPJ.search(context) or NEAR_PIX.search(context))
    if value != code and "/" in value:
        return "CNPJ", 0.9 if holds or near else 0.5
    if near and (holds or code.isdigit()):
        return "CNPJ", 0.9 if holds else 0.6
    if not holds or not HAS_DIGITS.search(code[:12]):
        return None
    return "CNPJ", 0.4 if NEAR_OTHER.search(context) else 0.6


def _judge_card(value: str, context: str) -> tuple[PersonalKind, float] | None:
    digits = _digits(value)
    issued = bool(CARD_ISSUED.fullmatch(digits)) and _luhn_holds(digits)
    if issued:
        other = value == digits and NEAR_OTHER.search(context)
        return "CARD", 0.4 if other else 0.8
    if value != digits and NEAR_CARD.search(context):
        return "CARD", 0.6
    return ("CARD", 0.4) if CARD_WRITTEN.fullmatch(value) else None


def _judge_phone(value: str, context: str) -> tuple[PersonalKind, float] | None:
    digits = _digits(value)
    near = bool(NEAR_PHONE.search(context))
    if value.startswith("+"):
        return "PHONE", 0.9
    if _is_brazilian_phone(digits):
        if value != digits or near:
            return "PHONE", 0.9
        return "PHONE", 0.4 if NEAR_OTHER.search(context) else 0.6
    if "(" in value and len(digits) >= 10:
        return "PHONE", 0.6
    return ("PHONE", 0.7) if near and value != digits else None


def _judge_short_phone(value: str, context: str) -> tuple[PersonalKind, float] | None:
    if NEAR_PHONE.search(context):
        return "PHONE", 0.8
    return ("PHONE", 0.6) if len(_digits(value)) == 9 else None


def _judge_rg(value: str, context: str) -> tuple[PersonalKind, float] | None:
    return ("RG", 0.8) if NEAR_RG.search(context) else None


def _judge_cep(value: str, context: str) -> tuple[PersonalKind, float] | None:
    return ("CEP", 0.7) if NEAR_CEP.search(context) else None


def _judge_number(value: str, context: str) -> tuple[PersonalKind, float]:
    return "NUMBER", TO_MASK


def _digits(value: str) -> str:
    return NOT_DIGITS.sub("", value)


def _is_mobile(digits: str) -> bool:
    return len(digits) == 11 and digits[2] == "9" and digits[:2] in AREA_CODES


def _is_brazilian_phone(digits: str) -> bool:
    national = digits[2:] if len(digits) > 11 and digits[:2] == "55" else digits
    national = national[1:] if national[:1] == "0" else national
    fixed_or_old = (
        len(national) == 10 and national[:2] in AREA_CODES and national[2] in "23456789"
    )
    return _is_mobile(national) or fixed_or_old


def _luhn_holds(digits: str) -> bool:
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return (
        sum(int(d) for d in digits[-1::-2])
        + sum(d - 9 if d > 9 else d for d in doubled)
    ) % 10 == 0


HAS_DIGITS = re.compile(r"[0-9]")
NOT_DIGITS = re.compile(r"[^0-9]")
# Visa, Mastercard, Amex, Diners, Discover, Elo, Hipercard: prefix and length.
CARD_ISSUED = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?|5[0-9]{15}|2[2-7][0-9]{14}|3[47][0-9]{13}"
    r"|3[068][0-9]{12}|6[0-9]{15}"
)
CARD_WRITTEN = re.compile(r"[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}")

# What a text must hold before a group of recognisers looks at it: most texts hold
# none, and one search is cheaper than ten. The first that takes a span keeps it.
RECOGNISERS = (
    (
        re.compile("@"),
        (
            _Recogniser(
                re.compile(r"[\w.%+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+"),
                _judge_email,
            ),
        ),
    ),
    (
        re.compile(
            r"[0-9A-Za-z]{12}[0-9]{2}|/[0-9A-Za-z]{4}-?[0-9]|[0-9a-fA-F]-[0-9a-fA-F]{12}"
        ),
        (
            _Recogniser(
                re.compile(
                    r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}"
                    r"-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
                ),
                _judge_uuid,
            ),
            _Recogniser(
                re.compile(
                    r"(?<![0-9A-Za-z])[0-9A-Za-z]{2}\.?[0-9A-Za-z]{3}\.?[0-9A-Za-z]{3}"
                    r"/?[0-9A-Za-z]{4}-?[0-9]{2}(?![0-9A-Za-z])"
                ),
                _judge_cnpj,
            ),
        ),
    ),
    (
        re.compile(r"[0-9](?:[ ().+-]{0,2}[0-9]){6}"),
        (
            _Recogniser(
                re.compile(
                    r"(?<![0-9])[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}(?![0-9])"
                ),
                _judge_cpf,
            ),
            _Recogniser(
                re.compile(
                    r"(?<![0-9A-Za-z])[0-9]{4}[ -]?[0-9]{4,6}[ -]?[0-9]{4,5}"
                    r"(?:[ -]?[0-9]{1,4})?(?![0-9A-Za-z])"
                ),
                _judge_card,
            ),
            _Recogniser(
                re.compile(
                    r"\+[0-9][0-9 ().\-]{7,17}[0-9](?![0-9])"
                    r"|(?<![0-9A-Za-z+./-])(?:55 ?)?\(?0?[1-9][0-9]\)?[ .-]?9?[ .]?"
                    r"[0-9]{4}[ .-]?[0-9]{4}(?![0-9A-Za-z])"
                    r"|(?<![0-9A-Za-z+./-])\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}"
                    r"(?![0-9A-Za-z])"
                ),
                _judge_phone,
            ),
            _Recogniser(
                re.compile(r"(?<![0-9A-Za-z./-])9?[0-9]{4}-[0-9]{4}(?![0-9A-Za-z-])"),
                _judge_short_phone,
            ),
            _Recogniser(
                re.compile(
                    r"(?<![0-9A-Za-z])[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-?[0-9Xx]?"
                    r"(?![0-9A-Za-z])"
                ),
                _judge_rg,
            ),
            _Recogniser(
                re.compile(r"(?<![0-9])[0-9]{5}-[0-9]{3}(?![0-9])"), _judge_cep
            ),
            _Recogniser(re.compile(r"[0-9]{9,}"), _judge_number),
        ),
    ),
)
