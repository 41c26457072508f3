"""What people see and send: the list, a session with its form, and their booking."""
