"""Pages whose programs run while the site is built, and what they put out.

A page with `notebook: executed` in its front matter is a notebook: mkdocs-jupyter runs
its programs, in order and in one kernel, and renders what they print and draw. This
happens once for all languages, because the programs stand once; the result is cached
under a key made of the programs, the package and the versions of what runs them. So a
build that finds it in the cache imports nothing of Jupyter, which takes a second.

Of mkdocs-jupyter's page only the outputs are kept: its loader of mathematics asks
another host, and its style sheet is six times as long as the page.
"""

import base64
import hashlib
import html
import json
import os
import platform
import re
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree

from loom.model import inline
from loom.weave import drawing, notebook
from loom.model import Fault, SourceError

MARK = "notebook: executed"
LANGUAGE = "a program of an executed page runs once for both languages: move it below the </div>"
ALT = "say what this figure shows: <!-- figure 中文 | English --> directly above the program"
TOOLS = ("numpy", "matplotlib", "ipykernel", "mkdocs-jupyter", "nbconvert")
ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
COLOURS = {
    "#000000": "currentColor",
    "#0b7285": "var(--nn-accent, #0b7285)",
    "#b3390a": "var(--nn-warm, #b3390a)",
    "#5c6570": "var(--nn-muted, #5c6570)",
    "#e6f4f6": "var(--nn-fill, #e6f4f6)",
}
LIMIT = 600  # seconds that the programs of a page may take
SETUP = """\
import faulthandler, itertools, pathlib, sys
sys.path.insert(0, {root!r})
faulthandler.dump_traceback_later({limit}, exit=True, file=sys.__stderr__)
def reaches(_, cells=itertools.count(2), file=pathlib.Path({reached!r})):
    file.write_text(str(next(cells)))
get_ipython().events.register("pre_run_cell", reaches)
import matplotlib
matplotlib.rcdefaults()
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("svg", metadata={{"Date": None}})
matplotlib.rcParams.update({{
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
    "svg.hashsalt": "nnbook", "svg.fonttype": "none", "font.size": 12,
    "axes.spines.top": False, "axes.spines.right": False,
}})
"""
ENDED = f"the end of its Python: killed, out of memory, or after {LIMIT} seconds"
KERNEL = "c.IPKernelApp.log_level = 40\nc.HistoryManager.enabled = False\n"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r"Cell In\[\d+\], line (\d+)")
_CELL = re.compile(r'<div class="jp-Cell jp-CodeCell jp-Notebook-cell[^"]*" id=')
_AREA = '<div class="jp-OutputArea-child'
_SVG = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"|(<svg\b.*</svg>)', re.DOTALL)
_TEXT = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_FIGURE = re.compile(r"^<!-- figure (.*\S) -->$")
_CODE = re.compile(
    r'<div class="language-py(?:thon|con) highlight"(?:(?!</pre></div>).)*</pre></div>', re.DOTALL
)
_FONT = re.compile(r"font-family: [^;]*(?:; ?|$)")
_DIGITS = re.compile(r"-?\d+\.\d{3,}")


def is_executed(page):
    """Whether the programs of a page run while the site is built."""
    return MARK in page.lines[: page.body_start - 1]


def outputs(page, root):
    """What each program of a page puts out, in order: lists of {"text"} and {"svg"}.

    root: the project's folder, whose .cache keeps the result. Raises SourceError, with
    the page's line, for a program that fails, for one that stands in a language block
    and for a figure that no comment describes.
    """
    programs = [fence for fence in page.fences if fence.language == "python"]
    _refuse(page, [fence for fence in programs if fence.lang], LANGUAGE)
    codes = [notebook.code(fence) for fence in programs]
    folder = Path(root) / ".cache" / "nnbook" / "executed"
    stem = page.path.removeprefix("docs/").removesuffix(".md").replace("/", ".")
    cache = folder / f"{stem}.{_key(codes, root)}.json"
    found = _kept(cache)
    if found is None:
        found = _run(page, programs, codes, root, folder / f"{stem}.ipynb")
        for stale in folder.glob(f"{stem}.{'?' * 16}.json"):
            stale.unlink(missing_ok=True)
        unfinished = cache.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(found), encoding="utf-8")
        unfinished.replace(cache)
    pairs = zip(programs, found, strict=True)
    drawn = [fence for fence, things in pairs if any("svg" in thing for thing in things)]
    _refuse(page, [fence for fence in drawn if _alt(page, fence) is None], ALT)
    return found


