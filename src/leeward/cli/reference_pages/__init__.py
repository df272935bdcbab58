"""The pages of docs/reference, one file each: every page is made from the objects that the program runs on."""
