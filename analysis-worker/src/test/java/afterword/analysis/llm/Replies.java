// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

/// Reads replies for fakes in other packages.
public final class Replies {

    private Replies() {}

    /// As the real adapter reads them.
    public static Reading read(byte[] body) {
        return ChatReply.read(body, Profiles.read(null).named(Profiles.COMPATIBLE).errors());
    }
}
