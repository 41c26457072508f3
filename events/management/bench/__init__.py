"""What `manage.py fill_agenda` and `manage.py bench_agenda` fill an agenda with, and measure."""
