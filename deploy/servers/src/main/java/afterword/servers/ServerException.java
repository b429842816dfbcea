// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

/// A server cannot be had, started or reached. The message is one line for a human: what was tried
/// and what to do.
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ServerException(String message) {
        super(message);
    }

    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
