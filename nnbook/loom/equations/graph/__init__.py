"""Room two: from the pages of the book to what their symbols mean."""
