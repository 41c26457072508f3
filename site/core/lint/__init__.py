"""Rules of this project that no published linter knows; `make lint` runs each as `python -m core.lint.<name>`."""
