"""What the model may ask of the world: weather, news, recipes. Thin over `chatstream.sources`."""
