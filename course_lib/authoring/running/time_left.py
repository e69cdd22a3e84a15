"""Write times for people."""


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, such as ``4:05``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
