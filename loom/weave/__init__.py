"""From the model of a page to HTML, to a notebook, to a page that has run."""
