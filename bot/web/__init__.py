"""The web chat: a Gradio page and a JSON API over the chain, behind one gate."""
