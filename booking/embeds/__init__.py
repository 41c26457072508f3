"""What partners show of sessions on their own sites: read-only, without a cookie or a form."""
