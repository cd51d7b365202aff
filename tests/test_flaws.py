import pytest

from bot.answer import Hit
from bot.flaws import (
    lacks_number,
    missing_words,
    named_elsewhere,
    names_no_country,
    names_no_head,
    names_no_person,
    names_only_others,
    speaks_of_another,
    unmentioned,
)
from bot.instead import (
    dates_only_a_denial,
    into_another,
    of_a_deputy,
    of_a_longer_name,
    of_a_part,
    of_a_series,
    of_another_day,
    of_another_pair,
    of_another_sort,
    of_another_variety,
    of_one_then,
    only_denies,
)
from bot.planned import only_planned
from bot.query import Kind, Query, understand
from bot.required import Required
from bot.wanted import lacks_kind, says_as_asked
from ingest.catalog import Catalog
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import hit_of
from tests.fakes import HashingEmbedder


def query(text: str, *words: str) -> Query:
    return Query(
        text=text, expanded=text, search=text, kind=Kind.FACT,
        required=tuple(Required(word=word) for word in words),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence", "title", "other"),
    [
        (["2018"], "They met in 2019.", "", "another year (2019)"),
        (["2019"], "They met in 2019 and 2020.", "", ""),
        (["2019"], "They met in Oslo.", "", ""),
        (["1993"], "It was amended in 1996.", "The agreement of 1993", ""),
        (["Sweden"], "Russia joined in 1999.", "", "another country (Russia)"),
        (["Sweden", "Russia"], "Russia joined in 1999.", "", "another country (Russia)"),
        (["Norwegian"], "Norway joined in 1999.", "", ""),
        (["second"], "The first meeting was in Oslo.", "", "another ordinal (first)"),
    ],
)
def test_a_sentence_about_another_year_country_or_event_is_told(
    words: list[str], sentence: str, title: str, other: str
) -> None:
    assert str(speaks_of_another(query("?", *words), sentence, [title]) or "") == other


@pytest.mark.parametrize(
    ("words", "sentence", "others"),
    [
        (["Norway"], "Finland has been a member since 1928.", True),
        (["Norway"], "The bureau in Oslo reports to Finland.", False),
        (["Norway", "Russia"], "Russia ended it.", False),
        (["Norway"], "The bureau opened in spring.", False),
        (["2018"], "They met in Berlin in 2016.", True),
        (["2018"], "They met in 2016 and in 2018.", False),
    ],
)
def test_a_sentence_may_name_only_other_years_or_countries(
    words: list[str], sentence: str, *, others: bool
) -> None:
    assert names_only_others(" ".join(words), sentence) is others


@pytest.mark.parametrize(
    ("question", "sentence", "nobody"),
    [
        ("Who heads the customs?", "Norwegian Customs is an agency.", True),
        ("Who was the president of the court?", "The court has five judges.", True),
        ("Who was in the chair then?", "Russia held the chair until 2023.", False),
        ("Who heads the customs?", "Øystein Børmer heads Norwegian Customs.", False),
        ("Who signed the agreement?", "The Finnish Interior Ministry signed it.", True),
        ("Who was the chief of police?", "Russian General Vitaly Fedotov led the Police.", False),
        ("Who took part?", "Norwegian Customs took part.", False),
        ("When was it signed?", "It was signed in May.", False),
    ],
)
def test_a_sentence_may_name_no_person_where_one_is_asked_for(
    question: str, sentence: str, *, nobody: bool
) -> None:
    assert names_no_person(question, sentence) is nobody


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("When did it close?", "It closed in 2023.", ""),
        ("When did it close?", "It closed [12].", "a date"),
        ("How many came?", "Many officers [3].", ""),
        ("How many came?", "Officers came [3].", "a number"),
        ("What share was paid?", "Finland paid 60 per cent.", ""),
        ("What share was paid?", "Two-thirds were paid.", ""),
        ("What share was paid?", "Finland paid 400 euros.", "a share"),
        ("How long did it last?", "It went on until May.", ""),
        ("How long did it last?", "It began with 40 officers.", "a length"),
        ("Who signed?", "It was signed at the end.", "a person or body"),
        ("Who signed?", "Maria Ohisalo signed.", ""),
    ],
)
def test_a_sentence_without_what_is_asked_for_is_told(
    question: str, sentence: str, lacks: str
) -> None:
    assert lacks_kind(question, sentence) == lacks


def test_a_country_that_is_asked_for_is_another_than_those_of_the_question() -> None:
    asked = "Which country took the chair after Norway?"
    assert names_no_country(asked, "Norway held the chair until 2025.")
    assert not names_no_country(asked, "Denmark took over the chair from Norway.")
    assert not names_no_country("Who took the chair?", "It was taken.")


