// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells bodies apart without keeping them.
final class Digest {

    private Digest() {}

    /// The first 16 hexadecimal digits of SHA-256.
    static String of(byte[] body) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String of(String body) {
        return of(body.getBytes(StandardCharsets.UTF_8));
    }
}
