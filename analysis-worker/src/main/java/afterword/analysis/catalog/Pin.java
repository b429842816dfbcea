// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

/// Exactly one text of an analysis: a run keeps the pins of its first claim to its end.
///
/// @param name 1 to 64 of `[a-z0-9_-]`, the key in an outcome
/// @param version from 1
/// @param hash SHA-256 of the definition's content, hexadecimal
public record Pin(String name, int version, String hash) {

    @Override
    public String toString() {
        return name + " v" + version;
    }
}
