"""How words are compared: countries in all their forms, letters without accents."""

import pytest

from bot.countries import COUNTRIES, country, forms_of
from bot.terms import stem


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Finns", "Finland"),
        ("Slovene", "Slovenia"),
        ("Poles", "Polish"),
        ("Thai", "Thailand"),
        ("Türkiye", "Turkish"),
        ("Prüm", "Prum"),
        ("ØKOKRIM", "Okokrim"),
        ("Agreements", "agreement"),
        ("Asian", "Asia"),
    ],
)
def test_words_that_are_the_same_to_a_reader_have_one_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


@pytest.mark.parametrize(
    ("word", "other"),
    [("Oslo", "Bodo"), ("European", "Europe"), ("Кола", "Kola"), ("Mali", "Malta")],
)
def test_other_words_have_another(word: str, other: str) -> None:
    assert stem(word) != stem(other)


def test_no_form_stands_for_two_countries() -> None:
    forms = [form for each in COUNTRIES for form in each]
    assert len(set(forms)) == len(forms)
    assert country("Norwegians") == "norway"
    assert forms_of("Swiss") == ["switzerland", "swiss"]
    assert forms_of("Interpol") == ["interpol"]
