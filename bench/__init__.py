"""What Concordat costs, measured: `make bench` writes `bench/results/latest.json`."""
