from pathlib import Path

import pytest

from ingest.files import SourceFile
from ingest.language import code, detect, spoken
from ingest.parse import parse

TEXTS = {
    "en": "The parties met in Murmansk and agreed on a common plan for the years to come.",
    "ru": "Стороны встретились в Мурманске и согласовали общий план на ближайшие годы.",
    "fi": "Osapuolet tapasivat Murmanskissa ja sopivat yhteisestä suunnitelmasta vuosille.",
    "no": "Partene møttes i Murmansk og ble enige om en felles plan for de kommende årene.",
    "sv": "Parterna möttes i Murmansk och enades om en gemensam plan för de kommande åren.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_languages_of_the_framework_are_told_apart(language: str) -> None:
    assert detect(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_that_the_text_is_surely_not_in_is_not_believed(language: str) -> None:
    for stated in ("en", "de"):
        assert spoken(TEXTS[language] * 4, stated=stated) == language


def test_a_stated_language_counts_where_the_text_says_too_little() -> None:
    assert spoken("Ordre du jour", stated="fr") == "fr"
    assert spoken(TEXTS["no"] * 4, stated="nb") == "nb"
    assert spoken("12", stated=None) is None


def test_norwegian_has_one_code_however_it_is_stated(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f'<html lang="nb-NO"><title>A</title><p>{TEXTS["no"] * 4}</p>')
    (tmp_path / "b.md").write_text(f"---\nlanguage: nn\n---\n{TEXTS['no'] * 4}")
    for name in ("a.html", "b.md"):
        [[_, document]] = parse(SourceFile(path=tmp_path / name, source=name)).parts
        assert document.metadata.language == "no", name
    assert code("en-GB") == "en"


def test_a_page_that_states_the_language_of_its_site_has_that_of_its_text(tmp_path: Path) -> None:
    page = f'<html lang="en-US"><title>A</title><p>{TEXTS["ru"] * 4}</p>'
    (tmp_path / "a.html").write_text(page)
    note = f"---\nlanguage: en\n---\n{TEXTS['ru'] * 4}"
    (tmp_path / "a.md").write_text(note)
    found = [
        parse(SourceFile(path=tmp_path / name, source=name)).parts[0][1].metadata.language
        for name in ("a.html", "a.md")
    ]
    assert found == ["ru", "en"]  # what a person states is not doubted
