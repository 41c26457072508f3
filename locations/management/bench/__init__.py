"""What `manage.py bench_places` measures: the steps that run inside the site, and the client that asks from outside."""
