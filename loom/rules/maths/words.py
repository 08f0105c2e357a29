"""What a reason says, in Chinese and English: one table, kind -> words.

The engine gives kinds and values, and never reads these words. Words are a pair (Chinese,
English) where a reader of the site can see them, and English alone where only authors do.
`{name}` is a value of the reason; a part in ⟦ ⟧ is left out where one of its values is
missing. What stands between backticks becomes code on the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter
from typing import Any

from loom.equations.verdicts import Reason

VERDICTS = {
    "proved": ("已证明", "proved"),
    "proved-at-sizes": ("已证明（限所示大小）", "proved at the sizes shown"),
    "checked": ("已检查", "checked"),
    "program": ("与程序一致", "agrees with the program"),
    "definition": ("定义", "definition"),
    "given": ("设定", "given"),
    "skipped": ("没有执行", "not executed"),
    "refuted": ("写错，已被拒绝", "wrong, and refused"),
}

WORDS: dict[str, str | tuple[str, str]] = {
    # Why a statement is green
    "exact": ("用分数精确计算", "in exact fractions"),
    "algebra": ("用代数推出", "by algebra"),
    "algebra-every-size": ("用代数推出，对任意大小都成立", "by algebra, for every size"),
    "algebra-at-sizes": ("用代数推出⟦，取 {sizes}⟧", "by algebra⟦, with {sizes}⟧"),
    "shapes": ("形状相符", "the shapes agree"),
    "by-value": ("比较两边的值", "the values of both sides are compared"),
    "random-numbers": ("代入随机数、特殊值和极端值", "with random, special and extreme numbers"),
    "under-condition": ("代入满足条件的随机数", "with random numbers that fulfil the condition"),
    "rounded": ("按写出的位数舍入后相同", "rounded to the digits shown"),
    "at-example": ("代入本页的例子", "with the numbers of the page's example"),
    "slot-by-slot": ("与本页的例子逐个数对照", "compared with the page's example number by number"),
    "worked-example": ("本页的例子", "the page's example"),
    "order": ("量出误差的阶：{order}", "measured order of the error: {order}"),
    "index-range": ("`{index}` 的范围", "the range of `{index}`"),
    "known-function": ("等于 Python 自己的 `{name}`", "equals Python's own `{name}`"),
    "would-break": ("它若有错，`{name}` 就不成立", "if it were wrong, `{name}` would fail"),
    "derivative-convention": ("约定折点处的导数", "says which derivative is meant at a kink"),
    "recalled": ("重现 `{name}`", "shows `{name}` again"),
    "skipped": ("{zh}", "{en}"),
    # Why a statement that is declared false is refused
    "does-not-hold": ("算出来不成立", "worked out, it does not hold"),
    "does-not-fit": ("形状对不上", "the shapes do not fit"),
    "declared-false": "this is declared false, but it holds: leave out `false`, or write the slip",
    "false-is-one-relation":
        "what is declared false has one relation, so that it is clear what is wrong",
    # What is false
    "not-equal":
        "not equal: the left side is {left}, the right side {right}⟦ where {where}⟧⟦ with "
        "{sizes}⟧⟦: {hint}⟧",
    "false":
        "false: the left side is {left}, the right side {right}⟦ where {where}⟧⟦ with "
        "{sizes}⟧⟦: {hint}⟧",
    "equal":
        "false: the two sides are equal, both {left}⟦ where {where}⟧⟦ with {sizes}⟧ (say "
        r"where it holds with \Rightarrow)",
    "equal-somewhere":
        r"false: the two sides are equal⟦ where {where}⟧ (say where it holds with \Rightarrow)",
    "equal-in-example": "false in the worked example, where both sides are {value}",
    "equal-in-example-only":
        "the sides to the left and right of the number are equal in the worked example only: {why}",
    "false-under-condition": "false under the condition: {left} {operator} {right} does not hold",
    "wrong-digits": "the value is {value}, which rounds to {wanted}, not {got}",
    "should-read": "it should read {wanted}",
    "write-approx": r"it is rounded, so write \approx",
    "rounded-too-far": r"it is rounded too far, so write \approx {wanted}",
    "too-few-digits": "{got} shows too few digits to say anything about {value}",
    "too-many-digits": "more digits than are checked: show at most {most}",
    "slip": "{got} is nearly a number of the page, {value}, which rounds to {wanted}",
    "wrong-slot": "{got} stands in the place of {key}, which is {value} in the worked example",
    "other-example":
        "{key} is {value} in the worked example, not {got}: for another example write a "
        "new maths comment with `given` above it",
    "two-arguments": "{key} stands for two different numbers here",
    "opposite-signs": "the sides have opposite signs",
    "times": "the {side} side is {factor} times the {other}",
    "transposed": "one side is the transpose of the other",
    "more": "the left side is larger by {by}",
    "less": "the left side is smaller by {by}",
    "order-not-shrinking": "the error does not shrink with {key}",
    "order-too-strong": "too strong: the error shrinks like {key}^{order}",
    "order-too-weak": "too weak: the error shrinks like {key}^{order}",
    # What says nothing, or cannot be tried
    "states-nothing": "this states nothing: a display says that something equals something",
    "same-on-both-sides": "both sides are the same, so this says nothing",
    "both-sides-zero": "both sides are always 0, so this says nothing",
    "zero-whatever": "this is 0 whatever the letters mean, so it says nothing",
    "whatever-names-mean": "this holds whatever its names mean, so it says nothing",
    "definition-again":
        "this is the definition {name} again⟦ ({place})⟧: to show it once more, use `recall`",
    "declared-already": "{key} is declared {domain}, which says this already",
    "two-symbols-differ": "two letters are different anyway, so this says nothing",
    "derivative-by-itself": "the derivative of a quantity by itself is 1 by its meaning",
    "does-not-depend":
        "what is derived does not depend on {key}, so this derivative is 0: if that is "
        "meant, write = 0",
    "index-not-used":
        "the index {index} does not occur in what is summed: is {key}^{{({index})}} meant?",
    "never-applies": "the index takes no value, so this says nothing",
    "hardly-tried": "hardly any numbers give both sides a value, so this cannot be tried",
    "condition-again": "the conclusion is the condition again",
    "condition-not-needed": "the conclusion does not need this condition: leave it out",
    "condition-hardly-met": "hardly any numbers fulfil the condition, so this cannot be tried",
    "holds-without-condition":
        "the conclusion holds without the condition: leave the condition out",
    "order-not-needed": "the two sides are equal without the O(…): leave it out",
    "order-of-itself": "everything is of the order of itself, so this says nothing",
    "order-of-what": r"O(…) holds a declared letter and a power: O(\varepsilon^2)",
    "one-order": "one O(…) stands on one side of an =",
    "two-directions": "< and > in one chain: turn one of them round",
    # Statements about numbers, and the worked example
    "approx-without-decimal":
        "≈ needs a decimal on one side, whose digits say how close; or write = … + O(…)",
    "approx-under-condition": "≈ under a condition is not executed: state the numbers on their own",
    "update-under-condition": "an update stands alone, without a condition",
    "say-example": "this is about the worked example: write <!-- eq name example -->",
    "example-at-most":
        "this holds in the worked example at most: name the quantity that has this value, "
        "or write what always holds",
    "array-in-example": "an array in a calculation: choose an entry of it",
    "no-such-formula": "this calculation has not the form of the formulas that the display names",
    "not-given": "{name} has no value in the worked example: write given {name}=…",
    "function-not-given": "{key} has no formula, so it has no value in the worked example",
    "given-shape": "{name} is {got} in the worked example, but declared {wanted}",
    "given-defined": "given {key}: it is defined at {place}: give what it is computed from",
    "given-unknown": "given {key}: nothing declares it⟦ (did you mean {like}?)⟧",
    "given-twice": "given {key}: two values on one line",
    "given-outside": "given {key}: the value does not lie in the domain {domain}",
    "given-unused": "no statement depends on this value",
    "given-makes-no-difference": "every statement that uses it holds with this value as well",
    # Definitions, updates, pages
    "no-head": "a definition starts with what it defines: a letter, f(x) or A^{{[l]}}",
    "not-a-definition": "a definition reads: letter = formula",
    "update-in-definition": "an update defines nothing: leave out `def`, or write =",
    "function-with-formula":
        "{key} is declared `function`, which has no formula: delete the declaration",
    "declared-and-defined":
        "{key} is declared in the maths comment and defined here: delete the declaration",
    "defined-already": "{key} is defined already⟦ at {place}⟧: say `recall`, or leave out `def`",
    "defined-twice-here": "{key} is defined twice on this page",
    "defined-twice":
        "{key} is defined at {first} and again at {second}: use one of the two pages, or "
        "declare {key} here",
    "defined-through-itself":
        "{key} is defined through itself: give it an index l or t, and a first member",
    "defines-something-else": "it defines another letter, or an array of another shape",
    "index-not-on-the-left": "the index {index} stands on the right side only",
    "constant-function": "{key} does not use its argument {parameter}",
    "always-the-same": "{key} is the same whatever it is computed from",
    "nothing-checks":
        "nothing checks this definition of {key}: no variable of the program has its name, "
        "and no claim would notice a mistake in it",
    "nothing-refuses": "nothing refuses it",
    "not-the-known-function": "{key}({point}) is {wanted}, but this gives {got}",
    "other-range":
        "this range and the other rows must define every {key} once, and none beyond the last",
    "other-derivative": "the derivative of {key} at {value} is {wanted}, but this gives {got}",
    "cases-gap": "the cases leave a gap⟦ at {key} = {value}⟧",
    "cases-overlap": "two cases hold at once⟦ where {key} = {value}⟧, with different values",
    "update-shape": r"an update reads: letter \leftarrow formula, one a row",
    "update-of-defined": "{key} is defined⟦ at {place}⟧: only what nothing computes can be updated",
    "update-of-unknown": "{key} is no quantity that can be updated",
    "updated-twice": "{key} is updated twice in one step",
    "update-moves-nothing": "this update moves nothing",
    "no-such-page": "use {stem}: no earlier page has this stem⟦: one of {stems}⟧",
    "no-such-display": "no display of this page or of one that it uses is called {name}",
    "recalled-differently":
        "recalled differently from what stands on the earlier page: show the same formula, "
        "with the same meaning",
    "unknown-kind": "unknown kind {name}",
    # Shapes
    "cannot-add": "cannot add {left} and {right}: the shapes differ",
    "cannot-multiply": "cannot multiply {left} by {right}: the inner sizes differ",
    "cannot-pair": "cannot work entry by entry on {left} and {right}: the shapes differ",
    "cannot-equate": "the left side is {left}, the right side {right}: the shapes differ",
    "cannot-put": "cannot put {right} in the place of {left}: the shapes differ",
    "cannot-divide": "cannot divide {over} by {under}: only a number stands under a fraction",
    "power-of-array": r"a power of a {shape} array: write the product, or \odot for entry by entry",
    "product-of-arrays": "a product over arrays depends on their order: write the factors out",
    "function-of-array": "{key} takes numbers: declare `function {key} entrywise` for arrays",
    "not-square": "this needs a square array, not {shape}",
    "not-a-number": "a number has to stand here, not an array of shape {shape}",
    "not-a-size": "this is no size",
    "other-shape": "the shape is {got}, not {wanted}",
    "ragged-rows": "the rows of this array have different lengths or heights",
    "two-ranges": "the index {index} runs up to {first} and up to {second}: use two letters",
    "range-unknown": "up to where does {index} run? write the bounds",
    "size-unknown": r"the size of this cannot be found: write it, as in \mathbf 1_m or I_n",
    "layout-not-fixed":
        "the derivative of a {over} array by a {under} one has no fixed layout: use vec, "
        "or entries",
    "wrong-number-of-indices": "{got} index(es) for an array of shape {shape}",
    "index-left-out": "{key} is one of a family: write its {role}",
    "index-left-out-of-family": "{key} is one of a family: write its index",
    "index-not-understood": "this index is not understood: write l, l - 1 or a number",
    "no-samples": "{key} has no samples: column i of an array has one column a sample, (n, m)",
    "not-defined-yet": "{key} is defined through something that is not defined",
    # What has no value
    "division-by-zero": "a division by 0",
    "outside-domain":
        "{function} has no value where what it is taken of is not positive: declare what it "
        "is made of as positive",
    "kink": "there is a kink, and no derivative",
    "nested-derivative": "a derivative inside a derivative",
    "not-exact": "no exact value⟦ of {key}⟧",
    "not-symbolic": "this cannot be written with symbols",
    "not-counterfactual": "this cannot be told apart from its names",
    "no-definition": "{key} has no formula and no value",
    "no-rule": "{key} cannot be computed",
    "bound-not-whole": "a sum runs over whole numbers: {key} is no size, index or number",
    "nothing-random": "nothing here is random: declare `random x`, `centred w` (mean 0) or `symmetric u`",
    "entries-differ": "the entries of this array are not all distributed alike: take one of them",
    "not-whole": "a whole number has to stand here",
    "not-a-variable":
        "nothing can be put in the place of this: a letter, or a member of a family, can vary",
    "nothing-varies": "a differential, but nothing varies: write <!-- eq name vary W -->",
    "index-out-of-range": "the index {index} lies outside of its range",
    "empty-range": "the range of {index} is empty",
    "too-many-terms": "a sum of too many terms",
    "no-value": "this has no value anywhere",
    "too-large": "the number is too large for floats",
    "size-met": "this depends on the size {name}",
    "tie": "two entries are equally large, so which one is chosen is not clear",
    # What the book's pages say
    "decimal-outside-mathematics":
        r"a decimal outside mathematics: write it with its name, as in $h_1 \approx 0.9526$",
    "number-unknown":
        "nothing on this page or on one that it uses computes or gives {number}: write it "
        r"with its name, as in $h_1 \approx {number}$, or state it in a display",
    "skip-languages": "the reason is for the reader: write skip 中文 | English",
    # The program and its docstrings
    "program-agrees": ("等于 `{name}` 算出的数", "equals what `{name}` computes"),
    "program-agrees-in": ("等于 `{place}` 里的 `{name}`", "equals `{name}` in `{place}`"),
    "program-agrees-variable": ("等于本页程序里的 `{name}`", "equals `{name}` in the page's program"),
    "program-returns": ("正是 `{name}` 返回的数", "is what `{name}` returns"),
    "program-step": ("等于 `{name}` 走一步", "equals one step of `{name}`"),
    "program-differs":
        "the code has {name}{entry} = {got}⟦ in {place}⟧⟦ where {where}⟧, the equation "
        "gives {wanted}",
    "program-never-compared":
        "{name} was never compared: with random arguments of different sizes it raised an "
        "error, or returned nothing that has a name here",
    "program-cannot-be-called":
        "the docstring of {function} names this equation, but nothing on the page is "
        "called like its parameter {parameter}: rename it, write `names "
        "symbol={parameter}` in the maths comment, or take the name of the equation out",
    "program-exits":
        "line {line} ends the whole program, so nothing below is run: take the exit out",
    "program-fails": "{function} fails when it is called with random arguments: {error}",
    "program-lacks":
        "the docstring of {function} names this equation, but the function is not given "
        "{keys}, from which it is computed",
    "no-step":
        "no function or statement of the page changes {names} as this rule says: call the "
        "function that takes a step on this page, or write the step as a statement",
    "docstring-no-such-display":
        "no display of this page or of an earlier one is called {name}⟦ (did you mean {alike}?)⟧",
    "docstring-unreadable":
        "the docstring's formula is not understood: {why}: write it with the page's "
        "symbols, or in words",
    # What the parser and the declarations refuse
    "write-instead": "the character {character} is not read in a formula: write {cure}",
    "no-meaning": "the character {character!r} has no meaning in a formula",
    "too-deep": "the formula has too many brackets inside brackets: define parts of it first",
    "number-too-long": "a number of more than 300 digits: write a power of ten",
    "ends-too-soon": "the formula ends where something should follow",
    "cannot-stand-here": "{token} cannot stand here",
    "colon-equals": "{command} is read in a definition only: write = below <!-- eq name def -->",
    "unknown-command": "unknown command {command}",
    "unknown-command-like": "unknown command {command} (did you mean {alike}?)",
    "brace-closes-nothing": "this }} closes nothing: a {{ is missing before it",
    "brace-not-closed": "this brace is not closed: }} is missing",
    "not-closed": "{wanted} belongs here, to close {opening}, not {found!r}",
    "never-closed": "{opening} is never closed",
    "one-digit-argument": "TeX takes one digit of {number} as the argument: write {{{number}}}",
    "one-digit-raised": "only the first digit is raised: write ^{{{number}}}",
    "one-digit-below": "only the first digit is set below: write _{{{number}}}",
    "word-wanted": "{command} needs a word in braces",
    "environment-name": r"the name of an environment stands in braces, \begin{{aligned}}",
    "environment-closed-by": r"\begin{{{name}}} is closed by \end{{{closed}}}",
    "environment-not-closed": r"\begin{{{name}}} without its \end",
    "environment": r"\begin{{{name}}} is not read inside a formula: use cases, pmatrix or bmatrix",
    "after-the-rows": "something follows the end of the aligned rows",
    "row-without-relation": "a row that starts with & goes on with a relation or an operator, as in &= … or &+ …",
    "nothing-on-the-left": "nothing stands on the left of this relation",
    "empty-formula": "the formula is empty",
    "second-arrow": "one arrow per statement: write a second statement",
    "ragged-matrix": "the rows of this matrix have different lengths",
    "cases-row": "a row of cases reads: value & condition",
    "no-condition": "{word!r} is not a condition: write an inequality",
    "two-signs": "two signs in a row: put the second into brackets",
    "sign-after-operator": "a sign after an operator: put the signed number into brackets",
    "mixed-products":
        r"products of different kinds stand side by side: use brackets, as in (A B) \odot C",
    "under-the-slash": r"what stands under the slash is not clear: use brackets, or write \frac",
    "number-after-factor": r"a number directly after a factor: write \cdot between them",
    "mixed-number": r"a mixed number or a product? write + or \cdot",
    "two-superscripts": "two superscripts in a row: use brackets, as in (y^{{(i)}})^2",
    "subscript-after-superscript": "write the subscript before the superscript, x_1^2",
    "only-the-sign": "only the sign is raised: put the exponent into braces",
    "prime-without-function":
        "a prime follows the name of a function, f'(x): declare `function f`, or write "
        r"\frac{{d}}{{dx}} (…)",
    "factorial": "a factorial is not read",
    "percent-after-number": "a percent sign follows a number",
    "list-in-brackets": "a list in brackets: only the arguments of a declared function have commas",
    "mark-on-expression":
        "a mark such as (i), [l] or * belongs to a name, not to a bracket; for a power, "
        "leave out the inner brackets",
    "transposed-entry":
        r"is this the transpose of an entry, or an entry of the transpose? write (W^\top)_{{jk}}",
    "transpose-or-power": r"T is declared here: write {key}^\top for the transpose",
    "norm": "the norm with subscript {norm} is not known: 1, 2, F or none",
    "sum-without-index": "{command} has no index: write {command}_{{i=1}}^{{m}}",
    "one-bound": "a sum has both bounds or none",
    "sum-condition": r"the condition of a sum over one index reads j \ne y",
    "index-is-a-letter": "the index of a sum is a single letter",
    "index-taken": "{index} has a meaning already: choose another index",
    "nothing-to-work-on": "{command} has nothing to work on",
    "end-not-clear": "where the argument of {command} ends is not clear: use brackets",
    "partial-alone": r"\partial without its partner: write \frac{{\partial a}}{{\partial b}}",
    "order-differs": "the order above is {above}, but below there are {below}",
    "order-is-small": "the order of a derivative is a whole number from 1 to 4",
    "quotient-of-d":
        "this could be a derivative or a quotient of two quantities that begin with d: for "
        r"the derivative write \frac{{\partial a}}{{\partial b}}, for the quotient write "
        "(…) / (…)",
    "what-varies": "below the line stands what varies, each after its own {operator}",
    "derived-by-a-symbol":
        "a derivative is taken by a symbol: define one for what varies, u = …, and derive by u",
    "derived-by-an-index": "{index} is an index: nothing is derived by it",
    "nothing-derived": "nothing is derived here: put a sum or a signed expression into brackets",
    "derived-end-not-clear": "where the derived expression ends is not clear: use brackets",
    "nabla-of-what": r"\nabla needs its variable: write \nabla_W J",
    "differential-of-what": "d stands before a symbol, a function or a bracket: d(…)",
    "differential-power": "d(x^2) or (dx)^2? use brackets",
    "words-in-a-formula": "words in a formula are not read: put {words!r} into the sentence",
    "d-alone":
        r"d alone is no quantity: write \frac{{d}}{{dx}} (…); dW is a differential in a "
        "display with `vary W` only",
    "unknown-symbol":
        "unknown symbol {key}: declare it in the maths comment (real {key}), or define it",
    "unknown-symbol-like": "unknown symbol {key} (did you mean {alike}?)",
    "unknown-symbol-of-page": "unknown symbol {key}: `use {page}` in the maths comment defines it",
    "unknown-function":
        "unknown symbol {key}: write `function {key}` or `real {key}` into the maths "
        "comment, or define it",
    "accent-over-one": "{command} stands over one symbol",
    "blackboard":
        r"\mathbb {letter} has no meaning here: \mathbb R stands after \in, \mathbb E is "
        "the expectation",
    "bold-number": r"a bold {number} has no meaning: only \mathbf 1 and \mathbf 0",
    "two-subscripts": "two subscripts: write one group, w_{{jk}}",
    "empty-subscript": "an empty index",
    "subscript": "a subscript is a letter, a digit or a group in braces",
    "in-a-subscript": "{token} cannot stand in the subscript of a name",
    "marks": r"a superscript with [l] reads [l], [l](i) or [l]\top",
    "mark-twice": "the same kind of index stands twice at this name",
    "index-expression":
        "an index is a letter, a whole number or a sum of such: jk is two indices, j,k-1 too",
    "entry-count": "an entry is chosen by {wanted} index(es) here, not by {found}",
    "two-letters-below":
        "two letters in a subscript are two indices, but {key}_1, {key}_2, … are counted "
        "by one: declare an array",
    "index-in-a-name": "{index} counts here, but {key} is a name of its own: rename one of them",
    "identity-of-sizes":
        "entry of I, or its size? a size stands alone, I_n, and an entry has two indices "
        "that are not sizes",
    "no-size": "{token} is no size: a size is a number, a declared size or n_l",
    "function-without-argument": "{key} is a function: write its argument, {key}(…)",
    "member-of-function": "{key} is a function: it has no index and no transpose",
    "function-subscript": "a subscript at the function {key} is not read",
    "power-of-function":
        "a power of the function {key}: put the whole call into brackets, ({key}(…))^2",
    "power-or-inverse":
        "a power of {key} is read for whole numbers from 2 on: for anything else write "
        "({key}(…))^{{…}}, or name the inverse",
    "arity": "{key} takes {wanted} argument(s), not {found}",
    "compares-several":
        "{key} compares two or more numbers: {key}(a, b), or over an index, {key}_j z_j",
    "prime-of-several": r"a prime at a function of several arguments: write \partial",
    "call-before-bracket": r"{key}(…)(…) is a product: write \cdot between them",
    "quantity-with-arguments": "{key} is a quantity, not a function: declare `function {key}`",
    "product-or-function":
        "{key} is a quantity: {key}(…) could be a function or a product; write {key} "
        r"\cdot (…) for the product; for the function {key}(x), with x alone, has to stand "
        "in the same formula",
    "function-of-several":
        "{key} is written as a function of several quantities here: {variables}; one is allowed",
    "sets": r"sets are not read, except X \in \mathbb R^{{n \times m}}: write the inequalities",
    "arrow-to":
        r"write \leftarrow for an update, \Rightarrow for “it follows”; for a limit state "
        "a bound, a difference quotient or O(…)",
    "loose-relation": "{command} is no statement that can be checked: write = or a bound",
    "probability": r"probabilities are not read, except \mathrm E and \mathrm{{Var}}",
    "write-le": r"write \le",
    "write-ge": r"write \ge",
    "write-ne": r"write \ne for “is not equal to”; other negated relations are not read",
    "determinant": "determinants are not read",
    "angle-brackets": r"angle brackets are not read: write the inner product as x^\top y",
    "old-matrix": r"write \begin{{pmatrix}} … \end{{pmatrix}}",
    "limit":
        "limits are not read: state a bound, a difference quotient or O(…), or skip the "
        "display with the reason",
    "integral": "integrals are not read",
    "ellipsis": r"an ellipsis leaves out what has to be checked: write the sum with \sum",
    "plus-minus": "two statements in one: write them out",
    "argmin": r"\arg\min is not read: write \arg\max_j (-z_j), or the inequality that it means",
    "log-base": r"a logarithm with a base is not read: write \frac{{\ln 8}}{{\ln 2}}",
    "logic": "logic is not read: write the statements one after another",
    "display-number": "the number of a display is set by the build: leave out {command}",
    "note": "{command}: notes inside a formula are not read; put them into the text",
    "rounding-brackets": "rounding brackets are not read",
    "binomial": "binomials are not read",
    "entrywise-quotient":
        r"\oslash is not read: write A \odot B with the reciprocals in B, or the quotient "
        "of entries",
    "declaration-unknown-word": "unknown word {word} in the maths comment",
    "declaration-unknown-word-like":
        "unknown word {word} in the maths comment (did you mean {alike}?)",
    "declaration-empty": "nothing follows {word} in the maths comment",
    "declaration-not-understood": "{text!r} is not understood: write {example}",
    "declared-twice": "{key} is declared twice, and differently",
    "size-without-marks": "{key}: a size has no marks; sizes per layer are declared by `layers`",
    "size-is-whole": "the size {size} is not a whole number of at least 1",
    "unknown-size":
        "unknown size {size}: declare it (size {size}), or a family of sizes by `layers`",
    "shape-of-two": "a shape has two sizes, (n, m); a column is (n, 1)",
    "shape-wanted": "{key}: {domain} needs a shape, (k, m)",
    "counting-range": "{word} begins with a range: layers l = 1..L, steps t = 1..T",
    "family-by-letter":
        "{key}: a family is declared with a letter, {key}^{{[l]}}, {key}_t or {key}^{{(i)}}",
    "letter-not-declared":
        "{key}: the letter {letter} does not count {role}s: declare `layers {letter} = "
        "1..L` or `steps {letter} = 1..T` first",
    "broadcast-column": "broadcast {key}: only a column can be added to every column",
    "no-range-of-names": "{first}..{last} is no range of names: write w_1..w_6",
    "given-not-a-number": "{text!r} is no number: write given x_1=2, W=[[1,2],[3,4]] (no blanks)",
    "given-ragged": "the rows of {text} have different lengths",
    "given-member": "given {key}: a member has one number, {key}^{{(1)}} or {key}^{{[1]}}",
}

_OPTIONAL = re.compile("⟦([^⟧]*)⟧")
_JOINED = "、", ", "


def words(why: Reason) -> tuple[str, str]:
    """A reason in Chinese and in English, with code between backticks."""
    known = WORDS[why.kind]
    zh, en = known if isinstance(known, tuple) else (known, known)
    return _filled(zh, why, 0), _filled(en, why, 1)


def english(reasons: Iterable[Reason]) -> str:
    """Several reasons in English."""
    return "; ".join(filter(None, (words(why)[1] for why in reasons)))


def both(reasons: Iterable[Reason]) -> tuple[str, str]:
    """Several reasons in Chinese and in English."""
    pairs = [words(why) for why in reasons]
    return "；".join(zh for zh, _ in pairs), "; ".join(en for _, en in pairs)


def _filled(template: str, why: Reason, lang: int) -> str:
    values = _Values((name, _shown(value, lang)) for name, value in why.values)
    sides = [value for name, value in why.values if name in ("left", "right")]
    if len(set(sides)) == 2 and values["left"] == values["right"]:  # they differ further on
        values |= {"left": repr(sides[0]), "right": repr(sides[1])}

    def optional(match: re.Match[str]) -> str:
        names = [name for _, name, _, _ in Formatter().parse(match[1]) if name]
        return match[1] if all(values.get(name) for name in names) else ""

    return _OPTIONAL.sub(optional, template).format_map(values)


class _Values(dict[str, str]):
    """Values as text; one that a reason does not have is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(value: Any, lang: int) -> str:
    """A value as text: a number short, a pair as an equation, several with commas."""
    if value is None:
        return ""
    if isinstance(value, Reason):
        return words(value)[lang]
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (tuple, list)):
        return _JOINED[lang].join(_pair(each, lang) for each in value)
    return str(value)


def _pair(value: Any, lang: int) -> str:
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return f"{value[0]} = {_shown(value[1], lang)}"
    return _shown(value, lang)
