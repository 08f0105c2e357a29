"""The site: the MkDocs plugin, its theme, its font and its search."""
