"""From a paste to the tokens in it, and what each is made of."""
