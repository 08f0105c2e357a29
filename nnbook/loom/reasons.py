"""A verdict of the engine and its reason, in the reader's words, in both languages."""

import re

from nnbook.loom import inline

VERDICTS = {
    "proved": ("已证明", "proved"),
    "checked": ("已检查", "checked"),
    "program": ("与程序一致", "agrees with the program"),
    "definition": ("定义", "definition"),
    "given": ("设定", "given"),
    "skipped": ("没有执行", "not executed"),
}
# What the engine says → the same in Chinese and English; {0}, {1} are its groups.
_REASONS = [(re.compile(pattern), zh, en) for pattern, zh, en in (
    ("exact arithmetic", "用分数精确地算", "in exact fractions"),
    ("by algebra", "用代数推出", "by algebra"),
    (r"by algebra, for (\d+) samples", "用代数推出，取 {0} 个样本", "by algebra, for {0} samples"),
    ("by its value", "比较两边的值", "the values of both sides are compared"),
    ("in five random worlds", "代入五组随机数", "with five sets of random numbers"),
    (r"in (\d+) random worlds", "代入 {0} 组随机数", "with {0} sets of random numbers"),
    (r"in (\d+) random worlds, and no search finds the two sides equal",
     "代入 {0} 组随机数，也找不到使两边相等的数",
     "with {0} sets of random numbers, and no search finds the two sides equal"),
    (r"in (\d+) random worlds that fulfil the condition", "代入 {0} 组满足条件的随机数",
     "with {0} sets of random numbers that fulfil the condition"),
    ("rounded to the digits shown", "算出来，舍入到写出的位数，相同",
     "worked out, and rounded to the digits shown"),
    ("rounded to the digits shown, at the worked example",
     "代入本页的例子，舍入到写出的位数，相同",
     "the page's example put in, and rounded to the digits shown"),
    ("at the worked example", "代入本页的例子", "the page's example put in"),
    ("by its value, at the worked example", "代入本页的例子", "the page's example put in"),
    ("the worked example, slot by slot", "与本页的例子逐个数对照",
     "the page's example, number by number"),
    ("the worked example", "本页的例子", "the page's example"),
    (r"observed order ([\d.]+)", "量出误差的阶：{0}", "measured order of the error: {0}"),
    (r"agrees with one step of the page's program", "等于本页程序走一步",
     "equals one step of the page's program"),
    (r"agrees with one step of (\w+\(\))", "等于 `{0}` 走一步", "equals one step of `{0}`"),
    (r"agrees with (\w+(?:, \w+)*) in the page's program", "等于本页程序里的 `{0}`",
     "equals `{0}` in the page's program"),
    (r"agrees with (\w+(?:, \w+)*) in (\w+\(\))", "等于 `{1}` 里的 `{0}`", "equals `{0}` in `{1}`"),
    (r"agrees with (\w+\(\))", "等于 `{0}` 算出的数", "equals what `{0}` returns"),
    (r"equals the known function (\w+)", "等于 Python 自己的 `{0}`", "equals Python's own `{0}`"),
    (r"a mistake in it would break (.+)", "它若有错，`{0}` 就不成立",
     "if it were wrong, `{0}` would fail"),
    (r"the range of the index (.+)", "`{0}` 的范围", "the range of `{0}`"),
)]


def words(reason):
    """A reason as (Chinese, English), with code between backticks; None for an unknown one.

    The engine joins several reasons by semicolons.
    """
    pairs = [_part(part) for part in reason.split("; ")] if reason else []
    if None in pairs:
        return None
    return "；".join(zh for zh, _ in pairs), "; ".join(en for _, en in pairs)


def _part(reason):
    for pattern, zh, en in _REASONS:
        match = pattern.fullmatch(reason)
        if match:
            return zh.format(*match.groups()), en.format(*match.groups())
    return None


def why_skipped(reason):
    """The author's reason for not executing a display, `中文 | English`, or None."""
    return inline.split_languages(reason)
