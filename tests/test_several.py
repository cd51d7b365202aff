from bot.read import Candidate
from bot.several import is_said, items, likelihood
from bot.weigh import Weighed
from tests.answers import document, hit


def weighed(text: str, probability: float) -> Weighed:
    found = hit(document(text))
    candidate = Candidate(hit=found, span=found.passage.span, text=text)
    return Weighed(candidate=candidate, probability=probability, answer=None, flaw="", marks=())


SILVER = weighed("A silver notice traces assets.", 0.4)
BLUE = weighed("A blue notice asks for an identity.", 0.3)
GREEN = weighed("A green notice warns of a danger.", 0.13)
WEATHER = weighed("It rained in Oslo.", 0.1)


def test_several_sentences_together_make_an_answer_likelier() -> None:
    alone, both = likelihood([SILVER]), likelihood([SILVER, BLUE])
    assert alone < SILVER.probability < both < 1 - 0.6 * 0.7


def test_what_says_the_same_counts_once() -> None:
    again = weighed("A silver notice traces the assets.", 0.3)
    assert likelihood([SILVER, SILVER, again]) == likelihood([SILVER])


def test_what_is_worded_like_the_best_sentence_is_shown_sooner() -> None:
    shown = items([SILVER, BLUE, GREEN, WEATHER])
    assert shown == [SILVER, BLUE, GREEN]


def test_sentences_that_differ_in_a_name_or_number_say_different_things() -> None:
    led = weighed("Among the states Poland led the work on cars, says the report.", 0.5)
    assert not is_said("Among the states Norway led the work on cars, says the report.", [led])
    assert is_said("Among the states Poland led the work on cars, the report says.", [led])


def test_a_country_that_begins_a_sentence_tells_it_apart() -> None:
    led = weighed("Poland led the work on cars, says the report.", 0.5)
    assert not is_said("Norway led the work on cars, says the report.", [led])
    assert is_said("Then Poland led the work on cars, the report says.", [led])


def test_the_marks_of_sources_tell_no_sentences_apart() -> None:
    led = weighed("Poland led the work on cars, says the report [1][2].", 0.5)
    assert is_said("Poland led the work on cars, the report says [47].", [led])
