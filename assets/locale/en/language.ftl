# Languages, and words that stand alone.

# The choice in the settings; the languages' own names are not translated.
language-system = As the system
