import pytest

from bot.answer import NoticeKind
from bot.labelled import labelled
from bot.query import understand
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import hit_of
from tests.fakes import HashingEmbedder
from tests.test_kinds import ask, notices, quotes

MINUTES = """# Seventh meeting in Svanvik

The Secretary said that all decisions had been carried out.

**Decision 1:** The Parties will exchange lists. Responsible: all.

**Decision 2:** Finland will draw up a profile.
"""
OTHER = """# Sixth meeting in Imatra

Decision 1: Norway will pay. Decision 2: Russia will host the seventh meeting.
"""


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which decisions were taken at the meeting in Svanvik?", 2),
        ("What are the decisions of the Svanvik meeting?", 2),
        ("Which decisions taken in Svanvik were not carried out?", 0),
        ("Which recommendations were made in Svanvik?", 0),
        ("Which decisions were taken at the meeting in Vadsø?", 0),
        ("Who took the decisions in Svanvik?", 0),
    ],
)
def test_lines_with_the_label_asked_for_are_quoted_from_the_document_that_is_meant(
    settings: Settings, question: str, found: int
) -> None:
    for name, text in (("a", OTHER), ("b", MINUTES)):
        (settings.corpus / f"{name}.md").write_text(text, encoding="utf-8")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog = index_folder(settings, embedder).open().catalog
    hits = [hit_of(each) for each in catalog.passages(sorted(catalog.passage_ids()))]
    query = understand(question, catalog, is_word=str.islower)
    statements, count = labelled(query, hits, catalog)
    assert count == len(statements) == found
    assert all(each.citations[0].document.source == "b.md" for each in statements)


def test_of_many_lines_some_are_quoted_and_all_counted(settings: Settings) -> None:
    lines = "\n\n".join(f"Decision {n}: Office number {n} will open." for n in range(1, 11))
    (settings.corpus / "a.md").write_text(f"# Meeting in Oslo\n\n{lines}\n")
    answer = ask(settings, "Which decisions were taken in Oslo?")
    assert quotes(answer) == [f"Decision {n}: Office number {n} will open." for n in range(1, 9)]
    assert notices(answer, NoticeKind.CUT_SHORT) == ["Quoted are 8 of 10 lines with this label."]


def test_a_label_may_have_no_number(settings: Settings) -> None:
    said = ("Decision: The Group will meet in May.", "Decision: The Group adopted its plan.")
    minutes = "# Minutes of Vadsø\n\nThe plan was presented.\n\n" + "\n\n".join(said)
    (settings.corpus / "a.md").write_text(minutes, encoding="utf-8")
    assert quotes(ask(settings, "Which decisions did the Group take in Vadsø?")) == list(said)
