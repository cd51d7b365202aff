import pytest

from ingest.document import Document, Metadata, TextBuilder
from ingest.loaders.html import load_html
from ingest.loaders.markdown import load_markdown
from ingest.loaders.tables import add_table, as_caption, named_cells, table_of


def built(builder: TextBuilder) -> Document:
    return builder.build(source="a", media_type="text/html", metadata=Metadata(title="T"))


def rows_of(rows: list[list[str]]) -> list[str]:
    builder = TextBuilder()
    add_table(rows, builder)
    document = built(builder)
    return [record.of(document.text) for record in document.records]


def page(table: str) -> Document:
    builder = TextBuilder()
    load_html(f"<body><h1>Title</h1><p>Text.</p>{table}</body>".encode(), builder)
    return built(builder)


def test_a_table_may_have_no_name_over_its_first_column() -> None:
    rows = [["", "2020", "2021"], ["Finland", "12", "13"], ["Norway", "1", ""]]
    assert rows_of(rows) == ["Finland | 2020: 12 | 2021: 13", "Norway | 2020: 1"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Finland", "12"], ["Norway", "14"]],
        [["Seizures", "1,200", "3 kg"], ["Arrests", "3", "4"]],
        [["Mail", "a@b.example"], ["Head", "Anna Lund"]],
        [["Head:", "Anna Lund"], ["Deputy:", "Ole Vik"]],
    ],
)
def test_a_first_row_that_holds_values_names_no_columns(rows: list[list[str]]) -> None:
    assert rows_of(rows) == [" | ".join(row) for row in rows]


def test_cells_marked_as_headers_tell_which_row_names_the_columns() -> None:
    cells = "<tr><th>Head</th><td>Anna Lund</td></tr><tr><th>Deputy</th><td>Ole Vik</td></tr>"
    document = page(f"<table>{cells}</table>")
    assert [r.of(document.text) for r in document.records] == [
        "Head | Anna Lund",
        "Deputy | Ole Vik",
    ]

    two = (
        "<tr><th rowspan=2>Country</th><th colspan=2>Heroin</th></tr><tr><th>2020</th><th>2021</th>"
    )
    row = "</tr><tr><td>Finland</td><td>3</td><td>4</td></tr>"
    document = page(f"<table>{two}{row}</table>")
    assert [r.of(document.text) for r in document.records] == [
        "Country: Finland | Heroin 2020: 3 | Heroin 2021: 4"
    ]


def test_a_caption_is_kept_and_its_rows_stand_under_it() -> None:
    rows = "<tr><th>Year</th><th>Arrests</th></tr><tr><td>2020</td><td>3</td></tr>"
    document = page(
        f"<table><caption>Table 1. Arrests</caption>{rows}</table><p>After it, nothing.</p>"
    )

    [row] = document.records
    assert "Table 1. Arrests" in document.text
    assert document.heading_path(row.start) == ("Title", "Table 1. Arrests")
    assert document.heading_path(document.text.index("After")) == ("Title",)


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("Long before.\n\nSeizures by country:", "Seizures by country"),
        ("The table shows arrests.", "The table shows arrests."),
        ("They met in Oslo.", ""),
        ("Taulukko 3. Pidätykset.", "Taulukko 3. Pidätykset."),
        ("", ""),
    ],
)
def test_a_caption_says_what_a_table_shows(text: str, caption: str) -> None:
    assert as_caption(text) == caption


MARKDOWN = "# Report\n\n| | 2020 | 2021 |\n|---|--:|--:|\n| Finland | 3 | |\n| Norway | 5 | 6 |\n"


def test_cells_are_found_again_under_the_names_of_their_columns() -> None:
    builder = TextBuilder()
    load_markdown(MARKDOWN.encode(), builder)
    written = built(builder)
    read = page(
        "<table><tr><th></th><th>2020</th><th>2021</th></tr><tr><td>Finland</td><td>3</td>"
        "<td></td></tr><tr><td>Norway</td><td>5</td><td>6</td></tr></table>"
    )
    for document in (written, read):
        rows = table_of(document, document.records[1])
        assert rows == document.records
        cells = [
            [(cell.name, cell.span.of(document.text)) for cell in row]
            for row in named_cells(document, rows, first=rows[0])
        ]
        assert cells == [
            [("", "Finland"), ("2020", "3")],
            [("", "Norway"), ("2020", "5"), ("2021", "6")],
        ]
