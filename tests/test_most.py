import pytest

from ingest.settings import Settings
from tests.test_kinds import ask

REPORT = """# Report on 2022

## Requests

| Country | Requests sent | Requests answered |
|---|---|---|
| Finland | 1,210 | 340 |
| Norway | 95 | 120 |
| Sweden | 180 | 77 |
| Total | 1,485 | 537 |

## Arrests

| Year | Arrests |
|---|---|
| 2020 | 4 |
| 2021 | 9 |
| 2022 | 9 |
"""


def marked(settings: Settings, question: str) -> list[str]:
    (settings.corpus / "a.md").write_text(REPORT, encoding="utf-8")
    found = ask(settings, question)
    cited = [each for statement in found.statements for each in statement.citations]
    whole = [each for each in cited if each.quote.startswith(("| Country", "| Year"))]
    return [each.answer.of(each.document.text) for each in whole if each.answer]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Which country sent the most requests?", ["Finland"]),
        ("Which country sent the fewest requests in 2022?", ["Norway"]),
        ("Which country answered the lowest number of requests?", ["Sweden"]),
        ("Which year had the fewest arrests?", ["2020"]),
    ],
)
def test_the_table_is_quoted_whole_and_its_row_marked(
    settings: Settings, question: str, row: list[str]
) -> None:
    assert marked(settings, question) == row


@pytest.mark.parametrize(
    "question",
    [
        "Which year had the most arrests?",  # two have
        "Which agency sent the most requests?",
        "Which country sent the most requests in 2019?",
        "Which country sent the most ships?",
        "Which country sent requests?",
    ],
)
def test_no_row_has_the_most_of_something_else(settings: Settings, question: str) -> None:
    assert marked(settings, question) == []
