"""From a question to an answer made of located quotes, or a reasoned refusal."""
