"""Model folders: which files belong to a model, and that each is the one it should be.

scripts/companion writes `model.json` beside the files: {"name": ..., "files": {"model.bin": "<SHA-256>", ...}}. A folder without it is
one that the operator made (any faster-whisper model); only the presence of its files is checked then."""

import hashlib
import json
import pathlib

from faults import Fault

PIECE_BYTES = 1 << 20


def checked(folder, needed):
    """The folder as a path, after every listed file was found to have its checksum and every needed one to be there."""
    path = pathlib.Path(folder)
    for name in needed:
        if not (path / name).is_file():
            raise Fault("model_missing", f"{name} is not in the model folder {path.name}")
    listing = path / "model.json"
    if listing.is_file():
        try:
            files = dict(json.loads(listing.read_text())["files"])
        except (ValueError, KeyError, TypeError):
            raise Fault("model_damaged", f"model.json of {path.name} cannot be read") from None
        for name, expected in files.items():
            if pathlib.PurePath(name).name != name or digest(path / name) != expected:
                raise Fault("model_damaged", f"{name} of {path.name} does not have the checksum it was installed with")
    return path


def digest(path):
    """SHA-256 of a file in lower-case hexadecimal; an empty text when it cannot be read."""
    state = hashlib.sha256()
    try:
        with open(path, "rb", buffering=0) as file:
            while piece := file.read(PIECE_BYTES):
                state.update(piece)
    except OSError:
        return ""
    return state.hexdigest()
