"""The tables of a catalog: documents, the files that hold them, passages and their words."""

SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, media_type TEXT NOT NULL, metadata TEXT NOT NULL,
    pages TEXT NOT NULL, headings TEXT NOT NULL, records TEXT NOT NULL, warnings TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE TABLE files (path TEXT PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE parts (
    path TEXT NOT NULL REFERENCES files (path) ON DELETE CASCADE, name TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (path, name));
CREATE INDEX parts_by_document ON parts (document_id);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    title TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL, subjects TEXT NOT NULL,
    stems TEXT NOT NULL);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE TABLE tokens (
    number INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    packed BLOB NOT NULL);
CREATE TABLE abbreviations (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    short TEXT NOT NULL, long TEXT NOT NULL, PRIMARY KEY (document_id, short, long));
CREATE VIRTUAL TABLE ranking USING fts5 (
    title, heading, text, subjects, stems, content='passages', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO ranking (rowid, title, heading, text, subjects, stems)
    VALUES (new.number, new.title, new.heading, new.text, new.subjects, new.stems); END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO ranking (ranking, rowid, title, heading, text, subjects, stems)
    VALUES ('delete', old.number, old.title, old.heading, old.text, old.subjects, old.stems); END;
"""
