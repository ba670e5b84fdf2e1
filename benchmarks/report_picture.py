"""Draw docs/report.png anew from docs/sample_report.html: the call list with one of its leads open.

    python benchmarks/report_picture.py [--chromium /usr/bin/chromium]

Run it after `make quotes`, which writes the sample. It needs Chromium (`make test-report` installs it) and no network.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from quoted_output import PROJECT, SAMPLE

PICTURE = PROJECT / "docs" / "report.png"
SIZE = "1200,1500"
# open is the one of the first three leads that has the longest history
OPEN = """<script>
const known = JSON.parse(document.getElementById("details").textContent).leads;
const dates = (item) => known[item.dataset.id].history.length;
const first = [...document.querySelectorAll("#leads li")].slice(0, 3);
first.reduce((best, item) => (dates(item) > dates(best) ? item : best)).querySelector("summary").click();
</script>"""
# the page itself allows no script but its own
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    # any name resolves to nowhere
    "--host-resolver-rules=MAP * ~NOTFOUND",
    # so long the page may work before it is drawn
    "--virtual-time-budget=5000",
    f"--window-size={SIZE}",
)


def with_open_lead(page: str) -> str:
    """Return the page with one lead of the call list open."""
    return POLICY.sub("", page).replace("</body>", f"{OPEN}\n</body>")


def main() -> int:
    """Draw the picture and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the program (default: on PATH)")
    options = parser.parse_args()
    if not options.chromium:
        print("There is no chromium on PATH. Install it, or name it: --chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        page, drawn = Path(folder) / "report.html", Path(folder) / "report.png"
        page.write_text(with_open_lead(SAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run(
            [
                options.chromium,
                *FLAGS,
                f"--user-data-dir={folder}/profile",
                f"--screenshot={drawn}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
        shutil.copyfile(drawn, PICTURE)
    print(f"{PICTURE.relative_to(PROJECT)} is renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
