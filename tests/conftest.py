"""The built site, once a run, for every test that looks at it."""

import functools
import gc
import hashlib
import http.server
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock
from mkdocs.commands.build import build as build_with_mkdocs
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from loom.model import book
from loom.model import SourceError

ROOT = Path(__file__).parent.parent
PATIENT = bool(os.environ.get("NNBOOK_PATIENT"))  # as in .ci/run: try everything, not a sample


def pytest_collection_modifyitems(items):
    """Skip what takes patience, unless there is some."""
    for item in items:
        if "patient" in item.keywords and not PATIENT:
            item.add_marker(pytest.mark.skip(reason="this takes long: set NNBOOK_PATIENT=1, as .ci/run does"))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is imported and collected stays: let no collection of garbage look at it, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


def sample(things, every):
    """All the things where there is patience; else the first of every few."""
    return list(things)[:: 1 if PATIENT else every]


@functools.cache
def whole_book():
    """The book that most tests look at; the faults of a broken one are told by its pages."""
    try:
        return book.load(ROOT)
    except SourceError as error:
        first, count = error.faults[0], len(error.faults)
        message = f"the book cannot be read, {first} ({count} faults in all; each page tells its own)"
        raise pytest.Collector.CollectError(message) from None


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of a strict three-language build; several workers share one build."""
    return once(tmp_path_factory, worker_id, "site", build_book)


def once(tmp_path_factory, worker_id, name, make):
    """What make(folder) returns; one worker makes it, in a folder that all of them see."""
    if worker_id == "master":
        return make(tmp_path_factory.mktemp(name))
    shared = tmp_path_factory.getbasetemp().parent / name
    made = shared.with_suffix(".made")
    with FileLock(shared.with_suffix(".lock")):  # however long it takes: a worker that dies lets it go
        if not made.exists():
            made.write_text("", "utf-8")  # those who wait are told of a failure as well
            made.write_text(str(make(shared)), "utf-8")
    place = made.read_text("utf-8")
    return Path(place) if place else pytest.fail(f"another worker could not make the {name}: see its failure")


def build_book(_):
    """Build the book strictly; a site that was made of the same things before is taken as it is."""
    kept = ROOT / ".cache/site" / made_of()
    kept.parent.parent.mkdir(exist_ok=True)
    with FileLock(kept.parent.with_suffix(".lock")):  # two runs at once build it once
        if not kept.exists():
            shutil.rmtree(kept.parent, ignore_errors=True)
            try:
                part = kept.with_suffix(".part")
                build(ROOT, part, NNBOOK_LANGUAGES="zh en both", NNBOOK_SITE_URL="").rename(kept)
            except Abort:
                pytest.fail("the site cannot be built: see the errors that are logged here", pytrace=False)
    return kept


def made_of():
    """A word for all that decides what the site is: its files, every installed package, Python."""
    paths = [path for part in ("docs", "nnbook", "loom") for path in sorted((ROOT / part).rglob("*"))]
    files = [path for path in (*paths, ROOT / "mkdocs.yml") if path.is_file() and path.suffix != ".pyc"]
    found = hashlib.sha256(sys.version.encode())
    for package in sorted(f"{one.name} {one.version}" for one in importlib.metadata.distributions()):
        found.update(package.encode())
    for path in files:
        found.update(f"{path.relative_to(ROOT)} {path.stat().st_size} ".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def build(project, folder, **environment):
    """Build a project into a folder, as `mkdocs build --strict` does; returns the folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        build_with_mkdocs(load_config(str(project / "mkdocs.yml"), strict=True, site_dir=str(folder)))
    return folder


def mkdocs(*arguments):
    """Run MkDocs with this interpreter; returns the completed process."""
    command = [sys.executable, "-m", "mkdocs", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


SMALL = {
    "index.md": "# 前 | First {#first}\n\n[1](01-one.md#one)\n",
    "01-one.md": "# 一 | One {#one}\n\n<!-- eq sum -->\n```math\n1 + 1 = 2\n```\n",
}


def house(folder, pages=None):
    """What of the project makes a site, in a folder to build or break; `pages`, by name, replace its own."""
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns(*(["*.md"] if pages else [])))
    shutil.copytree(ROOT / "loom/site/theme", folder / "loom/site/theme")
    (folder / "nnbook").mkdir()
    for module in (ROOT / "nnbook").glob("*.py"):
        shutil.copy2(module, folder / "nnbook")
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    if pages:
        nav = "".join(f"  - {name}\n" for name in pages)
        config = re.sub(r"nav:\n( +- .*\n)+", f"nav:\n{nav}", config)
        for name, text in pages.items():
            (folder / "docs" / name).write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    if (ROOT / ".cache/nnbook").exists():  # the font and the templates, which take long to make
        shutil.copytree(ROOT / ".cache/nnbook", folder / ".cache/nnbook", ignore=shutil.ignore_patterns("executed"))
    return folder


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium; without one the test skips, or fails where CI is set."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        message = f"no browser found (looked for {', '.join(names)}): install Chromium to run this test"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def address(site):
    """The site served on this machine, as http://127.0.0.1:PORT."""
    handler = functools.partial(QuietHandler, directory=str(site))
    server = QuietServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class QuietServer(http.server.ThreadingHTTPServer):
    """Serves a browser that may close a page while it loads."""

    def handle_error(self, request, client_address):
        """Say nothing of what nobody waits for any more."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves without a line a request."""

    def log_message(self, *arguments):
        """Say nothing."""
