"""One file per published model, named author_year."""
