# Made from docs/c-answers.md: edit it, run `python -m loom tangle`.

# docs/c-answers.md#how-check-works
"""Every exercise of the book: the right answer, and a hint in both languages."""

from typing import NamedTuple

EXACT = None  # in place of a number of decimals


class Exercise(NamedTuple):
    """What `check` knows of an exercise.

    parts: for each part the right value, and the number of decimals asked for.
    zh, en: the hint in each language.
    """

    parts: dict[str, tuple[float, int | None]]
    zh: str
    en: str


EXERCISES: dict[str, Exercise] = {}  # by name; every chapter adds its own


# docs/c-answers.md#how-check-works
import math

from nnbook.neuron import neuron, sigmoid

EXERCISES |= {
    "powers-by-hand": Exercise(
        {"e_to_7": (math.exp(7), 1), "e_to_minus_3": (math.exp(-3), 4)},
        zh="指数相加，结果相乘：哪两个已知的指数加起来够数？指数变号，用一去除。",
        en="Add exponents, multiply results: which two that you know add up? For the"
        " other sign, divide one by the power.",
    ),
    "bias-for-half": Exercise(
        {"b": (-3, EXACT)},
        zh="σ 在哪一个 z 处恰好是一半？选一个偏置，让 z 落在那里。",
        en="At which z is σ exactly one half? Choose the bias that brings z there.",
    ),
    "sigmoid-of-three": Exercise(
        {"value": (sigmoid(3), 4)},
        zh="先求 e 的负三次方，加一，再用一除以它，最后才舍入。",
        en="Find e to the minus three, add one, divide one by that, and round only at"
        " the end.",
    ),
    "negative-weight": Exercise(
        {
            "z": (-2, EXACT),
            "output": (neuron([-2, 1], -2, [1, 2]), 4),
            "after": (neuron([-2, 1], -2, [2, 2]), 4),
        },
        zh="负的权重，乘积也变号。先求 z，再压扁；输入增加一，z 变化多少？",
        en="A negative weight flips the sign of its product. Find z, then squash it."
        " By how much does z change when the input grows by one?",
    ),
    "mirror": Exercise(
        {"value": (1 - sigmoid(3), 4)},
        zh="镜像规则：从 σ(3) 到 σ(−3)，只要一次减法。",
        en="The mirror rule takes you from σ(3) to σ(−3) with one subtraction.",
    ),
    "tanh-from-sigmoid": Exercise(
        {"value": (2 * sigmoid(3) - 1, 4)},
        zh="用 tanh z = 2σ(2z) − 1，σ(3) 多带两位，最后才舍入。",
        en="Use tanh z = 2σ(2z) − 1, carry two more digits of σ(3), and round only at"
        " the end.",
    ),
    "first-overflow": Exercise(
        {"z": (-710, EXACT)},
        zh="它算的是 e 的 −z 次方。−z 到了多少，math.exp 才放不下？注意符号。",
        en="It computes e to the power −z. For which −z does math.exp fail? Mind the"
        " sign.",
    ),
}


# docs/c-answers.md#how-check-works
from nnbook.two_two_one import forward

_ALIKE = {
    "w1": 0, "w2": 1, "b1": 0,
    "w3": 0, "w4": 1, "b2": 0,
    "w5": 0, "w6": 1, "b3": 0,
}
_CHAPTER_TWO = {
    "w1": 2, "w2": -1, "b1": -6,
    "w3": -3, "w4": 4, "b2": -8,
    "w5": -5, "w6": 3, "b3": 1,
}

EXERCISES |= {
    "three-alike": Exercise(
        {
            "h": (forward(_ALIKE, (2, 3)).h1, 7),
            "y_hat": (forward(_ALIKE, (2, 3)).y_hat, 7),
        },
        zh="第一个输入乘零，等于不看。先求隐藏神经元的输出，把它压一次，再当输入压一次。",
        en="An input times zero does not count. Squash once for the hidden neurons,"
        " and squash what they return once more.",
    ),
    "three-alike-swapped": Exercise(
        {
            "h": (forward(_ALIKE, (3, 2)).h1, 7),
            "y_hat": (forward(_ALIKE, (3, 2)).y_hat, 7),
        },
        zh="现在第二个输入小了一些，σ 一路上升，所以两个数都变小。",
        en="The second input is smaller now, and σ rises all the way: both numbers go"
        " down.",
    ),
    "count-three-four-two": Exercise(
        {"count": (4 * (3 + 1) + 2 * (4 + 1), EXACT)},
        zh="每个神经元的参数个数，是输入个数加一。一层一层地数，别忘了偏置。",
        en="A neuron has as many parameters as inputs, plus one. Count layer by"
        " layer, and do not forget the biases.",
    ),
    "hidden-swapped": Exercise(
        {
            "w1": (_CHAPTER_TWO["w3"], EXACT),
            "w2": (_CHAPTER_TWO["w4"], EXACT),
            "b1": (_CHAPTER_TWO["b2"], EXACT),
            "w3": (_CHAPTER_TWO["w1"], EXACT),
            "w4": (_CHAPTER_TWO["w2"], EXACT),
            "b2": (_CHAPTER_TWO["b1"], EXACT),
            "w5": (_CHAPTER_TWO["w6"], EXACT),
            "w6": (_CHAPTER_TWO["w5"], EXACT),
            "b3": (_CHAPTER_TWO["b3"], EXACT),
        },
        zh="神经元带着自己的权重和偏置一起搬家；输出神经元的两个权重跟着对调，偏置不动。",
        en="A neuron moves with its weights and its bias. The two weights of the"
        " output neuron follow; its bias stays.",
    ),
    "exactly-half": Exercise(
        {
            "b3": (_CHAPTER_TWO["b3"] - forward(_CHAPTER_TWO, (6, 7)).z3, 4),
        },
        zh="输出是一半时，激活前的值是零。偏置要把另外两项的和抵消，符号别弄反。",
        en="The output is one half where the pre-activation is zero. The bias cancels"
        " the sum of the other two terms; mind the sign.",
    ),
}


