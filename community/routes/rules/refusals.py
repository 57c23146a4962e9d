"""Why a file of a track is refused: one friendly sentence each, with what to do next."""

from __future__ import annotations

from community.foundation.errors import Problem
from community.foundation.words import N_

MESSAGES: dict[str, str] = {
    "no_track": N_("This file has no track in it. Choose a GPX, FIT or TCX file of a walk."),
    "unknown_kind": N_("This is not a GPX, FIT or TCX file. Choose one that holds a walk."),
    "zip_file": N_("This is a zip file. Unpack it, and choose the GPX, FIT or TCX file in it."),
    "no_positions": N_(
        "This recording has no positions, as on a treadmill or with the receiver switched off. "
        "Choose one that was made outdoors."
    ),
    "empty_file": N_("This file is empty. Export the walk again from your app or watch."),
    "too_large": N_(
        "This file is over %(megabytes)s MB unpacked. Export one single walk, or thin it out first."
    ),
    "too_many_points": N_(
        "This file has over %(points)s points. Export one single walk, or thin it out first."
    ),
    "packed_too_small": N_(
        "This packed file unpacks to more than %(times)s times its size, which no track does. "
        "Upload it unpacked, or export the walk again."
    ),
    "takes_too_long": N_(
        "This file takes too long to read, so we stopped. "
        "Export one single walk, or export it as GPX."
    ),
    "too_deep": N_(
        "Line %(line)s of this file is nested too deeply for a track. "
        "Export the walk again from your app or watch."
    ),
    "piece_too_long": N_(
        "Near line %(line)s of this file one piece of text is too long for a track. "
        "Export the walk again from your app or watch."
    ),
    "doctype": N_(
        "Line %(line)s of this file declares a document type, which track files do not need and "
        "we do not open. Export the walk again from your app or watch."
    ),
    "bad_position": N_(
        "The point in line %(line)s of this file has no usable latitude and longitude. "
        "Export the walk again, or remove this point."
    ),
    "swapped": N_(
        "The point in line %(line)s of this file seems to have latitude and longitude swapped: "
        "no latitude is over 90 degrees. Export the walk again with the two the right way round."
    ),
    "broken_xml": N_(
        "This file is damaged in line %(line)s and cannot be read further. "
        "Export the walk again from your app or watch."
    ),
    "mismatched_tag": N_(
        "This file is damaged: line %(line)s closes something that is not open. "
        "Export the walk again from your app or watch."
    ),
    "undefined_entity": N_(
        "Line %(line)s of this file uses a shorthand that is not explained, so it cannot be read. "
        "Export the walk again from your app or watch."
    ),
    "truncated": N_(
        "This file ends too early, after line %(line)s. It was probably cut off on the way: "
        "copy or export it again."
    ),
    "nul_bytes": N_(
        "This file holds empty bytes where text should be, near line %(line)s. It was probably "
        "damaged on the memory card: copy or export it again."
    ),
    "wrong_encoding": N_(
        "The letters in line %(line)s of this file do not fit the encoding it names. "
        "Export the walk again, or save the file as UTF-8."
    ),
    "fit_other": N_(
        "This FIT file holds no recorded walk, but settings, a training plan or the like. "
        "Choose the FIT file of an activity."
    ),
    "fit_cut_off": N_(
        "This FIT file ends too early. It was probably cut off on the way: copy it again."
    ),
    "fit_checksum": N_(
        "This FIT file is damaged: its checksum does not fit what is in it. "
        "Copy it again from your watch or app."
    ),
    "fit_damaged": N_(
        "This FIT file is damaged and cannot be read further. Copy it again from your watch or app."
    ),
    "fit_position": N_(
        "Record %(record)s of this FIT file has no usable latitude and longitude. "
        "Export the walk again from your app or watch."
    ),
    "fit_swapped": N_(
        "Record %(record)s of this FIT file seems to have latitude and longitude swapped: "
        "no latitude is over 90 degrees. Export the walk again with the two the right way round."
    ),
    "fit_too_much": N_(
        "This FIT file holds more measurements than any walk. Export one single walk."
    ),
    "bad_gzip": N_("This packed file is damaged. Copy it again, or upload it unpacked."),
    "too_long": N_(
        "This track is %(kilometres)s km long, too long for a walk. It probably holds a jump: "
        "cut it apart, or export one single walk."
    ),
    "too_short": N_(
        "This track is only %(metres)s m long, too short to grade. Choose the file of a whole walk."
    ),
}


class TrackRefused(Problem):
    """A file that is not a track, or that we do not open. `line` is counted from 1, when known.

    `code` is a key of `MESSAGES`; `message` the template, `values` what fills it; `sentence` the
    English sentence, for logs and the command line.
    """

    code = "no_track"
    status = 422

    def __init__(self, code: str, line: int | None = None, **values: object) -> None:
        self.line = line
        if line is not None:
            values["line"] = line
        super().__init__(MESSAGES[code], code=code, values=values)

    @property
    def sentence(self) -> str:
        """The message in English with its values in place."""
        return self.message % self.values

    def __str__(self) -> str:
        return self.sentence
