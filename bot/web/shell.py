"""The plain pages beside the chat: a document by itself, and the sign-in."""

import json

from bot.markup import plain
from bot.strings import in_language, say

TITLE = "Verbatim Desk"


def shell_html(body: str, language: str, *, up: str = "") -> str:
    """Return a whole page around a fragment whose addresses start at the chat's own."""
    words = plain(json.dumps(in_language(language), ensure_ascii=False))
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'>"
        f"<base href='{up or './'}'><meta name='viewport' content='width=device-width'>"
        f"<title>{TITLE}</title><meta name='desk-words' content='{words}'>"
        f"<meta name='desk-language' content='{language}'>"
        "<link rel='stylesheet' href='desk.css'><script src='desk.js'></script></head>"
        f"<body class='shell'><header class='shell-head'><a href='./'>{TITLE}</a></header>"
        f"<main>{body}</main></body></html>"
    )


def signin_html(language: str, *, denied: bool) -> str:
    """Return the sign-in page."""
    wrong = f"<p class='warned' role='alert'>{plain(say(language, 'denied'))}</p>" if denied else ""
    name, password, send = (plain(say(language, key)) for key in ("name", "password", "signin"))
    return shell_html(
        f"<form class='signin' method='post' action='login'><h1>{send}</h1>{wrong}"
        f"<label>{name}<input name='username' autocomplete='username' required></label>"
        f"<label>{password}<input name='password' type='password' "
        f"autocomplete='current-password' required></label>"
        f"<button type='submit'>{send}</button></form>",
        language,
    )
