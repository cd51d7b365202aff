"""The whole application without a browser: what it serves, refuses, and how it dresses it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from bot.chain import answer_chain
from bot.users import Users, add_user
from bot.web.desk import Desk
from bot.web.gate import dressed_page
from bot.web.serve import check_address, guarded, routed
from bot.web.sessions import Sessions
from ingest.errors import UsageError
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import HOSTILE
from tests.fakes import EagerReader, HashingEmbedder
from tests.pdfs import column, pdf

TEXT = "Popov opened the meeting in Murmansk. A protocol was signed."


PAGE = """<!doctype html><html lang="en"><head><base href="./" />
<script>window.a = 1;</script><script type="module" src="./assets/a.js"></script></head></html>"""


def client(settings: Settings, *, root_path: str = "") -> TestClient:
    """Return a client of our routes behind the gate, with a page as Gradio's in their midst."""
    sessions = Sessions(Users(Path(settings.users)) if settings.users else None)
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    app = routed(Desk(settings, chain, HashingEmbedder()), sessions)

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return PAGE

    @app.get("/config")
    def config() -> dict[str, str]:
        return {}

    app = guarded(app, settings, sessions)
    return TestClient(app, follow_redirects=False, root_path=root_path)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("gate")
    (folder / "docs").mkdir()
    settings = Settings(index=folder / "index", corpus=folder / "docs")
    (settings.corpus / "a.txt").write_text(TEXT)
    (settings.corpus / "b.txt").write_text(HOSTILE)
    (settings.corpus / "b.txt.toml").write_text(f"title = {HOSTILE!r}")
    (settings.corpus / "c.pdf").write_bytes(pdf([column(["A tripartite protocol was signed."])]))
    settings = replace(settings, feedback=settings.corpus.parent / "feedback.sqlite")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    return settings


@pytest.fixture(scope="module")
def web(indexed: Settings) -> Iterator[TestClient]:
    with client(indexed) as started:
        yield started


def document_id(settings: Settings, source: str) -> str:
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    return next(each for each in catalog.document_ids() if catalog.document(each).source == source)


