"""Addresses are fetched from a server of our own on 127.0.0.1, which only a flag allows."""

import errno
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import ingest.fetch
from ingest.errors import RefusedAddress, UnreadableFile
from ingest.fetch import fetch, is_address, snapshot

PAGE = b"<html><title>Hello</title><p>The group met in Murmansk.</p></html>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name.startswith("hop"):
            left = int(name[3:])
            self.send_response(302)
            self.send_header("Location", f"/hop{left - 1}" if left else "/page.html")
            self.end_headers()
        elif name == "away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif name == "broken":
            self.send_response(302)
            self.send_header("Location", "http://[x")
            self.end_headers()
        elif name in ("page.html", "page", "big", "", "?q=1"):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE * (100 if name == "big" else 1))
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_a_snapshot_has_the_bytes_the_address_and_the_time(server: str, tmp_path: Path) -> None:
    path = snapshot(f"{server}/page", corpus=tmp_path, allow_private=True)
    assert path.parent == tmp_path / "snapshots"
    assert path.suffix == ".html"
    assert path.read_bytes() == PAGE
    sidecar = tomllib.loads(path.with_name(path.name + ".toml").read_text())
    assert sidecar["url"] == f"{server}/page"
    assert sidecar["retrieved"].startswith("20")


def test_the_same_bytes_again_leave_the_snapshot_as_it_was(server: str, tmp_path: Path) -> None:
    path = snapshot(f"{server}/page", corpus=tmp_path, allow_private=True)
    sidecar = path.with_name(path.name + ".toml")
    sidecar.write_text('retrieved = "2020-01-01"')
    assert snapshot(f"{server}/page", corpus=tmp_path, allow_private=True) == path
    assert sidecar.read_text() == 'retrieved = "2020-01-01"'


def test_what_people_wrote_into_the_sidecar_outlives_another_fetch(
    server: str, tmp_path: Path
) -> None:
    known = {"title": "Page", "publisher": "Desk"}
    path = snapshot(f"{server}/page", corpus=tmp_path, allow_private=True, known=known)
    path.write_bytes(b"an earlier version")
    sidecar = path.with_name(path.name + ".toml")
    text = sidecar.read_text().replace('"Page"', '"On wolves"').replace("20", "19")
    sidecar.write_text(f'# mine\n{text}event_date = 2019-09-25\n[references]\n1 = "https://a.b/"\n')
    before = path.with_suffix(".pdf")  # as which it was served then
    path.rename(before)
    sidecar.rename(before.with_name(before.name + ".toml"))
    assert snapshot(f"{server}/page", corpus=tmp_path, allow_private=True, known=known) == path
    assert path.read_bytes() == PAGE
    found = tomllib.loads(sidecar.read_text())
    assert (found["title"], found["publisher"]) == ("On wolves", "Desk")
    assert (str(found["event_date"]), found["references"]) == ("2019-09-25", {"1": "https://a.b/"})
    assert found["retrieved"].startswith("20")
    assert "# mine" in sidecar.read_text()
    assert sorted(path.parent.iterdir()) == [path, sidecar]


@pytest.mark.parametrize("full", ["page", "toml"])
def test_a_full_disk_leaves_the_earlier_snapshot(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    path = snapshot(f"{server}/page", corpus=tmp_path, allow_private=True)
    path.write_bytes(b"an earlier version")
    sidecar = path.with_name(path.name + ".toml")
    described = sidecar.read_text()

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ingest.fetch, "replace_bytes" if full == "page" else "replace", no_room)
    with pytest.raises(UnreadableFile, match="cannot be written: No space left"):
        snapshot(f"{server}/page", corpus=tmp_path, allow_private=True)
    assert path.read_bytes() == (b"an earlier version" if full == "page" else PAGE)
    assert sidecar.read_text() == described


def test_a_sidecar_that_is_wrong_stops_the_fetch_and_stays(server: str, tmp_path: Path) -> None:
    path = snapshot(f"{server}/page", corpus=tmp_path, allow_private=True)
    path.write_bytes(b"an earlier version")
    sidecar = path.with_name(path.name + ".toml")
    sidecar.write_text("title = ")
    with pytest.raises(UnreadableFile, match="correct the TOML"):
        snapshot(f"{server}/page", corpus=tmp_path, allow_private=True)
    assert sidecar.read_text() == "title = "
    assert path.read_bytes() == b"an earlier version"


def test_five_redirects_are_followed_and_six_are_not(server: str) -> None:
    found = fetch(f"{server}/hop4", allow_private=True)
    assert (found.url, found.data) == (f"{server}/page.html", PAGE)
    with pytest.raises(UnreadableFile, match="more than 5 redirects"):
        fetch(f"{server}/hop5", allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_a_private_address_is_refused_unless_a_flag_says_so(url: str) -> None:
    with pytest.raises(RefusedAddress, match="--allow-private"):
        fetch(url)


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "file:///etc/passwd", "http:///a", "http://a b/"]
)
def test_only_http_and_https_addresses_are_fetched(url: str) -> None:
    with pytest.raises((RefusedAddress, UnreadableFile)):
        fetch(url)


@pytest.mark.parametrize("path", ["", "/", "/?q=1"])
def test_the_root_of_a_site_has_a_snapshot(server: str, tmp_path: Path, path: str) -> None:
    found = snapshot(server + path, corpus=tmp_path, allow_private=True)
    assert found.name.startswith("127-0-0-1-")
    assert found.read_bytes() == PAGE


@pytest.mark.parametrize("host", ["a..b", "a" * 64 + ".example", ".example.org", "[x"])
def test_a_name_that_cannot_be_one_is_refused(host: str) -> None:
    with pytest.raises(RefusedAddress, match="is not an address"):
        fetch(f"http://{host}/")


def test_a_redirect_to_what_is_no_address_is_refused(server: str) -> None:
    with pytest.raises(RefusedAddress, match="no address"):
        fetch(f"{server}/broken", allow_private=True)


def test_a_redirect_to_a_file_is_refused(server: str) -> None:
    with pytest.raises(RefusedAddress, match="only http and https"):
        fetch(f"{server}/away", allow_private=True)


def test_a_missing_page_and_one_too_large_say_so(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnreadableFile, match="answered 404"):
        fetch(f"{server}/nothing", allow_private=True)
    monkeypatch.setattr(ingest.fetch, "MAX_BYTES", 1000)
    with pytest.raises(UnreadableFile, match="larger than"):
        fetch(f"{server}/big", allow_private=True)


def test_a_path_is_no_address() -> None:
    assert is_address("https://a.example/b")
    assert not is_address("corpus/a.txt")
    assert not is_address("C:\\corpus")
