"""The first page and the set-up page keep their word: figures, numbers and cards."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import whole_book

from nnbook.first_net import initialise, predict, train
from loom.model import book
from nnbook.loss import labels, people

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/index.md").read_text(encoding="utf-8")
NAV = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
DRAWINGS = ROOT / "docs/drawings"
REDRAW = "recompute the drawing in docs/drawings"
SWITCHES, LAMP = [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0]


def elements(name):
    return list(ElementTree.parse(DRAWINGS / f"{name}.svg").iter())


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def by_id(shapes, name):
    return next(e for e in shapes if e.get("id") == name)


def rings(path):
    """The closed lines of a path, as arrays of points."""
    return [np.array([tuple(map(float, point.split(","))) for point in ring.strip("M ").split()])
            for ring in path.get("d").split("Z")[:-1]]


def inside(lines, x, y):
    """Whether a point lies inside, by the even-odd rule."""
    crossed = 0
    for ring in lines:
        for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0)):
            crossed += (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    return crossed % 2 == 1


def check_regions(group, answers, place, points):
    """The coloured regions of a group are those where the answer is above their level."""
    levels = {float(e.get("data-level")): rings(e) for e in group.iter() if e.get("data-level")}
    near = 0
    for point, answer in zip(points, answers(points)):
        for level, lines in levels.items():
            if abs(answer - level) < 0.02:
                near += 1
                continue
            assert inside(lines, *place(*point)) == (answer > level), f"{point} at level {level}: {REDRAW}"
    assert near < 0.2 * len(points) * len(levels), "most points have to be far enough from a level to tell"
    return levels


# The lamp --------------------------------------------------------------------


@pytest.mark.parametrize("epoch", [0, 100, 1000])
def test_the_drawn_lamp_is_what_the_network_has_learned(epoch):
    group = by_id(elements("learning-lamp"), f"epoch-{epoch}")
    x0, y0, s = numbers(group, "data-x0", "data-y0", "data-s")
    parameters, _ = train(initialise(np.random.RandomState(0)), SWITCHES, LAMP, 1, epoch)

    def place(x1, x2):
        return x0 + s * x1, y0 - s * x2

    across = [-0.3 + 0.1 * i for i in range(17)]
    points = [(x1, x2) for x1 in across for x2 in across]
    levels = check_regions(group, lambda points: predict(parameters, points), place, points)
    everywhere = predict(parameters, points)
    for level in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert level in levels or max(everywhere) < level, f"level {level} is missing: {REDRAW}"
    texts = [e for e in group.iter() if e.tag.endswith("}text")]
    assert texts[0].text == f"𝑡 = {epoch}", REDRAW
    dots = [e for e in group.iter() if e.get("data-switches")]
    answers = predict(parameters, SWITCHES)
    for dot, text, switches, label, answer in zip(dots, texts[1:], SWITCHES, LAMP, answers, strict=True):
        assert tuple(map(int, dot.get("data-switches").split())) == switches
        assert numbers(dot, "cx", "cy") == pytest.approx(place(*switches), abs=0.06), REDRAW
        assert dot.get("style").startswith("fill: currentColor") == (label == 1), REDRAW
        assert text.text == f"{answer:.2f}" and text.get("x") == dot.get("cx"), REDRAW
    alt = re.search(r"^!\[(.*)\]\(drawings/learning-lamp", PAGE, re.MULTILINE)[1]
    if epoch == 0:
        assert all(0.6 < answer < 0.8 for answer in answers) and alt.count("0.6") == alt.count("0.8") == 2
    if epoch == 1000:
        assert [f"{answer:.2f}" for answer in answers] == ["0.03", "0.97", "0.97", "0.03"]
        assert alt.count("0.97") == alt.count("0.03") == 2


# Program 1 -------------------------------------------------------------------


def test_the_drawn_curve_and_plane_are_those_of_program_1():
    shapes = elements("program-1")
    parameters, costs = train(initialise(np.random.RandomState(0)), people, labels)
    curve = by_id(shapes, "cost")
    x0, y0, sx, sy = numbers(curve, "data-x0", "data-y0", "data-sx", "data-sy")
    epochs = list(map(int, curve.get("data-epochs").split()))
    drawn = [tuple(map(float, point.split(","))) for point in curve.get("d").strip("M").split()]
    assert (epochs[0], epochs[-1]) == (1, 1000) and len(epochs) > 40, f"draw the whole run: {REDRAW}"
    for epoch, point in zip(epochs, drawn, strict=True):
        assert point == pytest.approx((x0 + sx * epoch, y0 - sy * costs[epoch - 1]), abs=0.06), f"epoch {epoch}: {REDRAW}"
    plane = by_id(shapes, "plane")
    px, py, s1, s2 = numbers(plane, "data-x0", "data-y0", "data-sx", "data-sy")

    def place(x1, x2):
        return px + s1 * x1, py - s2 * x2

    points = [(x1, x2) for x1 in np.linspace(-19, 29, 25) for x2 in np.linspace(-9.5, 9.5, 20)]
    levels = check_regions(plane, lambda points: predict(parameters, points), place, points)
    assert list(levels) == [0.1, 0.5, 0.9], REDRAW
    marks = {e.get("data-person"): e for e in plane.iter() if e.get("data-person")}
    for name, person, label in zip("ABCD", people, labels, strict=True):
        mark, round_mark = marks[name], marks[name].tag.endswith("}circle")
        x, y = numbers(mark, "cx", "cy") if round_mark else np.add(numbers(mark, "x", "y"), 6)
        assert round_mark == (label == 1) and (x, y) == pytest.approx(place(*person), abs=0.06), f"{name}: {REDRAW}"
    ticks = [e for e in shapes if e.get("data-tick")]
    in_plane = set(plane.iter())
    for e in ticks:
        number = float(e.text.replace("\N{MINUS SIGN}", "-"))
        x, y = place(number, number) if e in in_plane else (x0 + sx * number, y0 - sy * number)
        at, right = (float(e.get("x")), x) if e.get("data-tick") == "x" else (float(e.get("y")) - 6, y)
        assert at == pytest.approx(right, abs=0.06), f"{number} stands at {at}, not {right}: {REDRAW}"
    assert len(ticks) == 13, REDRAW


# The promise -----------------------------------------------------------------


def test_the_numbers_of_the_promise_are_true_and_of_today():
    """Each is at most what the book has, and more than three quarters of it."""
    pages = json.loads((ROOT / "docs/verdicts.json").read_text(encoding="utf-8"))
    entries = [entry for page in pages.values() for entry in page["displays"].values()]
    pieces = [fence for page in whole_book().pages.values() for fence in page.fences if fence.language == "python"]
    found = {
        "numbered equations": len(entries),
        "proved": sum(entry["verdict"] == "proved" for entry in entries),
        "mistakes": sum(entry["killed"] for entry in entries),
        "pieces of Python": len(pieces),
    }
    lists = re.findall(r'<div class="nn-numbers" markdown>(.*?)</div>', PAGE, re.DOTALL)
    zh, en = ([int(number.replace(",", "")) for number in re.findall(r"^- \*\*([\d,]+)\+\*\*", block, re.MULTILINE)]
              for block in lists)
    assert zh == en and len(en) == len(found)
    for (what, real), told in zip(found.items(), en):
        assert told <= real < 4 / 3 * told, f"docs/index.md says {told:,} {what}, the book has {real:,}: round that down"


# The cards -------------------------------------------------------------------


@pytest.mark.parametrize("half", [0, 1], ids=["zh", "en"])
def test_the_contents_list_every_page_of_the_menu_by_its_title_and_in_its_order(half):
    pages = whole_book().pages
    wanted = [(book.title(pages[name], name)[half], name) for name in re.findall(r"(\S+\.md)$", NAV, re.MULTILINE)]
    contents = PAGE[PAGE.index("{#contents}") : PAGE.index("{#how-to-read}")]
    blocks = re.findall(rf'^<div lang="{("zh", "en")[half]}" markdown>$(.*?)^</div>$\n(?=\n?#|<div lang|\Z)', contents, re.MULTILINE | re.DOTALL)
    links = [(re.sub(r"\s+", " ", words.replace("**", "")), page)
             for block in blocks for words, page in re.findall(r"\[([^]]+)\]\((\S+?\.md)\)", block)]
    assert links == wanted[2:], "docs/index.md#contents and the nav of mkdocs.yml should say the same"
