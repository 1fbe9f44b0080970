"""Sets one print, in a process of its own: whoever waits for it can end it at any moment.

Reads one JSON object from the standard input (``source``, ``data``, ``fonts``, ``root``), writes the PDF to the
standard output; a fault of the template leaves with 3 and says it on the standard error. Imports nothing of ours.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    import typst

    asked = json.load(sys.stdin)
    compiler = typst.Compiler(
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=asked["fonts"]),
        root=asked["root"],
    )
    try:
        made = compiler.compile(
            asked["source"].encode(),
            format="pdf",
            sys_inputs={"data": asked["data"]},
            timestamp=asked["made_at"],
        )
    except typst.TypstError as error:
        sys.stderr.write(f"{error}\n{getattr(error, 'diagnostic', '')}")
        return 3
    sys.stdout.buffer.write(made if isinstance(made, bytes) else b"".join(made or []))
    return 0


if __name__ == "__main__":
    sys.exit(main())