# docs/c-answers.md#how-check-works
from nnbook.loss import labels, mse, people

_ONES = {
    "w1": 1, "w2": 1, "b1": 0,
    "w3": 1, "w4": 1, "b2": 0,
    "w5": 1, "w6": 1, "b3": 0,
}

EXERCISES |= {
    "all-zero": Exercise(
        {"cost": (mse(labels, [0] * 4), EXACT)},
        zh="误差就是标签本身。先平方，再求平均。",
        en="The errors are the labels themselves. Square them, then take the mean.",
    ),
    "all-half": Exercise(
        {"cost": (mse(labels, [0.5] * 4), EXACT)},
        zh="每个人的误差大小都相同，平方以后正负没有分别。",
        en="Everyone's error has the same size, and squaring drops the sign.",
    ),
    "all-ones-weights": Exercise(
        {
            "cost": (
                mse(labels, [forward(_ONES, person).y_hat for person in people]),
                7,
            ),
        },
        zh="对每个人调用 forward，取 y_hat，四个答案按次序交给 mse。",
        en="Call forward for each person, take y_hat, and give the four answers to"
        " mse in order.",
    ),
    "true-means": Exercise(
        {
            "weight": (sum(135 + person[0] for person in people) / 4, 2),
            "height": (sum(66 + person[1] for person in people) / 4, 2),
        },
        zh="先求中心化以后的平均数，再把减掉的数加回去。",
        en="Find the means of the centred numbers, then add back what was subtracted.",
    ),
    "best-constant": Exercise(
        {"c": (3, EXACT), "cost": (mse((1, 2, 3, 6), [3] * 4), EXACT)},
        zh="常数是四个数的平均数；代价是四个差的平方的平均数。",
        en="The constant is the mean of the four numbers; the cost is the mean of the"
        " squares of the four differences.",
    ),
}


# docs/c-answers.md#how-check-works
_SLOPE_AT_3 = sigmoid(3) * (1 - sigmoid(3))

EXERCISES |= {
    "slope-of-the-cost": Exercise(
        {"slope": (2 * 0.2 - 1, EXACT), "flat_at": (0.5, EXACT)},
        zh="先把平方乘开、合并，再一项一项求导数；常数没有斜率。",
        en="Multiply the squares out and collect them, then find the derivative term"
        " by term; a constant has no slope.",
    ),
    "square-of-a-line": Exercise(
        {"slope": (2 * (5 * 1 - 2) * 5, EXACT)},
        zh="两步的斜率相乘。平方的斜率要取在里面一步的结果处。",
        en="Multiply the slopes of the two steps. The slope of the square is taken"
        " where the inner step has arrived.",
    ),
    "sigmoid-slope-at-zero": Exercise(
        {"slope": (sigmoid(0) * (1 - sigmoid(0)), EXACT)},
        zh="σ 的斜率，是它的值乘以一减去这个值。",
        en="The slope of σ is its value times one minus that value.",
    ),
    "sigmoid-slope-at-minus-three": Exercise(
        {"slope": (_SLOPE_AT_3, 7)},
        zh="值乘以一减去值，最后才舍入。",
        en="The value times one minus the value; round only at the end.",
    ),
    "tanh-slope": Exercise(
        {"slope": (4 * _SLOPE_AT_3, 4)},
        zh="三步，三个斜率相乘；中间一步的斜率取在 2z 处，3 处和 −3 处的斜率相同。",
        en="Three steps, three slopes to multiply; the one in the middle is taken at"
        " 2z, and the slopes at 3 and at −3 are equal.",
    ),
    "two-paths": Exercise(
        {
            "d_u_d_w": (2 * (2 * 4 + 1), EXACT),
            "d_u_d_b": (3 * (2 * 4 + 1) + 2 * (2 * 3 + 3 * 4), EXACT),
        },
        zh="先算两个因子。沿每条路径相乘，再相加；数一数有几条路径。",
        en="Find the two factors first. Multiply along each path, then add; count the"
        " paths.",
    ),
    "one-fifth-of-the-step": Exercise(
        {
            "error": ((math.exp(0.02) - math.exp(-0.02)) / (2 * 0.02) - 1, 6),
        },
        zh="中心差商的误差跟着步长的平方走，不是跟着步长走。",
        en="The error of the central difference quotient follows the square of the"
        " step, not the step.",
    ),
}


# docs/c-answers.md#how-check-works
from nnbook.partials import partials

_PAPER = {
    "w1": 6, "w2": -5, "b1": -4,
    "w3": -11, "w4": 9, "b2": 8,
    "w5": -12, "w6": 10, "b3": -7,
}
_OTHER_LABEL = partials(_ONES, (-2, -1), 0)
_OTHER_NUMBERS = partials(_CHAPTER_TWO, (6, 7), 0)


