"""The site under load: what `chaos_booking` proves and `bench_booking` measures, and what their tests try in small."""
