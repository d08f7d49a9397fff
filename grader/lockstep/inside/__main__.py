"""Start the host: `python grader/lockstep/inside ADDRESS PROGRAM controlled|real`."""

import os
import sys

KIT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

if __name__ == "__main__":
    sys.path[0] = KIT
    from grader.lockstep.inside import host

    host.serve(sys.argv[1], sys.argv[2], sys.argv[3] == "controlled")
