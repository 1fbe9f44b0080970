"""The commands of ``dieuphoi``. How a module tells what it holds: :mod:`dieuphoi.config.cli`."""
