"""The trained extractive reader: model, weights, training, evaluation."""
