"""The exercises: where each is asked and where it is solved, and the ways between the two.

An exercise is a box in a language block, `!!! question "Exercise: one half"`, with a program
that calls `check("bias-for-half", …)`, which names it. Below `<!-- solution bias-for-half -->`
on the page of answers stands its solution: that comment becomes a heading in the exercise's
own words. The links from one to the other are made here, from the name.
"""

import re
from typing import NamedTuple

from markdown.treeprocessors import Treeprocessor

from loom.model.book import chapter_label
from loom.model import LANGUAGES, Fault, Fence, Heading
from loom.model.comments import SOLUTION

PAGE = "c-answers.md"
IMPORT = "from nnbook.{} import check\n"
LABELS = {"zh": "练习：", "en": "Exercise: "}
_BOX = re.compile(r' *!!! question "(?P<label>练习：|Exercise: )(?P<title>.+)" *')
_CALL = re.compile(r'^check\(\s*"(?P<name>[\w-]+)"(?:,\s*\w+=\.\.\.)+,?\s*\)$', re.MULTILINE)


class Box(NamedTuple):
    """An exercise in one language: its page, its line, its title, and the program to run.

    name: what its call of `check` names; call: that call.
    """

    page: str
    line: int
    title: str
    fence: Fence
    name: str
    call: str


def boxes(page):
    """The exercises of a page, in their order; those of the two languages one by one."""
    for fence in page.fences:
        call = _CALL.search(fence.body) if fence.language == "python" and fence.lang else None
        line = _line_of_box(page, fence) if call else 0
        title = _BOX.fullmatch(page.lines[line - 1])
        if call and title and title["label"] == LABELS[fence.lang]:
            yield Box(page.name, line, title["title"], fence, call["name"], call[0])


def _line_of_box(page, fence):
    """The nearest line above a fence that stands further left."""
    above = range(fence.line - 1, 0, -1)
    return next((n for n in above if page.lines[n - 1][: fence.indent].strip()), 0)


def solutions(page):
    """(line, name) of every solution of a page."""
    for comment in page.comments:
        found = SOLUTION.match(comment.text)
        if found:
            yield comment.line, found["name"]


def asked(book):
    """The boxes of the whole book by name and then by language."""
    found = {}
    for page in book.pages.values():
        for box in boxes(page):
            found.setdefault(box.name, {}).setdefault(box.fence.lang, box)
    return found


# The ways -------------------------------------------------------------------


class Ways:
    """The headings of the solutions on a page, and the links that lead to and fro."""

    def __init__(self, page, book):
        solved = book.pages.get(PAGE)
        known = dict.fromkeys(name for _, name in solutions(solved)) if solved else {}
        self.boxes = [box for box in boxes(page) if box.name in known]
        places = list(solutions(page))
        exercises = asked(book) if places else {}
        self.solutions = [(line, name, exercises.get(name, {})) for line, name in places]

    def headings(self):
        """What the comments become: the title of each exercise."""
        for line, name, box in self.solutions:
            zh, en = (box[lang].title if lang in box else name for lang in ("zh", "en"))
            yield Heading(line, 3, zh, _capital(en), name)

    def links(self, choose):
        """(line, Markdown) to be put below each box and each solution's heading.

        choose: takes Chinese and English words, and gives those of the page.
        """
        for box in self.boxes:
            words = {"zh": "解答在附录 C", "en": "Solution in appendix C"}[box.fence.lang]
            yield box.fence.end, f"{' ' * box.fence.indent}[{words}]({PAGE}#{box.name})"
        for line, name, box in self.solutions:
            if "zh" in box:
                zh, en = place(box["zh"].page)
                yield line, f"[{choose(f'题目在{zh}', f'Exercise in {en}')}]({box['zh'].page}#{anchor(name)})"


def anchor(name):
    """The id of an exercise's box."""
    return f"exercise-{name}"


def _capital(title):
    """The title as a heading: a symbol such as σ or w4 stays small."""
    is_word = title[:1].isascii() and not title[1:2].isdigit()
    return title[:1].upper() + title[1:] if is_word else title


