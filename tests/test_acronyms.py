import pytest

from ingest.acronyms import abbreviations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "It was the Baltic Sea Task Force (BSTF) that met.",
            [("BSTF", "Baltic Sea Task Force")],
        ),
        (
            "the Council of the Baltic Sea States (CBSS)",
            [("CBSS", "Council of the Baltic Sea States")],
        ),
        ("The NBI (National Bureau of Investigation) led.",
         [("NBI", "National Bureau of Investigation")]),
        ("Министерство внутренних дел (МВД) России", [("МВД", "Министерство внутренних дел")]),
        ("new psychoactive substances (NPS)", [("NPS", "new psychoactive substances")]),
        (
            "joint investigation teams (JITs)",
            [("JITs", "joint investigation teams"), ("JIT", "joint investigation team")],
        ),
        ("They met in Oslo (Norway) and left (again).", []),
        ("In the year of the war (WWII).", []),
        ("(BSTF)", []),
        ("Ended. Baltic Sea. Task Force (BSTF)", []),
    ],
)  # fmt: skip
def test_a_definition_is_found_with_its_whole_long_form(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert list(abbreviations(text)) == found
