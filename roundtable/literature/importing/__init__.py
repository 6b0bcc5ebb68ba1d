"""References from files of other programs: parted, read by pandoc, compared with what is there, then taken in."""
