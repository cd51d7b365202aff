import pytest

from bot.values import Date, dates, quantities, spelled


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It met on 25 September 2019.", ["2019-09-25"]),
        ("On Wednesday, September 25, 2019 it met.", ["2019-09-25"]),
        ("2019-09-25 and in May 1996, then 1998", ["2019-09-25", "1996-05", "1998"]),
        ("25. syyskuuta 2019", ["2019-09-25"]),
        ("25 сентября 2019 года", ["2019-09-25"]),
        ("25. september 2019", ["2019-09-25"]),
        ("no date, 45 people, 12345", []),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(text: str, found: list[str]) -> None:
    assert [str(date) for date in dates(text)] == found


def test_a_less_exact_date_agrees_with_a_day_in_it() -> None:
    day = Date(year=2019, month=9, day=25)
    assert day.agrees(Date(year=2019))
    assert day.agrees(Date(year=2019, month=9))
    assert not day.agrees(Date(year=2018))
    assert not day.agrees(Date(year=2019, month=9, day=26))


def test_quantities_have_their_unit() -> None:
    found = list(quantities("It is 198 km or 195.7 km, 1,340 km with Finland; 3 of 5."))
    assert found == [(198.0, "km"), (195.7, "km"), (1340.0, "km")]


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("on 17.08.2006 and 2014-06-05", "on 17 August 2006 and 5 June 2014"),
        ("5/6/2014", "5 June 2014"),
        ("on 5th June 2014, on the 3rd of May", "on 5 June 2014, on the 3 May"),
        ("June 5th, 2014", "June 5, 2014"),
        (
            "the 5th meeting, version 10.1.2, 31.13.2014",
            "the 5th meeting, version 10.1.2, 31.13.2014",
        ),
    ],
)
def test_dates_in_figures_are_spelled_out(text: str, spelt: str) -> None:
    assert spelled(text) == spelt


def test_the_day_of_a_date_is_no_quantity() -> None:
    assert list(quantities("3 February 2015: 25 participants")) == [(25.0, "participants")]
