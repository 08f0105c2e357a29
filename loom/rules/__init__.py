"""What must hold of a page and of the book."""
