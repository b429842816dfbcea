// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// Who spoke a turn.
public enum Role {
    USER,
    BOT;

    /// The canonical spelling in `speaker`.
    public String speaker() {
        return this == USER ? "user" : "bot";
    }
}
