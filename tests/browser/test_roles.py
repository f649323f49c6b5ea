"""What each role does on a Monday, done in a browser: by mouse and letters, and by keys alone."""

import datetime as dt

import pyotp
import pytest
from django.utils import timezone

from tests.browser.looking import HEAVIEST_BYTES, LOOKS, MORE_LOOKS, Looker
from tests.concerns.closing import today

EVIDENCE = "https://example.org/plan"
PROPOSED = {
    "outcome": "Closed as complete",
    "note": "Seen on site.",
    "evidence_links": EVIDENCE,
}
PASSWORD = "unusual words for a test"
FOCUS = """() => {
  const at = document.activeElement, look = getComputedStyle(at);
  const label = at.labels?.[0]?.textContent || at.getAttribute("aria-label") || at.value;
  return {
    name: (at.localName === "a" || at.localName === "button" || at.localName === "summary"
      ? at.textContent : label || "").trim().replace(/\\s+/g, " "),
    id: at.id,
    seen: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2
      && look.outlineColor !== "rgba(0, 0, 0, 0)",
    kind: at.localName + (at.type ? `[${at.type}]` : ""),
  };
}"""
MOST_TABS = 250


@pytest.fixture
def sign_in(world, open_page):
    """Sign in as somebody of the world, as people do; return their page."""

    def enter(person, **options):
        page = open_page(**options)
        page.goto("/")
        page.get_by_label("Username").fill(world.people[person].username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("navigation", name="Main").wait_for()
        return page

    return enter


def find(page, reference):
    page.get_by_label("Find a concern by reference, force or words").fill(reference)
    with page.expect_navigation():
        page.get_by_role("button", name="Find").click()


def take(page, step, **values):
    """Open the page of a step, fill its fields, and send it."""
    page.get_by_role("link", name=step, exact=True).click()
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("field => field.localName") == "select":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name=step, exact=True).click()
    page.get_by_text(f"{step}: done.").wait_for()


def test_inspector_finds_a_concern_and_records_a_reading_that_the_chart_shows(world, sign_in):
    page = sign_in("inspector")
    story = world.stories["own", "published"]
    find(page, story.concern.reference)
    assert page.get_by_role("heading", level=1).inner_text() == story.concern.title
    told = page.locator("article", has=page.locator(f"#measure-{story.measure.pk}"))
    drawn = told.locator("svg .mark").count()

    told.get_by_role("link", name="Add a reading").click()
    page.get_by_label("Period start").fill("2022-01-06")
    page.get_by_label("Source").fill("The force's own count")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Value: type the value; a point has exactly one.").wait_for()
    assert page.get_by_label("Source").input_value() == "The force's own count"
    page.locator("#id_value").fill("60")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("heading", name="Readings").wait_for()
    newest = page.get_by_role("region", name="The readings as a table").or_(
        page.get_by_role("group", name="The readings as a table")
    )
    assert "6 January 2022" in newest.locator("tbody tr").first.inner_text()
    find(page, story.concern.reference)
    assert told.locator("svg .mark").count() == drawn + 1
    assert "60" in told.locator("dl").inner_text()


def test_force_claims_one_proposes_is_refused_their_own_and_another_approves(world, sign_in):
    put = world.stories["own", "published"].recommendation
    officer, lead = sign_in("liaison_officer"), sign_in("lead_inspector")
    find(officer, put.reference)
    take(officer, "Claim complete", note="The plan is in force since 1 December 2021.")
    assert "Claimed complete" in officer.locator(".positions").inner_text()

    find(lead, put.reference)
    take(lead, "Propose closure", **PROPOSED)
    refusals = lead.locator(".next .refusals")
    assert "Whoever proposed closure does not approve it" in refusals.inner_text()
    assert lead.get_by_role("link", name="Approve closure", exact=True).count() == 0
    take(lead, "Refuse closure", note="The evidence is still to be added.")

    inspector = sign_in("inspector")
    find(inspector, put.reference)
    take(inspector, "Propose closure", **PROPOSED)
    lead.reload()
    take(lead, "Approve closure")

    put.refresh_from_db()
    assert (put.status, put.force_status) == ("closed_complete", "claimed_complete")
    assert "Closed as complete" in lead.locator(".positions").inner_text()


def test_two_edit_one_record_and_neither_loses_a_word(world, sign_in):
    force = world.forces["own"]
    first, second = sign_in("inspector"), sign_in("lead_inspector")
    for page in (first, second):
        page.goto(f"/admin/inspections/force/{force.pk}/change/")
    first.get_by_label("Name:", exact=True).fill("Theirs")
    first.get_by_role("button", name="Save", exact=True).click()
    first.get_by_text("was changed successfully").wait_for()

    second.get_by_label("Name:", exact=True).fill("Mine")
    second.get_by_role("button", name="Save", exact=True).click()

    second.get_by_text("This was changed while you had it open").first.wait_for()
    assert second.get_by_label("Name:", exact=True).input_value() == "Mine"
    second.get_by_role("button", name="Save", exact=True).click()
    second.get_by_text("was changed successfully").wait_for()
    force.refresh_from_db()
    assert force.name == "Mine"


def test_analyst_reads_the_published_and_finds_nothing_to_press(world, sign_in):
    page = sign_in("analyst")
    find(page, world.stories["own", "draft"].concern.reference)
    page.get_by_text("Nothing within your reach holds all of these words.").wait_for()
    find(page, world.stories["own", "published"].concern.reference)

    assert page.locator("article .chart").count() > 0
    assert page.locator(".next ul.steps a").count() == 0  # but the reasons stand there
    assert page.get_by_role("link", name="Add a reading").count() == 0
    assert page.locator("#content form[method=post] input[type=submit]").count() == 0


