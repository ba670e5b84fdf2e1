"""A headless Chromium without a network, and the reports that it opens."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine import Engine
from report_case import AS_OF, company, found_in, second_day
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from lead_scoring.report import page

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # any name resolves to nowhere
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the files of three reports: a full one in English and Spanish, and one of empty tables."""
    folder = tmp_path_factory.mktemp("reports")
    engine = Engine(tmp_path_factory.mktemp("engine"))
    connection = engine.run(company(), AS_OF)
    second_day(connection)
    connection.execute(
        "update marts.rule_performance set suggestion = 'raise', suggested_points = 9.000"
        " where scorecard_id = 'b2b' and rule_id = 'page_pricing'"
    )
    full = found_in(connection)
    pages = {"en": page.render(full, "en"), "es": page.render(full, "es")}
    pages["empty"] = page.render(found_in(engine.run({}, AS_OF)), "en")
    files = {name: folder / f"{name}.html" for name in pages}
    for name, html in pages.items():
        files[name].write_text(html, encoding="utf-8")
    return files


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Return Debian's Chromium (or the one that CHROMIUM and CHROMEDRIVER name)."""
    binary = os.environ.get("CHROMIUM") or shutil.which("chromium")
    driver = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
    assert binary and driver, "Chromium and its driver are needed: make test-report installs them"
    options = Options()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    yield chrome
    with contextlib.suppress(Exception):
        chrome.quit()
