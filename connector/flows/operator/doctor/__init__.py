"""`doctor`: one file per thing that is looked at; `examine` looks at all of them."""
