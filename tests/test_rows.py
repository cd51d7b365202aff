import pytest

from bot.query import understand
from bot.rows import Row, rows_read
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import hit_of
from tests.fakes import HashingEmbedder
from tests.test_kinds import ask, quotes

REPORT = """# Report on 2022

Talks were held in Oslo. Officers of both sides took part in them and were content.

## Requests

| Country | Requests sent | Requests answered |
|---|---|---|
| Finland | 210 | 340 |
| Norway | 95 | 120 |
| Sweden | 180 | 77 |
| Total | 485 | 537 |

## Pursuits

The table shows pursuits across the border by year.

| Year | From Finland into Norway | From Norway into Finland |
|---|---|---|
| 2020 | 4 | 9 |
| 2021 | 7 | 3 |

## Actions

| No | Action | Responsible | Deadline |
|---|---|---|---|
| 1 | Insure the patrol cars | Riitta Kask | 31 January 2023 |
| 2 | Obtain a second offer | Sanna Hietala | 1 March 2023 |
"""


def answer(settings: Settings, question: str) -> tuple[list[str], list[str]]:
    """Return what is quoted, and the words that are marked in it."""
    (settings.corpus / "a.md").write_text(REPORT, encoding="utf-8")
    found = ask(settings, question)
    cited = [each for statement in found.statements for each in statement.citations]
    return quotes(found), [
        each.answer.of(each.document.text) if each.answer else "" for each in cited
    ]


@pytest.mark.parametrize(
    ("question", "row", "cell"),
    [
        ("How many requests sent by Norway?", "| Norway | 95 | 120 |", "95"),
        ("How many requests were answered by Sweden?", "| Sweden | 180 | 77 |", "77"),
        ("What is the total number of requests sent?", "| Total | 485 | 537 |", "485"),
        ("How many pursuits from Norway into Finland in 2021?", "| 2021 | 7 | 3 |", "3"),
        ("How many pursuits went from Finland into Norway in 2020?", "| 2020 | 4 | 9 |", "4"),
        (
            "What must Riitta Kask do?",
            "| 1 | Insure the patrol cars | Riitta Kask | 31 January 2023 |",
            "Insure the patrol cars",
        ),
        (
            "Who obtains the second offer?",
            "| 2 | Obtain a second offer | Sanna Hietala | 1 March 2023 |",
            "Sanna Hietala",
        ),
    ],
)
def test_a_row_answers_by_its_cells_and_the_names_of_its_columns(
    settings: Settings, question: str, row: str, cell: str
) -> None:
    assert answer(settings, question) == ([row], [cell])


@pytest.mark.parametrize(
    "question",
    [
        "How many pursuits from Norway into Finland in 2019?",
        "How many requests sent by Norway in 2021?",
        "How many requests sent by Iceland?",
        "How many guards were hired by Norway?",
        "How many requests did Norway reject?",
    ],
)
def test_no_row_is_likely_for_another_year_country_or_matter(
    settings: Settings, question: str
) -> None:
    rows = read(settings, question)
    assert len(rows) == 8
    assert not any(row.likely for row in rows)


def test_a_row_beside_that_of_another_name_is_no_evidence(settings: Settings) -> None:
    flaws = [row.flaw for row in read(settings, "How many requests sent by Norway?")]
    assert flaws.count("is a row beside that of “Norway”") == 3


def read(settings: Settings, question: str) -> list[Row]:
    (settings.corpus / "a.md").write_text(REPORT, encoding="utf-8")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog = index_folder(settings, embedder).open().catalog
    hits = [hit_of(passage) for passage in catalog.passages(sorted(catalog.passage_ids()))]
    query = understand(question, catalog, is_word=str.isupper)
    return list(rows_read(query, hits, catalog).values())


def test_of_a_long_table_the_row_that_is_found_answers(settings: Settings) -> None:
    rows = "".join(f"{10_000 + i},Station {i},{i * 7}\n" for i in range(200))
    (settings.corpus / "a.csv").write_text(f"Case,Station,Quantity seized\n{rows}")
    found = ask(settings, "What quantity was seized in case 10150?")
    assert quotes(found)[0] == "Case: 10150 | Station: Station 150 | Quantity seized: 1050"
