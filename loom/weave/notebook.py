"""From a chapter's source to a Jupyter notebook in one language, text to text.

`weave(page, name, lang, book)` gives the notebook as JSON (nbformat 4.5): the words of
one language as Markdown cells, the programs and sessions as code cells with the output
that the tests have compared. The same source gives the same bytes. What a notebook
cannot show is put plainly: a box becomes a quotation, a drawing an attachment on paper
white, a link to another page its address on the site, or its words alone.
"""

import ast
import base64
import builtins
import doctest
import hashlib
import json
import posixpath
import re
import sys
import textwrap
from urllib.parse import quote, urlsplit

from markdown.util import ETX, STX

from loom.model import inline
from loom.site import wheel
from loom.model.book import chapter_label
from loom.model import LANGUAGES, Fault
from loom.weave.html import TAGS, Extension, Select, join_wide_lines

NOTE = {
    "zh": "这些程序要用到本书的程序包：先{place}运行 `pip install {packages}`，再从上到下依次运行各个单元。",
    "en": "The programs need the book's package: first run `pip install {packages}`{place}, then the cells "
    "from top to bottom.",
}
FOLDER = {"zh": "在本书的文件夹里", "en": " in the book's folder"}
LINK = {
    "chapter": {"zh": "下载本章笔记本", "en": "Download this chapter as a notebook"},
    "page": {"zh": "下载本页笔记本", "en": "Download this page as a notebook"},
}
WHEEL = {"zh": "下载本书的程序包", "en": "Download the book's package"}
SAVE = {
    "zh": "笔记本在窗口里打开了？请返回，右键点链接，选“链接另存为”。",
    "en": "Did the notebook open in the window? Go back, right-click the link and choose “Save link as”.",
}
PAGE = {"zh": "本章的网页：<{}>。", "en": "The chapter's page: <{}>."}
_CELL = re.compile(f"^[ >]*{STX}(?:cell:(\\d+)|heading){ETX}$", re.MULTILINE)
_STARTED = re.compile(r'\n+if __name__ == "__main__":\n(?: .*\n?|\n)*\Z')  # only as a program
_KEPT = re.compile(f"^([ >]*){STX}kept:(\\d+){ETX}$", re.MULTILINE)
_BOX = re.compile(r'^(?P<indent> *)(?P<mark>!!!|\?\?\?|===)[^"]*"(?P<title>[^"]*)" *$')
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]+\]:.*$", re.MULTILINE)
_EDGE = re.compile(r"\A(?:[ >]*\n)+|(?:\n[ >]*)+\Z")


def has_code(page):
    """Whether a page has a program or a session, and so a notebook."""
    return any(fence.language == "python" for fence in page.fences)


def files(book, lang, address="", executed=()):
    """The notebooks of a book by their places on the site, such as
    `notebooks/01-neuron.zh.ipynb`.

    lang: "zh" or "en"; address: where its site stands, as `weave` takes it.
    executed: by name of an executed page, what its programs put out.
    """
    executed = dict(executed)
    return {
        place(name, lang): weave(page, name, lang, book, address, executed.get(name))
        for name, page in book.pages.items()
        if has_code(page)
    }


def place(name, lang):
    """Where the notebook of a page stands on the site."""
    return f"notebooks/{name.removesuffix('.md')}.{lang}.ipynb"


def links(name, languages):
    """The HTML that leads from a page to its notebooks and the package, in the words of each language.

    From a file, where browsers show a notebook instead of saving it, js/switch.js adds how to save it.
    """
    up = "../" * name.count("/")
    kind = "chapter" if chapter_label(name) else "page"
    found, package = [], wheel.name()
    for lang in languages:
        target = quote(place(name, lang))
        download = f"nnbook-{target.rpartition('/')[2]}"
        for address, saved, words in ((target, download, LINK[kind]), (package, package, WHEEL)):
            found.append(f'<a href="{up}{address}" lang="{TAGS[lang]}" download="{saved}">{words[lang]}</a>')
    hints = "".join(f'<span class="nn-save" lang="{TAGS[lang]}" hidden>{SAVE[lang]}</span>' for lang in languages)
    return f'\n<p class="nn-download" data-search-exclude>{" · ".join(found)}{hints}</p>\n'


