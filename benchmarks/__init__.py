"""What the program costs, against its peers and its floors: `python -m benchmarks`."""
