from bot.chain import answer_chain
from bot.suggest import example_questions, ideas
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import answer, document
from tests.fakes import EagerReader, HashingEmbedder


def test_ideas_are_phrases_of_the_nearest_passages_near_the_question_first() -> None:
    found = document(
        "The participants discussed drug smuggling by mail, and a tripartite protocol was signed."
    )
    about = answer(found, question="Which protocol was signed on Mars?")
    assert ideas(about)[0] == "tripartite protocol"
    assert all(idea in found.text for idea in ideas(about))


def test_example_questions_are_answered_by_the_documents(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("The meeting was opened by Pyotr Popov, who spoke.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    found = example_questions(catalog, chain.invoke)
    assert "Who is Pyotr Popov?" in found
    assert all(chain.invoke(question).statements for question in found)
