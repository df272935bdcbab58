"""No tables here; Django asks for this module before it sends post_migrate."""
