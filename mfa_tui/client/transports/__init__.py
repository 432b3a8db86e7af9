"""What every request passes on its way: guard, retry, pacing, recorder, shield, network."""
