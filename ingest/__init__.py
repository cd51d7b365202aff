"""From bytes to an index: documents, passages, vectors and the catalog."""
