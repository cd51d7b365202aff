"""The labels of list items and notes, and the letters of symbol fonts."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ALPHABETS = {
    "lowerletter": "abcdefghijklmnopqrstuvwxyz",
    "russianlower": "абвгдежзиклмнопрстуфхцчшщэюя",  # as Word counts: without ё й ъ ы ь
}
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOLS = dict(zip(map(ord, _LATIN), _GREEK, strict=True)) | {
    0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠",
    0xAE: "→", 0xAC: "←", 0xBB: "≈", 0xD6: "√", 0xE5: "∑",
}  # fmt: skip
_PICTURES = {
    0xA7: "▪", 0xA8: "☐", 0x6F: "☐", 0x71: "❑", 0xB7: "•", 0xD8: "➢", 0xFC: "✓", 0xFB: "✗",
    0xFD: "☒", 0xFE: "☑", 0xE0: "→", 0xDF: "←", 0x76: "❖",
}  # fmt: skip


def numeral(number: int, style: str) -> str:
    """Write a number in one of Word's number formats; an unknown format is decimal."""
    style = style.lower()
    if number < 1 or number > 100_000:
        return str(number)
    if style.endswith("roman"):
        written = _roman(number)
    elif alphabet := _ALPHABETS.get(style.replace("upper", "lower")):
        times, place = divmod(number - 1, len(alphabet))
        written = alphabet[place] * (times + 1)  # Word and Writer: a … z, aa, bb
    elif style == "decimalzero":
        return f"{number:02}"
    else:
        return str(number)
    return written.upper() if "upper" in style else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def symbol(code: int, font: str) -> str:
    """Return the Unicode character for a code in a symbol font (often given as U+F0xx)."""
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if "symbol" in font.lower():
        known = _SYMBOLS.get(code) or (chr(code) if 0x20 <= code < 0x40 else None)
    elif "wingdings" in font.lower():
        known = _PICTURES.get(code)
    else:
        known = chr(code) if 0x20 <= code < 0xD800 else None
    return known or "\ufffd"  # better a visible gap than a wrong letter
