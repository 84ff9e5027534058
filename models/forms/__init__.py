"""What somebody may submit: extra fields are forbidden."""
