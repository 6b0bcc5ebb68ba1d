"""Submissions from a spreadsheet: its columns, what each line would become, and the file on its way."""
