"""What the agenda publishes for programs: calendars, one event, dates as JSON."""
