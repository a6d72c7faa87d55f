"""What Tokenwire claims about speed, measured. Each module says what it measures and how."""
