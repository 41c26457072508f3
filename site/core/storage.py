"""How our static files are named and served."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files named by their content, ES modules' imports included, so that browsers keep them for ever."""

    support_js_module_import_aggregation = True
    manifest_strict = True
