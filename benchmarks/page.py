"""The tables and figures of docs/16b-benchmark.md, from benchmarks/result.json.

    python benchmarks/page.py

writes the two figures and puts the tables of the run into the page, each in the place of the table with
the same first line. A test holds all numbers of the page against the JSON.
"""

import json
import math
import re
from pathlib import Path

from race.table import compared, digits

ROOT = Path(__file__).parents[1]
PAGE, DRAWINGS = ROOT / "docs/16b-benchmark.md", ROOT / "docs/drawings"
WORDS = {
    "original": ("原来的程序", "the original"),
    "two products alone": ("只有两个大乘积", "two large products alone"),
    "torch by hand": ("PyTorch，手写梯度", "PyTorch, gradient by hand"),
    "torch nn": ("PyTorch，`nn`", "PyTorch, `nn`"),
    "jax jit": ("JAX，编译过", "JAX, compiled"),
    "nnbook plain": ("nnbook，`plain`", "nnbook, `plain`"),
    "nnbook samples": ("nnbook，`samples`", "nnbook, `samples`"),
    "nnbook, 200000 x 500, by rows": ("nnbook，200000 个特征、500 个样本，按行存放", "nnbook, 200000 features, 500 samples, by rows"),
    "nnbook, 200000 x 500, by columns": ("nnbook，200000 个特征、500 个样本，按列存放", "nnbook, 200000 features, 500 samples, by columns"),
    "bare Python": ("什么也不导入", "no import"),
    "plain build, one language": ("普通的 MkDocs，一种语言", "plain MkDocs, one language"),
    "build, three languages": ("这本书，三种页面", "this book, three kinds of pages"),
}
HEADS = {
    "seconds": ("{} | 倍数 | 秒 | 最少到最多 | 代价之差", "{} | times | seconds | least to most | costs apart"),
    "milliseconds": ("{} | 毫秒 | 最少到最多", "{} | milliseconds | least to most"),
    "memory": ("{} | 内存，MB | $X$ 的几倍", "{} | memory, MB | times that of $X$"),
}
TITLES = {
    "program 1": ("第一个程序", "first program"),
    "program 2": ("第二个程序", "second program"),
    "program 2, kernels for Haswell": ("Haswell 的内核", "kernels for Haswell"),
    "program 2, kernels for Nehalem": ("Nehalem 的内核", "kernels for Nehalem"),
    "mini-batches, float32": ("小批量，float32", "mini-batches, float32"),
    "mini-batches, float64": ("小批量，float64", "mini-batches, float64"),
    "memory": ("第二个程序的内存", "memory of the second program"),
    "import": ("一个进程", "a process"),
    "book": ("一次运行", "a run"),
}
BARS = {
    "benchmark-program2": ("program 2", {
        "original": "dA[0]", "torch nn": "PyTorch nn", "jax jit": "JAX", "torch by hand": "PyTorch",
        "autograd": "autograd", "nnbook plain": "plain", "nnbook samples": "samples"}),
    "benchmark-mini-batches": ("mini-batches, float32", {
        "autograd": "autograd", "scikit-learn": "scikit-learn", "torch nn": "PyTorch nn", "jax jit": "JAX",
        "torch by hand": "PyTorch", "nnbook": "nnbook"}),
}  # fmt: skip


def short(number):
    """A number with three digits that count, or two below 0.1, where room is scarce."""
    return f"{number:.{max(0, 2 - (number < 0.1) - math.floor(math.log10(number)))}f}"


def cells(section):
    """The name and the texts of each row."""
    title = section["title"]
    if title == "memory":
        found = [(name, row) for name, row in section["rows"].items() if "bytes" in row]
        return [(name, short(row["bytes"] / 1e6), short(row["times_x"])) for name, row in found]
    rows = []
    for name, middle, least, most, ratio in compared(section):
        if title == "import":
            rows.append((name, *spread(1000 * middle, 1000 * least, 1000 * most)))
        else:
            rows.append((name, short(ratio), *spread(middle, least, most), digits(section["rows"][name].get("apart"))))
    return rows


def spread(middle, least, most):
    """The texts for a median and the smallest and the largest."""
    return short(middle), f"{short(least)}–{short(most)}"


def table(section, language):
    """The section as a table of the page, language 0 for Chinese and 1 for English."""
    kind = {"memory": "memory", "import": "milliseconds"}.get(section["title"], "seconds")
    head = HEADS[kind][language].format(TITLES[section["title"]][language])
    lines = [f"| {head} |", "|---" + "|---:" * head.count(" | ") + "|"]
    for name, *texts in cells(section):
        values = [f"`{text}`" if text not in ("", "equal") else "" for text in texts]
        lines.append(f"| {WORDS.get(name, (name, name))[language]} | {' | '.join(values)} |")
    return "\n".join(lines) + "\n"


def drawing(section, labels):
    """Bars on a logarithmic scale, the longest time first."""
    middles = {name: middle for name, middle, *_ in compared(section) if name in labels}
    order = sorted(middles, key=middles.get, reverse=True)
    least, most = min(middles.values()), max(middles.values())
    low, left, width = math.log10(least) - 0.3, 120, 260
    scale = width / (math.log10(most) - low)
    height = 30 * len(order) + 12
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 {height}" role="img">',
             '<g font-family="STIX Two Math, STIXTwoMath, Cambria Math, serif" fill="currentColor">']  # fmt: skip
    for place, name in enumerate(order):
        y, length = 30 * place + 8, (math.log10(middles[name]) - low) * scale
        ours = labels[name] in ("plain", "samples", "nnbook")
        colour = "--nn-accent, #0b7285" if ours else "--nn-muted, #5c6570"
        parts += [
            f' <text x="{left - 8}" y="{y + 17}" text-anchor="end" font-size="18">{labels[name]}</text>',
            f' <rect x="{left}" y="{y}" width="{length:.1f}" height="22" style="fill: var({colour})"/>',
            f' <text x="{left + length + 8:.1f}" y="{y + 17}" font-size="18">{short(middles[name])}</text>',
        ]
    return "\n".join([*parts, "</g>", "</svg>", ""])


def machine(result):
    """The lines that say when and where."""
    told = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    first = f"{told['date']}, {result['rounds']} rounds", f"{told['processor']}, {told['cores']} cores, {told['system']}"
    return "\n".join(["```text", *first, told["blas"], versions, "```", ""])


def made(result):
    """The drawings by name, and the tables, two for each section."""
    sections = {section["title"]: section for section in result["sections"]}
    drawings = {name: drawing(sections[title], labels) for name, (title, labels) in BARS.items()}
    return drawings, [table(sections[title], language) for title in TITLES for language in (0, 1)]


def main():
    """Write the figures, and the tables into the page."""
    result = json.loads((ROOT / "benchmarks/result.json").read_text("utf-8"))
    drawings, tables = made(result)
    for name, text in drawings.items():
        (DRAWINGS / f"{name}.svg").write_text(text, encoding="utf-8")
    page = re.sub(r"```text\n.*?\n```\n", lambda _: machine(result), PAGE.read_text("utf-8"), flags=re.DOTALL)
    for text in tables:
        head = text.splitlines()[0]
        page, found = re.subn(re.escape(head) + r"\n(\|.*\n)*", lambda _: text, page)
        if found != 1:
            print(f"the page has no table, or several, that start with {head}")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
