"""How a question is read, against an index of a few documents."""

from pathlib import Path

import pytest

from bot.answer import NoticeKind
from bot.query import Kind, Query, parts, understand
from bot.terms import stems
from ingest.catalog import Catalog
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder

TEXTS = {
    "a.txt": "The Baltic Sea Task Force (BSTF) met in Visby. Popov spoke of the protocol in Oslo.",
    "meeting.txt": "Popov opened the meeting in Murmansk. The protocol was signed by Norway.",
}


@pytest.fixture
def catalog(settings: Settings) -> Catalog:
    for name, text in TEXTS.items():
        (settings.corpus / name).write_text(text)
    Path(settings.corpus / "meeting.txt.toml").write_text(
        'title = "Meeting of Norway and Finland in Murmansk"\ncalled = "the meeting, took part"\n'
    )
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    return index_folder(settings, HashingEmbedder()).open().catalog


def required(query: Query) -> list[str]:
    return [each.word for each in query.required]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did popov say in 2019?", ["popov", "2019"]),  # the documents capitalise him
        ("What does the Protocol say?", []),  # and not this
        ("What did Norway tell popov?", ["Norway"]),  # who types capitals means them
        ("Who is Kolokoltsev?", ["Kolokoltsev"]),  # typed as a name, in no document
        ("WHO SIGNED THE TREATY OF SHAME", []),  # shouted, not named
        ("Did the Norwegian side come a second time?", ["Norwegian", "second"]),
        ("Did Norway speak first?", ["Norway"]),
        ("When did Norway first meet Sweden?", ["Norway", "Sweden"]),
        ("Who chaired the first session?", ["first"]),
        ("Which were its first members?", []),
        ("Where was the previous, second visit?", ["second"]),
        ("Where was the previous visit?", ["previous"]),
        ("Which countries besides Norway, the Finns and Sweden met in Oslo?", ["Oslo"]),
        ("Who came, apart from Popov, to Oslo?", ["Oslo"]),
        ("What sets it apart from Norway?", ["Norway"]),
        ("Was Norway there after the attack on Ukraine?", ["Norway"]),
    ],
)
def test_names_numbers_and_ordinals_are_required(
    catalog: Catalog, question: str, words: list[str]
) -> None:
    assert required(understand(question, catalog, is_word=str.isupper)) == words


def test_an_abbreviation_is_looked_up_by_its_long_form_and_the_other_way_round(
    catalog: Catalog,
) -> None:
    short = understand("Where did the BSTF sit?", catalog, is_word=str.isupper)
    assert short.search == "Where did the BSTF (Baltic Sea Task Force) sit?"
    assert short.text == "Where did the BSTF sit?"
    assert [notice.kind for notice in short.notices] == [NoticeKind.EXPANDED]
    (word,) = short.required
    assert word.is_in(frozenset({"baltic", "sea", "task", "forc"}))
    assert not word.is_in(frozenset({"baltic", "sea"}))
    long = understand("Where did the Baltic Sea Task Force sit?", catalog, is_word=str.isupper)
    assert "(BSTF)" in long.search
    assert all(each.is_in(frozenset({"bstf"})) for each in long.required)


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("Who opened the meeting?", "the meeting"),
        ("Who opened the Murmansk meeting?", "the Murmansk meeting"),
        ("When was the second meeting?", "the second meeting"),
        ("Who took part for Norway?", "took part"),
        ("Who opened the meeting in Visby?", None),
        ("Who opened the 2017 meeting?", None),
        ("What is a liaison officer?", None),
        ("last meeting of the council", None),
        ("coordination meeting", None),
        ("What are the meeting hours?", None),
    ],
)
def test_the_meeting_is_the_one_the_documents_call_so_unless_another_is_named(
    catalog: Catalog, question: str, called: str | None
) -> None:
    query = understand(question, catalog, is_word=str.isupper)
    taken = [notice.text for notice in query.notices if notice.kind == NoticeKind.TAKEN_AS]
    if called is None:
        assert taken == []
    else:
        assert taken == [f"Took “{called}” as: Meeting of Norway and Finland in Murmansk."]
        assert {"Norway", "Finland", "Murmansk"} <= set(required(query))
        assert query.expanded == question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who opened it?", Kind.FACT),
        ("Which countries are members?", Kind.LIST),
        ("List the bodies.", Kind.LIST),
        ("What happened at the meeting?", Kind.SUMMARY),
        ("What happened to the meeting?", Kind.FACT),
        ("Summarise the meeting", Kind.SUMMARY),
        ("What is the difference between a notice and a diffusion?", Kind.COMPARISON),
    ],
)
def test_the_form_of_the_answer_is_read_from_the_question(
    catalog: Catalog, question: str, kind: Kind
) -> None:
    assert understand(question, catalog, is_word=str.isupper).kind == kind


def test_the_sides_of_a_comparison_become_questions_of_their_own(catalog: Catalog) -> None:
    query = understand("How does a notice differ from a diffusion?", catalog, is_word=str.isupper)
    assert [each.text for each, in parts(query, catalog, is_word=str.isupper)] == [
        "What is a notice?", "What is a diffusion?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("Is the border open?", True),
        ("Who is the chief today?", True),
        ("Who is the minister?", True),
        ("Who is Norway's foreign minister?", True),
        ("Who heads the bureau?", True),
        ("Who headed the bureau?", False),
        ("When was the last meeting?", True),
        ("When was the most recent joint report?", True),
        ("When did they close the last crossing?", False),
        ("Was the border open in 2019?", False),
        ("What is a diffusion?", False),
        ("Is it still valid in 2019?", False),
    ],
)
def test_a_question_about_now_is_told_from_one_about_then(
    catalog: Catalog, question: str, now: bool
) -> None:
    assert understand(question, catalog, is_word=str.isupper).is_about_now is now


