"""The page's words in five languages, and what the program says, translated by its English."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from bot.strings import LANGUAGES, decimal, table, told

ROOT = Path(__file__).parent.parent
TOLD = tomllib.loads(files("bot").joinpath("told.toml").read_text(encoding="utf-8"))
BRACES = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("key", table())
def test_each_string_has_each_language_and_the_same_values(key: str) -> None:
    texts = table()[key]
    assert texts.keys() == LANGUAGES.keys()
    assert len({frozenset(BRACES.findall(text)) for text in texts.values()}) == 1


@pytest.mark.parametrize("english", TOLD)
def test_what_the_program_says_is_said_in_each_language(english: str) -> None:
    assert TOLD[english].keys() >= LANGUAGES.keys() - {"en"}
    values = set(BRACES.findall(english))
    assert all(set(BRACES.findall(text)) <= values for text in TOLD[english].values())


@pytest.mark.parametrize(
    ("language", "english", "said"),
    [
        ("fi", "used", "lainattu"),
        ("sv", "Read “grns” as “gräns”.", "”grns” tolkades som ”gräns”."),
        ("nb", "0.278 is below 0.587, what this question needs",
         "0,278 er under grensen 0,587 for dette spørsmålet"),
        ("fi", "Summarise “Hot pursuit”", "Tiivistä ”Hot pursuit”"),
        ("ru", "Only asked: documents of 2019-01-01 or later (2 of 9).",
         "Только документы: с 2019-01-01 (2 из 9)."),
        ("sv", "[1] and [2] differ: 1993 and 1994.", "[1] och [2] skiljer sig åt: 1993 och 1994."),
        ("nb", "Quoted are 3 of 9 lines with this label.",
         "Sitert er 3 av 9: linjer med denne merkingen."),
        ("fi", "lacks “FSKN”, “Oslo”", "ei mainita: ”FSKN”, ”Oslo”"),
        ("en", "used", "used"),
        ("en", "sv", "Swedish"),
        ("fi", "No such sentence.", "No such sentence."),
    ],
)  # fmt: skip
def test_a_sentence_is_told_in_a_language(language: str, english: str, said: str) -> None:
    assert told(language, english) == said


def test_a_title_with_braces_is_left_as_it_is() -> None:
    assert told("fi", "Summarise “{0} {x}”") == "Tiivistä ”{0} {x}”"


def test_only_english_writes_a_decimal_point() -> None:
    assert [decimal(language, 0.5, places=2) for language in ("en", "fi")] == ["0.50", "0,50"]


@pytest.mark.parametrize(
    "path",
    [
        "ledger.py",
        "weigh.py",
        "rows.py",
        "instead.py",
        "joined.py",
        "compose.py",
        "query.py",
        "ways.py",
    ],
)
def test_every_sentence_of_a_verdict_or_notice_can_be_told(path: str) -> None:
    """What is written in the source as a verdict, flaw or notice is in told.toml."""
    source = (ROOT / "bot" / path).read_text(encoding="utf-8")
    said = re.findall(r'(?:verdict|flaw|text|USED|_ELSEWHERE) ?= ?f?"([^"]{4,})"', source)
    for sentence in said:
        filled = re.sub(r"\{[^}]*\}", "7 and 7", sentence)
        if re.search("[a-z]{3}", filled.replace("and", "")):
            assert told("fi", filled) != filled, sentence
