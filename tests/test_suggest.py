from bot.chain import answer_chain
from bot.suggest import example_questions, ideas
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import answer, document
from tests.fakes import EagerReader, HashingEmbedder


def test_instead_of_a_refused_question_what_came_nearest_may_be_summed_up() -> None:
    refused = answer(document("The meeting was in Oslo.", title="Oslo talks"))
    assert ideas(refused) == ["Summarise “Oslo talks”"]


def test_example_questions_are_answered_by_the_documents(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("The meeting was opened by Pyotr Popov, who spoke.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    found = example_questions(catalog, chain.invoke)
    assert "Who is Pyotr Popov?" in found
    assert all(chain.invoke(question).statements for question in found)