def last_hit(settings: Settings) -> tuple[Hit, Catalog]:
    """Return the last passage of a document that tells when and where in its first one."""
    filler = "This item was noted by all. " * 200
    (settings.corpus / "a.txt").write_text(
        f"Police chiefs met in Jelgava in October 2018.\n\n{filler}\n\nThe thefts fell by half.",
        encoding="utf-8",
    )
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    passages = catalog.passages(sorted(catalog.passage_ids()))
    passage = next(each for each in passages if "thefts" in each.text)
    return hit_of(passage), catalog


def test_a_name_that_a_document_has_elsewhere_is_not_unmentioned(settings: Settings) -> None:
    hit, catalog = last_hit(settings)
    asked = query("Did thefts fall in Jelgava or in Tartu?", "Jelgava", "Tartu")
    assert missing_words(asked, hit, catalog) == ["Jelgava", "Tartu"]
    assert unmentioned(asked, hit, catalog) == ["Tartu"]
    assert named_elsewhere(asked, hit, catalog) == ("Jelgava",)


def test_a_year_counts_where_it_stands_near_or_begins_the_document(settings: Settings) -> None:
    hit, catalog = last_hit(settings)
    assert not lacks_number(query("Did thefts fall in 2018?", "2018"), hit, catalog)
    assert lacks_number(query("Did thefts fall in 2016?", "2016"), hit, catalog)
    assert not lacks_number(query("Did thefts fall in Tartu?", "Tartu"), hit, catalog)


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Who led Iron Gate?", "Iron Gate II was led by Latvia.", "Gate II"),
        ("Who led Iron Gate II?", "Iron Gate II was led by Latvia.", ""),
        ("Who led Iron Gate?", "Iron Gate II came after Iron Gate.", ""),
        ("Who led Silver Net?", "Iron Gate II was led by Latvia.", ""),
    ],
)
def test_the_next_of_a_series_is_another(question: str, text: str, other: str) -> None:
    assert of_a_series(question, text) == other


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Who is the chief?", "Ms Orav, deputy chief of the guard, spoke.", "deputy chief"),
        ("Who is the deputy chief?", "Ms Orav, deputy chief of the guard, spoke.", ""),
        ("Who is the chief?", "The chief sent his deputy chief.", ""),
        ("Who was elected vice-chair?", "They elected Mr Bergdahl as chair.", "chair"),
        ("Who was elected vice-chair?", "They elected Mr Berg chair and Ms Li vice-chair.", ""),
        ("Who chaired it?", "Vice-President Kask spoke.", ""),
    ],
)
def test_a_deputy_is_not_the_chief(question: str, text: str, other: str) -> None:
    assert of_a_deputy(question, text) == other


@pytest.mark.parametrize(("title", "has_year"), [("Annual report 2016", False), ("Report", True)])
def test_a_report_on_a_year_is_not_of_the_year_it_came_out(
    settings: Settings, title: str, *, has_year: bool
) -> None:
    (settings.corpus / "a.md").write_text(
        f"---\ntitle: {title}\ndate: 2017-02-20\n---\n\nFour dogs were trained.\n",
        encoding="utf-8",
    )
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog = index_folder(settings, embedder).open().catalog
    query = understand("How many dogs in 2017?", catalog, is_word=str.isupper)
    (passage,) = catalog.passages(sorted(catalog.passage_ids()))
    assert unmentioned(query, hit_of(passage), catalog) == ([] if has_year else ["2017"])


@pytest.mark.parametrize(
    ("question", "sentence", "heading", "other"),
    [
        ("What happened on 24 February 2022?", "It was on 25 February 2022.", "", "2022-02-25"),
        ("What happened on February 24, 2022?", "It was on 25 February 2022.", "", "2022-02-25"),
        ("What happened on 24 February 2022?", "War came on 24 February 2022.", "", ""),
        ("What happened on 24 February 2022?", "War came in February 2022.", "", ""),
        (
            "What happened on 24 February 2022?",
            "It went on till 1 May 2022.",
            "24 February 2022",
            "",
        ),
        ("Who met on 24 November 2016?", "They met on 24–25 November 2016.", "", ""),
        ("Who met on 24 November 2016?", "They met in Oslo.", "", ""),
        ("What does the treaty signed on 5 March 1993 say?", "It ended on 1 May 1994.", "", ""),
        ("When did the act of 5 March 1993 enter into force?", "On 1 May 1994.", "", ""),
    ],
)
def test_what_was_on_another_day_is_told(
    question: str, sentence: str, heading: str, other: str
) -> None:
    found = of_another_day(question, sentence, [heading])
    assert str(found or "") == (f"another day ({other})" if other else "")


