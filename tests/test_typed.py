import pytest

from bot.typed import led_up_to, plainly


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("WHO OPENED THE MEETING?", "who opened the meeting?"),
        ("BSTF NCB", "BSTF NCB"),
        ("BSTF NCB EU", "BSTF NCB EU"),
        ("Who leads the BSTF?", "Who leads the BSTF?"),
        ("whos Popov", "who is Popov"),
        ("Whats new?", "What is new?"),
    ],
)
def test_capitals_and_contractions_are_read_plainly(typed: str, plain: str) -> None:
    assert plainly(typed) == plain


@pytest.mark.parametrize(
    ("typed", "asked", "said"),
    [
        ("I write about Interpol. Who leads it?", "Who leads it?", ("I write about Interpol.",)),
        ("Hello! Who opened the meeting? Many thanks.", "Who opened the meeting?", ()),
        ("Who opened it? When was it?", "Who opened it? When was it?", ()),
        ("The meeting was in Oslo.", "The meeting was in Oslo.", ()),
        ("What did Mr. Popov say?", "What did Mr. Popov say?", ()),
    ],
)
def test_a_question_is_told_from_what_leads_up_to_it(
    typed: str, asked: str, said: tuple[str, ...]
) -> None:
    assert led_up_to(typed) == (asked, said)
