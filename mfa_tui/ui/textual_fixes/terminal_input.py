"""What the terminal sends is not always what it should be: stray bytes, and pastes that pretend to be keys."""

import codecs

START, END, ESCAPE = "\x1b[200~", "\x1b[201~", "\x1b"


class CarefulDecoder:
    """Decodes UTF-8 from a terminal: a byte that is none becomes U+FFFD, and so does an escape inside of a paste.

    Textual takes an escape in a bracketed paste for the end of it and the rest for keys: a pasted log with colours
    would press them.
    """

    def __init__(self) -> None:
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")
        self._pasting = False
        self._held = ""  # inside of a paste: what may be the beginning of its end
        self._tail = ""  # outside: the last characters, in which a paste may have begun

    def decode(self, data: bytes, final: bool = False) -> str:
        """Return the text that Textual's parser is to see."""
        text, self._held = self._held + self._bytes.decode(data, final), ""
        out = []
        while text:
            if not self._pasting:
                begin = (self._tail + text).find(START)
                if begin < 0:
                    self._tail = (self._tail + text)[-len(START) + 1 :]
                    out.append(text)
                    break
                end = begin + len(START) - len(self._tail)
                self._pasting, self._tail = True, ""
                out.append(text[:end])
                text = text[end:]
            elif (end := text.find(END)) >= 0:
                self._pasting = False
                out += [text[:end].replace(ESCAPE, "\ufffd"), END]
                text = text[end + len(END) :]
            else:
                keep = next((n for n in range(len(END) - 1, 0, -1) if text.endswith(END[:n])), 0)
                self._held = text[len(text) - keep :]
                out.append(text[: len(text) - keep].replace(ESCAPE, "\ufffd"))
                break
        return "".join(out)