@pytest.mark.parametrize(
    ("question", "sentence", "denies"),
    [
        (
            "When did the coordination group first meet?",
            "It was the first of the trio and not a meeting of the coordination group.",
            True,
        ),
        (
            "What are the talks of the wolf council?",
            "Hunts are not meetings of the wolf council.",
            True,
        ),
        ("What is the wolf council?", "The wolf council is not the bear council.", False),
        (
            "Who are the parties of the Estonian protocol?",
            "The Estonian one is not the protocol of 2019, whose parties were Norway and Russia.",
            True,
        ),
        (
            "When did the wolf council meet?",
            "The wolf council was not a party to the talks.",
            False,
        ),
        (
            "What share of a case is the cost of wolves?",
            "The fund covers travel but not the wolf costs that make up a third of a case.",
            False,
        ),
    ],
)
def test_what_is_named_only_to_be_denied_is_told(
    question: str, sentence: str, denies: bool
) -> None:
    assert only_denies(question, sentence) is denies


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("How long is the Finnish-Norwegian border?", "Norway and Russia share 198 km.", "Russia"),
        ("Can Finns go into Russia?", "Finns and Swedes may go.", "Sweden"),
        ("Can Finns go into Russia?", "Finns may go.", ""),
        ("Can Finns go into Russia?", "Swedes may go.", ""),
        ("Can Finns go into Russia?", "Finns, Russians and Swedes may go.", ""),
        ("Can Finns go?", "Finns and Swedes may go.", ""),
        (
            "Does Sweden have a border with Russia?",
            "The Finland–Sweden border agreement covers neither Norway nor Russia.",
            "Finland, Norway",
        ),
        ("Does Sweden have a border with Russia?", "Sweden and Russia have none.", ""),
        (
            "Is it allowed between Finland and Norway?",
            "Nothing says so between Finland and Russia or between Norway and Russia.",
            "Russia",
        ),
        ("Is it allowed between Finland and Norway?", "Finland, Norway and Sweden allow it.", ""),
    ],
)
def test_what_holds_for_another_pair_of_countries_is_told(
    question: str, sentence: str, other: str
) -> None:
    found = of_another_pair(question, sentence)
    assert str(found or "") == (f"another country ({other})" if other else "")


@pytest.mark.parametrize(
    ("question", "sentence", "denies"),
    [
        (
            "When was the pact of 1993 signed?",
            "The pact of 1993 is not the protocol that was signed on 25 September 2019.",
            True,
        ),
        ("When was it signed?", "Signed on 5 May 1993, it is not the protocol of 2019.", False),
        ("Who signed it?", "It is not the protocol of 2019.", False),
        ("When was it signed?", "It is not the protocol of Oslo.", False),
    ],
)
def test_the_date_of_what_something_is_not_is_no_date_of_it(
    question: str, sentence: str, denies: bool
) -> None:
    assert dates_only_a_denial(question, sentence) is denies


def test_who_held_a_post_then_does_not_hold_it() -> None:
    then = "Tarja Halonen, then Foreign Minister of Finland, proposed it."
    assert of_one_then("Who is the foreign minister of Finland?", then)
    assert not of_one_then("Who proposed it?", then)
    assert not of_one_then("Who is the foreign minister?", "Ms Valtonen is Foreign Minister.")


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("Who heads the bureau?", "The bureau belongs to the police.", True),
        ("Who is the head of the bureau?", "The bureau belongs to the police.", True),
        ("Who heads the bureau?", "Tero Kurenmaa heads the bureau.", False),
        ("Who chairs the council?", "Latvia chairs the council.", False),
        ("What does the bureau do?", "The bureau belongs to the police.", False),
    ],
)
def test_who_heads_something_is_a_person(question: str, sentence: str, lacks: bool) -> None:
    assert names_no_head(question, sentence) is lacks


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Where is the Wolf Council?", "The Euro-Wolf Council meets here.", "Euro-Wolf Council"),
        ("Where is the Wolf Council?", "Here the Euro-Wolf Council met the Wolf Council.", ""),
        ("Where is the Wolf Council?", "It is in Oslo.", ""),
    ],
)
def test_a_longer_name_is_another(question: str, text: str, other: str) -> None:
    assert of_a_longer_name(question, text) == other