def weave(page, name, lang, book, address="", outputs=None):
    """The notebook of a page as JSON text, which ends with a line break.

    page: a Page of the book, name: its name there, such as `01-neuron.md`.
    lang: "zh" or "en".
    address: where the site of this language stands, such as `https://example.org/en/`.
    outputs: what each program of an executed page puts out, as `execute.outputs` returns it.
    Raises ValueError for another lang, OSError for a drawing that cannot be read.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang is one of {', '.join(LANGUAGES)}, not {lang!r}")
    words = _Words(page, name, lang, book, address)
    chosen = [fence for fence in page.fences if _is_cell(fence, lang)]
    put_out = dict(zip((fence.line for fence in page.fences if fence.language == "python"), outputs or ()))
    cells = list(_cells(words.text(chosen), chosen, words.attachments, put_out))
    cells.insert(1, _markdown(_note(page, lang, address, words.address_of(name))))
    _name(cells)
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def code(fence):
    """A program, or the statements of a session, as plain Python."""
    if not fence.is_session:
        return fence.body.strip("\n")
    return _joined(map(_statement, _examples(fence.body)))


def faults(page):
    """A Fault for every program that is no Python, which would be no cell either."""
    for fence in page.fences:
        if fence.language == "python":
            try:
                ast.parse(code(fence))
            except SyntaxError as error:
                line = line_of(fence, error.lineno or 1)
                yield Fault(page.path, line, f"this is no Python ({error.msg}): correct it")
            except ValueError as error:  # of the parser of sessions
                yield Fault(page.path, fence.line, f"this session cannot be read ({error}): correct it")


def line_of(fence, number):
    """The page's line for a line of `code(fence)`."""
    if not fence.is_session:
        return fence.line + number + len(fence.body) - len(fence.body.lstrip("\n"))
    for example in _examples(fence.body):
        lines = _statement(example).split("\n")
        height = len(lines) + (len(lines) > 1)  # as _joined leaves an empty line
        if number <= height:
            above = number - 1 - (example.exc_msg is not None)  # its try: is not on the page
            within = min(max(above, 0), example.source.count("\n") - 1)
            return fence.line + 1 + example.lineno + within
        number -= height
    return fence.line


def packages(page):
    """What has to be installed to run a page: nnbook, and what else it imports."""
    found = set()
    for fence in page.fences:
        if fence.language == "python":
            found |= _imports(ast.parse(code(fence)))
    return ["nnbook", *sorted(found - {"nnbook", "numpy"} - sys.stdlib_module_names)]


def _imports(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.partition(".")[0])
    return names


def _is_cell(fence, lang):
    return fence.language == "python" and fence.lang in (None, lang)


def _note(page, lang, site, address):
    package = f"{site}{wheel.name()}" if site else "-e ."
    needed = " ".join([package, *packages(page)[1:]])
    note = NOTE[lang].format(packages=needed, place="" if site else FOLDER[lang])
    gap = "" if lang == "zh" else " "
    return note + (gap + PAGE[lang].format(address) if address else "")


# Words ----------------------------------------------------------------------


