"""The report in a real browser without a network: no errors, filters that work, ledgers that add up, accessible."""

import json
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import Select, WebDriverWait

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PARTS = ("calls", "right", "what-if", "trust")
DESKTOP, PHONE = (1200, 900, False), (390, 844, True)
FROM_OUTSIDE = ("http:", "https:", "ws:", "wss:")


def look(browser, file: Path, size=DESKTOP, scheme: str = "light", part: str = "calls") -> None:
    width, height, is_mobile = size
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_mobile},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get("about:blank")
    browser.get(f"{file.as_uri()}#{part}")


def shown(browser) -> list:
    return [lead for lead in browser.find_elements(By.CSS_SELECTOR, "#leads > li") if lead.is_displayed()]


def embedded(browser) -> dict:
    return json.loads(browser.find_element(By.ID, "details").get_attribute("textContent"))


@pytest.mark.parametrize("name", ["en", "es", "empty"])
def test_renders_offline_without_a_message(browser, reports, name):
    browser.get_log("browser")
    browser.get_log("performance")
    for part in PARTS:
        look(browser, reports[name], part=part)
        visible = [
            section.get_attribute("id")
            for section in browser.find_elements(By.TAG_NAME, "section")
            if section.is_displayed()
        ]
        assert visible == [part]
    for summary in browser.find_elements(By.CSS_SELECTOR, "#leads summary"):
        browser.execute_script("arguments[0].click()", summary)
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert asked and not [address for address in asked if address.startswith(FROM_OUTSIDE)]


@pytest.mark.parametrize(("language", "coldest"), [("en", "cold"), ("es", "frío")])
def test_the_core_is_on_the_first_screen_of_a_telephone(browser, reports, language, coldest):
    look(browser, reports[language], PHONE)
    core = browser.find_element(By.ID, "core")
    # the two bands whose deals have ended
    assert {"AUC", coldest, "MQL"} <= set(core.text.split())
    assert core.rect["y"] + core.rect["height"] < PHONE[1] / 2


@pytest.mark.parametrize("part", PARTS)
def test_tables_fit_a_small_laptop_in_spanish(browser, reports, part):
    look(browser, reports["es"], (1366, 768, False), part=part)
    too_wide = """
        return [...document.querySelectorAll(".scroll")]
            .filter((box) => box.scrollWidth > box.clientWidth)
            .map((box) => box.querySelector("table").dataset.table)
    """
    assert browser.execute_script(too_wide) == []


def test_the_log_would_tell(browser, reports, tmp_path):
    broken = tmp_path / "broken.html"
    html = reports["en"].read_text(encoding="utf-8")
    broken.write_text(html.replace("</body>", "<script>alert(1)</script></body>"), encoding="utf-8")
    look(browser, broken)
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_names_do_nothing(browser, reports):
    look(browser, reports["en"])
    for summary in browser.find_elements(By.CSS_SELECTOR, "#leads summary"):
        browser.execute_script("arguments[0].click()", summary)
    assert browser.title.startswith("Lead scoring")
    assert not browser.find_elements(By.CSS_SELECTOR, "#leads img, #leads script, #leads b b")


def test_filters_and_search(browser, reports):
    look(browser, reports["en"])
    total = len(browser.find_elements(By.CSS_SELECTOR, "#leads > li"))
    more = browser.find_element(By.ID, "more")
    assert len(shown(browser)) == 25 < total
    more.click()
    assert len(shown(browser)) == total and not more.is_displayed()
    for name in ("seller", "country", "band"):
        select = Select(browser.find_element(By.ID, f"f-{name}"))
        assert len(select.options) > 1
        for option in [
            option.get_attribute("value") for option in select.options if option.get_attribute("value")
        ]:
            select.select_by_value(option)
            wanted = [
                lead
                for lead in browser.find_elements(By.CSS_SELECTOR, "#leads > li")
                if lead.get_attribute(f"data-{name}") == option
            ]
            assert shown(browser) == wanted[:25] and wanted
            assert browser.find_element(By.ID, "shown").text == f"{len(wanted)} of {total} leads"
        select.select_by_value("")
    search = browser.find_element(By.ID, "f-text")
    search.send_keys("PÉRSON 7 firm")
    texts = [lead.text for lead in shown(browser)]
    assert texts and all("Person" in text and "7" in text for text in texts)
    search.clear()
    search.send_keys("nobody of that name")
    assert not shown(browser) and browser.find_element(By.ID, "nobody").is_displayed()


