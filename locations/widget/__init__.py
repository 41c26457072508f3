"""What runs on partners' own sites: the elements that show our frames, and the frames' end of the conversation."""
