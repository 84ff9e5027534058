"""What somebody may be handed: frozen, every field listed, never a table row."""
