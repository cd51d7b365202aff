import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieve import HybridRetriever, fuse, standardize
from bot.terms import exact_words, stems
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder

RANKING = st.dictionaries(st.text("abc", min_size=1), st.floats(-9, 9), max_size=8).map(
    lambda scores: list(scores.items())
)


@given(RANKING)
def test_standardized_scores_have_mean_zero_and_keep_the_order(
    ranking: list[tuple[str, float]],
) -> None:
    scores = standardize(ranking)
    assert sum(scores.values()) == pytest.approx(0, abs=1e-6)
    for a, low in ranking:
        assert all(scores[a] <= scores[b] for b, high in ranking if low < high)


@given(RANKING, RANKING)
def test_fusion_ranks_everything_found_once(
    dense: list[tuple[str, float]], lexical: list[tuple[str, float]]
) -> None:
    fused = fuse(dense, lexical, first_share=0.5)
    assert sorted(key for key, _ in fused) == sorted({*dict(dense), *dict(lexical)})
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))


def test_fusion_prefers_what_both_rankings_find() -> None:
    fused = fuse([("a", 3.0), ("b", 2.9), ("c", 0.0)], [("b", 9.0), ("d", 1.0)], first_share=0.5)
    assert fused[0][0] == "b"


def test_retriever_gives_langchain_documents_with_their_passages(
    settings: Settings, embedder: HashingEmbedder
) -> None:
    (settings.corpus / "a.txt").write_text("Wolves howl at night.")
    (settings.corpus / "b.txt").write_text("Trains run on rails.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    generation = index_folder(settings, embedder).open()
    found = HybridRetriever(generation=generation, embedder=embedder).invoke("howling wolves")
    assert found[0].page_content == "Wolves howl at night."
    assert found[0].metadata["hit"].lexical_rank == 1
    assert found[0].id == found[0].metadata["hit"].passage.id


def test_a_country_and_its_adjective_are_the_same_term() -> None:
    assert stems("Russian agencies") & stems("the Russia agency") == stems("Russia agency")


def test_exact_words_are_names_numbers_and_ordinals() -> None:
    question = "When did Popov open the second meeting of 2019?"
    assert exact_words(question) == ["Popov", "second", "2019"]


def test_a_question_about_the_next_event_needs_evidence_that_speaks_of_it() -> None:
    assert exact_words("When will the group meet again?") == ["again"]
    assert exact_words("Where is the next meeting?") == ["next"]


def test_a_name_that_stands_in_one_passage_alone_counts() -> None:
    dense = [(f"p{i}", 1.0 - i / 50) for i in range(50)]
    fused = fuse(dense, [("p40", 7.0)], first_share=0.5, among=50)
    assert fused[0][0] == "p40"
    assert fuse(dense, [], first_share=0.5, among=50)[0][0] == "p0"
