"""Room three: what a tree is worth, in numbers or in SymPy's algebra."""