def test_reasons_are_looked_up_where_a_question_asks_why(catalog: Catalog) -> None:
    asked = understand("Why was it closed?", catalog, is_word=str.isupper)
    assert asked.search.endswith("(reason, because)")
    assert "because" not in asked.expanded
    assert "because" not in understand("When was it closed?", catalog, is_word=str.isupper).search


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Is it in force?", True),
        ("Could you tell me if it is in force?", True),
        ("I would like to know whether it is in force", True),
        ("Can you tell me who signed it?", False),
        ("Do you know who signed it?", False),
        ("What did he say?", False),
    ],
)
def test_what_is_answered_by_yes_or_no_is_told(
    catalog: Catalog, question: str, whether: bool
) -> None:
    assert understand(question, catalog, is_word=str.isupper).asks_whether is whether


def test_a_word_is_no_name_where_another_form_of_it_is_written_small(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("The Ministry of Finance reported. It was financing it.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    assert not understand("what does smuggling finance", catalog, is_word=str.isupper).required


def test_a_word_that_is_often_written_small_is_no_name(settings: Settings) -> None:
    text = "\n\n".join(f"# Part {n}\n\nThe Foreign Ministry met {n} foreign guests." for n in "ab")
    (settings.corpus / "a.md").write_text(f"# Foreign\n\nForeign Office. Foreign.\n\n{text}")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    assert not understand("what do foreign guests do", catalog, is_word=str.isupper).required


def test_a_long_form_counts_up_to_where_its_initials_are_the_abbreviation(
    settings: Settings,
) -> None:
    (settings.corpus / "a.txt").write_text("The Baltic Task Force on Crime (BTF) met in Visby.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    (short,) = understand("Who led the BTF?", catalog, is_word=str.isupper).required
    assert short.is_in(stems("Ek led the Baltic Task Force."))
    assert not short.is_in(stems("Ek led a task force."))


def test_a_number_is_met_in_figures_and_in_words(catalog: Catalog) -> None:
    (number,) = understand("Who closed the 5 crossings?", catalog, is_word=str.isupper).required
    assert number.is_in(stems("Ek closed five crossings."))
    assert number.is_in(stems("Ek closed 5 crossings."))
    assert not number.is_in(stems("Ek closed six crossings."))


def test_several_of_an_abbreviation_are_read_as_one(catalog: Catalog) -> None:
    query = understand("How many BSTFs were there?", catalog, is_word=str.isupper)
    assert "Baltic Sea Task Force" in query.expanded
    assert required(query) == ["BSTF"]


def test_a_decade_is_met_by_each_of_its_years(catalog: Catalog) -> None:
    (decade,) = understand("Who chaired it in the 1990s?", catalog, is_word=str.isupper).required
    assert decade.is_in(stems("Ek chaired it in 1996."))
    assert not decade.is_in(stems("Ek chaired it in 2006."))


def test_a_word_typed_small_in_a_written_question_is_no_name_if_it_is_a_word(
    settings: Settings,
) -> None:
    (settings.corpus / "a.txt").write_text("The Baltic Sea is cold. So is Sealand.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    for question, words in (
        ("Which article is about the sea?", []),
        ("which article is about the sea", ["sea"]),
        ("Which article is about sealand?", ["sealand"]),
    ):
        assert required(understand(question, catalog, is_word={"sea"}.__contains__)) == words


@pytest.mark.parametrize(
    ("question", "is_met"),
    [
        ("Why did Oslo object?", True),
        ("Which ministry in Oslo objected?", True),
        ("Who met in Oslo?", False),
    ],
)
def test_a_capital_stands_for_its_government_unless_something_is_in_it(
    catalog: Catalog, question: str, is_met: bool
) -> None:
    (oslo,) = understand(question, catalog, is_word=str.isupper).required
    assert oslo.is_in(stems("The Norwegian government objected.")) is is_met


@pytest.mark.parametrize(
    ("question", "is_met"),
    [
        ("What did the Baltic police agree?", True),
        ("Do we know what Baltic officers wore?", True),
        ("What did the Baltic Council agree?", False),
        ("What did the Nordic police agree?", False),
    ],
)
def test_two_countries_of_a_region_stand_for_it(
    catalog: Catalog, question: str, is_met: bool
) -> None:
    region = understand(question, catalog, is_word=str.isupper).required[0]
    assert region.is_in(stems("Latvian and Estonian officers wore grey.")) is is_met
    assert not region.is_in(stems("Latvian officers wore grey."))


def test_a_slip_with_the_stem_of_a_name_is_no_name(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("Rune Berg led the exchange.", encoding="utf-8")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    read = understand("was it runing", catalog, is_word=HashingEmbedder().knows)
    assert [each.word for each in read.required] == []
    read = understand("did rune lead", catalog, is_word=HashingEmbedder().knows)
    assert [each.word for each in read.required] == ["rune"]


def test_since_a_year_is_in_that_or_any_later_one(catalog: Catalog) -> None:
    (year,) = understand("Who met since 2019?", catalog, is_word=str.isupper).required
    assert year.is_in(stems("They met in 2019."))
    assert year.is_in(stems("They met in 2023."))
    assert not year.is_in(stems("They met in 2018."))


@pytest.mark.parametrize("tail", ["so far", "to date", "over the years", "in the last years"])
def test_what_only_says_up_to_now_is_not_looked_for(catalog: Catalog, tail: str) -> None:
    query = understand(f"Who opened posts {tail}?", catalog, is_word=str.isupper)
    assert query.expanded == query.search == "Who opened posts?"
    assert query.text.endswith(f"{tail}?")
