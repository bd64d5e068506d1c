"""The accuracy bench: speech whose truth is known, and how far Debrief's numbers are from it."""
