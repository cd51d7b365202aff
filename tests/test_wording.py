import pytest

from bot.wording import wordings


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Who leads the Trident operations now?", "Who leads the Trident operations?"),
        ("Who is the current head of Kripos?", "Who is the head of Kripos?"),
        ("How long do they now wait there?", "How long do they now wait there?"),
        ("Which operations were there so far?", "Which operations were there?"),
        (
            "Who was there at the moment the war began?",
            "Who was there at the moment the war began?",
        ),
        ("What is his job now, after the end?", "What is his job now, after the end?"),
        ("Has work been taken up by now?", "Has work been taken up by now?"),
        ("Is the treaty still in force today?", "Is the treaty still in force today?"),
        ("Who heads it these days?", "Who heads it?"),
    ],
)
def test_what_only_says_that_it_is_now_is_not_compared(question: str, read: str) -> None:
    assert wordings(question)[0] == read


@pytest.mark.parametrize(
    ("question", "read", "otherwise"),
    [
        (
            "Who holds the chair of the Arctic Council now?",
            "Who chairs the Arctic Council?",
            "Who took over the chair of the Arctic Council?",
        ),
        (
            "Which country had the presidency of the Task Force in 2017?",
            "Which country had the presidency of the Task Force in 2017?",
            "Which country took over the chair of the Task Force in 2017?",
        ),
        (
            "Who currently chairs the Council?",
            "Who currently chairs the Council?",
            "Who took over the chair of the Council?",
        ),
        ("Who has the key?", "Who has the key?", ""),
    ],
)
def test_documents_tell_who_took_over_a_chair(question: str, read: str, otherwise: str) -> None:
    assert wordings(question) == (read, otherwise)


def test_whether_something_is_so_now_is_asked_in_both_ways() -> None:
    question = "Does Europol work with Russia at present?"
    assert wordings(question) == ("Does Europol work with Russia?", question)


@pytest.mark.parametrize(
    ("question", "otherwise"),
    [
        (
            "When was Russia expelled from the Council of Europe?",
            "When did Russia cease to be a member of the Council of Europe?",
        ),
        (
            "When Russia expelled Council of Europe?",
            "When did Russia cease to be a member of Council of Europe?",
        ),
        ("Which diplomats were expelled from there?", ""),
        ("How many diplomats were expelled in 2022?", ""),
    ],
)
def test_who_was_expelled_is_also_asked_as_who_ceased_to_be_a_member(
    question: str, otherwise: str
) -> None:
    assert wordings(question) == (question, otherwise)
