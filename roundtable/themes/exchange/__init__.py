"""The codebook, and whole codings, as other programs for qualitative analysis read and write them."""
