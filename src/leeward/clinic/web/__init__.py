"""Web: the base templates, the components and the look that every page shares."""
