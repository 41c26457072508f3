"""Changes and rules of what joins the apps, one module a subject."""