class _Words(Select):
    """The lines of one language, in the Markdown that notebooks read."""

    def __init__(self, page, name, lang, book, address):
        extension = Extension(lang=lang, page=name)
        extension.book = book
        extension.badges = None  # a notebook shows no verdicts
        super().__init__(None, extension)
        self.source = page
        self.address = address
        self.attachments = {}

    def text(self, fences):
        """The page with a mark in the place of each of the fences and before each heading."""
        first = self.source.body_start - 1
        self.run(self.source.lines[first:])
        lines = self.out
        for heading in self.page.headings:
            title = self.inside(self.choose(heading.zh, heading.en))
            lines[heading.line - 1] = f"{STX}heading{ETX}\n{'#' * heading.level} {title}"
        for i, fence in enumerate(self.source.fences):
            if fence.language != "math" and fence.lang in (None, self.lang):
                start, end = fence.line - 1 - first, fence.end - first
                kind = "cell" if fence in fences else "kept"
                number = fences.index(fence) if fence in fences else i
                lines[start] = f"{' ' * fence.indent}{STX}{kind}:{number}{ETX}"
                lines[start + 1 : end] = [""] * (end - start - 1)
        text = join_wide_lines(_ABBREVIATION.sub("", "\n".join(lines)))
        return _KEPT.sub(self._kept, "\n".join(_unboxed(text.split("\n"))))

    def _kept(self, match):
        """A block that is shown and not run, behind the indent or the `>` of its place."""
        fence = self.source.fences[int(match[2])]
        lines = [f"```{fence.info}", *fence.body.splitlines(), "```"]
        return "\n".join(f"{match[1]}{line}".rstrip() for line in lines)

    def mark(self, kind, thing):
        """What Select leaves a mark for is, here, text already."""
        return getattr(self, f"_{kind}")(thing)

    def inside(self, text):
        """Inline text with formulas in dollars and with addresses of the site."""
        text = super().inside(text)
        pieces, at = [], 0
        for link in inline.links(text):
            target = text.find(f"]({link.target}", link.start) + 2
            if text[link.start] not in "[!" or urlsplit(link.target).scheme:
                continue
            end = target + len(link.target)
            end = end + 1 if text[end] == ")" else text.index('")', end) + 2
            address = "" if text[link.start] == "!" else self.address_of(link.target)
            pieces += text[at : link.start], f"[{link.text}]({address})" if address else link.text
            at = end
        return "".join(pieces) + text[at:]

    def address_of(self, target):
        """Where a page of the book, given as in a link of this page, stands on the site."""
        path, _, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), path)) if path else self.name
        if not self.address:
            return ""
        path = re.sub(r"\.md$", ".html", path)
        return f"{self.address}{quote(path)}{'#' if anchor else ''}{anchor}"

    def _heading(self, heading):
        return ""  # a notebook's headings have no ids

    def _maths(self, tex):
        return f"${tex}$"

    def _display(self, equation):
        number = self.book.equations[equation.name].number
        if equation.kind == "false":
            number = self.choose(f"{number}，写错", f"{number}, wrong")
        return f"$${' '.join(equation.fence.body.split())} \\tag{{{number}}}$$"

    def _figure(self, figure):
        target = posixpath.join(posixpath.dirname(self.name), figure.target)
        name = posixpath.basename(target)
        svg = (self.book.docs / target).read_text("utf-8")
        self.attachments[name] = base64.b64encode(_on_paper(svg).encode()).decode()
        alt = re.sub(r"[\[\]]", "", self.choose(*figure.alt))
        caption = self.inside(self.choose(*figure.caption)) if figure.caption else ""
        return f"![{alt}](attachment:{name})\n\n{caption}"


def _on_paper(svg):
    """A drawing with its size, in the light page's colours on white, for any theme."""
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    size = f' width="{box[1]}" height="{box[2]}"' if box else ""
    return svg.replace("<svg", f'<svg{size} style="background: #fff; color: #1f2a30"', 1)


def _unboxed(lines):
    """Admonitions become quotations with a bold title, and tabs text under one."""
    found, at = [], 0
    while at < len(lines):
        box, at = _BOX.match(lines[at]), at + 1
        if not box:
            found.append(lines[at - 1])
            continue
        depth, start = len(box["indent"]), at
        while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" " * (depth + 4))):
            at += 1
        inside = _unboxed([line[depth + 4 :] for line in lines[start:at]])
        quoted = "" if box["mark"] == "===" else "> "
        text = "\n".join([f"**{box['title']}**", "", *inside]).rstrip("\n").split("\n")
        found += [f"{box['indent']}{quoted}{line}".rstrip() for line in text] + [""]
    return found


# Cells ----------------------------------------------------------------------


