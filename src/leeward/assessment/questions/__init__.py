"""The questions of the assessment, a file for each part of the conversation."""
