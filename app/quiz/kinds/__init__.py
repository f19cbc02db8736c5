"""The kinds of questions at the learner's side: laid on a sheet, read from a post, graded and told; all of it pure."""
