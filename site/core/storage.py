"""How our static files are named and served."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files named by their content, ES modules' imports included, so that browsers keep them for ever."""

    support_js_module_import_aggregation = True
    manifest_strict = True


class QuickStaticStorage(StaticStorage):
    """The same without Brotli, whose best level takes 15 s of processor for the admin's files: for a demonstration."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Compress with gzip alone."""
        return Compressor(use_brotli=False, **kwargs)
