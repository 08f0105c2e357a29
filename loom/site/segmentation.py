"""The words of the Chinese search index: a compound is found by its parts, too.

The index holds words as jieba cuts them, and finds a word by its beginning only. A
compound that jieba has in its dictionary is one word to it: 法则 would not be found in
链式法则. So the compounds of the book that consist of two words of the dictionary leave it.
"""

import re

import jieba

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{4,}")
_LENGTHS = range(4, 9)


def split_compounds(text):
    """Make jieba, in this process, cut the compounds that the text uses."""
    jieba.initialize()
    for run in set(_HAN.findall(text)):
        for start in range(len(run) - 3):
            for length in _LENGTHS:
                word = run[start : start + length]
                if jieba.get_FREQ(word) and _is_compound(word):
                    jieba.del_word(word)


def _is_compound(word):
    cuts = range(2, len(word) - 1)
    return any(jieba.get_FREQ(word[:cut]) and jieba.get_FREQ(word[cut:]) for cut in cuts)
