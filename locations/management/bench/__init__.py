"""What `manage.py bench` measures: the steps that run inside the site, and the client that asks from outside."""
