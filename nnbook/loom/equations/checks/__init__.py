"""Room four: claims, empty statements, the program, mutants, and what is reported."""
