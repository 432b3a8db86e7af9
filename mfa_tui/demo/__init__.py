"""The demo tenant: Auth0's documented behaviour for the slice of the API that we use.

From the bottom: types, dice, options, signing; http; tenant; context; search and resources; endpoints; seed; app.
"""
