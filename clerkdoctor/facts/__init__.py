"""What was seen, and where: frozen data, never a judgement."""
