import pytest

from bot.values import Date, dates, quantities


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
