"""Every exercise: the right answer passes, a near miss fails, and a page asks for it."""

import math
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from nnbook.exercises import ANSWERS, EXACT, HINTS, check

DOCS = Path(__file__).resolve().parent.parent / "docs"
EDIT = "edit docs/c-answers.md and tangle again"
ANSWERS_PAGE = "c-answers.md"

# Not from ANSWERS: worked out with fifty digits, written with the decimals that the page asks for,
# and as a fraction where it asks for the exact value.
RIGHT = {
    "round-once": {"from_rounded": "0.021429", "from_full": "0.021470"},
    "powers-by-hand": {"e_to_7": "1096.6", "e_to_minus_3": "0.0498"},
    "bias-for-half": {"b": "-3"},
    "sigmoid-of-three": {"value": "0.9526"},
    "negative-weight": {"z": "-2", "output": "0.1192", "after": "0.0180"},
    "mirror": {"value": "0.0474"},
    "tanh-from-sigmoid": {"value": "0.9051"},
    "first-overflow": {"z": "-710"},
    "three-alike": {"h": "0.9525741", "y_hat": "0.7216326"},
    "three-alike-swapped": {"h": "0.8807971", "y_hat": "0.7069874"},
    "count-three-four-two": {"count": "26"},
    "hidden-swapped": {"w1": "-3", "w2": "4", "b1": "-4", "w3": "2", "w4": "-1", "b2": "-2", "w5": "3", "w6": "-5", "b3": "1"},
    "exactly-half": {"b3": "-1.2977"},
    "all-zero": {"cost": "1/2"},
    "all-half": {"cost": "1/4"},
    "all-ones-weights": {"cost": "0.5071183"},
    "true-means": {"weight": "141.25", "height": "66.75"},
    "best-constant": {"c": "3", "cost": "7/2"},
    "slope-of-the-cost": {"slope": "-3/5", "flat_at": "1/2"},
    "square-of-a-line": {"slope": "30"},
    "sigmoid-slope-at-zero": {"slope": "1/4"},
    "sigmoid-slope-at-minus-three": {"slope": "0.0451767"},
    "tanh-slope": {"slope": "0.1807"},
    "two-paths": {"d_u_d_w": "18", "d_u_d_b": "63"},
    "one-fifth-of-the-step": {"error": "0.000067"},
    "nine-values": {"w1": "0.0215", "w2": "0.0107", "w3": "0.0215", "w4": "0.0107", "w5": "-0.0113", "w6": "-0.0113",
                    "b1": "-0.0107", "b2": "-0.0107", "b3": "-0.2376"},
    "w4-on-paper": {"w4": "-0.3522"},
    "label-zero": {"delta_o": "0.2613", "w1": "-0.0236"},
    "which-factor": {"first": "0.021456", "second": "0.021432", "third": "0.021481"},
    "input-zero": {"count": "2"},
    "which-way": {"count": "3"},
    "one-more-step": {"loss": "0.2154869"},
