import pytest

from bot.flaws import lacks_kind, speaks_of_another
from bot.query import Kind, Query, Required


def query(text: str, *words: str) -> Query:
    return Query(
        text=text, expanded=text, search=text, kind=Kind.FACT,
        required=tuple(Required(word=word) for word in words),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence", "title", "other"),
    [
        (["2018"], "They met in 2019.", "", "another year (2019)"),
        (["2019"], "They met in 2019 and 2020.", "", ""),
        (["2019"], "They met in Oslo.", "", ""),
        (["1993"], "It was amended in 1996.", "The agreement of 1993", ""),
        (["Sweden"], "Russia joined in 1999.", "", "another country (Russia)"),
        (["Sweden", "Russia"], "Russia joined in 1999.", "", "another country (Russia)"),
        (["Norwegian"], "Norway joined in 1999.", "", ""),
        (["second"], "The first meeting was in Oslo.", "", "another ordinal (first)"),
    ],
)
def test_a_sentence_about_another_year_country_or_event_is_told(
    words: list[str], sentence: str, title: str, other: str
) -> None:
    assert speaks_of_another(query("?", *words), sentence, [title]) == other


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("When did it close?", "It closed in 2023.", ""),
        ("When did it close?", "It closed [12].", "a date"),
        ("How many came?", "Many officers [3].", ""),
        ("How many came?", "Officers came [3].", "a number"),
        ("Who signed?", "It was signed at the end.", "a person or body"),
        ("Who signed?", "Maria Ohisalo signed.", ""),
    ],
)
def test_a_sentence_without_what_is_asked_for_is_told(
    question: str, sentence: str, lacks: str
) -> None:
    assert lacks_kind(question, sentence) == lacks
