"""Charts of the back-test report."""
