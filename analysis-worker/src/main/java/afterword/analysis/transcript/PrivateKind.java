// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// What a piece of text is that a model need not see. The name is part of the placeholder.
public enum PrivateKind {
    EMAIL,
    /// International numbers, and national ones whose shape or length tells them from other
    /// numbers.
    PHONE,
    /// Payment card with a valid Luhn checksum.
    CARD,
    /// Bank account with the length of its country and a valid mod 97 checksum.
    IBAN,
    /// IPv4 or IPv6 address.
    IP,
    /// User information of a URL, secret parameters, JSON web tokens, keys.
    SECRET,
    /// Not private at all: somebody wrote what looks like one of our placeholders.
    TEXT
}