@pytest.mark.parametrize(
    ("question", "text", "heading", "other"),
    [
        ("What is a yellow notice?", "A notice is an alert.", "", "another notice"),
        ("What is a yellow notice?", "A notice is an alert.", "Yellow notices", ""),
        ("What is a yellow notice?", "A yellow notice is an alert.", "", ""),
        ("What is a yellow notice?", "It is an alert.", "", ""),
        ("What is Wolf Net?", "A net is for fish.", "", ""),
        ("What was the mood of the meeting?", "The meeting was friendly.", "", ""),
        ("What is meant by yellow notice?", "A notice is an alert.", "", ""),
    ],
)
def test_another_sort_is_not_the_one_to_be_defined(
    question: str, text: str, heading: str, other: str
) -> None:
    assert of_another_sort(query(question), text, [heading]) == other


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("What does a blue notice ask?", "A red notice asks for an arrest.", "red notice"),
        ("What does a blue notice ask?", "Red notices and blue notices ask for help.", ""),
        ("What does a blue notice ask?", "Of the notices the red and blue ones ask for help.", ""),
        ("What is a blue notice? And a red one?", "A red notice asks for an arrest.", ""),
        ("Who runs the blue team?", "A red notice asks for an arrest.", ""),
        ("Which is the bilateral group?", "The trilateral group met.", "trilateral group"),
    ],
)
def test_a_red_notice_is_no_blue_one(question: str, text: str, other: str) -> None:
    assert of_another_variety(question, text) == other


@pytest.mark.parametrize(
    ("question", "text", "says"),
    [
        ("When was Russia expelled from the Council?", "It was suspended on 25 February.", False),
        ("When was Russia expelled from the Council?", "It ceased to be a member.", True),
        ("What is the capital of the Union?", "The agency has its seat in Lisbon.", False),
        ("How old is Mr Kask?", "Kask was elected for four years in 2025 [3].", False),
        ("How old is Mr Kask?", "Kask, aged 51, was elected.", True),
        ("How old is the office?", "The office was created in 1950.", True),
        ("Which party is Kask from?", "Kask is a minister.", False),
        ("Which party is Kask from?", "Kask of the Centre Party is a minister.", True),
        ("Until when does Kask hold the chair?", "Kask took the chair on 1 May 2025.", False),
        ("Until when does Kask hold the chair?", "His term runs until 2027.", True),
        ("How long did they talk?", "They talked on 29 October 2019.", False),
        ("How long did they talk?", "They talked for two hours.", True),
        ("When did they talk?", "They talked on 29 October 2019.", True),
    ],
)
def test_some_questions_show_what_an_answer_must_say(
    question: str, text: str, *, says: bool
) -> None:
    assert says_as_asked(question, text) is says


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("May they go into Norway?", "They may not go into Russia.", "Russia"),
        ("May they go into Norway?", "They may go into Norway, not into Russia.", ""),
        ("May they go into Norway?", "They may cross the border.", ""),
    ],
)
def test_into_one_country_is_not_into_another(question: str, text: str, other: str) -> None:
    found = into_another(question, text)
    assert (found.found if found else "") == other


@pytest.mark.parametrize(
    ("question", "text", "is_of_a_part"),
    [
        ("Who is the head of Interpol?", "Kask, head of a bureau of Interpol, spoke.", True),
        ("head of interpol?", "Kask headed the Latvian bureau of Interpol.", True),
        ("Who is the head of Interpol?", "Kask, head of Interpol, left a bureau of it.", False),
        ("Who is the head of Interpol?", "Kask is president of Interpol.", False),
        ("Who is the head of the bureau?", "Kask, head of Interpol, spoke.", False),
    ],
)
def test_the_head_of_a_part_is_not_the_head_of_the_whole(
    question: str, text: str, *, is_of_a_part: bool
) -> None:
    assert of_a_part(question, text) is is_of_a_part


@pytest.mark.parametrize(
    ("question", "sentence", "is_planned"),
    [
        ("When was the course held?", "It was proposed that a course be arranged in 2018.", True),
        ("When did the second phase take place?", "A second phase is planned for 2017.", True),
        ("How many officers attended?", "Places will be reserved for eight officers.", True),
        ("When did it enter into force?", "It shall enter into force on the thirtieth day.", True),
        ("When was the course to be held?", "A course is planned for 2018.", False),
        ("When will the course take place?", "The course will take place in 2018.", False),
        ("When was the course held?", "The course planned for 2018 was held in 2019.", False),
        ("When was the post closed?", "It was decided to close the post from 24 November.", False),
    ],
)
def test_what_is_planned_is_not_what_was_done(
    question: str, sentence: str, is_planned: bool
) -> None:
    assert only_planned(question, sentence) == is_planned
