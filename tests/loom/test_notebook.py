"""Notebooks: every page's own in each language, and the pages that run while they are built."""

import ast
import base64
import contextlib
import functools
import gzip
import io
import json
import os
import re
import shutil
from contextvars import copy_context
from xml.etree import ElementTree

import nbformat
import pytest
from conftest import ROOT, SMALL, build, house, sample, whole_book
from mkdocs.commands.build import build as build_with_mkdocs
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from loom import model as source
from loom.model import inline
from loom.site import wheel
from loom.weave import execute, notebook
from loom.model.book import assemble
from loom.model import SourceError

BOOK = whole_book()
WITH_CODE = [name for name, page in BOOK.pages.items() if notebook.has_code(page)]
EVERY = [(name, lang) for name in WITH_CODE for lang in notebook.LANGUAGES]
SLOW = ("08a-train-with-arrays.md",)  # they train for seconds, and the page itself has run the same programs
RUN = [pytest.param(*one, marks=[pytest.mark.patient] * (one[0] in SLOW)) for one in EVERY]
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]+,?(?: [A-Za-z]+,?){4,}")
NAMES = re.compile("Machine Learning for Beginners|An Introduction to Neural Networks")


@functools.cache
def woven(name, lang, address=""):
    page = BOOK.pages[name]
    outputs = execute.outputs(page, ROOT) if execute.is_executed(page) else None
    return notebook.weave(page, name, lang, BOOK, address, outputs)


