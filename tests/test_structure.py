from ingest.document import Document, Metadata, TextBuilder
from ingest.split import split
from ingest.structure import with_articles

TREATY = """Protocol on controlled delivery

CHAPTER II

Article 17 – Observation

1. Officers may continue their observation in the territory of another Party.

Article 18

Controlled delivery

1. Each Party undertakes to permit controlled deliveries.
2. The decision shall be taken in each case, as
Article 17 provides.
3. Controlled deliveries shall take place in accordance with:

(a) the procedures of the requested Party;

(b) Article 19 of the Convention.

Статья 19. Расследования

1. Стороны сотрудничают.
"""


def document(text: str, *, headings: tuple[tuple[int, str], ...] = ()) -> Document:
    builder = TextBuilder()
    for level, title in headings:
        builder.heading(level, title)
    builder.append(text)
    return with_articles(
        builder.build(source="a", media_type="x", metadata=Metadata(title="Protocol"))
    )


def test_articles_their_titles_and_paragraphs_become_headings() -> None:
    found = document(TREATY)
    place = found.heading_path(found.text.index("in accordance"))
    assert place == ("CHAPTER II", "Article 18 – Controlled delivery", "paragraph 3")
    assert found.heading_path(found.text.index("Стороны"))[1:] == (
        "Статья 19. Расследования",
        "paragraph 1",
    )


def test_articles_of_a_protocol_stand_under_its_title() -> None:
    one = "Article 1\n\nWolves rest.\n\nArticle 2\n\nProtocol and annex are open.\n"
    title = "PROTOCOL to the Agreement on Wolves"
    found = document(f"{one}\n{title}\n\nThe Parties agree.\n\nArticle 1\n\nFoxes rest.\n")
    assert found.heading_path(found.text.index("Wolves rest")) == ("Article 1",)
    assert found.heading_path(found.text.index("Protocol and")) == ("Article 2",)
    assert found.heading_path(found.text.index("Foxes rest")) == (title, "Article 1")


def test_a_reference_to_an_article_is_no_heading() -> None:
    found = document(TREATY)
    articles = [h.text for h in found.headings if h.text.startswith(("Article", "Статья"))]
    assert articles == [
        "Article 17 – Observation",
        "Article 18 – Controlled delivery",
        "Статья 19. Расследования",
    ]


def test_a_passage_stands_in_one_paragraph_of_an_article() -> None:
    found = document(TREATY)
    passages = split(found, max_tokens=200, count_tokens=lambda ts: [len(t.split()) for t in ts])
    held = {
        p.heading[-1]: p.text for p in passages if "Article 18 – Controlled delivery" in p.heading
    }
    assert set(held) == {"paragraph 1", "paragraph 2", "paragraph 3"}
    assert held["paragraph 2"].startswith("The decision")
    assert held["paragraph 3"].endswith("(b) Article 19 of the Convention.")


def test_a_text_with_one_article_or_none_is_left_as_it_is() -> None:
    assert document("Article 5\n\n1. One.\n2. Two.").headings == ()
    assert document("1. One.\n2. Two.\n").headings == ()


def test_articles_stand_under_the_headings_a_loader_found() -> None:
    text = "Article 1\n\nText of one.\n\nArticle 2\n\nText of two.\n"
    found = document(text, headings=((1, "The Convention"),))
    assert found.heading_path(found.text.index("Text of two")) == ("The Convention", "Article 2")


def test_articles_set_as_headings_have_their_titles_and_paragraphs() -> None:
    builder = TextBuilder()
    builder.heading(1, "CHAPTER I")
    for number, text in ((1, "Use of terms\n\n1. One."), (2, "1. Two.")):
        builder.heading(2, f"Article {number}")
        builder.paragraph(text)
    metadata = Metadata(title="Protocol")
    found = with_articles(builder.build(source="a", media_type="x", metadata=metadata))
    path = ("CHAPTER I", "Article 1 – Use of terms", "paragraph 1")
    assert found.heading_path(found.text.index("One.")) == path
    assert found.heading_path(found.text.index("Two."))[1:] == ("Article 2", "paragraph 1")


def test_finnish_and_norwegian_forms_are_known() -> None:
    found = document("2 luku\n\n3 §\n\nTeksti.\n\nKapittel 4\n\n§ 5\n\nTekst.\n")
    assert found.heading_path(found.text.index("Teksti")) == ("2 luku", "3 §")
    assert found.heading_path(found.text.rindex("Tekst")) == ("Kapittel 4", "§ 5")


def test_an_article_whose_text_begins_beside_its_number_has_a_path_of_its_own() -> None:
    found = document(
        "Article 1. The Parties cooperate.\n\nArticle 2: They meet once a year.\n\n"
        "Статья 3. Стороны обмениваются информацией.\n\n4 § Lagen gäller samarbete.\n"
    )
    for word, article in (
        ("The Parties", "Article 1"),
        ("They meet", "Article 2"),
        ("Стороны", "Статья 3"),
        ("Lagen", "4 §"),
    ):
        assert found.heading_path(found.text.index(word)) == (article,)


def test_a_sentence_that_begins_with_an_article_is_no_heading() -> None:
    text = "Article 1\n\nText.\n\nArticle 2\n\nArticle 17 provides this.\n\nArt. 5 and 6 apply.\n"
    assert [heading.text for heading in document(text).headings] == ["Article 1", "Article 2"]


def test_a_bare_annex_ends_the_last_article() -> None:
    found = document("Article 1\n\nOne.\n\nArticle 2\n\nTwo.\n\nANNEX\n\nThe list.\n")
    assert found.heading_path(found.text.index("The list")) == ("ANNEX",)


def test_paragraph_numbers_before_a_wide_space_count() -> None:
    text = "Article 1\n\n1\u00a0\u00a0 One.\n\n2\u00a0\u00a0 Two.\n\n"
    text += "Article 2\n\nIt holds from\n1 May on.\n"
    found = document(text)
    assert found.heading_path(found.text.index("Two")) == ("Article 1", "paragraph 2")
    assert "paragraph" not in found.heading_path(found.text.index("1 May"))[-1]


def test_the_first_line_of_a_wrapped_sentence_is_no_title() -> None:
    found = document(
        "Article 1\n\nThe Parties cooperate in the\nfield of crime.\n\nArticle 2\n\nX.\n"
    )
    assert [heading.text for heading in found.headings] == ["Article 1", "Article 2"]
