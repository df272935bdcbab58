"""Virtual trials, and published ones reproduced. Nothing stands here yet."""
