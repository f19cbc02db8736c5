"""The teachers' workshop: drafts with their history, review by a second person, publishing from the browser.

Owns what is not published yet and the pages under `/soan`. Does not own published versions (`catalog`).
"""