def test_the_page_runs_only_our_own_scripts_and_loads_only_from_here(web: TestClient) -> None:
    page = web.get("/")
    policy = page.headers["content-security-policy"]
    (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    scripts = re.findall(r"<script[^>]*>", page.text)
    assert len(scripts) == 3
    assert all(f"nonce='{nonce}'" in script for script in scripts)
    assert web.get("/").headers["content-security-policy"] != policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=a.txt",
        "/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/upload_progress",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/monitoring",
        "/openapi.json",
        "/docs",
        "/static/../../../etc/passwd",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%252f..%252fetc/passwd",
        "/document/../../etc/passwd",
        "/document/%2fetc%2fpasswd",
        "/answer/../../../etc/passwd",
        "/desk.css/../desk.py",
    ],
)
def test_what_is_not_listed_is_not_served(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code in (403, 404), path
    assert "root:" not in answer.text


def test_uploads_are_closed(web: TestClient) -> None:
    sent = web.post("/gradio_api/upload", files={"files": ("a.txt", b"hello")})
    assert sent.status_code == 404


def test_requests_of_other_sites_and_to_other_names_are_refused(web: TestClient) -> None:
    foreign = {"origin": "http://evil.example"}
    assert web.post("/gradio_api/queue/join", json={}, headers=foreign).status_code == 403
    assert web.get("/", headers={"host": "evil.example"}).status_code == 403
    assert web.post("/gradio_api/queue/join", content=b"x" * 5_000_000).status_code == 413


def test_health_tells_generation_and_counts(web: TestClient, settings: Settings) -> None:
    told = web.get("/healthz").json()
    assert (told["ready"], told["generation"], told["documents"]) == (True, 1, 3)
    with client(replace(settings, index=settings.corpus / "none")) as empty:
        answer = empty.get("/healthz")
        assert answer.status_code == 503
        assert "no index" in answer.json()["reason"]
        assert empty.get("/").status_code == 200


def test_a_quote_and_its_document_are_shown_by_document_id(
    web: TestClient, indexed: Settings
) -> None:
    found = document_id(indexed, "a.txt")
    panel = web.get(f"/quote/{found}?start=0&end=37&from=0&to=5&n=1&part=1").text
    assert "<mark id='quote'><strong class='exact'>Popov</strong> opened" in panel
    page = web.get(f"/document/{found}?start=0&end=37").text
    assert page.startswith("<!doctype html>")
    assert "<mark id='quote'>Popov opened the meeting in Murmansk.</mark>" in page


@pytest.mark.parametrize(
    "query", ["start=0&end=9999", "start=5&end=1", "start=37&end=38", "start=0&end=9&from=3&to=99"]
)
def test_a_place_that_a_document_does_not_have_is_not_found(
    web: TestClient, indexed: Settings, query: str
) -> None:
    answer = web.get(f"/quote/{document_id(indexed, 'a.txt')}?{query}")
    assert answer.status_code == 404
    assert web.get("/quote/0123456789abcdef?start=0&end=1").status_code == 404


def test_hostile_documents_are_text_in_their_own_page(web: TestClient, indexed: Settings) -> None:
    page = web.get(f"/document/{document_id(indexed, 'b.txt')}").text
    body = page.split("<body")[1]
    assert "&lt;script&gt;alert(1)" in body
    assert "<script" not in body
    assert "<img" not in body


def test_a_page_of_a_pdf_is_drawn_while_its_file_is_unchanged(
    web: TestClient, indexed: Settings
) -> None:
    found = document_id(indexed, "c.pdf")
    page = web.get(f"/document/{found}?start=0&end=12").text
    assert "<rect x=" in page
    picture = f"/document/{found}/1.png?start=0&end=12"
    assert web.get(picture).headers["content-type"] == "image/png"
    (indexed.corpus / "c.pdf").write_bytes(pdf([column(["Another one."])]))
    # What was drawn is kept by its quote: another one is asked for.
    assert web.get(picture.replace("end=12", "end=13")).status_code == 404
    assert "sheet-image" not in web.get(f"/document/{found}?start=0&end=13").text


def test_an_answer_is_exported_and_judged(web: TestClient, indexed: Settings) -> None:
    desk_key = "a" * 16
    assert web.get(f"/answer/{desk_key}.json").status_code == 404
    assert web.get(f"/answer/{desk_key}.exe").status_code == 404
    said = web.post(f"/answer/{desk_key}/feedback", data={"verdict": "right"})
    assert said.status_code == 404
    assert not indexed.feedback.exists()


def test_nothing_but_health_and_the_sign_in_page_is_open_to_strangers(
    indexed: Settings, tmp_path: Path
) -> None:
    users = tmp_path / "users"
    add_user(users, "anna", "correct horse")
    with client(replace(indexed, users=str(users))) as web:
        assert web.get("/healthz").status_code == 200
        assert web.get("/", headers={"accept": "text/html"}).headers["location"] == "/login"
        for path in ("/", "/config", "/gradio_api/info", "/quote/0123456789abcdef?start=0&end=1"):
            assert web.get(path).status_code == 401, path
        assert web.post("/gradio_api/queue/join", json={}).status_code == 401
        wrong = web.post("/login", data={"username": "anna", "password": "wrong horse"})
        assert wrong.status_code == 401
        assert "Name or password is wrong" in wrong.text
        right = web.post("/login", data={"username": "anna", "password": "correct horse"})
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert web.get("/").status_code == 200
        assert web.get("/logout").headers["location"] == "/login"
        assert web.get("/config").status_code == 401
        assert web.get("/config", auth=("anna", "correct horse")).status_code == 200


def test_guessing_passwords_is_slowed_down(indexed: Settings, tmp_path: Path) -> None:
    users = tmp_path / "users"
    add_user(users, "anna", "correct horse")
    with client(replace(indexed, users=str(users))) as web:
        for _ in range(5):
            web.post("/login", data={"username": "anna", "password": "a guess at it"})
        right = web.post("/login", data={"username": "anna", "password": "correct horse"})
        assert right.status_code == 401


def test_an_address_that_others_reach_needs_sign_in_or_leave(settings: Settings) -> None:
    with pytest.raises(UsageError, match="--open"):
        check_address(replace(settings, host="0.0.0.0"))
    for allowed in (
        settings,
        replace(settings, host="::1"),
        replace(settings, host="localhost"),
        replace(settings, host="0.0.0.0", users="users"),
        replace(settings, host="0.0.0.0", open=True),
    ):
        check_address(allowed)


def test_the_page_works_below_a_root_path(indexed: Settings) -> None:
    with client(indexed, root_path="/desk") as web:
        assert web.get("/desk/healthz").json()["ready"]
        assert "desk.js" in web.get("/desk/").text
        assert web.get("/desk/gradio_api/file=/etc/passwd").status_code == 404


def test_a_page_that_is_not_the_chats_is_sent_as_it_is() -> None:
    assert dressed_page("<html>No such method</html>", "n", "fi") == "<html>No such method</html>"


def test_headers_that_are_no_addresses_or_numbers_are_refused(indexed: Settings) -> None:
    gate = client(indexed)
    assert gate.get("/healthz", headers={"host": "["}).status_code == 403
    assert gate.post("/login", headers={"origin": "http://[x"}).status_code == 403
    odd = gate.post("/login", headers={b"content-length": "²".encode()})
    assert odd.status_code == 411
