"""The commands of `python -m ingest` besides ingesting: each prints and returns an exit code."""

import argparse
import json
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict

from ingest.catalog import Catalog
from ingest.console import document_lines, visible
from ingest.doctor import examine
from ingest.document import Document
from ingest.embed import MiniLM
from ingest.errors import NoSuchDocument
from ingest.index import IndexFolder
from ingest.settings import Settings
from ingest.sync import index_folder
from ingest.verify import verify
from ingest.write import sweep

Show = Callable[[str], None]


def list_documents(settings: Settings, args: argparse.Namespace, show: Show) -> int:
    """Print every document: id, passages, language, date, source, title."""
    with closing(_folder(settings).open()) as live:
        catalog = live.catalog
        documents = [catalog.document(document_id) for document_id in catalog.document_ids()]
        counts = {document.id: len(catalog.passage_ids(document.id)) for document in documents}
    if args.json:
        values = [
            {
                "id": d.id,
                "source": d.source,
                "passages": counts[d.id],
                "metadata": asdict(d.metadata),
            }
            for d in documents
        ]
        show(json.dumps(values, ensure_ascii=False, indent=2))
        return 0
    for document in documents:
        metadata = document.metadata
        show(
            f"{document.id}  {counts[document.id]:>5} passages  {metadata.language or '--':<3}"
            f"{metadata.date or metadata.event_date or '':<11} {visible(document.source)}"
            f"  “{visible(metadata.title)}”"
        )
    show(f"{len(documents)} documents, {sum(counts.values())} passages")
    return 0


def show_document(settings: Settings, args: argparse.Namespace, show: Show) -> int:
    """Print what is known of a document, and its text; of a passage, its place and text."""
    with closing(_folder(settings).open()) as live:
        if ":" in args.id:
            return _show_passage(live.catalog, args.id, show)
        document = _find(live.catalog, args.id)
        if args.json:
            show(json.dumps(asdict(document) | {"id": document.id}, ensure_ascii=False, indent=2))
            return 0
        for line in document_lines(document, live.catalog):
            show(line)
    for heading in document.headings:
        show(f"{heading.span.start:>11} {'  ' * min(heading.level % 10, 6)}{visible(heading.text)}")
    show("")
    for line in document.text.split("\n"):
        show(visible(line))
    return 0


def _show_passage(catalog: Catalog, passage_id: str, show: Show) -> int:
    if passage_id not in catalog.passage_ids(passage_id.split(":")[0]):
        raise NoSuchDocument(f"no passage {passage_id}; see a document's with: show ID --json")
    passage = catalog.passages([passage_id])[0]
    show(" › ".join(map(visible, (passage.title, *passage.heading))))
    show(f"characters {passage.span.start}–{passage.span.end} of {passage.document_id}")
    show("")
    for line in passage.text.split("\n"):
        show(visible(line))
    return 0


def remove_document(settings: Settings, args: argparse.Namespace, show: Show) -> int:
    """Take a document out of the index; its file stays where it is."""
    folder = _folder(settings)
    with folder.writing(), folder.draft(of=f"remove {args.id}") as draft:
        document = _find(draft.catalog, args.id)
        holders = [
            entry
            for entry in draft.catalog.files()
            if any(held == document.id for _, held in entry.parts)
        ]
        with draft.catalog.batch():
            for entry in holders:
                draft.catalog.forget(entry.path)
        sweep(draft)
        folder.publish(draft)
    show(f"removed {document.id} {visible(document.source)}")
    for entry in holders:
        path = os.path.normpath(settings.index.resolve() / entry.path)
        if os.path.exists(path):  # noqa: PTH110  # shown as text, never opened
            show(f"the file is still there and returns with the next ingest: {visible(path)}")
    return 0


def roll_back(settings: Settings, args: argparse.Namespace, show: Show) -> int:
    """Make the previous generation live again."""
    folder = _folder(settings)
    with folder.writing():
        old, new = folder.rollback()
    show(f"generation {new} is live again, {old} is not; the next ingest follows the folder anew")
    return 0


def verify_index(settings: Settings, args: argparse.Namespace, show: Show) -> int:
    """Check that catalog, vectors and source files agree."""
    with closing(_folder(settings).open()) as live:
        problems = verify(live, index=settings.index)
        documents, passages = len(live.catalog.document_ids()), live.catalog.passage_count()
    if args.json:
        show(json.dumps({"problems": problems, "documents": documents, "passages": passages}))
    else:
        for problem in problems:
            show(f"problem    {visible(problem)}")
        verdict = f"{len(problems)} problems" if problems else "all agree"
        show(f"{documents} documents, {passages} passages: {verdict}")
    return 1 if problems else 0


def see_doctor(settings: Settings, args: argparse.Namespace, show: Show) -> int:
    """Print what is installed and what would touch the network."""
    found = list(examine(settings))
    if args.json:
        show(json.dumps([{"ok": well, "what": line} for well, line in found], ensure_ascii=False))
    else:
        for well, line in found:
            show(f"{'ok' if well else 'PROBLEM':<8} {visible(line)}")
    return 0 if all(well for well, _ in found) else 1


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace, Show], int]] = {
    "list": list_documents,
    "show": show_document,
    "remove": remove_document,
    "rollback": roll_back,
    "verify": verify_index,
    "doctor": see_doctor,
}


def _folder(settings: Settings) -> IndexFolder:
    return index_folder(settings, MiniLM())


def _find(catalog: Catalog, name: str) -> Document:
    """Return the one document whose id begins with a name, or whose source it is."""
    ids = catalog.document_ids()
    found = [document_id for document_id in ids if name and document_id.startswith(name)]
    if not found:
        found = [each for each in ids if catalog.document(each).source == name]
    if len(found) != 1:
        many = f"{len(found)} documents begin with {name}" if found else f"no document {name!r}"
        raise NoSuchDocument(f"{many}; see: python -m ingest list")
    return catalog.document(found[0])
