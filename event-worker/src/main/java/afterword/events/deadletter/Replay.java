// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

/// A dead letter that is owed another delivery.
record Replay(long id) {}
