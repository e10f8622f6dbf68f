"""What the programs around transformers need, or one sentence that says how to get it. To be imported before torch."""

import sys

from wasabi import msg

from ..wording import how_to_install

try:
    import onnx  # noqa: F401
    import onnxruntime  # noqa: F401
    import torch  # noqa: F401
    import transformers  # noqa: F401
except ImportError as error:
    msg.fail(f"{error}: training a transformer needs the extra `trf`: {how_to_install('trf')}.")
    sys.exit(2)
