"""Room one: from the LaTeX on the page to a tree, with the position of every token."""
