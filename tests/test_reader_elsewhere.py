import random
from dataclasses import replace

from bot.flaws import BEGINNING
from bot.reader.elsewhere import told_elsewhere, with_names
from bot.reader.groups import Grouper
from bot.reader.member import Member
from ingest.document import Span
from tests.meetings import TEXT, asked

QUESTION = "Who opened the first meeting in Murmansk in 2019?"
PASSAGE = "Guests came to Murmansk. Pyotr Popov opened the talks in 2019. All signed."
_START = PASSAGE.index("Pyotr")
MEMBER = Member(
    question=QUESTION,
    title="Report",
    text=PASSAGE,
    document=f"Report\n{PASSAGE}",
    answer=Span(start=_START, end=_START + len("Pyotr Popov")),
)


def test_names_that_only_the_beginning_of_a_document_has_stand_under_the_title() -> None:
    passage = replace(MEMBER, text="Pyotr Popov opened it.")
    assert with_names(passage).title == "Report\nMurmansk, 2019"
    assert with_names(MEMBER).title == "Report"
    assert with_names(replace(passage, document="")).title == "Report"
    assert with_names(replace(passage, document="Tartu, 2019")).title == "Report\n2019"
    late = f"Tartu, 2019 {'. ' * BEGINNING} Murmansk"
    assert with_names(replace(passage, document=late)).title == "Report\n2019"


def test_names_are_taken_out_of_some_passages_and_the_answer_stays() -> None:
    found = [told_elsewhere(MEMBER, random.Random(seed)) for seed in range(100)]
    assert all(each.answer and each.answer.of(each.text) == "Pyotr Popov" for each in found)
    assert all(with_names(each).title.partition("\n")[0] == "Report" for each in found)
    assert all("Murmansk" in f"{with_names(each).title} {each.text}" for each in found)
    texts = {each.text for each in found}
    assert "Pyotr Popov opened the talks. All signed." in texts
    assert PASSAGE in texts
    assert sum("Murmansk" not in each.text for each in found) > 20


def test_a_passage_whose_answer_needs_the_name_stays_as_it_is() -> None:
    start = PASSAGE.index("in 2019")
    member = replace(MEMBER, answer=Span(start=start, end=start + len("in 2019")))
    found = {told_elsewhere(member, random.Random(seed)).text for seed in range(100)}
    assert all("in 2019" in text for text in found)


def test_the_title_goes_with_the_name_it_has() -> None:
    member = replace(MEMBER, title="Murmansk, 25 September")
    found = [told_elsewhere(member, random.Random(seed)) for seed in range(200)]
    without = [each for each in found if "Murmansk" not in each.text]
    assert {each.title for each in without} == {""}


def test_groups_have_the_names_of_their_document_above_the_passage() -> None:
    item = asked()
    item = replace(item, passage=replace(item.passage, document=f"Meeting\n{TEXT}"))
    grouper = Grouper([item])
    firsts = [grouper.group(item, random.Random(seed))[0] for seed in range(60)]
    titles = {first.title for first in firsts if "Murmansk" not in first.text}
    assert any("Murmansk" in title for title in titles)
