from itertools import pairwise

import pytest
from hypothesis import given, settings

from ingest.document import Document, Metadata, Span, TextBuilder
from ingest.split import sentences, split
from tests.fakes import HashingEmbedder
from tests.test_document import TEXTS, build

COUNT = HashingEmbedder().count_tokens


def texts(text: str, language: str | None = None) -> list[str]:
    return [span.of(text) for span in sentences(text, language=language)]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_sentences_are_ordered_and_leave_out_only_white_space(text: str) -> None:
    text = build(text).text
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(span.of(text) for span in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_passage_is_its_document_at_its_span(text: str) -> None:
    document = build(text)
    passages = split(document, max_tokens=12, count_tokens=COUNT)
    assert all(passage.text == passage.span.of(document.text) for passage in passages)
    kept = "".join(passage.text for passage in passages)
    assert "".join(kept.split()) == "".join(document.text.split())


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("He met Mr. Popov. They spoke.", "en", ["He met Mr. Popov.", "They spoke."]),
        ("The MIA for St. Petersburg came. It left.", "en",
         ["The MIA for St. Petersburg came.", "It left."]),
        ("See art. 18, para. 3. It holds.", "en", ["See art. 18, para. 3.", "It holds."]),
        ("Встреча прошла в г. Мурманске. Был протокол.", "ru",
         ["Встреча прошла в г. Мурманске.", "Был протокол."]),
        ("A line\nthat wraps. Next.", "en", ["A line\nthat wraps.", "Next."]),
        ("It was chaired by Ms.\nOlsen in St.\nPetersburg.", "en",
         ["It was chaired by Ms.\nOlsen in St.\nPetersburg."]),
        ("Head\n\nBody text.", "en", ["Head", "Body text."]),
        ("- one\n- two", "en", ["- one", "- two"]),
        ("Finland: 4 officers\nNorway: 3 officers", "en",
         ["Finland: 4 officers", "Norway: 3 officers"]),
        ("Finland: 4 officers,\nNorway: 3 officers", "en",
         ["Finland: 4 officers,\nNorway: 3 officers"]),
        ("Финляндия: 4\nнорвежцев: 3", "ru", ["Финляндия: 4\nнорвежцев: 3"]),
        ("The officers who took part in the operation came from the police of\nNorway.", "en",
         ["The officers who took part in the operation came from the police of\nNorway."]),
    ],
)  # fmt: skip
def test_sentence_ends(text: str, language: str, expected: list[str]) -> None:
    assert texts(text, language) == expected


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("no", "Det første møtet ble holdt i Murmansk 25. september 2019."),
        ("no", "Møtet ble ledet av riksadvokaten, jf. art. 3 nr. 2 i avtalen."),
        ("no", "Det varte fra kl. 10.00 til ca. 12.00."),
        ("no", "Til stede var bl.a. Kripos og f.eks. Økokrim."),
        ("sv", "Mötet hölls den 25. september kl. 10.00 i Murmansk, dvs. i Ryssland."),
        ("sv", "Enl. avtalet deltar bl.a. Polisen, jfr. prop. 2018/19:10 s. 25."),
        ("fi", "Kokous pidettiin 25. syyskuuta 2019 klo 9.00 Murmanskissa."),
        ("fi", "Mukana oli mm. Suomi, ks. art. 3 ja esim. Rva. Toiviainen."),
        ("ru", "Его открыл зам. Генерального прокурора В.Я. Гринь."),
        ("ru", "В нём приняли участие ок. 30 чел., в т.ч. представители МВД."),
        ("ru", "Расходы составили 2,5 млн. руб. и 300 тыс. евро."),
        ("ru", "Ген.-майор А. Петров выступил 25 сент. 2019 г. в Мурманске."),
        ("ru", "Он живёт на ул. Ленина, д. 5, см. рис. 2 и гл. 5."),
        ("en", "He met Maj. Gen. Petrov and Gov. Smith, cf. Vol. 2 and arts. 4-6."),
        ("en", "Approx. 30 people came to Murmansk obl. in Sept. 2019."),
        ("en", "Ask Sanna Harju, tel. +358 40 332 1147, mob. +358 41 1234."),
    ],
)
def test_an_abbreviation_or_ordinal_ends_no_sentence(language: str, whole: str) -> None:
    after = {"ru": "Был подписан протокол.", "en": "They spoke."}.get(language, "Norge er med.")
    assert texts(f"{whole} {after}", language) == [whole, after]


@pytest.mark.parametrize(
    ("language", "ends"),
    [
        ("ru", ["Это было в 2019 году.", "25 человек приехали."]),
        ("en", ["They met in 2019.", "30 experts came."]),
        ("no", ["Møtet var i 2019.", "Det ble ledet av Norge."]),
        ("sv", ["Det hände 2019.", "Mötet var kort."]),
        ("fi", ["Se oli vuonna 2019.", "Kokous oli lyhyt."]),
        ("en", ["The tool is 5 mm.", "It is short."]),
    ],
)
def test_sentences_that_end_in_short_words_still_end(language: str, ends: list[str]) -> None:
    assert texts(" ".join(ends), language) == ends


def test_a_sentence_of_a_megabyte_is_cut_so_that_all_of_it_is_indexed() -> None:
    text = "word " * 200_000
    assert max(len(piece) for piece in texts(text)) <= 1200
    assert "".join(texts(text)).count("word") == 200_000


def passages(document: Document, max_tokens: int) -> list[str]:
    return [p.text for p in split(document, max_tokens=max_tokens, count_tokens=COUNT)]


def test_paragraphs_that_fit_are_kept_whole() -> None:
    document = build("One two three. Four five.\n\nSix seven eight. Nine ten.")
    assert passages(document, 9) == ["One two three. Four five.", "Six seven eight. Nine ten."]


def test_no_passage_crosses_a_heading_and_each_knows_its_path() -> None:
    builder = TextBuilder()
    builder.heading(1, "First")
    builder.append("One.")
    builder.heading(1, "Second")
    builder.append("Two.")
    document = builder.build(source="a", media_type="x", metadata=Metadata(title="T"))
    found = split(document, max_tokens=50, count_tokens=COUNT)
    assert [(p.heading, p.text) for p in found] == [(("First",), "One."), (("Second",), "Two.")]
    assert found[1].search_text == "T\nSecond\nTwo."


def test_within_limits_the_search() -> None:
    text = "One. Two. Three."
    assert [s.of(text) for s in sentences(text, within=Span(start=5, end=16))] == ["Two.", "Three."]
