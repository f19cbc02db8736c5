"""One file for each family of question kinds; `registry` lists them."""
