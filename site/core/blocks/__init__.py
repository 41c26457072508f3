"""StreamField blocks that several apps use."""

from core.blocks.prose import ProseBlock

__all__ = ["ProseBlock"]
