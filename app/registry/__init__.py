"""The register of completions: evidence, four eyes, numbers, history, and the letter handed to the postman.

Owns the official record and who is whom when two persons turn out to be one. Does not own progress (`learning`)
or delivery (`push`).
"""
