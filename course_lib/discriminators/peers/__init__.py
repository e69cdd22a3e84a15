"""Load the discriminators that other projects trained, into the classes of this package.

    peer = load_peer("do_02500000", "hifigan")
    peer["mpd"](wave)          scores of a discriminator that was really trained
    peer.options["mpd"]        the arguments that its weights imply

KINDS are the projects whose files can be read.

Modules: `checkpoint_layouts` knows what each project puts into a file, and `families` turns the
weights of one family into a discriminator: it renames the keys, and infers the arguments from the
shapes.
"""

from course_lib.discriminators.peers.checkpoint_layouts import KINDS, LoadedPeer, load_peer
from course_lib.discriminators.peers.families import PeerError

__all__ = ["KINDS", "LoadedPeer", "PeerError", "load_peer"]
