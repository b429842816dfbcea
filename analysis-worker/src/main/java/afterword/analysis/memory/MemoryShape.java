// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

/// The two wire shapes of mem0.
enum MemoryShape {
    /// mem0's own server: an addition is answered when it is done; key in `X-API-Key`.
    SELF_HOSTED,
    /// The platform's v3: additions are queued and asked after; key as `Authorization: Token …`.
    HOSTED
}