class Keys:
    """A person without a mouse: everything is reached by Tab, and seen to be reached."""

    def __init__(self, page):
        self.page = page
        self.unseen = set()

    def to(self, name="", *, id=""):
        """Go on until the focus is on the control of that name."""
        met = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUS)
            met.append(at["name"] or at["id"])
            if not at["seen"] and at["kind"] != "body":
                self.unseen.add(at["kind"])
            if (id and at["id"] == id) or (name and at["name"] == name):
                return
        raise AssertionError(f"{name or id} is not reached by Tab; what is: {met}")

    def type(self, text):
        self.page.keyboard.type(text)

    def enter(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_closure_is_approved_by_keys_alone(world, open_page):
    concern = world.stories["own", "published"].improvement
    concern.propose_closure(
        by=world.by,
        route="admin",
        happened_on=today() - dt.timedelta(days=1),
        outcome="closed_complete",
        note="Seen on site.",
        evidence_links=[EVIDENCE],
    )
    page = open_page()
    keys = Keys(page)
    page.goto("/")
    if page.evaluate("document.activeElement.id") != "id_username":  # the page may put it there
        keys.to(id="id_username")
    keys.type(world.people["lead_inspector"].username)
    keys.to(id="id_password")
    keys.type(PASSWORD)
    keys.enter()

    keys.to(id="find-words")
    keys.type(concern.reference)
    keys.enter()
    keys.to("Approve closure")
    keys.enter()
    keys.to("Approve closure")
    keys.enter()

    page.get_by_text("Approve closure: done.").wait_for()
    concern.refresh_from_db()
    assert concern.status == "closed_complete"
    assert keys.unseen == set()


def send_file(page, body):
    """Choose a file on the page of the upload, and send it to be looked at."""
    chosen = {"name": "calls.csv", "mimeType": "text/csv", "buffer": body.encode()}
    page.get_by_label("File of readings").set_input_files(chosen)
    page.get_by_role("button", name="Upload and preview").click()
    page.get_by_role("heading", name="Preview of calls.csv").wait_for()


def test_faulty_file_is_mended_uploaded_again_and_its_readings_are_there(world, sign_in):
    page, measure = sign_in("inspector"), world.stories["own", "published"].measure
    standing = measure.readings.count()
    head = "period_start,period_end,value,source\n"
    good = "2022-02-01,2022-02-28,61,Count\n"
    page.goto(f"/admin/concerns/measure/{measure.pk}/change/")
    page.get_by_role("link", name="Upload readings").click()

    send_file(page, f"{head}{good}2022-03-01,2022-02-01,62,Count\n04/31/2022,30/04/2022,many,\n")

    faults = page.locator(".errornote li")
    assert [told.partition(":")[0] for told in faults.all_inner_texts()] == [
        "Line 3, period_end",
        "Line 4, period_start",
        "Line 4, value",
    ]
    faults.last.get_by_role("link").click()
    assert "many" in page.locator(":target").inner_text()
    page.get_by_role("button", name="Record 1 reading").click()
    page.get_by_text("Nothing is recorded yet.").wait_for()
    assert measure.readings.count() == standing

    page.get_by_role("link", name="Upload readings").click()
    mended = "2022-03-01,2022-03-31,62,Count\n2022-04-01,30/04/2022,63.50,\n"
    send_file(page, head + good + mended)
    assert page.locator(".errornote").count() == 0
    page.get_by_role("button", name="Record 3 readings").click()

    page.get_by_text("Recorded 3 readings of calls.csv.").wait_for()
    newest = page.get_by_role("group", name="The readings as a table").locator("tbody tr")
    assert "63.50" in newest.first.inner_text()
    assert measure.readings.count() == standing + 3
    page.get_by_role("link", name="Upload readings").click()
    send_file(page, head + good + mended)
    page.get_by_role("heading", name="There is nothing to record").wait_for()


def test_analyst_sets_up_an_authenticator_app_and_signs_in_by_its_codes(
    world, sign_in, open_page, live_server
):
    page = sign_in("analyst")
    looker, looks = Looker(page, live_server.url), (*LOOKS, *MORE_LOOKS)
    page.get_by_role("link", name="Your account").click()
    app = pyotp.TOTP(page.locator("code.secret").inner_text().replace(" ", ""))
    page.get_by_label("Code that the app shows now").fill(app.now())
    page.get_by_label("Your password").fill("wrong")
    page.get_by_role("button", name="Set it up").click()
    page.get_by_text("Not your password.").wait_for()
    assert looker.faults_shown("app-refused", looks=looks) == []
    page.get_by_label("Code that the app shows now").fill(app.now())
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    assert looker.faults_shown("recovery-codes", looks=looks) == []
    recovery = page.locator("pre.secret").inner_text().split()
    page.get_by_role("link", name="I have kept them: go on").click()
    assert looker.faults_of("/admin/own-account/", looks=looks, heaviest=HEAVIEST_BYTES) == []
    page.get_by_role("button", name="Log out").click()

    page = open_page()
    page.goto("/")
    for code, said in (
        ("", "asks for a code too"),
        ("000000", "not right, or was used before"),
        (app.at(timezone.now(), counter_offset=1), None),  # of now it was used to set it up
    ):
        page.get_by_label("Username").fill(world.people["analyst"].username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Log in").click()
        if said:
            page.get_by_text(said).wait_for()
    page.get_by_role("navigation", name="Main").wait_for()

    page.get_by_role("link", name="Your account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(recovery[0])
    page.get_by_role("button", name="Take the app off").click()
    page.get_by_text("your password alone signs you in").wait_for()
