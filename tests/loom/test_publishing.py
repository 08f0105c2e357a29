"""The site at home below any address, and the workflow that puts it there.

That two builds are equal byte for byte is seen by .ci/run, which builds the whole book twice.
"""

import contextlib
import functools
import re
import threading
import tomllib

import pytest
import yaml
from conftest import ROOT, SMALL, QuietHandler, QuietServer, build, house, once
from test_site import Page

WORKFLOW = ROOT / ".github/workflows/pages.yml"
ADDRESS = "https://example.org/some/book/"


# The address -----------------------------------------------------------------


@pytest.fixture(scope="session")
def published(tmp_path_factory, worker_id):
    """A small book in two languages, built for its address."""
    return once(tmp_path_factory, worker_id, "published", build_for_address)


def build_for_address(folder):
    house(folder, SMALL)
    return build(folder, folder / "site", NNBOOK_SITE_URL=ADDRESS, NNBOOK_LANGUAGES="zh en")


def test_the_sitemap_lists_every_page_by_its_address(published):
    for mode in ("zh", "en"):
        listed = re.findall("<loc>(.*)</loc>", (published / mode / "sitemap.xml").read_text("utf-8"))
        pages = [path.name for path in (published / mode).glob("*.html") if path.name != "404.html"]
        assert sorted(listed) == sorted(f"{ADDRESS}{mode}/{name}" for name in pages)


def test_alternates_and_404_pages_name_the_address(published):
    page = Page(published / "zh/01-one.html")
    assert page.head["hreflang en"] == f"{ADDRESS}en/01-one.html"
    missing = Page(published / "en/404.html")
    assert all(url.startswith("/some/book/") for url in missing.loads), missing.loads
    assert Page(published / "404.html").links[0] == "/some/book/zh/index.html"


@contextlib.contextmanager
def served(folder, top, missing=None):
    """The folder below http://127.0.0.1:PORT/some/book/; `missing` is its page for a 404."""

    class Handler(QuietHandler):
        def send_error(self, code, *rest):
            if code != 404 or missing is None:
                return super().send_error(code, *rest)
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((folder / missing).read_bytes())

    (top / "some").mkdir()
    (top / "some/book").symlink_to(folder)
    with QuietServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(top))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/book/"
        server.shutdown()


@pytest.mark.browser
def test_below_a_subfolder_the_root_picks_a_language_and_search_works(browser, site, tmp_path):
    with served(site, tmp_path) as address:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(address)
        page.wait_for_url(f"{address}zh/index.html")
        page.keyboard.press("/")
        page.keyboard.insert_text("权重")
        page.keyboard.press("End")
        page.locator(".md-search-result__link").first.click()
        page.wait_for_url(f"{address}zh/*.html*")
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("missing", "place"), [("404.html", "nowhere.html"), ("en/404.html", "en/deep/down/nowhere")])
def test_a_missing_page_of_a_known_address_is_told_in_style_and_leads_back(browser, published, tmp_path, missing, place):
    with served(published, tmp_path, missing) as address:
        context = browser.new_context()
        page = context.new_page()
        failed = []
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(address + place, wait_until="networkidle")
        assert failed == [address + place], "the 404 page asks for what is not there"
        assert "There is no such page" in page.inner_text("body")
        page.locator("a[href$='en/index.html']").first.click()
        page.wait_for_url(f"{address}en/index.html")
        context.close()


# The workflow ----------------------------------------------------------------


@pytest.fixture(scope="module")
def jobs():
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]


def test_the_workflow_runs_the_commands_of_the_readme_and_publishes_only_what_is_proved(jobs):
    told = (ROOT / "README.md").read_text("utf-8")
    steps = [step for job in jobs.values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step and "name" not in step]
    assert commands == ['pip install -e ".[test]" && pytest', 'pip install -e ".[site]" && mkdocs build --strict']
    assert all(f"```console\n{command}\n```" in told for command in commands), "README says other commands"
    assert jobs["publish"]["needs"] == "prove"


def test_the_workflow_uses_official_actions_of_a_fixed_major_version(jobs):
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), used


def test_the_workflow_builds_for_its_address_with_a_python_that_the_book_supports(jobs):
    steps = jobs["publish"]["steps"]
    (build,) = [step for step in steps if "mkdocs build" in step.get("run", "")]
    (upload,) = [step for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    (known,) = [step for step in steps if "configure-pages" in step.get("uses", "")]
    assert build["env"]["NNBOOK_SITE_URL"] == f"${{{{ steps.{known['id']}.outputs.base_url }}}}"
    assert upload["with"]["path"] == "site" and "site_dir" not in (ROOT / "mkdocs.yml").read_text("utf-8")
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    lowest = tuple(map(int, wanted.removeprefix(">=").split(".")))
    for job in jobs.values():
        (python,) = [step["with"]["python-version"] for step in job["steps"] if "setup-python" in step.get("uses", "")]
        assert tuple(map(int, python.split("."))) >= lowest
