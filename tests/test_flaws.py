import pytest

from bot.flaws import (
    lacks_kind,
    names_no_country,
    names_no_person,
    names_only_others,
    speaks_of_another,
)
from bot.query import Kind, Query
from bot.required import Required


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
    assert str(speaks_of_another(query("?", *words), sentence, [title]) or "") == other


@pytest.mark.parametrize(
    ("words", "sentence", "others"),
    [
        (["Norway"], "Finland has been a member since 1928.", True),
        (["Norway"], "The bureau in Oslo reports to Finland.", False),
        (["Norway", "Russia"], "Russia ended it.", False),
        (["Norway"], "The bureau opened in spring.", False),
        (["2018"], "They met in Berlin in 2016.", True),
        (["2018"], "They met in 2016 and in 2018.", False),
    ],
)
def test_a_sentence_may_name_only_other_years_or_countries(
    words: list[str], sentence: str, *, others: bool
) -> None:
    assert names_only_others(" ".join(words), sentence) is others


@pytest.mark.parametrize(
    ("question", "sentence", "nobody"),
    [
        ("Who heads the customs?", "Norwegian Customs is an agency.", True),
        ("Who heads the customs?", "Øystein Børmer heads Norwegian Customs.", False),
        ("Who signed the agreement?", "The Finnish Interior Ministry signed it.", True),
        ("Who was the chief of police?", "Russian General Vitaly Fedotov led the Police.", False),
        ("Who took part?", "Norwegian Customs took part.", False),
        ("When was it signed?", "It was signed in May.", False),
    ],
)
def test_a_sentence_may_name_no_person_where_one_is_asked_for(
    question: str, sentence: str, *, nobody: bool
) -> None:
    assert names_no_person(question, sentence) is nobody


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


def test_a_country_that_is_asked_for_is_another_than_those_of_the_question() -> None:
    asked = "Which country took the chair after Norway?"
    assert names_no_country(asked, "Norway held the chair until 2025.")
    assert not names_no_country(asked, "Denmark took over the chair from Norway.")
    assert not names_no_country("Who took the chair?", "It was taken.")
