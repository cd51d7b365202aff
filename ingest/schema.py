"""The tables of a catalog: documents, the files that hold them, passages and their ranking."""

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
    title TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL, subjects TEXT NOT NULL);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE VIRTUAL TABLE ranking USING fts5 (
    title, heading, text, subjects, content='passages', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO ranking (rowid, title, heading, text, subjects)
    VALUES (new.number, new.title, new.heading, new.text, new.subjects); END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO ranking (ranking, rowid, title, heading, text, subjects)
    VALUES ('delete', old.number, old.title, old.heading, old.text, old.subjects); END;
"""
