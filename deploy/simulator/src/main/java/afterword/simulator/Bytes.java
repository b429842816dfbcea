// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.List;

/// Putting byte arrays together.
final class Bytes {

    private Bytes() {}

    static byte[] join(byte[]... parts) {
        return join(List.of(parts));
    }

    static byte[] join(List<byte[]> parts) {
        var whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
