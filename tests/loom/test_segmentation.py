"""Chinese words are found by their parts."""

import jieba
import pytest

from loom.site.segmentation import split_compounds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("用链式法则求导", ["链式", "法则"]),
        ("神经网络", ["神经", "网络"]),
        ("指数函数", ["指数", "函数"]),
        ("反向传播", ["反向", "传播"]),
        ("乘法", ["乘法"]),
        ("神经元", ["神经元"]),
    ],
)
def test_a_compound_is_cut_into_its_words_and_a_word_is_not(text, words):
    split_compounds(text)
    cut = jieba.lcut(text)
    start = cut.index(words[0])
    assert cut[start : start + len(words)] == words


def test_a_compound_that_the_book_does_not_use_stays_a_word():
    split_compounds("乘法")
    assert jieba.lcut("中华人民共和国") == ["中华人民共和国"]
