"""Plans: what was proposed, who approved it, how it is drawn up."""