def _loss_after(steps):
    """Alice's loss after some steps of learning rate 0.1 from the weights 1."""
    parameters = _ONES
    for _ in range(steps):
        slopes = partials(parameters, (-2, -1), 1)
        parameters = {name: parameters[name] - 0.1 * slopes[name] for name in slopes}
    return (1 - forward(parameters, (-2, -1)).y_hat) ** 2

EXERCISES |= {
    "nine-values": Exercise(
        {name: (value, 4) for name, value in partials(_ONES, (-2, -1), 1).items()},
        zh="先求三个 δ，六位有效数字；权重再乘它所乘的数；偏置的答案就是 δ 本身。",
        en="Find the three δ first, to six significant digits; then multiply by what"
        " each weight multiplies; for a bias the δ itself is the answer.",
    ),
    "w4-on-paper": Exercise(
        {"w4": (partials(_PAPER, (-2, -3), 1)["w4"], 4)},
        zh="它通向第二个隐藏神经元，路上遇到的是 w6，最后一个因子是第二个输入。数一数负因子有几个。",
        en="It leads into the second hidden neuron: w6 lies on its path, and the last"
        " factor is the second input. Count the negative factors.",
    ),
    "label-zero": Exercise(
        {"delta_o": (_OTHER_LABEL["b3"], 4), "w1": (_OTHER_LABEL["w1"], 4)},
        zh="标签只出现在预测减标签那个因子里，别的因子照旧。",
        en="The label occurs only in the factor prediction minus label; the other"
        " factors stay.",
    ),
    "which-factor": Exercise(
        {
            "first": (0.952 * 0.2494385387 * 0.0903533195, 6),
            "second": (0.9526096518 * 0.249 * 0.0903533195, 6),
            "third": (0.9526096518 * 0.2494385387 * 0.0904, 6),
        },
        zh="每次只用一个舍入过的因子，另外两个带全部位数，乘完才舍入。",
        en="Use one rounded factor at a time, the other two with all their digits,"
        " and round only the product.",
    ),
    "input-zero": Exercise(
        {"count": (2, EXACT)},
        zh="哪几个权重乘的是这个输入？偏置不乘任何输入。",
        en="Which weights multiply this input? A bias multiplies none.",
    ),
    "which-way": Exercise(
        {
            "count": (sum(v < 0 for v in _OTHER_NUMBERS.values()), EXACT),
        },
        zh="往偏导数正负号的反方向动：数一数有几个是负的。",
        en="Move against the sign of the partial derivative: count the negative ones.",
    ),
    "one-more-step": Exercise(
        {"loss": (_loss_after(2), 7)},
        zh="从新参数重新求偏导数，再走一步；第一步的偏导数不能再用。",
        en="Find the partial derivatives again with the new parameters, then take a"
        " step; those of the first step no longer serve.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "update-by-hand": Exercise(
        {"w5": (1.0056346101, 4), "b3": (0.1188087798, 4)},
        zh="学习率是二分之一。旧的数，减去学习率乘偏导数；减去负数会怎样？",
        en="The old number, less the learning rate times the partial derivative. What"
        " does subtracting a negative number do?",
    ),
    "seed-zero": Exercise(
        {
            "epoch_0": (0.3520679367816, 6),
            "epoch_100": (0.0368043467498, 6),
            "last": (0.0024030896935574, 10),
        },
        zh="初始值用种子零来抽，六个权重在前，三个偏置在后；学习率和轮数都用默认值。",
        en="Start from seed zero, with the six weights drawn before the three biases,"
        " and keep the default learning rate and epochs.",
    ),
    "two-new-people": Exercise(
        {"first": (0.9668532156, 3), "second": (0.0393276255, 3)},
        zh="网络认得的是中心化以后的数：先减，再交给 predict。",
        en="The network knows centred numbers: subtract first, then ask predict.",
    ),
    "other-shifts": Exercise(
        {"means": (0.0023072118, 4), "less": (0.2500001226, 4)},
        zh="训练之前，从 raw 的每一对里减去两个数。减得够不够，看四个人是不是分在零的两侧。",
        en="Subtract two numbers from every pair in raw before the training. Whether"
        " it is enough shows in whether the four are on both sides of zero.",
    ),
    "raw-data": Exercise(
        {"alice": (0.0, 3), "diana": (0.0, 3), "cost": (0.2500000015, 3)},
        zh="训练以后，对每个人调用 forward，取 h1。四个人落在 σ 的哪一侧？",
        en="After the training, call forward for each person and take h1. On which"
        " side of σ do the four people land?",
    ),
    "all-zero-start": Exercise(
        {"difference": (0, EXACT), "cost": (0.0023792652, 4)},
        zh="两个隐藏单元从一样的地方出发，以后还会不同吗？",
        en="Two hidden units that start alike: can they ever differ?",
    ),
    "learning-rates": Exercise(
        {
            "hundredth": (0.0375977390, 4),
            "one": (0.0002017213, 4),
            "thousand": (0.5, 4),
        },
        zh="只换学习率，别的照旧；每次都从同一组初始值开始。",
        en="Change the learning rate only, and begin from the same start each time.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "new-column": Exercise(
        {"z1": (5, EXACT), "z2": (31, EXACT), "z3": (-25, EXACT)},
        zh="每个神经元的那一行，和新来的这一列乘加，再加自己的偏置。",
        en="Multiply and add the row of each neuron with the new column, and add its"
        " own bias.",
    ),
    "shape-puzzle": Exercise(
        {
            "rows": (3, EXACT),
            "columns": (7, EXACT),
            "samples": (20, EXACT),
            "parameters": (70, EXACT),
        },
        zh="行是这一层的神经元，列是上一层的输出。别忘了偏置。",
        en="Rows are the neurons of the layer, columns the outputs of the layer"
        " before. Remember the biases.",
    ),
    "nine-numbers-in-arrays": Exercise(
        {
            "alice": (0.7898704188, 4),
            "bob": (0.0179862100, 4),
            "charlie": (0.0179862100, 4),
            "diana": (0.9820137878, 4),
        },
        zh="一个神经元一行，偏置排成一列；两层都要先 forward 再 sigmoid。",
        en="A row for each neuron, a column of biases; in both layers first forward,"
        " then sigmoid.",
    ),
    "multiply-adds": Exercise(
        {"first": (49.152, 3), "total": (49.188, 3)},
        zh="一层的乘法次数，是神经元、输入和样本三个个数的乘积。",
        en="A layer takes neurons times inputs times samples multiplications.",
    ),
    "row-layout": Exercise(
        {"rows": (4, EXACT), "columns": (3, EXACT), "entry": (-28, EXACT)},
        zh="一行一个人，一列一个神经元；先找到是谁，再找那个数。",
        en="A row is a person, a column a neuron: find who it is, then the number.",
    ),
    "wrong-bias": Exercise(
        {"z": (-31, EXACT), "right": (3, EXACT)},
        zh="只有一条边的数组被当作一行：第一列的人都加第一个偏置，以此类推。",
        en="An array with one side counts as a row: everybody in the first column"
        " gets the first bias, and so on.",
    ),
    "how-many-products": Exercise(
        {
            "different": (1, EXACT),
            "square_weights": (2, EXACT),
            "all_equal": (8, EXACT),
        },
        zh="把所有写法都列出来，内侧的两边相等才能乘，再看外侧的两边。",
        en="List all the ways. The inner sides must be equal to multiply; then look"
        " at the outer sides.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "count-the-shapes": Exercise(
        {
            "first": (2, EXACT),
            "second": (2, EXACT),
            "third": (8, EXACT),
        },
        zh="八个乘积一个一个写出形状：相邻的两个大小相等才能乘，外侧的两个就是结果的形状。",
        en="Write down the shapes of all eight products. The two inner sizes must be"
        " equal; the two outer ones are the shape of the result.",
    ),
    "one-entry-on-paper": Exercise(
        {"w23": (-1, EXACT), "b2": (1, EXACT)},
        zh="权重的两个下标：前一个是 G 的哪一行，后一个是 A 的哪一行；两行逐个相乘再相加。",
        en="The two indices of the weight: the first is a row of G, the second a row"
        " of A. Multiply the two rows number by number, and add.",
    ),
    "gradient-of-inputs": Exercise(
        {"a32": (-11, EXACT), "fits": (0, EXACT)},
        zh="输入通向 Z 的整整一列，所以对神经元求和：用 W 的一列和 G 的一列。",
        en="An input leads to a whole column of Z, so the sum is over neurons: take a"
        " column of W and a column of G.",
    ),
    "rows-or-columns": Exercise(
        {"fits": (2, EXACT), "right": (1, EXACT)},
        zh="四种情形都写出形状。结果是一个数的，也算能乘，但不是梯度。",
        en="Write down the shapes in all four cases. A product that is a single"
        " number exists, but it is no gradient.",
    ),
    "ravel-or-vec": Exercise(
        {"ravel": (13, EXACT), "vec": (12, EXACT), "rows": (8, EXACT)},
        zh="一个先走完一行，一个先走完一列。块矩阵的行数是两个行数的乘积。",
        en="One goes through a row first, the other through a column. A Kronecker"
        " product has as many rows as its two factors, multiplied.",
    ),
    "another-batch": Exercise(
        {
            "w3": (-0.3524043443178, 6),
            "w6": (0.0036109627518, 6),
            "b3": (0.0422415314873, 6),
        },
        zh="batch_gradient(*another) 依次返回第一层、第二层的权重和偏置的梯度；NumPy 从零数起。",
        en="batch_gradient(*another) returns the gradients of weights and biases of"
        " the first layer, then of the second; NumPy counts from zero.",
    ),
    "everyone-twice": Exercise(
        {"with_mean": (1, EXACT), "with_sum": (8, EXACT)},
        zh="bias 求的是平均数。平均数和总和，人数加倍以后各会怎样？",
        en="bias finds a mean. What happens to a mean and to a sum when there are"
        " twice as many people?",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "gaps": Exercise(
        {"exponent": (-43, EXACT), "power": (53, EXACT)},
        zh="在哪两个 2 的乘方之间？每过一个乘方，空隙加倍。空隙何时等于 2？",
        en="Between which two powers of 2? At every power the gap doubles. Where does"
        " it become 2?",
    ),
    "logarithms-by-hand": Exercise(
        {
            "five": (math.log(5), 4),
            "thousand": (math.log(1000), 4),
            "eighth": (math.log(1 / 8), 4),
        },
        zh="把数写成 2 和 10 的乘积或商；乘积的对数是对数的和。",
        en="Write each number as a product or quotient of 2 and 10; the logarithm of"
        " a product is the sum of the logarithms.",
    ),
    "sigma-is-one": Exercise(
        {"float32": (16.6356, 4), "digits": (73, EXACT)},
        zh="界限是二进制位数乘以 2 的对数；float32 再试两旁的四位小数。",
        en="The limit is the number of binary digits times the logarithm of 2. In"
        " float32, try the four decimals on either side of it.",
    ),
    "first-warning": Exercise(
        {
            "float64": (-354.9, 2),
            "float32": (-44.37, 2),
            "value": (0, EXACT),
        },
        zh="先溢出的是平方。最大的浮点数的对数是多少？取一半。",
        en="The square overflows first. What is the logarithm of the largest float?"
        " Take half of it, and mind the sign.",
    ),
    "shift-by-hand": Exercise(
        {
            "three": (801 + math.log(1 + 2 * math.exp(-1)), 4),
            "two": (-900 + math.log(1 + math.exp(-2)), 4),
        },
        zh="最大的数提出来以后，剩下的指数是 0 和负数。",
        en="Once the largest number is taken out, the exponents left are 0 and"
        " negative.",
    ),
    "which-formula": Exercise(
        {
            "difference": (1.862645149, 2),
            "fraction": (1.58113883, 2),
            "log": (1.110223025, 2),
            "log1p": (1, 2),
        },
        zh="用 math.sqrt 照式子写；单位是要除掉的那个 10 的乘方。",
        en="Write the formulas with math.sqrt as they are; the unit is the power of"
        " 10 to divide by.",
    ),
    "half-the-bits": Exercise(
        {
            "gap": (-23, EXACT),
            "power": (24, EXACT),
            "half_ulp": (-16, EXACT),
        },
        zh="二进制位里，小数点后有几位？500 在哪两个 2 的乘方之间？",
        en="How many of the binary digits come after the point? Between which two"
        " powers of 2 is 500?",
    ),
}


# docs/c-answers.md#how-check-works
_THREE = [math.exp(z) / sum(map(math.exp, (2, 1, 0.1))) for z in (2, 1, 0.1)]

EXERCISES |= {
    "likelihood-of-three": Exercise(
        {
            "likelihood": (0.8 * 0.7 * 0.5, 2),
            "cost": (-math.log(0.8 * 0.7 * 0.5) / 3, 4),
        },
        zh="标签是零的样本，要用一减去预测；三个概率相乘，平均损失是它的对数变号再除以样本数。",
        en="For a label of zero, subtract the prediction from one. Multiply the"
        " three; the mean loss is minus the logarithm over the sample count.",
    ),
    "hardest-push": Exercise(
        {"y_hat": (1 / 5, 4), "slope": (1 / 5 - 1, 4)},
        zh="先求损失对预测的导数，再乘激活函数的导数；求导以后提出公因子，看哪个因子在零和一之间会变成零；交叉熵的导数是预测减标签。",
        en="First the derivative of the loss with respect to the prediction, then"
        " times that of the activation. Take the derivative of its size and take"
        " out the common factor: which factor becomes zero between zero and one?",
    ),
    "shifted-logits": Exercise(
        {
            "p": (math.exp(1) / (math.exp(1) + math.exp(3) + math.exp(2.5)), 7),
            "loss": (math.log(math.exp(1) + math.exp(3) + math.exp(2.5)) - 3, 7),
        },
        zh="三个对数几率同时减去一个数，概率不变。",
        en="Subtract the same number from all logits: the probabilities stay.",
    ),
    "two-softmax-slopes": Exercise(
        {
            "p1": (_THREE[0] * (1 - _THREE[0]), 4),
            "p2": (-_THREE[0] * _THREE[1], 4),
        },
        zh="同一类时，概率乘以一减概率；不同类时，两个概率相乘再变号。",
        en="Same class: the probability times one minus it. Different classes: minus"
        " the product of the two.",
    ),
    "far-below-zero": Exercise(
        {
            "right": (1e20 * math.log1p(math.exp(-45)), 3),
            "wrong": (45, EXACT),
        },
        zh="不要先算预测，从 z 直接算；log1p 不丢位数。",
        en="Do not compute the prediction first; start from z, and use log1p.",
    ),
    "eight-of-ten": Exercise(
        {
            "z": (math.log(4), 4),
            "loss": (-0.8 * math.log(0.8) - 0.2 * math.log(0.2), 4),
        },
        zh="导数是预测减标签，什么时候是零？那时的损失是标签的熵。",
        en="The derivative is prediction minus label: when is it zero? The loss there"
        " is the entropy of the label.",
    ),
    "sum-of-two": Exercise(
        {"slope": (2 * _THREE[0] - 2, 4), "difference": (_THREE[0] - 2, 4)},
        zh="概率要乘以标签的和，再减去标签。",
        en="Multiply the probability by the sum of the labels, then subtract the"
        " label.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "shapes-of-gradients": Exercise(
        {"dW2": (12, EXACT), "dZ1": (28, EXACT), "db3": (2, EXACT)},
        zh="梯度和它的参数形状相同；另一个每个样本一列，每个单元一行。",
        en="A gradient has the shape of its parameter; the other one has a column for"
        " each sample and a row for each unit.",
    ),
    "other-labels": Exercise(
        {
            "dW2_11": (0.0279355105517, 4),
            "dW1_21": (0.0909482919313, 4),
        },
        zh="先用预测减去新的标签。往回走时乘权重，再看第一层激活前的值哪些是正的。",
        en="First the predictions minus the new labels. On the way back, multiply by"
        " the weights, then see which pre-activations of the first layer are"
        " positive.",
    ),
    "mean-inside": Exercise(
        {
            "G1_12": (0.1344707106850, 4),
            "dW1_12": (-0.2177851082848, 4),
        },
        zh="这里从一开始就除以样本数，后面就不再除。哪一个会变，哪一个不变？",
        en="Here you divide by the number of samples at the start and never again."
        " Which of the two changes, and which does not?",
    ),
    "divided-twice": Exercise(
        {"factor": (200, EXACT), "rate": (0.00005, 5)},
        zh="多除了一次样本数。梯度和学习率是乘在一起的。",
        en="It is divided by the number of samples once too often. Gradient and"
        " learning rate are multiplied with each other.",
    ),
    "count-multiply-adds": Exercise(
        {
            "forward": (266, EXACT),
            "backward": (392, EXACT),
            "unused": (140, EXACT),
        },
        zh="每个乘积的次数，是三个大小相乘。反向传播每层两个乘积，第一层只要一个。",
        en="Each product takes its three sizes multiplied. The backward pass has two"
        " products per layer, and only one in the first.",
    ),
    "work-ratio": Exercise(
        {"three_to_one": (1.25, 2), "equal": (1.5, 1)},
        zh="两层的乘加次数写出来，再相除。能约掉什么？",
        en="Write down the multiply-adds for two layers and divide. What cancels?",
    ),
    "decay-factors": Exercise(
        {"with_m": (0.90625, EXACT), "without_m": (0.25, EXACT)},
        zh="把一步里含有权重的项并在一起：一，减去学习率乘惩罚的强度，除不除以样本数？",
        en="Collect the terms of a step that contain the weights: one, less the"
        " learning rate times the strength of the penalty. Divided by the samples"
        " or not?",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "cube-at-three": Exercise(
        {"central": (27.01, EXACT), "complex": (26.99, EXACT)},
        zh="导数是二十七。两种办法都差步长的平方，一个多，一个少。",
        en="The derivative is twenty-seven. Both are off by the square of the step,"
        " one above and one below.",
    ),
    "step-for-float32": Exercise(
        {
            "step": ((3 * 2**-24) ** (1 / 3), 4),
            "error": (1.5 * 2**-24 / (3 * 2**-24) ** (1 / 3), 7),
        },
        zh="误差的斜率是零时，步长的三次方是舍入误差的三倍。再代回两种误差之和。",
        en="Where the slope of the error is zero, the cube of the step is three times"
        " the rounding error. Then add up both errors.",
    ),
    "factor-from-error": Exercise(
        {"first": (4, EXACT), "second": (19, EXACT)},
        zh="把相对误差和因数的公式反过来解：一加，一减，相除。",
        en="Solve the formula of the relative error for the factor: one plus, one"
        " minus, divide.",
    ),
    "across-the-kink": Exercise(
        {"near": (0.6, EXACT), "at_zero": (0.5, EXACT)},
        zh="右边一步落在斜线上，左边一步落在平的地方。升高多少，除以两步。",
        en="The right step ends on the slope, the left one on the level part. Divide"
        " the rise by two steps.",
    ),
    "check-with-penalty": Exercise(
        {"entries": (11, EXACT), "dW1_21": (0.0159482919313, 4)},
        zh="照上一章写出数组，惩罚的强度两处都要给。把报告里查过的项数加起来。",
        en="Write the arrays of the last chapter, and give the strength of the"
        " penalty in both places. Add up what the report has seen.",
    ),
    "a-two-too-many": Exercise(
        {"error": (0.2222345614558, 4), "multiply": (0.5, EXACT)},
        zh="惩罚为零时错误就没有了。看代价里惩罚前面的分母，再求导。",
        en="The mistake vanishes without a penalty. Look at what the penalty is"
        " divided by in the cost, and take its derivative.",
    ),
    "price-of-a-check": Exercise(
        {"central": (94, EXACT), "forward": (48, EXACT)},
        zh="中心差商往右往左各一次；前向差商往右一次，出发点大家共用。",
        en="A central quotient goes right and left; a forward one goes right, and the"
        " starting point serves for all.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "four-coins": Exercise(
        {"variance": (16, EXACT), "std": (4, EXACT)},
        zh="先算一枚的方差，再相加。标准差是方差的平方根。",
        en="Find the variance of one coin, then add. The standard deviation is its"
        " square root.",
    ),
    "equal-layers": Exercise(
        {"W1": (5, EXACT), "W2": (3, EXACT)},
        zh="第一层每行都相同，第二层每列都相同。一行几个数，一列几个数？",
        en="All rows of the first layer are alike, and all columns of the second. How"
        " many numbers has a row, and how many a column?",
    ),
    "which-is-half": Exercise(
        {"square": (2.5, EXACT), "variance": (1.5, EXACT)},
        zh="过了 ReLU，两个负数都变成零。方差要再减去期望的平方。",
        en="ReLU turns both negative numbers into zero. For the variance, subtract"
        " the square of the expectation.",
    ),
    "two-deviations": Exercise(
        {"he": (0.0127577590770, 7), "xavier": (0.0438529009654, 7)},
        zh="二除以输入个数，或者除以输入与单元的总数，然后开平方。",
        en="Divide two by the number of inputs, or by inputs plus units, and take the"
        " square root.",
    ),
    "popular-default": Exercise(
        {
            "factor": (0.1666666666667, 4),
            "ten_layers": (1.6538171687920, 4),
        },
        zh="均匀分布的方差是边界的平方除以三，乘输入个数，ReLU 再留下一半。",
        en="The variance is the square of the bound over three; multiply by the"
        " number of inputs, and ReLU keeps one half.",
    ),
    "leaky-relu": Exercise(
        {"std": (0.1407195089459, 4)},
        zh="负的一半，平方乘百分之一。留下的比一半多一点。",
        en="For the negative half the squares are multiplied by one hundredth, so a"
        " little more than one half is kept.",
    ),
    "another-seed": Exercise(
        {"power": (0.6195829467341, 3), "ratio": (0.0769449752767, 4)},
        zh="只改种子。gain 变小时，每层都乘同一个比，一共五十次。",
        en="Change nothing but the seed. With a smaller gain every layer multiplies"
        " by the same ratio, fifty times.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "nine-weights": Exercise(
        {"penalty": (1.5, EXACT), "slope": (0.36, EXACT)},
        zh="九个权重各自平方，加起来，乘惩罚的强度，除以样本数的两倍。求导时 2 约掉。",
        en="Square the nine weights, add, multiply by the strength, and divide by"
        " twice the number of samples. In the derivative the 2 cancels.",
    ),
    "one-hundredth": Exercise(
        {"left": (0.99**10, 7), "steps": (69, EXACT)},
        zh="每一步都乘同一个数。十步就是它的十次方；再试到哪一步低于一半。",
        en="Every step multiplies by the same number. Ten steps are its tenth power;"
        " then try at which step it falls below one half.",
    ),
    "three-views": Exercise(
        {
            "l2": (4, EXACT),
            "penalty": (0.45, EXACT),
            "factor": (0.95, EXACT),
        },
        zh="强度是标准差平方的倒数；惩罚里有 2 和样本数；乘数是一减去学习率乘强度除以样本数。",
        en="The strength is one over the square of the standard deviation; the"
        " penalty has a 2 and the number of samples; the multiplier is one less"
        " the learning rate times the strength over the number of samples.",
    ),
    "other-programs": Exercise(
        {"pytorch": (25, EXACT), "keras": (0.4, EXACT)},
        zh="查程序一节的表：那个数等于强度除以什么？反过来乘。",
        en="See the table in the section about the program: the number is the"
        " strength divided by what? Multiply back.",
    ),
    "check-with-l2": Exercise(
        {
            "W1_13": (-0.7857577740962, 4),
            "W2_11": (-1.0720644894482, 4),
            "b1_1": (0.5511563130852, 4),
        },
        zh="差商用同一个强度算两次代价，相减，除以两倍的步长。惩罚给每个权重加了什么，给偏置加了什么？",
        en="Compute the cost twice with the same strength, subtract, and divide by"
        " twice the step. What does the penalty add for a weight, what for a bias?",
    ),
    "factor-two": Exercise(
        {
            "quotient": (-0.7, EXACT),
            "written": (-0.35, EXACT),
            "real": (1.4, EXACT),
        },
        zh="平方的导数有一个 2。代价里没有除以 2，梯度里该有什么？",
        en="The derivative of a square has a 2. The cost does not divide by 2, so"
        " what must the gradient have?",
    ),
    "free-bias": Exercise(
        {
            "free": (math.log(9), 4),
            "penalised": (0.3205433379414, 4),
            "prediction": (0.5794566620586, 4),
        },
        zh="权重是 0 时，预测就是偏置的 sigmoid。不受罚时它等于标签的平均数；受罚时导数里多一项。",
        en="With weights of 0 the prediction is the sigmoid of the bias. Free, it"
        " equals the mean of the labels; penalised, the derivative has one more"
        " term.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "another-valley": Exercise(
        {
            "large": (9, EXACT),
            "small": (1, EXACT),
            "bound": (2 / 9, 4),
            "best": (0.2, 1),
            "factor": (0.8, 1),
        },
        zh="画出两条对角线，用矩阵去乘这两个方向：各变成几倍？上限看大的那个特征值，最好的学习率看两者之和。",
        en="Multiply the directions of the two diagonals by the matrix: by what are"
        " they stretched? The bound depends on the larger eigenvalue, the best"
        " rate on the sum.",
    ),
    "three-steps": Exercise(
        {"momentum": (0.302, 3), "nesterov": (0.352, 3)},
        zh="列一张表：每一步先算和，再走。Nesterov 先挪动一段再看梯度。",
        en="Make a table: in each step first the sum, then the move. Nesterov moves a"
        " little before it looks at the gradient.",
    ),
    "converted-rate": Exercise(
        {"rate": (0.06, 2), "plain": (0.3, 1)},
        zh="平均和总和只差一个常数的倍数。梯度不变时，总和最后趋近于几倍的梯度？",
        en="The mean is the sum times a constant. If the gradient never changes, how"
        " many times the gradient does the sum approach?",
    ),
    "best-heavy-ball": Exercise(
        {"rate": (0.25, 2), "beta": (0.25, 2), "r": (0.5, 2)},
        zh="先求两个特征值的平方根，学习率和 ρ 都由它们算出来。",
        en="First the square roots of the two eigenvalues; the rate and ρ both follow"
        " from them.",
    ),
    "first-adam-step": Exercise(
        {"outside": (0.0008, 4), "inside": (3.9999968e-07, 7)},
        zh="第一步里，修正过的两个平均就是梯度和它的平方，再把 ε 放到该放的地方。",
        en="In the first step the corrected means are the gradient and its square."
        " Then put ε in its place.",
    ),
    "noise-of-a-batch": Exercise(
        {"repeated": (1.5, 1), "shuffled": (1.125, 3)},
        zh="方差先除以一批的个数；不重复时再乘一个小于一的数。",
        en="Divide the variance by the size of the batch; without repetition,"
        " multiply it by a number below one as well.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "twenty-costs": Exercise(
        {
            "at_600": (0.5739966961019, 8),
            "lowest": (0.5011394273373, 8),
            "lowest_at": (1639, EXACT),
        },
        zh="返回的代价是一个列表，每一步更新之前记一个，从第零步数起。",
        en="The costs come in a list, one from before each update, counted from step"
        " zero.",
    ),
    "two-steps-by-hand": Exercise(
        {
            "c": (0.81, EXACT),
            "S": (-0.17, EXACT),
            "P": (2.52, EXACT),
            "w_1": (0.64, EXACT),
        },
        zh="每一步先乘衰减以后剩下的部分，再减去学习率乘这一步的数；样本只有一个。",
        en="In each step, multiply by what decay leaves, then subtract the learning"
        " rate times that step's number. There is just one sample.",
    ),
    "when-it-pays": Exercise(
        {"steps": (4, EXACT), "samples": (1567, EXACT)},
        zh="两个工作量相减，解出步数，往上取整；第二问只看每一步省下的那一项的正负。",
        en="Subtract one amount of work from the other, solve for the number of"
        " steps, and round up. For the second, look at the sign of what a step"
        " saves.",
    ),
    "minus-one-half": Exercise(
        {"rises": (0, EXACT), "last": (0.5068596418258, 5)},
        zh="把数据换成减去一半以后的数据，别的都不变。相邻两个代价之差大于零，就是上升。",
        en="Change the data and nothing else. A rise is a difference between"
        " neighbouring costs that is above zero.",
    ),
    "half-the-rate": Exercise(
        {"rises": (571, EXACT), "border": (400, EXACT)},
        zh="分界线是二除以学习率。",
        en="The border is two divided by the learning rate.",
    ),
    "other-thresholds": Exercise(
        {"above_0_6": (21, EXACT), "above_0_4": (173, EXACT)},
        zh="用训练好的参数和新图片，改变门槛，再数有几个一。",
        en="Take the trained parameters and the new pictures, change the threshold,"
        " and count the ones.",
    ),
    "too-sure": Exercise(
        {"loss": (1.2039728043259, 4), "worse_by": (0.5108256237660, 4)},
        zh="标签一半的时候，损失是两个对数的平均，变号。总回答一半时，损失是二的自然对数。",
        en="For a label of one half the loss is minus the mean of two logarithms."
        " Always answering one half costs the natural logarithm of two.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "which-layout": Exercise(
        {
            "samples": (5, EXACT),
            "inputs": (4, EXACT),
            "neurons": (3, EXACT),
            "rows": (3, EXACT),
        },
        zh="在四种排法的梯度里找 X 的转置在左边的那一种；梯度和权重形状相同。",
        en="Look for the layout whose gradient has the transpose of X on the left. A"
        " gradient has the shape of its weights.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "hidden-adam": Exercise(
        {"beta2": (0.99, EXACT), "factor": (10, EXACT)},
        zh="让倍数等于一，两边平方。",
        en="Set the factor to one, and square both sides.",
    ),
    "three-forms": Exercise(
        {"right": (1.6, EXACT), "sign": (-1.6, EXACT), "two": (0.8, EXACT)},
        zh="预测大了，正确的导数是正的。",
        en="The prediction is too large, so the right derivative is positive.",
    ),
}


# docs/c-answers.md#how-check-works
EXERCISES |= {
    "count-the-sigmas": Exercise(
        {"original": (858, EXACT), "enough": (198, EXACT)},
        zh="每个样本三次加十一次；打印时每个样本三次，一共打印两次。",
        en="Three and eleven for each sample; three for each sample and printout, of"
        " which there are two.",
    ),
    "unused-share": Exercise(
        {"share": (100352 / 327552, 4)},
        zh="写出一步里的四份：前向，权重的梯度，往回走，数据的那一份。",
        en="Write down four parts of a step: forward, gradients of weights, way back,"
        " data.",
    ),
    "a-dead-network": Exercise(
        {"cost": (math.log(4) - 0.75 * math.log(3), 4)},
        zh="答案等于标签的平均数。把它代进交叉熵，标签也取平均。",
        en="The answer is the mean of the labels. Put it into the cross-entropy, with"
        " the mean of the labels as well.",
    ),
}
