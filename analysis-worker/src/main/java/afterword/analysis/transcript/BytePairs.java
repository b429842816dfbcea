// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.PriorityQueue;

/// The tokens of a byte pair encoding in the order of their ranks, and how pieces of text fall into
/// them. Immutable and thread-safe.
///
/// A piece begins as single bytes; again and again the pair that makes the token of the lowest rank
/// is joined, the leftmost first, until no pair makes one. Short pieces look for it in a row of
/// ranks, long ones in a heap, so that no text costs more than n log n. The tokens stand in one
/// array of bytes under an open hash table, 5 MB for `o200k_base`. Source: tiktoken's
/// `_byte_pair_merge`.
final class BytePairs {

    private static final int NONE = Integer.MAX_VALUE;
    private static final int SHORT = 128; // bytes of a piece that a row is quicker for

    private final byte[] bytes; // of all tokens, one behind the other
    private final int[] starts; // by rank, and the end of the last
    private final int[] slots; // rank + 1, 0 where empty; a power of two
    private final int[] pairs = new int[1 << 16]; // ranks of tokens of two bytes

    private BytePairs(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
        int tokens = starts.length - 1;
        this.slots = new int[Integer.highestOneBit(tokens) << 2];
        Arrays.fill(pairs, NONE);
        for (int rank = 0; rank < tokens; rank++) {
            put(rank);
        }
    }

    private void put(int rank) {
        int from = starts[rank];
        int to = starts[rank + 1];
        if (to - from == 2) {
            pairs[pair(bytes, from)] = rank;
        }
        int slot = hash(bytes, from, to) & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = rank + 1;
    }

    /// Reads a table in tiktoken's form: a token in Base64 and its rank in each line, ranks from 0
    /// without a gap.
    static BytePairs read(Class<?> beside, String resource) {
        try (var in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + resource);
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BytePairs read(InputStream in) throws IOException {
        var file = in.readAllBytes();
        var bytes = new byte[file.length];
        var starts = new int[file.length / 8 + 1];
        int tokens = 0;
        int end = 0;
        for (int at = 0; at < file.length; ) {
            int space = indexOf(file, (byte) ' ', at);
            var token = Base64.getDecoder().decode(Arrays.copyOfRange(file, at, space));
            System.arraycopy(token, 0, bytes, end, token.length);
            starts[tokens++] = end;
            end += token.length;
            at = indexOf(file, (byte) '\n', space) + 1;
        }
        starts[tokens] = end;
        return new BytePairs(Arrays.copyOf(bytes, end), Arrays.copyOf(starts, tokens + 1));
    }

    private static int indexOf(byte[] file, byte wanted, int from) {
        int at = from;
        while (at < file.length && file[at] != wanted) {
            at++;
        }
        return at;
    }

    private static int pair(byte[] text, int at) {
        return ((text[at] & 0xff) << 8) | (text[at + 1] & 0xff);
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 0x01000193 + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }

    /// @return [#NONE] where these bytes are no token
    private int rank(byte[] text, int from, int to) {
        if (to - from == 2) {
            return pairs[pair(text, from)];
        }
        int slot = hash(text, from, to) & (slots.length - 1);
        for (int found = slots[slot]; found != 0; found = slots[slot]) {
            int start = starts[found - 1];
            int end = starts[found];
            if (Arrays.equals(bytes, start, end, text, from, to)) {
                return found - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return NONE;
    }

    /// Works on the pieces of one text. Used by one thread.
    final class Splitter {

        private int[] borders = new int[SHORT + 2]; // of the parts, and the end of the last
        private int[] ranks = new int[SHORT + 2]; // of each part with the next

        /// Splits a piece into tokens.
        ///
        /// @param length of the piece, at least 1
        /// @return how many; their borders are then in [#border]
        int split(byte[] piece, int length) {
            if (length == 1 || rank(piece, 0, length) != NONE) {
                borders[0] = 0;
                borders[1] = length;
                return 1;
            }
            return length <= SHORT ? inARow(piece, length) : inAHeap(piece, length);
        }

        /// Where a token of the last piece begins; the one behind the last: where that ends.
        int border(int token) {
            return borders[token];
        }

        private int inARow(byte[] piece, int length) {
            int parts = length;
            for (int i = 0; i < parts; i++) {
                borders[i] = i;
                ranks[i] = i + 1 < parts ? pairs[pair(piece, i)] : NONE;
            }
            borders[parts] = parts;
            for (int at = lowest(parts); ranks[at] != NONE; at = lowest(parts)) {
                System.arraycopy(borders, at + 2, borders, at + 1, parts - at - 1);
                System.arraycopy(ranks, at + 2, ranks, at + 1, Math.max(0, parts - at - 2));
                parts--;
                ranks[at] = joined(piece, at, parts);
                if (at > 0) {
                    ranks[at - 1] = joined(piece, at - 1, parts);
                }
            }
            return parts;
        }

        private int lowest(int parts) {
            int lowest = 0;
            for (int i = 1; i < parts; i++) {
                if (ranks[i] < ranks[lowest]) {
                    lowest = i;
                }
            }
            return lowest;
        }

        private int joined(byte[] piece, int at, int parts) {
            return at + 1 < parts ? rank(piece, borders[at], borders[at + 2]) : NONE;
        }

        /// The same with parts as a linked list, and their ranks in a heap that may hold outdated
        /// ones.
        private int inAHeap(byte[] piece, int length) {
            var next = new int[length + 1]; // border behind the part that begins here
            var before = new int[length + 1]; // begin of the part before
            var rank = new int[length + 1]; // of this part with the next; -1 where none begins
            var heap = new PriorityQueue<Long>();
            for (int i = 0; i < length; i++) {
                next[i] = i + 1;
                before[i] = i - 1;
                rank[i] = i + 1 < length ? pairs[pair(piece, i)] : NONE;
                offer(heap, rank[i], i);
            }
            before[length] = length - 1;
            rank[length] = NONE;
            for (var top = heap.poll(); top != null; top = heap.poll()) {
                int at = (int) (long) top;
                if (rank[at] == (int) (top >>> 32)) {
                    int gone = next[at];
                    next[at] = next[gone];
                    before[next[at]] = at;
                    rank[gone] = -1;
                    rerank(piece, at, next, rank, heap);
                    if (at > 0) {
                        rerank(piece, before[at], next, rank, heap);
                    }
                }
            }
            return kept(next, length);
        }

        private void rerank(
                byte[] piece, int at, int[] next, int[] rank, PriorityQueue<Long> heap) {
            int middle = next[at];
            boolean last = middle == next.length - 1;
            rank[at] = last ? NONE : rank(piece, at, next[middle]);
            offer(heap, rank[at], at);
        }

        private static void offer(PriorityQueue<Long> heap, int rank, int at) {
            if (rank != NONE) {
                heap.add(((long) rank << 32) | at);
            }
        }

        private int kept(int[] next, int length) {
            int parts = 0;
            for (int at = 0; at < length; at = next[at]) {
                if (parts + 2 > borders.length) {
                    borders = Arrays.copyOf(borders, borders.length * 2);
                }
                borders[parts++] = at;
            }
            borders[parts] = length;
            return parts;
        }
    }
}
