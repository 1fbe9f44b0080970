# ruff: noqa: E501 - paths
"""The one icon set: drawn here on a 24-unit grid with a 2-unit stroke, inlined so that no page waits for it."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

_PATHS: dict[str, str] = {
    "home": '<path d="M4 11 12 4l8 7"/><path d="M6 9.5V20h12V9.5"/><path d="M10 20v-6h4v6"/>',
    "tasks": '<path d="m4 6 1.5 1.5L8 5"/><path d="m4 12 1.5 1.5L8 11"/><path d="m4 18 1.5 1.5L8 17"/>'
    '<path d="M12 6h8M12 12h8M12 18h8"/>',
    "board": '<path d="M4 20V10M10 20V4M16 20v-8M21 20H3"/>',
    "wall": '<path d="M4 4h4v4H4zM10 4h4v4h-4zM16 4h4v4h-4zM4 10h4v4H4zM10 10h4v4h-4zM16 10h4v4h-4z'
    'M4 16h4v4H4zM10 16h4v4h-4zM16 16h4v4h-4z"/>',
    "commune": '<path d="M3 20h18"/><path d="M5 20v-8l5-4 5 4v8"/><path d="M15 20v-6h4v6"/><path d="M10 20v-4"/>'
    '<path d="M10 8V4h4v2h-4"/>',
    "criteria": '<path d="M6 3h9l4 4v14H6z"/><path d="M15 3v4h4"/><path d="m9 14 2 2 4-4"/>',
    "round": '<path d="M20 12a8 8 0 1 1-2.5-5.8"/><path d="M20 3v4h-4"/>',
    "document": '<path d="M6 3h9l4 4v14H6z"/><path d="M15 3v4h4"/><path d="M9 12h7M9 16h7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6"/>'
    '<path d="M16 5a3.2 3.2 0 0 1 0 6"/><path d="M17.5 14.5c2.3.7 3.5 2.6 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5C5 16 8 14 12 14s7 2 7.5 6.5"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "flag": '<path d="M6 21V4"/><path d="M6 5h12l-3 4 3 4H6"/>',
    "filter": '<path d="M4 5h16l-6 8v6l-4-2v-4z"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "ring": '<circle cx="12" cy="12" r="7.5"/>',
    "question": '<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3"/><path d="M12 18.5v.01"/>',
    "dash": '<path d="M6 12h12"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "edit": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19z"/><path d="m14 6.5 3.5 3.5"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5"/>',
    "download": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M4 20h16"/>',
    "upload": '<path d="M12 16V5M7.5 9 12 4.5 16.5 9M4 20h16"/>',
    "attach": '<path d="m19 11-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.3 4.3l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2'
    'L14 7.5"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "copy": '<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1"/>'
    '<path d="M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"/>',
    "lock": '<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "warning": '<path d="M12 4 2.5 20h19z"/><path d="M12 10v4.5M12 17.3v.01"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.01"/>',
    "stop": '<path d="M8 3.5h8L20.5 8v8L16 20.5H8L3.5 16V8z"/><path d="M12 8v5M12 16v.01"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "more": '<path d="M5 11.500v1M12 11.500v1M19 11.500v1" stroke-width="3.500"/>',
    "up": '<path d="M12 19V6M6.5 11 12 5.5 17.5 11"/>',
    "down": '<path d="M12 5v13M6.5 13l5.5 5.5 5.5-5.5"/>',
    "right": '<path d="m9 5 7 7-7 7"/>',
    "left": '<path d="m15 5-7 7 7 7"/>',
    "return": '<path d="M9 6 4 11l5 5"/><path d="M4 11h10a6 6 0 0 1 0 12" transform="translate(0 -3)"/>',
    "sign-out": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "settings": '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3'
    'l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1"/>',
    "density": '<path d="M4 5h16M4 9.5h16M4 14h16M4 18.5h16"/>',
    "phone": '<path d="M6 3h4l1.5 5L9 10a12 12 0 0 0 5 5l2-2.5 5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z"/>',
    "chain": '<circle cx="5" cy="12" r="2.5"/><circle cx="19" cy="6" r="2.5"/><circle cx="19" cy="18" r="2.5"/>'
    '<path d="m7.3 11 9.4-4M7.3 13l9.4 4"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.5-5.8"/><path d="M4 3v4h4M12 8v4.5l3 1.5"/>',
    "inbox": '<path d="M4 13 6.500 5h11L20 13v6H4z"/><path d="M4 13h4.500l1.500 2.500h4l1.500-2.500H20"/>',
    "grid": '<path d="M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z"/>',
    "clipboard": '<path d="M6 5h12v16H6z"/><path d="M9 3.500h6V7H9zM9 12h6M9 16h4"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.500 6v.01M4.500 12v.01M4.500 18v.01"/>',
    "map": '<path d="m3.500 6.500 5.500-2.500 6 2.500 5.500-2.500v13.500L15 20l-6-2.500L3.500 20zM9 4v13.500M15 6.500V20"/>',
    "building": '<path d="M5 21V4h10v17M15 9h4v12M3 21h18M8.500 8h3M8.500 12h3M8.500 16h3"/>',
    "help": '<circle cx="12" cy="12" r="8.500"/><path d="M9.700 9.700a2.400 2.400 0 1 1 3.500 2.200c-.8.400-1.200.900-1.200 1.700M12 16.500v.01"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15z"/><path d="M10 21.500h4"/>',
    "money": '<path d="M3 7h18v11H3z"/><circle cx="12" cy="12.500" r="2.500"/><path d="M6.500 12.500v.01M17.500 12.500v.01"/>',
}

NAMES: tuple[str, ...] = tuple(_PATHS)

_DRAWN = {
    name: f'viewBox="0 0 24 24" focusable="false"><g>{paths}</g></svg>' for name, paths in _PATHS.items()
}


@lru_cache(1024)
def icon(name: str, label: str = "", cls: str = "") -> Markup:
    """One icon as inline SVG. Without ``label`` it is decoration that screen readers skip.

    Raises ``KeyError`` for a name that is not in :data:`NAMES`.
    """
    body = _DRAWN[name]
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    more = f" {escape(cls)}" if cls else ""
    return Markup(f'<svg class="icon{more}" {said} {body}')  # noqa: S704 - every part is ours or escaped
