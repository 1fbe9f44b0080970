"""Demands: somebody is asked to do something, in the shapes in which offices say so."""
