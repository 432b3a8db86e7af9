"""Sign in to tenants, remember them, and say what each login may do."""
