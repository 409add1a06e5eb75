"""The record of public disputes: who said what, for which side, in which words, in answer to what."""

__version__ = "0.1.0"
