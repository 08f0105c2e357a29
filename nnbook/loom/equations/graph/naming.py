"""From a symbol of the page to the name it has in the program."""

import re

from nnbook.loom.equations.reading.words import GREEK

# The notation contract (DESIGN.md, chapter 0) gives these names; `names` adds others.
CONTRACT = {
    r"\mathcal L": "loss", "J": "cost", r"\eta": "learning_rate", r"\lambda": "l2",
}
# What a list of samples or of numbers is called in the program.
LISTS = {"labels": "y", "predictions": r"\hat y", "weights": "w", "inputs": "x", "biases": "b",
         "bias": "b"}
# What a dict of derivatives of the loss is called: its entry w1 is d_loss_d_w1.
GRADIENTS = ("partials", "gradients", "gradient")
# What a dict of parameters is called: its entries come before those of other dicts.
PARAMETERS = "parameters"
# What says how often something is repeated.
REPEATS = ("epochs", "steps", "iterations")
_ACCENT = re.compile(r"\\(hat|bar|tilde|dot) (.*)")


def program_name(key, names):
    """The identifier for a key: `\\hat y` is `y_hat`, `h_1` is `h1`, `\\delta_1` is `delta_1`."""
    if key in names:
        return names[key]
    if key in CONTRACT:
        return CONTRACT[key]
    accent = _ACCENT.match(key)
    if accent:
        base, _, subscript = accent[2].partition("_")
        name = f"{program_name(base, names)}_{accent[1]}"
        return name + _subscript(subscript)
    base, _, subscript = key.replace("^*", "_star").partition("_")
    word = re.sub(r"\\(mathrm |mathcal |var(?!$))?", "", base)
    return word + _subscript(subscript, "_" if base in GREEK else "")


def derivative_name(body, variables, names):
    """`\\frac{\\partial \\mathcal L}{\\partial w_1}` is `d_loss_d_w1`."""
    below = "".join(f"_d_{program_name(key, names)}" for key in variables)
    return f"d_{program_name(body, names)}{below}"


def _subscript(text, before_digits=""):
    text = text.strip("{}").replace("\\", "").replace(",", "_")
    if not text:
        return ""
    return f"{before_digits}{text}" if text.isdigit() else f"_{text}"
