"""The finder: what is asked, what is filtered, what is shown."""
