"""`keys`: the master keys of a running installation, changed without stopping it.

The database never knows a key that the file lacks: a key comes into the file first and into the database
second, and leaves in the other order. So a kill between the two leaves what starts, and the same verb again
finishes it.
"""
