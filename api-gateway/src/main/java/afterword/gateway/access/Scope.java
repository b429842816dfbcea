// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

/// What an API key may do. Independent of each other: `admin` alone reads no outcome.
public enum Scope {
    /// Hand conversations over.
    INGEST,
    /// Read events and outcomes.
    READ,
    /// Operate: ledger, dead letters, retry, replay, erase.
    ADMIN
}
