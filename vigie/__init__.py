"""Settings, composition root and command line. Imported by nobody."""
