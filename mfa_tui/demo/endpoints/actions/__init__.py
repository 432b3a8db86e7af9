"""Actions, their versions and bindings, and the Rules and Hooks of before."""