def cells_of(text, kind):
    return [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def words_of(text):
    return "\n\n".join("".join(cell["source"]) for cell in cells_of(text, "markdown"))


def shown(cell):
    """What a cell holds under it, as text."""
    outputs = [out for out in cell["outputs"] if out["output_type"] != "display_data"]
    parts = [out["text"] if "text" in out else [*out["data"]["text/plain"], "\n"] for out in outputs]
    return "".join(line for part in parts for line in part)


def page_of(body, lang="en", name="01-page.md", address=""):
    page = source.read(body, f"docs/{name}")
    return notebook.weave(page, name, lang, assemble(ROOT, {name: page}), address)


# Every page's notebook --------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), sample(EVERY, 3))
def test_a_notebook_is_valid(name, lang):
    text = woven(name, lang)
    nbformat.validate(nbformat.reads(text, 4))
    ids = [cell["id"] for cell in json.loads(text)["cells"]]
    assert len(ids) == len(set(ids)) and text.endswith("}\n")


@functools.cache
def printed_by(codes):
    """What each cell prints; two languages mostly have the same cells. NumPy's settings stay inside."""
    return copy_context().run(_printed_by, codes)


def _printed_by(codes):
    """As a kernel does: a cell is run, and the value of its last expression is shown."""
    names, found = {"__name__": "__main__"}, []
    for code in codes:
        tree, printed = ast.parse(code), io.StringIO()
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, "cell", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
            if value is not None:
                print(repr(value))
        found.append(printed.getvalue())
    return found


@pytest.mark.parametrize(("name", "lang"), RUN)
def test_a_notebook_runs_from_top_to_bottom_and_shows_what_the_page_shows(name, lang):
    cells = cells_of(woven(name, lang), "code")
    codes = tuple("".join(cell["source"]) for cell in cells)
    for cell, found in zip(cells, printed_by(codes), strict=True):
        if cell["outputs"]:
            assert shown(cell) == found, f"this cell shows something else when it runs: {cell['source']}"
        if cell["source"][0].startswith("# nnbook/"):
            assert found == "", "a module says nothing while it is read"


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_every_program_of_the_page_is_in_its_notebook_in_order(name, lang):
    code = "\n".join("".join(cell["source"]) for cell in cells_of(woven(name, lang), "code"))
    lines, at = [line.strip() for line in code.split("\n")], 0
    for fence in BOOK.pages[name].fences:
        if fence.language == "python" and fence.lang in (None, lang):
            for line in notebook.code(fence).partition("\nif __name__ ==")[0].split("\n"):
                assert line.strip() in lines[at:], f"line {fence.line} has {line!r}, the notebook has not"
                at = lines.index(line.strip(), at) if line.strip() else at


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_notebook_speaks_one_language_outside_its_code(name, lang):
    words = re.sub(r"```.*?```|`[^`\n]*`|<i lang=[^>]*>.*?</i>", "", words_of(woven(name, lang)), flags=re.DOTALL)
    words = NAMES.sub("", re.sub(r"\$\$?[^$]*\$\$?", "", words))
    other = HAN.search(words) if lang == "en" else SENTENCE.search(words)
    assert not other, f"{other[0]!r} is not of this notebook's language"
    assert "<div" not in words and "<span" not in words and "{#" not in words


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_notebook_keeps_every_formula_and_the_number_of_every_display(name, lang):
    page, words = BOOK.pages[name], words_of(woven(name, lang))
    for equation in page.equations:
        number = BOOK.equations[equation.name].number
        if equation.kind == "false":
            number += {"zh": "，写错", "en": ", wrong"}[lang]
        display = f"$${' '.join(equation.fence.body.split())} \\tag{{{number}}}$$"
        assert re.search(rf"^[ >]*{re.escape(display)}$", words, re.MULTILINE), f"{equation.name} is missing"
    wanted = {
        span.body
        for paragraph in page.paragraphs
        if paragraph.lang in (None, lang) and not paragraph.text.startswith("![")
        for span in inline.spans(paragraph.text)
        if span.kind == "math"
    }
    found = set(re.findall(r"(?<![$\\])\$([^$\n]+)\$(?!\$)", re.sub(r"`[^`\n]*`", "", words)))
    assert wanted <= found, f"missing: {wanted - found}"
    assert "\x02" not in words and "$$$" not in words and "[](" not in words


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_links_lead_to_the_site_or_are_words(name, lang):
    address = f"https://example.org/{lang}/"
    targets = [link.target for link in inline.links(re.sub(r"\$\$.*\$\$", "", words_of(woven(name, lang, address))))]
    assert all(re.match(r"https://|mailto:|attachment:", target) for target in targets), targets
    assert not any(target.partition("#")[0].endswith(".md") for target in targets), targets
    bare = re.sub(r"\$\$.*\$\$", "", words_of(woven(name, lang)))
    assert "example.org" not in bare
    assert all(re.match(r"https://|mailto:|attachment:", link.target) for link in inline.links(bare))


@pytest.mark.parametrize("name", WITH_CODE)
def test_a_notebook_needs_the_package_alone_unless_its_page_draws(name):
    page = BOOK.pages[name]
    assert notebook.packages(page) == (["nnbook", "matplotlib"] if execute.is_executed(page) else ["nnbook"])
    assert not any("loom" in fence.body for fence in page.fences if fence.language == "python")


@pytest.mark.patient
def test_a_true_kernel_shows_what_a_notebook_promises():
    from nbclient import NotebookClient

    ran = nbformat.reads(woven("01-neuron.md", "zh"), 4)
    NotebookClient(ran, timeout=60, kernel_name="python3").execute()
    wanted = cells_of(woven("01-neuron.md", "zh"), "code")
    found = [cell for cell in ran.cells if cell.cell_type == "code"]
    for cell, executed in zip(wanted, found, strict=True):
        outputs = [out.get("text") or out["data"]["text/plain"] + "\n" for out in executed.outputs]
        asked = "=..." in "".join(cell["source"]).replace(" ", "")  # an exercise asks for the number
        assert "".join(outputs).startswith("把三个点换成你算出的数：") if asked else "".join(outputs) == shown(cell)


# How a page becomes cells -----------------------------------------------------

HEAD = "# 页 | Page {#page}\n\n"


def test_a_session_is_cut_where_a_value_is_shown_because_a_cell_shows_its_last_alone():
    session = '>>> x = 2\n>>> print(x)\n2\n>>> x + 1\n3\n>>> "a\\n"\n\'a\\n\'\n'
    cells = cells_of(page_of(f"{HEAD}```python\n{session}```\n"), "code")
    assert ["".join(cell["source"]) for cell in cells] == ["x = 2\nprint(x)\nx + 1", '"a\\n"']
    assert [out["output_type"] for out in cells[0]["outputs"]] == ["stream", "execute_result"]
    assert [shown(cell) for cell in cells] == ["2\n3\n", "'a\\n'\n"]


def test_a_statement_that_fails_on_the_page_is_caught_in_the_notebook():
    session = ">>> int('a')\nTraceback (most recent call last):\nValueError: no\n>>> 1 + 1\n2\n"
    (cell,) = cells_of(page_of(f"{HEAD}```python\n{session}```\n"), "code")
    code = "".join(cell["source"])
    assert code.startswith("try:\n    int('a')\nexcept ValueError as error:\n    print(")
    assert shown(cell) == "ValueError: no\n2\n"
    compile(code, "cell", "exec")


def test_an_exported_block_says_which_file_it_is():
    (cell,) = cells_of(page_of(f'{HEAD}```python title="nnbook/thing.py"\nx = 1\n```\n'), "code")
    assert "".join(cell["source"]) == "# nnbook/thing.py\nx = 1"


def test_boxes_become_quotations_and_a_program_in_one_stands_between_two_halves():
    box = '!!! question "问 | Ask"\n    <div></div>\n'.replace("    <div></div>\n", "    7\n")
    body = f"{HEAD}{box}\n    ```python\n    x = 1\n    ```\n\n    8\n\n9\n"
    text = page_of(body)
    words = words_of(text)
    assert "> **Ask**\n>\n> 7" in words and "\n\n> 8\n\n9" in words and "!!!" not in words
    assert [cell["cell_type"] for cell in json.loads(text)["cells"]][-3:] == ["markdown", "code", "markdown"]


def test_tabs_become_text_under_a_bold_title():
    words = words_of(page_of(f'{HEAD}=== "一 | One"\n\n    1\n\n=== "二 | Two"\n\n    2\n\n```python\nx = 1\n```\n'))
    assert "**One**\n\n1" in words and "**Two**\n\n2" in words


def test_what_follows_a_program_in_a_list_is_no_code():
    words = words_of(page_of(f"{HEAD}- 1\n\n    ```python\n    x = 1\n    ```\n\n    2\n"))
    assert words.endswith("\n\n2")


def test_a_block_that_only_shows_keeps_its_fence_also_in_a_box():
    body = f'{HEAD}!!! note "注 | Note"\n    ```text\n    a\n      b\n    ```\n\n```python\nx = 1\n```\n'
    assert "> ```text\n> a\n>   b\n> ```" in words_of(page_of(body))


def test_chinese_lines_join_and_english_lines_do_not():
    body = f'{HEAD}<div lang="zh" markdown>\n\n这是\n一行。\n\n</div>\n<div lang="en" markdown>\n\nOne\nline.\n\n</div>\n\n```python\nx = 1\n```\n'
    assert "这是一行。" in words_of(page_of(body, "zh")) and "One\nline." in words_of(page_of(body, "en"))


def test_a_link_keeps_its_words_and_gets_the_address_of_the_site():
    body = f"{HEAD}[1](02-two.md#a) [2](https://example.org) [3](#page) [4](02-two.md \"5\")\n\n```python\nx = 1\n```\n"
    assert "1 [2](https://example.org) 3 4" in words_of(page_of(body))
    words = words_of(page_of(body, address="https://site.example/en/"))
    there = "https://site.example/en/"
    assert f"[1]({there}02-two.html#a) [2](https://example.org) [3]({there}01-page.html#page) [4]({there}02-two.html)" in words


def test_a_drawing_is_an_attachment_on_white_with_its_caption():
    text = woven("01-neuron.md", "en")
    (cell,) = [cell for cell in cells_of(text, "markdown") if "neuron.svg" in cell.get("attachments", {})]
    svg = base64.b64decode(cell["attachments"]["neuron.svg"]["image/svg+xml"]).decode()
    assert svg.startswith("<svg") and "background: #fff" in svg and 'width="480"' in svg
    assert "](attachment:neuron.svg)" in "".join(cell["source"])


def test_the_note_names_the_packages_that_a_page_imports():
    words = words_of(page_of(f"{HEAD}```python\nimport math, numpy\nimport matplotlib.pyplot as plt\n```\n"))
    assert "first run `pip install -e . matplotlib` in the book's folder, then" in words
    words = "".join(cells_of(woven("06a-train-first-net.md", "en", "https://example.org/en/"), "markdown")[1]["source"])
    assert f"first run `pip install https://example.org/en/{wheel.name()} matplotlib`, then" in words


def test_the_notebook_of_an_executed_page_carries_what_the_page_shows():
    page = BOOK.pages["06a-train-first-net.md"]
    printed = [thing for things in execute.outputs(page, ROOT) for thing in things]
    for lang in notebook.LANGUAGES:
        cells = cells_of(woven(page.name, lang), "code")
        outputs = [out for cell in cells for out in cell["outputs"]]
        drawn = ["".join(out["data"]["image/svg+xml"]) for out in outputs if out["output_type"] == "display_data"]
        assert len(drawn) == sum("svg" in thing for thing in printed) == 2
        assert not any("var(--" in svg for svg in drawn), "a notebook knows no colours of the page"
        assert all("<text" in svg and "DejaVu" not in svg for svg in drawn), "words are in the font of the drawings"
        assert all(ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg" for svg in drawn)
        said = "".join(map(shown, cells))
        assert all(line in said for thing in printed for line in thing.get("text", "").splitlines())


def test_a_session_of_broken_python_is_run_from_its_text():
    session = ">>> 1 +\nTraceback (most recent call last):\nSyntaxError: invalid syntax\n"
    (cell,) = cells_of(page_of(f"{HEAD}```python\n{session}```\n"), "code")
    assert "exec('1 +')" in "".join(cell["source"]) and shown(cell) == "SyntaxError: invalid syntax\n"


@pytest.mark.parametrize(
    ("code", "line", "wanted"),
    [("\nx = 1\ny = = 2", 6, "this is no Python (invalid syntax)"), (">>> 1\n1\n>>> 1 +", 6, "this is no Python")],
)
def test_a_block_that_is_no_python_is_a_fault_of_its_line(code, line, wanted):
    page = source.read(f"{HEAD}```python\n{code}\n```\n", "docs/01-page.md")
    (fault,) = notebook.faults(page)
    assert fault.line == line and wanted in fault.message


def test_another_language_is_refused_by_name():
    with pytest.raises(ValueError, match="lang is one of zh, en, not 'both'"):
        woven("01-neuron.md", "both")


# The site ---------------------------------------------------------------------


def test_every_page_with_code_leads_to_its_notebooks(site):
    for mode, languages in (("zh", ["zh"]), ("en", ["en"]), ("both", ["zh", "en"])):
        for name in BOOK.pages:
            html = (site / mode / name.replace(".md", ".html")).read_text("utf-8")
            found = re.findall(r'href="(notebooks/[^"]+\.ipynb)"', html)
            wanted = [notebook.place(name, lang) for lang in languages] if name in WITH_CODE else []
            assert found == wanted
            for lang, place in zip(languages, found):
                assert (site / mode / place).read_text("utf-8") == woven(name, lang), "not the same each time"


def test_notebooks_stay_out_of_the_search_index_and_the_site_map(site):
    for mode in ("zh", "en", "both"):
        index = (site / mode / "search/search_index.json").read_text("utf-8")
        places = [section["location"] for section in json.loads(index)["docs"]]
        assert not any(".ipynb" in place for place in places)
        assert "下载本" not in index and "as a notebook" not in index
        assert "ipynb" not in (site / mode / "sitemap.xml").read_text("utf-8")


# Pages that run while they are built --------------------------------------------

EXECUTED = """---
title: 试 | Try
notebook: executed
---

# 试 | Try {#try}

```python
import matplotlib.pyplot as plt
from nnbook.two_two_one import NAMES

print(len(NAMES), "<b>")
```

<!-- figure 一条线 | A line -->
```python
figure, axes = plt.subplots()
axes.plot([1, 2, 4], color="#0b7285")
axes.set(xlabel="$t$")
plt.show()
```

```python
>>> len(NAMES) + 1
10
```
"""


@pytest.fixture
def runs(monkeypatch):
    """The pages that would have run; no kernel starts, and the second program draws."""
    found = []

    def run(page, programs, codes, root, path):
        found.append(page.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return [[{"text": "9 <b>\n"}], [{"svg": "<svg/>"}], [{"text": "10\n"}]]

    monkeypatch.setattr(execute, "_run", run)
    return found


@pytest.fixture
def project(tmp_path):
    """A small book with an executed page, docs/try.md."""
    return house(tmp_path, SMALL | {"try.md": EXECUTED})


def changed(old, new):
    assert EXECUTED.count(old) == 1
    return EXECUTED.replace(old, new)


def outputs(project):
    page = source.read((project / "docs/try.md").read_text("utf-8"), "docs/try.md")
    return page, execute.outputs(page, project)


@pytest.mark.patient
def test_a_page_runs_once_for_all_languages_with_the_package_of_its_project(project):
    counted = f'with open({str(project / "runs")!r}, "a") as file:\n    _ = file.write("x")\n'
    (project / "docs/try.md").write_text(changed("from nnbook", f"{counted}from nnbook"), "utf-8")
    module = project / "nnbook/two_two_one.py"
    module.write_text(module.read_text("utf-8") + "\nNAMES = NAMES[:8]\n", "utf-8")
    build(project, project / "site", NNBOOK_LANGUAGES="zh both")
    assert (project / "runs").read_text() == "x"
    for mode, label in (("zh", "一条线"), ("both", "一条线 · A line")):
        html = (project / f"site/{mode}/try.html").read_text("utf-8")
        assert re.search(r'<pre class="nn-output"[^>]*>8 &lt;b&gt;\n</pre>', html)
        assert html.count('<figure class="nn-plot">') == 1 and len(html) < 100_000
        assert not re.search(r"mathjax|cdnjs|jp-|<style>\s*\*", html, re.IGNORECASE)
        assert f'role="img" aria-label="{label}"' in html


def with_only(program):
    """The executed page with this program instead of its three."""
    return EXECUTED[: EXECUTED.index("```python")] + f"```python\n{program}\n```\n"


@pytest.mark.patient
def test_a_page_runs_in_one_thread_whatever_the_machine_has(project, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    program = 'import os\n\nprint(os.environ["OPENBLAS_NUM_THREADS"])'
    (project / "docs/try.md").write_text(with_only(program), "utf-8")
    assert outputs(project)[1] == [[{"text": "1\n"}]]
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2", "only the kernel has one thread"


@pytest.mark.patient
def test_what_a_program_prints_is_one_text_however_slow_it_is(project):
    program = "import time\n\nfor i in range(3):\n    print(i)\n    time.sleep(0.5)"
    (project / "docs/try.md").write_text(with_only(program), "utf-8")
    assert outputs(project)[1] == [[{"text": "0\n1\n2\n"}]]


def test_a_page_runs_again_only_when_its_code_or_the_package_changes(project, runs):
    before, path = outputs(project)[1], project / "docs/try.md"
    assert runs == ["docs/try.md"]
    path.write_text(path.read_text("utf-8").replace("| Try {#try}", "| Try {#try}\n\n<!-- a remark -->"), "utf-8")
    assert outputs(project)[1] == before and runs == ["docs/try.md"], "words alone do not run a page again"
    module = project / "nnbook/neuron.py"
    module.write_text(module.read_text("utf-8") + "\nx = 1\n", "utf-8")
    outputs(project)
    assert runs == ["docs/try.md"] * 2, "the package has changed"
    path.write_text(path.read_text("utf-8").replace("[1, 2, 4]", "[1, 2, 5]"), "utf-8")
    outputs(project)
    assert runs == ["docs/try.md"] * 3, "the code has changed"
    assert len(list((project / ".cache/nnbook/executed").glob("*.json"))) == 1, "what is stale goes"


def figures(site, mode):
    return re.findall(r'<figure class="nn-plot">(.*?)</figure>', (site / mode / PAGE).read_text("utf-8"), re.DOTALL)


def test_a_figure_takes_the_colours_of_the_page_and_leaves_the_page_its_style(site):
    for svg in figures(site, "zh"):
        assert "var(--nn-accent, #0b7285)" in svg and "currentColor" in svg
        assert not re.search(r"<\w*:?(?:style|metadata)\b|#000000|#ffffff|https?://(?!www\.w3\.org)", svg)


def test_ids_of_two_figures_on_a_page_differ(site):
    first, second = figures(site, "en")
    ids = re.findall(r' id="([^"]+)"', first + second)
    assert ids and len(ids) == len(set(ids))
    used = set(re.findall(r'(?:href="|url\()#([\w-]+)', first + second))
    assert used == set(ids), "an id that nothing refers to is weight, a reference without one draws nothing"


@pytest.mark.patient
def test_a_program_that_warns_is_a_fault_of_its_line(project):
    (project / "docs/try.md").write_text(changed("plt.show()", "import warnings; warnings.warn('old')"), "utf-8")
    with pytest.raises(SourceError) as caught:
        outputs(project)
    (fault,) = caught.value.faults
    assert fault.line == 16 and "UserWarning: old: correct it" in fault.message, str(fault)
    assert not list((project / ".cache/nnbook/executed").glob("*.json")), "no failure is cached"


@pytest.mark.patient
def test_a_program_that_fails_fails_the_build_also_where_it_is_not_strict(project, caplog):
    (project / "docs/try.md").write_text(changed("axes.set(", "axes.sett("), "utf-8")
    with pytest.raises(Abort):
        build_with_mkdocs(load_config(str(project / "mkdocs.yml"), site_dir=str(project / "site")))
    assert "docs/try.md:19: this program fails with AttributeError" in caplog.text
    assert not (project / "site").exists()


@pytest.mark.patient
@pytest.mark.parametrize(
    ("program", "line", "words"),
    [
        ("import os\nos._exit(0)", 1, "the end of its Python: killed, out of memory, or after 4 seconds"),
        ("while True:\n    pass", 1, "the end of its Python: killed, out of memory, or after 4 seconds"),
        ("raise SystemExit(3)", 1, "SystemExit: 3"),
        ("from IPython.display import HTML\nHTML('<b>x</b>')", 0, "a program puts out text and SVG figures, and nothing else"),
    ],
)
def test_what_stops_a_program_or_cannot_be_shown_is_a_fault_of_its_line(project, monkeypatch, program, line, words):
    monkeypatch.setattr(execute, "LIMIT", 4)
    monkeypatch.setattr(execute, "ENDED", execute.ENDED.replace("600", "4"))
    (project / "docs/try.md").write_text(with_only(program), "utf-8")
    with pytest.raises(SourceError) as caught:
        outputs(project)
    (fault,) = caught.value.faults
    fence = with_only(program).split("\n").index("```python") + 1
    assert fault.line == fence + line and words in fault.message, str(fault)


@pytest.mark.patient
def test_settings_of_the_user_do_not_reach_a_figure(project, monkeypatch, tmp_path_factory):
    drawn = []
    for settings in ("", "lines.linewidth: 20\n"):
        folder = tmp_path_factory.mktemp("settings")
        (folder / "matplotlibrc").write_text(settings)
        (folder / "kernels/python3").mkdir(parents=True)
        (folder / "kernels/python3/kernel.json").write_text('{"argv": ["false"], "language": "python", "display_name": "x"}')
        monkeypatch.setenv("MATPLOTLIBRC", str(folder / "matplotlibrc"))
        monkeypatch.setenv("JUPYTER_PATH", str(folder))
        shutil.rmtree(project / ".cache", ignore_errors=True)
        drawn.append(outputs(project)[1])
    assert drawn[0] == drawn[1]


def test_a_damaged_cache_is_made_again(project, runs):
    outputs(project)
    (kept,) = (project / ".cache/nnbook/executed").glob("*.json")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:20])
    outputs(project)
    assert kept.read_bytes() == whole and len(runs) == 2


def test_a_cache_that_cannot_be_written_is_told_in_one_line(project, caplog):
    shutil.rmtree(project / ".cache", ignore_errors=True)
    (project / ".cache").write_text("")
    with pytest.raises(Abort):
        build(project, project / "site")
    assert re.search(r"\.cache.nnbook cannot be written \(.*\): let it be written, or copy the project$", caplog.text)


def test_a_line_of_a_cell_is_found_on_the_page():
    session = ">>> x = 1\n>>> if x:\n...     1 / 0\nTraceback (most recent call last):\nZeroDivisionError: no\n>>> x\n1\n"
    (fence,) = source.read(f"{HEAD}```python\n{session}```\n", "docs/try.md").fences
    cell = notebook.code(fence).split("\n")
    found = {line.strip(): notebook.line_of(fence, number) for number, line in enumerate(cell, 1)}
    assert found["x = 1"] == 4 and found["if x:"] == 5 and found["1 / 0"] == 6 and found["x"] == 9, found
    assert found["try:"] == 5 and found["except ZeroDivisionError as error:"] == 6


@pytest.mark.parametrize(("comment", "line"), [("", 15), ("<!-- figure 一条线 -->\n", 16)])
def test_a_figure_that_no_comment_describes_is_a_fault_of_its_line(project, runs, comment, line):
    (project / "docs/try.md").write_text(changed("<!-- figure 一条线 | A line -->\n", comment), "utf-8")
    with pytest.raises(SourceError) as caught:
        outputs(project)
    (fault,) = caught.value.faults
    assert fault.line == line and "say what this figure shows: <!-- figure 中文 | English -->" in fault.message


def test_a_program_in_a_language_block_is_refused_because_it_would_run_for_one_language():
    text = EXECUTED + '\n<div lang="zh" markdown>\n\n```python\nx = 1\n```\n\n</div>\n<div lang="en" markdown>\n\n1\n\n</div>\n'
    with pytest.raises(SourceError, match="runs once for both languages: move it below the </div>"):
        execute.outputs(source.read(text, "docs/try.md"), ROOT)


# The notebook page, as a reader meets it -------------------------------------------

PAGE = "06a-train-first-net.html"


def test_the_notebook_page_is_as_light_as_a_chapter(site):
    for mode in ("zh", "en", "both"):
        html = (site / mode / PAGE).read_bytes()
        chapter = (site / mode / "01-neuron.html").read_bytes()
        assert len(gzip.compress(html)) < len(gzip.compress(chapter)) and len(html) < 130_000
        assert html.count(b"<figure") == 2 and html.count(b"<script") == chapter.count(b"<script")
    printed = re.search(r'class="nn-output"[^>]*>([^<]*)<', (site / "en" / PAGE).read_text("utf-8"))[1]
    assert printed.split()[:4] == ["0", "0.352", "10", "0.220"]
