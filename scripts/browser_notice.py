"""Say loudly when no Chromium is found: the browser journeys are then skipped."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium():
    """The path of a Chromium of this machine (``DIEUPHOI_CHROMIUM`` first), or None."""
    chosen = os.environ.get("DIEUPHOI_CHROMIUM", "")
    return chosen or next(filter(None, map(shutil.which, NAMES)), None)


if __name__ == "__main__" and find_chromium() is None:
    line = "!" * 86
    print(line, file=sys.stderr)
    print("!!  KHÔNG THẤY CHROMIUM: các kiểm thử bằng trình duyệt sẽ BỊ BỎ QUA.", file=sys.stderr)
    print(
        "!!  Hãy cài: sudo apt-get install chromium   (hoặc đặt DIEUPHOI_CHROMIUM=đường dẫn)", file=sys.stderr
    )
    print(line, file=sys.stderr)
