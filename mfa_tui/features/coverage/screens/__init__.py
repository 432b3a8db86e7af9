"""The coverage tab and the users behind each bar."""
