"""Spreadsheets and contact files in and out: encodings, mapping, preview, no live formula. Knows no domain."""