def test_every_lead_opens_to_a_ledger_that_adds_up(browser, reports):
    look(browser, reports["en"])
    leads = embedded(browser)["leads"]
    for lead in browser.find_elements(By.CSS_SELECTOR, "#leads > li"):
        browser.execute_script("arguments[0].querySelector('summary').click()", lead)
    opened = browser.execute_script(
        """
        return [...document.querySelectorAll("#leads > li")].map((lead) => ({
            id: lead.dataset.id,
            score: lead.querySelector(".score b").textContent,
            points: [...lead.querySelectorAll(".points")].map((cell) => cell.textContent),
            sum: lead.querySelector(".sum")?.textContent,
            wrong: lead.querySelectorAll(".wrong").length,
            bars: lead.querySelectorAll(".ledger tbody rect").length,
            parts: lead.querySelectorAll(".detail h3").length,
        }))
        """
    )
    assert len(opened) == len(leads)
    for lead in opened:
        thousandths = [round(float(text.replace("−", "-")) * 1000) for text in lead["points"]]
        assert sum(thousandths) == 1000 * int(lead["score"]) == 1000 * leads[lead["id"]]["score"]
        assert float(lead["sum"]) == int(lead["score"]) and not lead["wrong"]
        assert lead["bars"] == len(thousandths) + 1 and lead["parts"] == 3


def test_a_ledger_that_does_not_add_up_says_so(browser, reports, tmp_path):
    broken = tmp_path / "broken.html"
    html = reports["en"].read_text(encoding="utf-8")
    broken.write_text(html.replace('"score":', '"score":1000', 1), encoding="utf-8")
    look(browser, broken)
    for summary in browser.find_elements(By.CSS_SELECTOR, "#leads summary"):
        browser.execute_script("arguments[0].click()", summary)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".wrong")) == 1


def test_keyboard_reaches_and_opens_a_lead(browser, reports):
    look(browser, reports["en"])
    for _ in range(20):
        browser.switch_to.active_element.send_keys(Keys.TAB) if _ else browser.find_element(
            By.TAG_NAME, "body"
        ).send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        if focused.tag_name == "summary":
            break
    assert focused.tag_name == "summary"
    focused.send_keys(Keys.ENTER)
    # the browser tells the page of an opened part when it comes round to it
    ledger = (By.CSS_SELECTOR, "#leads details[open] .ledger")
    assert WebDriverWait(browser, 20).until(expected_conditions.visibility_of_element_located(ledger))


@pytest.mark.parametrize("name", ["en", "es", "empty"])
@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (PHONE, "light")]
)
def test_axe_finds_nothing(browser, reports, name, size, scheme):
    for part in PARTS:
        look(browser, reports[name], size, scheme, part)
        for summary in browser.find_elements(By.CSS_SELECTOR, "#leads summary")[:2]:
            browser.execute_script("arguments[0].click()", summary)
        browser.execute_script(AXE)
        found = browser.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
        assert found["passes"]
        problems = [
            (rule["id"], rule["impact"], [node["html"][:200] for node in rule["nodes"][:3]])
            for rule in found["violations"]
        ]
        assert problems == [], part


@pytest.mark.parametrize("name", ["en", "es", "empty"])
@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_nothing_is_wider_than_the_screen(browser, reports, name, width):
    for part in PARTS:
        look(browser, reports[name], (width, 800, width < 700), "light", part)
        for summary in browser.find_elements(By.CSS_SELECTOR, "#leads summary")[:2]:
            browser.execute_script("arguments[0].click()", summary)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_paper_shows_every_part(browser, reports):
    look(browser, reports["en"])
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert all(browser.find_element(By.ID, part).is_displayed() for part in PARTS)
        assert len(shown(browser)) == len(browser.find_elements(By.CSS_SELECTOR, "#leads > li"))
        assert not browser.find_element(By.TAG_NAME, "nav").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_without_script_the_list_is_there(browser, reports):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        look(browser, reports["en"])
        assert len(shown(browser)) == len(browser.find_elements(By.CSS_SELECTOR, "#leads > li")) > 25
        assert all(browser.find_element(By.ID, part).is_displayed() for part in PARTS)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
