"""The property desk: what residents of a housing estate ask about, as rows and as tools."""