def _cells(text, fences, attachments, put_out):
    at = 0
    for match in _CELL.finditer(text):
        yield from _prose(text[at : match.start()], attachments)
        if match[1]:
            fence = fences[int(match[1])]
            cells = list(_code_cells(fence))
            cells[-1]["outputs"] += _put_out(fence, put_out.get(fence.line, ()))
            yield from cells
        at = match.end()
    yield from _prose(text[at:], attachments)


def _prose(text, attachments):
    text = re.sub(r"\n(?:[ ]*\n)+", "\n\n", _EDGE.sub("", f"\n{text}\n"))
    if not text.strip():
        return
    if text.startswith("    "):  # what continues a list after a program in it
        text = textwrap.dedent(text)
    cell = _markdown(text)
    used = re.findall(r"\(attachment:([^)]+)\)", text)
    if used:
        cell["attachments"] = {name: {"image/svg+xml": attachments[name]} for name in used}
    yield cell


def _code_cells(fence):
    if not fence.is_session:
        title = f"# nnbook/{fence.stem}.py\n" if fence.stem else ""
        yield _code(title + _STARTED.sub("", code(fence)), [])
        return
    statements, printed = [], []
    for example in _examples(fence.body):
        statements.append(_statement(example))
        if _is_shown(example):
            yield _code(_joined(statements), [*_stream(printed), _result(example.want)])
            statements, printed = [], []
        else:
            printed.append(_printed(example))
    if statements:
        yield _code(_joined(statements), [*_stream(printed)])


def _examples(session):
    return doctest.DocTestParser().get_examples(session)


def _statement(example):
    """A statement of a session; one that fails is caught, so that the next cell runs."""
    text = example.source.rstrip("\n")
    if example.exc_msg is None:
        return text
    if not _is_python(text):
        text = f"exec({text!r})"
    kind = example.exc_msg.partition(":")[0].strip()
    kind = kind if hasattr(builtins, kind) else "Exception"
    caught = 'print(f"{type(error).__name__}: {error}")'
    return f"try:\n{textwrap.indent(text, '    ')}\nexcept {kind} as error:\n    {caught}"


def _is_python(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _joined(statements):
    """Statements as a program: an empty line follows what is indented."""
    text = "\n".join(f"{lines}\n" if "\n" in lines else lines for lines in statements)
    return text.rstrip("\n")


def _is_shown(example):
    """Whether what follows is the value of an expression: a cell shows its last one alone."""
    if not example.want or example.exc_msg is not None:
        return False
    last = ast.parse(example.source).body[-1]
    return isinstance(last, ast.Expr) and not _is_print(last.value)


def _is_print(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def _printed(example):
    return example.want.replace("<BLANKLINE>\n", "\n") if example.exc_msg is None else example.exc_msg


def _stream(printed):
    text = "".join(printed)
    if text:
        yield {"name": "stdout", "output_type": "stream", "text": _lines(text)}


def _put_out(fence, things):
    """What a program put out when its page was made; a session shows its own text already."""
    for thing in things:
        if "svg" in thing:
            data = {"image/svg+xml": _lines(_plot_on_paper(thing["svg"])), "text/plain": ["<Figure>"]}
            yield {"data": data, "metadata": {}, "output_type": "display_data"}
        elif not fence.is_session:
            yield from _stream([thing["text"]])


def _plot_on_paper(svg):
    """A plot of an executed page in the light page's colours on white, for any theme."""
    paper = "background: #fff; color: #1f2a30; font-family: sans-serif; "
    return re.sub(r"var\(--[\w-]+, (#\w+)\)", r"\1", svg).replace('style="', f'style="{paper}', 1)


def _result(want):
    data = {"text/plain": _lines(want.removesuffix("\n"))}
    return {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


def _code(text, outputs):
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": outputs,
        "source": _lines(text),
    }


def _markdown(text):
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _lines(text):
    return text.splitlines(keepends=True)


def _name(cells):
    """Give each cell the id that its text determines; equal cells are counted."""
    seen = {}
    for cell in cells:
        text = cell["cell_type"] + "".join(cell["source"])
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
