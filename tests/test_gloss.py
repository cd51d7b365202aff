import pytest

from bot.gloss import glossed, in_english


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("ru", "Встреча прошла 8 июня 2017 года.", "Meeting took place 8 June 2017."),
        ("sv", "Avtalet undertecknades i Oslo.", "Agreement signed in Oslo."),
        ("no", "Politiet beslagla 4 kilo kokain [2].", "Police seized 4 kilograms cocaine ."),
        ("fi", "Maria Ohisalo puhui.", "Maria Ohisalo spoke."),
        ("fi", "Rajapoliisisopimus.", "Border police agreement."),
        ("no", "En norsk-russisk avtale.", "Norwegian Russian agreement."),
        ("de", "Die Polizei kam.", "Die Polizei kam."),
    ],
)  # fmt: skip
def test_a_sentence_is_read_word_by_word_in_english(language: str, text: str, english: str) -> None:
    assert in_english(text, language) == english


def test_an_unknown_word_loses_its_ending_and_a_name_keeps_it() -> None:
    assert in_english("Зябликов лапками.", "ru") == "Zyablikov lapk."


def test_the_places_of_sentences_in_a_gloss_are_theirs() -> None:
    sentences = ("Встреча прошла.", "Протокол подписан.")
    gloss = glossed(sentences, "ru")
    assert [place.of(gloss.text) for place in gloss.sentences] == [
        in_english(sentence, "ru") for sentence in sentences
    ]