def place(page):
    """What a page is called in Chinese and in English: `第 1 章` and `chapter 1`."""
    label = chapter_label(page)
    if label.isdigit():
        return f"第 {label} 章", f"chapter {label}"
    return f"附录 {label}", f"appendix {label}"


class NameBoxes(Treeprocessor):
    """Gives each box the id that its solution leads back to, and the links their class."""

    def __init__(self, md, select):
        super().__init__(md)
        self.select = select

    def run(self, root):
        """Sets the ids and the classes."""
        ways = self.select.ways
        names = {f"{PAGE}#{box.name}": anchor(box.name) for box in ways.boxes}
        back = {f"#{anchor(name)}" for _, name, _ in ways.solutions}
        for parent in list(root.iter()):
            for paragraph in parent.findall("p"):
                link = paragraph[0].get("href", "") if len(paragraph) and not paragraph.text else ""
                if link in names or link[link.find("#") :] in back:
                    paragraph.set("class", "nn-way")
                    if names.get(link):
                        parent.set("id", names[link])
                        names[link] = None  # in 对照 the first of two boxes has it


# The rules ------------------------------------------------------------------


def faults(book):
    """A Fault for every exercise that cannot be run, or is not both asked twice and solved."""
    for page in book.pages.values():
        yield from _misread(page)
    exercises = asked(book)
    for by_lang in exercises.values():
        yield from _unequal(by_lang)
    yield from _unsolved(book, exercises)


def _misread(page):
    """The boxes without a call and the calls without a box; a call that nothing imports."""
    read = list(boxes(page))
    starts, fences = {box.line for box in read}, [box.fence for box in read]
    hidden = {n for fence in page.fences for n in range(fence.line, fence.end)}
    for number, line in enumerate(page.lines, 1):
        if "!!! question" in line and number not in starts | hidden:
            wanted = "a title that starts with 练习： or Exercise: , and a program in it that calls check"
            yield Fault(page.path, number, f'an exercise has {wanted}("name", part=...): add it')
    for fence in page.fences:
        if fence.language == "python" and re.search(r"^check\(", fence.body, re.M) and fence not in fences:
            message = 'a program that calls check("name", part=...) stands in a box: !!! question "…"'
            yield Fault(page.path, fence.line, message)
    for lang in LANGUAGES:
        first = next((fence for fence in fences if fence.lang == lang), None)
        if first and not first.body.startswith(IMPORT.format(lang)):
            message = f"the first exercise of a page starts with {IMPORT.format(lang).strip()}"
            yield Fault(page.path, first.line, message)


def _unequal(by_lang):
    """An exercise of one language alone, or with two different calls."""
    box = next(iter(by_lang.values()))
    if len({(other.page, " ".join(other.call.split())) for other in by_lang.values()}) > 1:
        message = f"{box.name} has another call in the other language, or another page: write the same"
        yield Fault(f"docs/{box.page}", box.line, message)
    for lang in set(LANGUAGES) - by_lang.keys():
        message = f"{box.name} is not asked in the {lang} text: ask it there as well"
        yield Fault(f"docs/{box.page}", box.line, message)


def _unsolved(book, exercises):
    """An exercise without a solution, a solution without one, and one out of its place."""
    places = list(solutions(book.pages[PAGE])) if PAGE in book.pages else []
    solved = {name: line for line, name in places}
    for name, by_lang in exercises.items():
        if name not in solved:
            box = next(iter(by_lang.values()))
            message = f"{name} is not solved: write <!-- solution {name} --> and its solution in {PAGE}"
            yield Fault(f"docs/{box.page}", box.line, message)
    order = list(exercises)
    rank = -1
    for line, name in places:
        if name not in exercises:
            message = f"no exercise is called {name!r}: correct the name, or ask it in a chapter"
            yield Fault(f"docs/{PAGE}", line, message)
        elif order.index(name) < rank:
            message = f"{name} is asked before what is solved above: move its solution up"
            yield Fault(f"docs/{PAGE}", line, message)
        else:
            rank = order.index(name)
