"""A report as text, as JSON, for a ticket, or beside another one."""
