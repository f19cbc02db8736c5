"""Who learns together: class sessions with a place and a time, and who was there.

It owns no account and no attempt: cards open sessions in `identity`, quizzes for those present are opened in `quiz`.
"""
