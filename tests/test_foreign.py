"""Documents in other languages answer in their own words, asked in their language or in English."""

from pathlib import Path

import pytest

from bot.answer import Filters, Inquiry
from bot.chain import answer_chain
from bot.letters import cyrillic, latin
from bot.render import citations
from bot.terms import keys
from evals.bench import Chain
from ingest.embed import MiniLM
from ingest.settings import Settings
from ingest.sync import sync

DOCUMENTS = {
    "ru": """Встреча в Никеле

12 марта 2021 года в посёлке Никель прошла встреча пограничных комиссаров России и Норвегии.
Российскую делегацию возглавил полковник Андрей Лосев, норвежскую – комиссар Йенс Хёй.

Стороны рассмотрели двенадцать случаев нарушения границы. Следующая встреча пройдёт в Киркенесе
в сентябре.
""",
    "fi": """Yhteispartio Torniossa

Suomen ja Ruotsin poliisi aloittivat yhteispartiot Torniossa 4. toukokuuta 2020. Partioita johtaa
ylikomisario Liisa Korhonen Lapin poliisilaitokselta.

Ensimmäisen vuoden aikana tarkastettiin 1 240 ajoneuvoa. Huumausaineita löytyi kuudesta autosta.
""",
    "no": """Tollsamarbeid på Svinesund

Tollvesenet beslagla 84 kilo amfetamin på Svinesund den 7. mars 2019. Føreren av lastebilen ble
pågrepet av svensk politi.

Avtalen om felles kontroller ble undertegnet i Oslo av tolldirektør Kari Haug.
""",
    "sv": """Hundar vid gränsen

Tullverket utbildade elva narkotikahundar i Sollefteå under 2018. Kursen leddes av inspektör Bo Ek.

Hundarna tjänstgör nu i Haparanda och i Göteborgs hamn.
""",
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Chain:
    folder = tmp_path_factory.mktemp("foreign")
    settings = Settings(index=folder / "index", corpus=folder / "corpus")
    write(settings.corpus)
    sync([settings.corpus], settings=settings, embedder=minilm)
    return answer_chain(settings, embedder=minilm)


def write(corpus: Path) -> None:
    corpus.mkdir()
    for language, text in DOCUMENTS.items():
        (corpus / f"{language}.txt").write_text(text, encoding="utf-8")
        title = text.partition("\n")[0]
        (corpus / f"{language}.txt.toml").write_text(
            f'title = "{title}"\nlanguage = "{language}"\n', encoding="utf-8"
        )


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Кто возглавил российскую делегацию на встрече в Никеле?", "полковник Андрей Лосев"),
        ("Сколько случаев нарушения границы рассмотрели?", "двенадцать случаев"),
        ("Kuka johtaa yhteispartioita Torniossa?", "Liisa Korhonen"),
        ("Montako ajoneuvoa tarkastettiin ensimmäisenä vuonna?", "1 240 ajoneuvoa"),
        ("Hvor mye amfetamin ble beslaglagt på Svinesund?", "84 kilo amfetamin"),
        ("Hvem undertegnet avtalen om felles kontroller?", "Kari Haug"),
        ("Vem ledde kursen för narkotikahundarna i Sollefteå?", "inspektör Bo Ek"),
        ("How much amphetamine was seized at Svinesund?", "84 kilo amfetamin"),
        ("Who led the Russian delegation in Nikel?", "полковник Андрей Лосев"),
    ],
)
def test_a_document_answers_in_its_own_language(chain: Chain, question: str, quote: str) -> None:
    answer = chain.invoke(question)
    assert answer.abstention is None, answer.abstention
    shown = " ".join(citation.quote for citation in citations(answer))
    assert quote in " ".join(shown.split())


@pytest.mark.parametrize(
    "question",
    [
        "Кто возглавил делегацию на встрече в Мурманске?",  # another place
        "Hvor mye amfetamin ble beslaglagt på Storskog?",
        "Vem ledde kursen i Kiruna?",
        "Montako ajoneuvoa tarkastettiin Vaalimaalla?",
        "Как приготовить борщ со сметаной?",  # another topic
    ],
)
def test_what_they_do_not_say_is_refused(chain: Chain, question: str) -> None:
    assert chain.invoke(question).abstention is not None


def test_a_refusal_speaks_of_the_documents_in_the_language_of_the_question(chain: Chain) -> None:
    answer = chain.invoke("Vem ledde kursen i Kiruna?")
    assert answer.abstention is not None
    assert (
        answer.abstention.reason
        == "De närmaste avsnitten säger inget om ”Kiruna” i detta sammanhang."
    )
    assert answer.abstention.nearest[0].document.metadata.language == "sv"


def test_a_filter_by_language_keeps_the_others_out(chain: Chain) -> None:
    asked = Inquiry(
        text="Hvor mye amfetamin ble beslaglagt på Svinesund?", filters=Filters(languages=("fi",))
    )
    answer = chain.invoke(asked)
    assert answer.abstention is not None
    languages = {c.document.metadata.language for c in answer.abstention.nearest}
    assert languages <= {"fi"}


def test_passages_are_as_long_as_in_english_however_many_pieces_the_model_needs(
    chain: Chain,
) -> None:
    assert len(chain.invoke("Hvor mye amfetamin ble beslaglagt?").ledger) == len(DOCUMENTS)


def test_the_ledger_lists_what_was_considered_in_each_language(chain: Chain) -> None:
    answer = chain.invoke("Hvor mye amfetamin ble beslaglagt på Svinesund?")
    titles = {row.hit.passage.title for row in answer.ledger}
    assert titles == {text.partition("\n")[0] for text in DOCUMENTS.values()}
    assert sum(row.verdict == "used" for row in answer.ledger) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ru", "делегацию", "делегации"),
        ("ru", "Никеле", "Nikel"),
        ("fi", "yhteispartiot", "yhteispartioita"),
        ("fi", "Helsingissä", "Helsinki"),
        ("no", "avtalen", "avtaler"),
        ("sv", "hundarna", "hundar"),
        ("en", "meetings", "meeting"),
    ],
)
def test_forms_of_a_word_share_what_they_are_compared_by(
    language: str, one: str, other: str
) -> None:
    assert not {k.casefold() for k in keys(one, language)}.isdisjoint(
        k.casefold() for k in keys(other, language)
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [("Popov", "попов"), ("Zhukov", "жуков"), ("Shchukin", "щукин"), ("Yuri", "юри")],
)
def test_a_name_in_latin_letters_is_looked_up_in_cyrillic(typed: str, written: str) -> None:
    assert cyrillic(typed) == written
    assert latin(written) == typed.casefold()


def test_a_document_without_a_place_of_the_question_does_not_answer_in_another_language(
    chain: Chain,
) -> None:
    asked = "Who led the Russian delegation in {}?"
    assert chain.invoke(asked.format("Nikel")).statements
    assert chain.invoke(asked.format("Svanvik")).confidence < 0.01


def test_a_refusal_does_not_say_that_a_word_is_lacking_which_another_language_has(
    settings: Settings, minilm: MiniLM
) -> None:
    (settings.corpus / "en.txt").write_text("The minister of Norway resigned in Oslo in 2019.")
    (settings.corpus / "no.txt").write_text(DOCUMENTS["no"])
    sync([settings.corpus], settings=settings, embedder=minilm)
    refusal = answer_chain(settings, embedder=minilm).invoke(
        "Which Swedish or Danish minister resigned?"
    )
    assert refusal.abstention
    assert refusal.abstention.missing == ("Danish",)
