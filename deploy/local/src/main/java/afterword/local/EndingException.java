// SPDX-License-Identifier: Apache-2.0
package afterword.local;

/// The process is ending while something was under way.
final class EndingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EndingException(Throwable cause) {
        super("ending", cause);
    }
}