def _kept(cache):
    """What an earlier run has kept; None where there is nothing, or a damaged file."""
    try:
        return json.loads(cache.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _refuse(page, fences, message):
    if fences:
        raise SourceError([Fault(page.path, fence.line, message) for fence in fences])


def insert(page, body, found, lang):
    """The page's HTML with what each program puts out behind it.

    found: what `outputs` returned; lang: "zh", "en" or "both".
    """
    programs = [fence for fence in page.fences if fence.language == "python"]
    pieces, at, number = [], 0, 0
    for fence, things, match in zip(programs, found, _CODE.finditer(body), strict=True):
        pieces.append(body[at : match.end()])
        at = match.end()
        for thing in things:
            if "svg" in thing:
                number += 1
                zh, en = _alt(page, fence)
                alt = {"zh": zh, "en": en, "both": f"{zh} · {en}"}[lang]
                pieces.append(_figure(thing["svg"], number, alt))
            elif not fence.is_session:
                pieces.append(_printed(thing["text"]))
    return "".join(pieces) + body[at:]


def _alt(page, fence):
    """What `<!-- figure 中文 | English -->`, directly above a program, says of its figure."""
    for comment in page.comments:
        match = _FIGURE.match(comment.text)
        if match and comment.line == fence.line - 1:
            return inline.split_languages(match[1])
    return None


def _printed(text):
    return f'\n<pre class="nn-output" lang="en" translate="no" tabindex="0">{html.escape(text)}</pre>\n'


def _figure(svg, number, alt):
    element = drawing.inlined(ElementTree.fromstring(svg), f"figure-{number}", alt)
    text = ElementTree.tostring(element, encoding="unicode")
    return f'\n<figure class="nn-plot">{text}</figure>\n'


# Running --------------------------------------------------------------------


def _key(codes, root):
    """What the outputs depend on, as a short word."""
    package = {path.name: path.read_text("utf-8") for path in sorted((Path(root) / "nnbook").glob("*.py"))}
    tools = {name: _version(name) for name in TOOLS}
    own = Path(__file__).read_text("utf-8")
    everything = [codes, package, tools, platform.python_version(), own]
    return hashlib.sha256(json.dumps(everything).encode()).hexdigest()[:16]


def _version(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _run(page, programs, codes, root, path):
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    path.parent.mkdir(parents=True, exist_ok=True)
    reached = path.with_suffix(".cell").absolute()
    reached.write_text("1", encoding="utf-8")
    setup = SETUP.format(root=str(Path(root).resolve()), limit=LIMIT, reached=str(reached))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    staged = {
        "cells": [_cell(number, code) for number, code in enumerate([setup, *codes])],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(staged), encoding="utf-8")
    try:
        with _own_settings(path.parent):
            rendered = _rendered(path)
    except (CellExecutionError, DeadKernelError) as error:
        cell = int(reached.read_text("utf-8"))
        raise SourceError([_fault(page, programs, cell, error)]) from None
    cells = _CELL.split(rendered)[2:]  # after the setting up
    return [_found(page, fence, cell) for fence, cell in zip(programs, cells, strict=True)]


def _cell(number, code):
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"cell-{number}",
        "metadata": {},
        "outputs": [],
        "source": code,
    }


def _rendered(path):
    """The HTML that mkdocs-jupyter makes of a notebook while running it."""
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page
    from mkdocs_jupyter.plugin import Plugin

    folder = str(path.parent)
    config = MkDocsConfig()
    config.load_dict({"site_name": "nnbook", "docs_dir": folder, "plugins": []})
    config.validate()
    plugin = Plugin()
    plugin.load_config(
        {"execute": True, "allow_errors": False, "ignore": ["*.md"], "cache": False, "kernel_name": "python3"}
    )
    page = Page(None, File(path.name, folder, folder, use_directory_urls=False), config)
    plugin.on_pre_page(page, config=config, files=None)
    page.render(config, None)
    return page.content


@contextmanager
def _own_settings(folder):
    """The kernel reads no settings of the user's, and is the one of this Python.

    It has one thread: with more, sums are added in another order, and the last bits of
    what a program prints could differ between two machines.
    """
    profile = folder / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL, encoding="utf-8")
    own = {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PATH": "",
        "JUPYTER_PREFER_ENV_PATH": "1",
        **dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _fault(page, programs, cell, error):
    """What stopped a cell, the first of which is the setting up, as a fault of its line."""
    known = hasattr(error, "ename")
    reason = f"{error.ename}: {_ANSI.sub('', str(error.evalue))}" if known else ENDED
    if cell == 1:
        message = f'its programs cannot start ({reason}): pip install -e ".[site]"'
        return Fault(page.path, 1, message)
    place = _PLACE.search(_ANSI.sub("", str(error)))
    number = int(place[1]) if place else 1
    message = f"this program fails with {reason}: correct it"
    return Fault(page.path, notebook.line_of(programs[cell - 2], number), message)


def _found(page, fence, cell):
    """What one cell put out, from the HTML of its outputs."""
    found = []
    for area in cell.split(_AREA)[1:]:
        svg, text = _SVG.search(area), _TEXT.search(area)
        if "application/vnd.jupyter.stderr" in area:
            warning = html.unescape(text[1]).strip().split("\n")[0]
            message = f"this program warns: {warning}: correct it"
            raise SourceError([Fault(page.path, fence.line, message)])
        if svg:
            found.append({"svg": _themed(base64.b64decode(svg[1]).decode() if svg[1] else svg[2])})
        elif text:
            printed = html.unescape(re.sub(r"<[^>]+>", "", text[1]))
            if found and "text" in found[-1]:  # a slow program's text comes in pieces
                found[-1]["text"] += printed
            else:
                found.append({"text": printed})
        else:
            message = "a program puts out text and SVG figures, and nothing else: print the text, draw the figure"
            raise SourceError([Fault(page.path, fence.line, message)])
    return found


# Figures --------------------------------------------------------------------


def _themed(svg):
    """A figure of matplotlib's that takes the page's colours and leaves the page its style."""
    root = ElementTree.fromstring(svg)
    used = set(re.findall(r"#([\w-]+)", svg))
    for parent in root.iter():
        parent[:] = [child for child in parent if not child.tag.endswith(("}metadata", "}style"))]
        for name, value in list(parent.attrib.items()):
            if name == "id" and value not in used:
                del parent.attrib[name]
            elif name in ("d", "x", "y"):
                parent.set(name, _DIGITS.sub(lambda match: f"{float(match[0]):.1f}", value))
            elif name in ("style", "fill", "stroke"):
                value = _FONT.sub("", value)  # as in the drawings, words are in the page's font
                parent.set(name, re.sub("#[0-9a-f]{6}", lambda match: COLOURS.get(match[0], match[0]), value))
    # What the style sheet inside said: there, it would hold for the whole page.
    root.set("style", "fill: currentColor; stroke-linejoin: round; stroke-linecap: butt")
    return ElementTree.tostring(root, encoding="unicode")
